"""Uploads: told by content, never active, kept under their hash, given to whoever may see the record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from jejaring.documents import actions, queries
from jejaring.documents.models import StoredFile
from jejaring.files import storage
from jejaring.kit import registry
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import Doorway
from jejaring.ledger.queries import entries_of
from jejaring.people.models import Person
from tests.documents import files
from tests.factories import documents as make
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def store(name: str, data: bytes, by: Person | None = None) -> StoredFile:
    person = by or PersonFactory()
    return actions.store_upload(make.upload(name, data), record=person, by=person, at=make.AT)


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        ("surat.pdf", files.pdf, "application/pdf"),
        ("FOTO.JPG", lambda: files.JPEG, "image/jpeg"),
        ("logo.png", lambda: files.PNG, "image/png"),
        ("notula.docx", files.word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("daftar.xlsx", files.sheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("bank.csv", lambda: files.CSV, "text/csv"),
        ("catatan.txt", lambda: "Rapat – Kamis".encode(), "text/plain"),
        ("lama.csv", lambda: "tanggal;keterangan\n2019-10-17;Café".encode("latin-1"), "text/csv"),
    ],
)
def test_a_file_is_kept_under_the_hash_of_its_bytes(name: str, data: Callable[[], bytes], content_type: str) -> None:
    content = data()
    stored = store(name, content)
    assert (stored.name, stored.content_type, stored.size) == (name, content_type, len(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert storage.get(stored.sha256) == content
    assert [entry.verb for entry in entries_of(stored)] == ["documents.upload"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("surat.pdf", lambda: files.PNG, "“surat.pdf” is really a PNG file. Give it the ending .png"),
        ("surat.pdf", files.word, "is really a DOCX file"),
        ("daftar.xlsx", files.word, "is really a DOCX file"),
        ("foto.png", files.pdf, "is really a PDF file"),
        ("surat.pdf", lambda: files.CSV, "is really a TXT file"),
        ("surat", files.pdf, "is really a PDF file"),
        ("surat.pdf", lambda: files.EXE, "is a file of the type application/x-msdownload"),
        ("surat.pdf", lambda: files.HTML, "is a web page or drawing that can contain scripts"),
        ("catatan.txt", lambda: files.HTML, "is a web page or drawing that can contain scripts"),
        ("logo.svg", lambda: files.SVG, "is a web page or drawing that can contain scripts"),
        ("arsip.zip", files.archive, "is a ZIP archive"),
        ("kosong.pdf", lambda: b"", "is empty"),
        ("data.csv", lambda: b"\x00\x01\x02\xff" * 99, "of a type we do not know"),
        ("data.csv", lambda: b"a;b\n\xe9\x1b[2J", "of a type we do not know"),
        ("surat.pdf", lambda: b"%PDF-1.7\nrusak", "it is damaged"),
    ],
)
def test_a_file_that_lies_is_refused_and_named(name: str, data: Callable[[], bytes], says: str) -> None:
    with pytest.raises(Refusal) as refused:
        store(name, data())
    assert says in str(refused.value)
    assert refused.value.field == "file"
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("surat.pdf", lambda: files.pdf_with_action("/JavaScript"), "active content (JavaScript)"),
        ("surat.pdf", lambda: files.pdf_with_action("/Launch"), "active content (Launch)"),
        ("surat.pdf", files.pdf_with_file, "active content (EmbeddedFile"),
        ("notula.docx", lambda: files.with_macros(files.word()), "macros or embedded objects"),
        ("notula.docx", lambda: files.with_macros(files.word(), "word/embeddings/a.bin"), "macros or embedded objects"),
        ("daftar.xlsx", lambda: files.with_macros(files.sheet(), "xl/vbaProject.bin"), "macros or embedded objects"),
    ],
)
def test_active_content_is_refused(name: str, data: Callable[[], bytes], says: str) -> None:
    with pytest.raises(Refusal) as refused:
        store(name, data())
    assert says in str(refused.value)


def test_a_file_larger_than_the_limit_is_refused(settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 3 * 1024 * 1024
    with pytest.raises(Refusal, match="larger than 3 MB"):
        store("besar.txt", b"a" * (3 * 1024 * 1024 + 1))


def test_a_name_is_only_a_name() -> None:
    assert store("../../etc/surat.pdf", files.pdf()).name == "surat.pdf"


def test_the_same_bytes_are_kept_once() -> None:
    first, second = store("a.txt", b"isi yang sama"), store("b.txt", b"isi yang sama")
    assert first.sha256 == second.sha256
    assert queries.unreferenced([first.sha256]) == set()


def test_files_lie_outside_the_web_root_and_are_readable_by_their_owner_only() -> None:
    stored = store("a.txt", b"rahasia")
    path = Path(default_storage.path(storage.name_of(stored.sha256)))
    assert path.is_relative_to(house.DATA / "files")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def doorway() -> Iterator[None]:
    """Let a person's files be seen by that person alone."""
    own = Doorway(may_see=lambda reader, pk, *, on: str(reader.pk) == pk)
    with registry.doorways.lent("people.person", own):
        yield


@pytest.mark.usefixtures("doorway")
def test_a_file_is_streamed_as_attachment_to_whoever_may_see_its_record(client: Client) -> None:
    owner = PersonFactory()
    stored = store("surat.pdf", files.pdf(), by=owner)
    client.force_login(owner)
    answer = client.get(stored.get_absolute_url())
    assert b"".join(answer.streaming_content) == files.pdf()  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="surat.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    answer.close()


@pytest.mark.usefixtures("doorway")
def test_a_file_of_another_record_answers_404_and_a_visitor_signs_in_first(client: Client) -> None:
    stored = store("surat.pdf", files.pdf())
    assert client.get(stored.get_absolute_url())["Location"].startswith(reverse("account_login"))
    client.force_login(PersonFactory())
    assert client.get(stored.get_absolute_url()).status_code == 404


def test_orphans_are_swept_and_nothing_else() -> None:
    kept = [store("a.txt", b"disimpan").sha256, make.issued().sha256]
    orphan = storage.put(b"tidak dirujuk")
    actions.sweep_orphans()
    assert not default_storage.exists(storage.name_of(orphan))
    assert all(default_storage.exists(storage.name_of(sha256)) for sha256 in kept)
