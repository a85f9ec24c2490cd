"""Where files are kept: an S3-compatible store does what the folder does; a killed signing leaves nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from moto.server import ThreadedMotoServer

from jejaring.documents import actions, storage
from jejaring.documents.models import Document, Signature, Version
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.verification import Verdict, check
from jejaring.kit.refusal import Unavailable
from jejaring.operation import bucket as bucket_limits
from tests.documents import files
from tests.factories import documents as make
from tests.factories.people import PersonFactory
from tests.processes import environment
from tests.waiting import AMPLE, until
from tests.weather.silent import silent_server

HOUSE = Path(__file__).parents[2]
LAST_STEPS = ["signed", "stored", "saved", "recorded"]


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "uji"),
        ("AWS_SECRET_ACCESS_KEY", "uji"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    made = boto3.resource("s3", endpoint_url=endpoint).create_bucket(Bucket="berkas")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "jejaring.operation.bucket.Bucket",
            "OPTIONS": {"bucket_name": "berkas", "endpoint_url": endpoint, "default_acl": "private"},
        },
    }
    yield made
    if made.creation_date:  # buckets of one process outlive the server
        made.objects.all().delete()
        made.delete()
    server.stop()


@pytest.mark.slow
@pytest.mark.django_db
def test_an_s3_compatible_store_keeps_gives_and_loses_files(bucket: Any, client: Any) -> None:
    document = make.issued(public=True)
    make.sign(document)
    person = PersonFactory()
    stored = actions.store_upload(make.upload("surat.pdf", files.pdf()), record=person, by=person, at=make.AT)
    orphan = storage.put(b"tidak dirujuk")
    unsigned = document.versions.get(number=0).sha256
    named = {storage.name_of(sha256) for sha256 in (document.sha256, document.docx_sha256, stored.sha256)}
    assert {item.key for item in bucket.objects.all()} == named | {storage.name_of(orphan), storage.name_of(unsigned)}
    assert actions.sweep_orphans() == 2
    assert {item.key for item in bucket.objects.all()} == named
    answer = client.get(f"/dokumen/{document.public_id}.pdf")
    given = b"".join(answer.streaming_content)
    assert check(given, trust=chosen_signer().roots()).verdict is Verdict.VALID
    answer.close()


@pytest.mark.django_db
def test_a_download_from_a_silent_store_is_a_sentence_and_a_time_to_come_back(
    settings: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = make.issued(public=True)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "uji")
    monkeypatch.setattr(bucket_limits, "LIMITS", Config(read_timeout=0.3, retries={"total_max_attempts": 1}))
    client.raise_request_exception = False
    with silent_server() as port:
        store = {"bucket_name": "berkas", "endpoint_url": f"http://127.0.0.1:{port}", "default_acl": "private"}
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "jejaring.operation.bucket.Bucket", "OPTIONS": store},
        }
        answer = client.get(reverse("documents:pdf", args=[document.public_id]))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "The place where our files are kept does not answer at the moment." in answer.content.decode()
    assert client.get("/").status_code == 200


def test_a_full_disk_keeps_no_half_of_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = storage.Folder(location=tmp_path)
    full = tmp_path / "new"
    full.symlink_to("/dev/full")  # on which the system finds no room
    monkeypatch.setattr(tempfile, "mkstemp", lambda **_place: (os.open(full, os.O_WRONLY), str(full)))
    with pytest.raises(Unavailable, match="no room left"), translation.override("en"):
        folder.save("blobs/aa/aa", ContentFile(b"isi"))
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []


@pytest.mark.django_db
def test_a_half_written_file_never_has_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        storage.put(b"isi yang tidak sampai")
    monkeypatch.undo()
    sha256 = storage.put(b"isi yang tidak sampai")
    assert storage.get(sha256) == b"isi yang tidak sampai"


def waits_for_a_lock() -> bool:
    """Tell whether somebody waits for what another transaction on this database holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE NOT granted AND datname = current_database()"
        )
        found: int = cursor.fetchone()[0]
    return found > 0


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_waits_for_a_file_whose_row_is_on_its_way() -> None:
    person = PersonFactory()

    def sweep() -> int:
        try:
            return actions.sweep_orphans()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            stored = actions.store_upload(
                make.upload("a.txt", b"sedang disimpan"), record=person, by=person, at=make.AT
            )
            sweeping = other.submit(sweep)
            until(waits_for_a_lock)
            assert not sweeping.done()
        sweeping.result(timeout=AMPLE)
    assert default_storage.exists(storage.name_of(stored.sha256))


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_the_same_place_sign_once() -> None:
    document = make.issued()
    person = PersonFactory()

    def hand(_n: int) -> str:
        try:
            make.sign(document, by=person)
        except Exception as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "signed"

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(hand, range(2))) == ["Refusal", "signed"]
    assert Signature.objects.count() == 1


@pytest.mark.kills
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", LAST_STEPS)
def test_a_signing_that_is_killed_is_not_done_at_all_and_can_be_done_again(step: str) -> None:
    document = make.issued()
    person = PersonFactory()
    command = [sys.executable, "-m", "tests.documents.sign_and_die", str(document.pk), str(person.pk), step]
    done = subprocess.run(
        command, cwd=HOUSE, env=environment(), capture_output=True, text=True, check=False, timeout=AMPLE
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    before = document.sha256
    document.refresh_from_db()
    assert (document.sha256, Version.objects.count(), Signature.objects.count()) == (before, 1, 0)
    make.sign(document, by=person)
    document = Document.objects.get()
    assert check(storage.get(document.sha256), trust=chosen_signer().roots()).verdict is Verdict.VALID
    actions.sweep_orphans()
    names = {sha256 for group in storage.stored_hashes() for sha256 in group}
    assert names == {document.sha256, document.docx_sha256}


def test_the_default_storage_is_the_folder_that_writes_whole_files() -> None:
    assert isinstance(storages["default"], storage.Folder)
