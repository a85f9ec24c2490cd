"""What goes to a bucket waits in the database: requests ask no bucket, and nothing is lost on the way."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from jejaring.answers.ahead import repeated
from jejaring.documents import actions
from jejaring.documents.models import StoredFile
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.verification import Verdict, check
from jejaring.files import storage, tasks
from jejaring.files.actions import upload, upload_waiting
from jejaring.files.bucket import Bucket
from jejaring.files.models import Piece, WaitingFile
from jejaring.files.queries import waiting
from jejaring.operation.checks import work
from jejaring.people.models import Person
from tests.documents import files
from tests.factories import documents as make
from tests.factories.people import PersonFactory
from tests.files.buckets import bucket, nobody_asks_the_bucket, silent_bucket
from tests.files.hands import let_pass, swept, waits_for_a_lock
from tests.waiting import AMPLE, until

__all__ = ["bucket", "silent_bucket"]  # fixtures

BYTES = b"sedang dalam perjalanan"


def keys(bucket: Any) -> set[str]:
    return {item.key for item in bucket.objects.all()}


def jobs() -> list[dict[str, Any]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="jejaring.files.tasks.upload").order_by("id")]


def settled() -> None:
    """Bring all that waits into the bucket, and let go of it."""
    upload_waiting()
    let_pass(11)
    upload_waiting()


def stored(data: bytes, person: Person) -> StoredFile:
    return actions.store_upload(make.upload("a.txt", data), record=person, by=person, at=make.AT)


@pytest.mark.django_db
def test_letters_and_uploads_are_stored_signed_and_read_without_asking_the_bucket(
    settings: Any, monkeypatch: pytest.MonkeyPatch, client: Any
) -> None:
    with nobody_asks_the_bucket(settings, monkeypatch):
        document, person = make.issued(public=True), PersonFactory()
        make.sign(document)
        file = actions.store_upload(make.upload("surat.pdf", files.pdf()), record=person, by=person, at=make.AT)
        answer = client.get(f"/dokumen/{document.public_id}.pdf")
        given = b"".join(answer.streaming_content)
        assert int(answer["Content-Length"]) == len(given)
        assert check(given, trust=chosen_signer().roots()).verdict is Verdict.VALID
        assert storage.get(file.sha256) == files.pdf()
    assert {job["sha256"] for job in jobs()} == storage.waiting_hashes()
    assert {job.lock for job in ProcrastinateJob.objects.filter(task_name__contains=".files.")} == {tasks.LOCK}
    assert {document.sha256, document.docx_sha256, file.sha256} < storage.waiting_hashes()
    answer.close()


@pytest.mark.slow
@pytest.mark.django_db
def test_a_bucket_keeps_gives_and_loses_files_as_the_folder_does(bucket: Any, client: Any) -> None:
    document = make.issued(public=True)
    make.sign(document)
    person = PersonFactory()
    file = actions.store_upload(make.upload("surat.pdf", files.pdf()), record=person, by=person, at=make.AT)
    orphan = storage.put(b"tidak dirujuk")
    unsigned = document.versions.get(number=0).sha256
    named = {storage.name_of(sha256) for sha256 in (document.sha256, document.docx_sha256, file.sha256)}
    settled()
    assert WaitingFile.objects.count() == Piece.objects.count() == 0
    assert keys(bucket) == named | {storage.name_of(orphan), storage.name_of(unsigned)}
    assert actions.sweep_orphans() == 2
    assert keys(bucket) == named
    answer = client.get(f"/dokumen/{document.public_id}.pdf")
    given = b"".join(answer.streaming_content)
    assert check(given, trust=chosen_signer().roots()).verdict is Verdict.VALID
    answer.close()


@pytest.mark.django_db
def test_a_file_can_be_read_at_every_moment_of_its_way(bucket: Any) -> None:
    sha256 = storage.put(BYTES)
    assert (storage.get(sha256), len(keys(bucket)), storage.is_waiting(sha256)) == (BYTES, 0, True)
    for minutes in (0, 9):
        let_pass(minutes)
        upload_waiting()
        assert (storage.get(sha256), len(keys(bucket)), storage.is_waiting(sha256)) == (BYTES, 1, True)
    let_pass(2)
    upload_waiting()
    assert (storage.get(sha256), len(keys(bucket)), storage.is_waiting(sha256)) == (BYTES, 1, False)


@pytest.mark.django_db
def test_a_large_file_waits_and_arrives_in_pieces(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PIECE_BYTES", 10)
    sha256 = storage.put_file(ContentFile(BYTES))
    assert [bytes(piece.data) for piece in Piece.objects.order_by("number")] == [BYTES[:10], BYTES[10:20], BYTES[20:]]
    assert storage.get(sha256) == BYTES
    settled()
    assert storage.get(sha256) == BYTES
    assert storage.get(storage.put(b"")) == b""


@pytest.mark.django_db
def test_a_file_whose_act_was_undone_waits_for_nothing(bucket: Any) -> None:
    with transaction.atomic():
        storage.put(BYTES)
        transaction.set_rollback(True)
    assert (storage.waiting_hashes(), jobs()) == (set(), [])


@pytest.mark.django_db
def test_a_silent_bucket_leaves_files_waiting_and_no_job_failed(silent_bucket: None) -> None:
    sha256 = storage.put(BYTES)
    tasks.upload(sha256)
    tasks.upload_waiting(0)
    assert (waiting().count, storage.get(sha256)) == (1, BYTES)


@pytest.mark.django_db
def test_the_doctor_names_what_waits_too_long(bucket: Any) -> None:
    storage.put(BYTES)
    assert [(str(one.level), one.found) for one in work.files()] == [
        ("ok", "waiting for the bucket: 1, the oldest for 0 minutes")
    ]
    let_pass(20)
    assert [(str(one.level), one.found) for one in work.files()] == [
        ("warning", "waiting for the bucket: 1, the oldest for 20 minutes; the database keeps them")
    ]
    upload_waiting()
    assert [(str(one.level), one.found) for one in work.files()] == [("ok", "none waits in the database")]


@pytest.mark.django_db
def test_a_file_whose_job_was_lost_is_uploaded_by_the_round(bucket: Any) -> None:
    sha256 = storage.put(BYTES)
    ProcrastinateJob.objects.all()._raw_delete("default")  # the model refuses
    tasks.upload_waiting(0)
    assert keys(bucket) == {storage.name_of(sha256)}


@pytest.mark.django_db
def test_what_the_bucket_loses_just_after_it_took_it_is_uploaded_again(bucket: Any) -> None:
    """A sweeper that was not answered in time may have asked for the removal before."""
    sha256 = storage.put(BYTES)
    upload(sha256)
    storage.remove(sha256)
    let_pass(11)
    upload_waiting()
    assert (keys(bucket), storage.is_waiting(sha256)) == ({storage.name_of(sha256)}, True)


@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_bytes_do_not_wait_for_each_other(bucket: Any) -> None:
    person = PersonFactory()

    def put() -> str:
        try:
            return storage.put(BYTES)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            file = stored(BYTES, person)
            assert other.submit(put).result(timeout=AMPLE) == file.sha256
        settled()
    assert (storage.get(file.sha256), keys(bucket)) == (BYTES, {storage.name_of(file.sha256)})


@pytest.mark.django_db(transaction=True)
def test_an_orphan_that_is_put_again_while_it_is_swept_is_not_lost(bucket: Any) -> None:
    person = PersonFactory()
    bucket.put_object(Key=storage.name_of(orphan := hashlib.sha256(BYTES).hexdigest()), Body=BYTES)
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            file = stored(BYTES, person)
            assert other.submit(swept).result(timeout=AMPLE) == 1  # it cannot see the row, and waits for nobody
        assert (file.sha256, keys(bucket), storage.get(orphan)) == (orphan, set(), BYTES)
        settled()
        assert other.submit(swept).result(timeout=AMPLE) == 0
    assert (storage.get(orphan), keys(bucket)) == (BYTES, {storage.name_of(orphan)})


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_waits_for_an_upload_and_looks_again(bucket: Any) -> None:
    """What nothing names is taken up again, in the bucket, while the sweeper already suspects it."""
    person = PersonFactory()
    sha256 = storage.put(BYTES)
    settled()
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            storage.hold_off_the_sweeper()  # as an upload does
            sweeping = other.submit(swept)
            until(waits_for_a_lock)
            with ThreadPoolExecutor(1) as third:
                third.submit(stored_elsewhere, person).result(timeout=AMPLE)
        assert sweeping.result(timeout=AMPLE) == 0
    assert keys(bucket) == {storage.name_of(sha256)}


def stored_elsewhere(person: Person) -> None:
    """Store the bytes on a connection of its own."""
    try:
        stored(BYTES, person)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_pdf_that_has_left_the_database_is_fetched_while_the_act_that_signs_it_holds_nothing(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, person = make.issued(), PersonFactory()
    settled()
    assert not WaitingFile.objects.exists()
    plain, held = Bucket._open, list[bool]()

    def opened(self: Bucket, name: str, mode: str = "rb") -> Any:
        held.append(connection.in_atomic_block)
        return plain(self, name, mode)

    monkeypatch.setattr(Bucket, "_open", opened)
    repeated(lambda: make.sign(document, by=person))
    document.refresh_from_db()
    assert held == [False]
    assert check(storage.get(document.sha256), trust=chosen_signer().roots()).verdict is Verdict.VALID
