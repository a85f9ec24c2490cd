"""A folder keeps whole files only, and the sweeper waits for those whose row is on its way."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import transaction
from django.utils import translation

from jejaring.documents import actions
from jejaring.files import storage
from jejaring.files.actions import upload_waiting
from jejaring.files.folder import Folder
from jejaring.kit.refusal import Unavailable
from tests.factories import documents as make
from tests.factories.people import PersonFactory
from tests.files.hands import swept, waiting, waits_for_a_lock
from tests.waiting import AMPLE, until


def test_a_full_disk_keeps_no_half_of_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = Folder(location=tmp_path)
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


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_waits_for_a_file_whose_row_is_on_its_way() -> None:
    person = PersonFactory()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            stored = actions.store_upload(
                make.upload("a.txt", b"sedang disimpan"), record=person, by=person, at=make.AT
            )
            sweeping = other.submit(swept)
            until(waits_for_a_lock)
            assert not sweeping.done()
        sweeping.result(timeout=AMPLE)
    assert default_storage.exists(storage.name_of(stored.sha256))


@pytest.mark.django_db(transaction=True)
def test_while_a_backup_is_made_the_sweeper_ends_at_once_and_nobody_waits() -> None:
    orphan = storage.put(b"tidak dirujuk")
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            storage.keep_all()
            assert other.submit(swept).result(timeout=AMPLE) == 0
            storage.put(b"sedang disimpan")
            assert default_storage.exists(storage.name_of(orphan))
        assert other.submit(swept).result(timeout=AMPLE) >= 2  # other tests have left theirs
    assert not default_storage.exists(storage.name_of(orphan))


@pytest.mark.django_db
def test_what_waited_for_a_bucket_is_brought_into_the_folder_that_took_its_place() -> None:
    sha256 = waiting(b"dulu untuk bucket")
    assert storage.get(sha256) == b"dulu untuk bucket"
    upload_waiting()
    assert default_storage.exists(storage.name_of(sha256))


def test_the_default_storage_is_the_folder_that_writes_whole_files() -> None:
    assert isinstance(storages["default"], Folder)
