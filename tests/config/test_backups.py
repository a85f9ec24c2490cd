"""A backup holds database, files and keys, opens with its key only, and comes back whole elsewhere or not at all."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
import psycopg
import pyrage
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from moto.server import ThreadedMotoServer
from psycopg.conninfo import conninfo_to_dict

from jejaring.config.backups import archive, keys
from jejaring.config.backups.making import Made, back_up
from jejaring.console.terminal import Refused
from jejaring.documents.actions import store_upload
from jejaring.files import storage
from jejaring.ledger.queries import head
from jejaring.operation import places
from tests.factories import documents as make
from tests.factories.people import PersonFactory
from tests.files.hands import waiting
from tests.processes import environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]  # commands are run as their users do
AT = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
SECRET = b"rahasia di dalam berkas"


class Backed:
    """An installation with a document and an upload, backed up into a folder, and an empty place to restore it to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder / "backups", folder / "key.txt"
        self.public = keys.make_key(self.key)
        person = PersonFactory()
        self.document = make.issued(by=person)
        self.upload = store_upload(SimpleUploadedFile("catatan.txt", SECRET), record=self.document, by=person, at=AT)
        self.data, self.database = folder / "restored", f"restored_{uuid4().hex[:8]}"

    def make(self, *, keep: int = 0, at: datetime = AT) -> Made:
        server = conninfo_to_dict(environment()["DATABASE_URL"])
        return back_up(server, places.Folder(self.folder), keys.read_recipients([self.public]), keep=keep, at=at)

    @property
    def url(self) -> str:
        """The address of the empty database."""
        return urlsplit(environment()["DATABASE_URL"])._replace(path=f"/{self.database}").geturl()

    def restore(self, sealed: Path, key: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the command in the empty place."""
        command = [sys.executable, "-m", "jejaring.config.cli", "restore", str(sealed), "--key", str(key or self.key)]
        settings = {"DATABASE_URL": self.url, "JEJARING_DATA": str(self.data), **more}
        return subprocess.run(command, env=environment(**settings), capture_output=True, text=True, check=False)

    def tables(self) -> int:
        with psycopg.connect(self.url) as connection:
            return len(connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchall())


@pytest.fixture
def backed(tmp_path: Path, settings: Any) -> Iterator[Backed]:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    (settings.DATA / "authority").mkdir()
    (settings.DATA / "authority" / "root.key").write_text("a key")
    one = Backed(tmp_path)
    server = environment()["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {one.database}")
        yield one
        connection.execute(f"DROP DATABASE {one.database} WITH (FORCE)")


def test_a_backup_comes_back_with_the_same_ledger_files_and_keys(backed: Backed) -> None:
    made, before = backed.make(), head()
    assert before
    done = backed.restore(backed.folder / made.name)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"restored: valid; of 2026-11-30T15:00:00+00:00, {made.files} files" in done.stdout
    assert made.ledger_head == before.hash
    assert before.hash in done.stdout
    for sha256 in (backed.document.sha256, backed.document.docx_sha256, backed.upload.sha256):
        assert (backed.data / "files" / storage.name_of(sha256)).read_bytes() == storage.get(sha256)
    assert (backed.data / "authority" / "root.key").read_text() == "a key"
    assert not [path for path in backed.data.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    with psycopg.connect(backed.url) as connection:
        assert connection.execute("SELECT sha256 FROM documents_storedfile").fetchall() == [(backed.upload.sha256,)]


def test_a_backup_is_one_file_that_nobody_else_can_read(backed: Backed) -> None:
    made = backed.make()
    (path,) = backed.folder.iterdir()
    assert path.name == made.name == "jejaring-20261130T150000Z.age"
    assert (path.stat().st_mode & 0o777, backed.folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert path.read_bytes().startswith(b"age-encryption.org/v1")
    assert SECRET not in path.read_bytes()
    assert backed.key.stat().st_mode & 0o777 == 0o600


def test_a_backup_into_the_data_folder_does_not_hold_itself(backed: Backed, settings: Any) -> None:
    backed.folder = settings.DATA / "backups"
    for hour in (15, 16):
        made = backed.make(at=AT.replace(hour=hour))
    identities = keys.read_identities(backed.key)
    manifest = archive.unpack(backed.folder / made.name, backed.data.parent, identities)
    assert [name for name in manifest.members if "backups" in name] == []


def test_what_is_cut_changed_or_of_another_key_restores_nothing(backed: Backed, tmp_path: Path) -> None:
    whole = (backed.folder / backed.make().name).read_bytes()
    other, cut, changed = tmp_path / "other.txt", tmp_path / "cut.age", tmp_path / "changed.age"
    keys.make_key(other)
    cut.write_bytes(whole[:-1000])
    changed.write_bytes(whole[:2000] + bytes([whole[2000] ^ 1]) + whole[2001:])
    for path, key, words in (
        (cut, None, "is not a whole backup"),
        (changed, None, "is not a whole backup"),
        (backed.folder / "jejaring-20261130T150000Z.age", other, "none of the keys opens it"),
        (tmp_path / "nothing.age", None, "there is no such file"),
        (backed.folder / "jejaring-20261130T150000Z.age", cut, "is not a file of private keys"),
    ):
        done = backed.restore(path, key)
        assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
    assert backed.tables() == 0
    assert [path for path in backed.data.rglob("*") if path.is_file()] == []


def test_nothing_is_restored_over_something(backed: Backed) -> None:
    sealed = backed.folder / backed.make().name
    (backed.data / "authority").mkdir(parents=True)
    (backed.data / "authority" / "root.key").write_text("another key")
    with psycopg.connect(backed.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE theirs (id integer)")
    done = backed.restore(sealed)
    assert done.returncode == 2
    assert "The database holds tables already" in done.stderr
    assert "root.key exists and is not the file of the backup" in done.stderr
    assert (backed.data / "authority" / "root.key").read_text() == "another key"
    assert backed.tables() == 1


def test_a_restore_that_was_interrupted_can_be_run_again(backed: Backed) -> None:
    sealed = backed.folder / backed.make().name
    name = storage.name_of(backed.upload.sha256)
    (backed.data / "files" / name).parent.mkdir(parents=True)
    (backed.data / "files" / name).write_bytes(SECRET)
    assert backed.restore(sealed).returncode == 0


def test_another_secret_key_is_named(backed: Backed) -> None:
    done = backed.restore(backed.folder / backed.make().name, JEJARING_SECRET_KEY=token_hex(32))
    assert done.returncode == 1
    assert "JEJARING_SECRET_KEY is not that of the backup" in done.stdout


def test_a_file_that_was_lost_before_is_named(backed: Backed) -> None:
    storage.remove(backed.upload.sha256)
    assert backed.make().lost == [backed.upload.sha256]


def test_a_file_that_waits_for_the_bucket_is_in_the_backup_and_comes_back(backed: Backed) -> None:
    storage.remove(backed.upload.sha256)
    waiting(SECRET)
    made = backed.make()
    assert made.lost == []
    done = backed.restore(backed.folder / made.name)
    assert (done.returncode, "restored: valid" in done.stdout) == (0, True), done.stdout
    with psycopg.connect(backed.url) as connection:
        assert connection.execute("SELECT data FROM files_piece").fetchall() == [(SECRET,)]


def test_a_full_disk_is_named_and_leaves_no_half_of_a_backup(backed: Backed) -> None:
    sealed, recipients = backed.folder / backed.make().name, keys.read_recipients([backed.public])
    manifest = archive.unpack(sealed, backed.folder, keys.read_identities(backed.key))
    large = archive.Member("large", 1_000_000, lambda: io.BytesIO(bytes(1_000_000)))
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):
        archive.write(full, manifest, [large], recipients)
    short, place = archive.Member("short", 9, io.BytesIO), places.Folder(backed.folder / "more")
    with pytest.raises(OSError, match="short became shorter"), place.written("x.age") as out:
        archive.write(out, manifest, [short], recipients)
    assert [*place.path.iterdir()] == []


def test_the_newest_are_kept_and_nothing_else_is_removed(backed: Backed) -> None:
    backed.folder.mkdir()
    (backed.folder / "notes.txt").write_text("x")
    for day in (26, 27, 28):
        made = backed.make(keep=2, at=AT.replace(day=day))
    assert made.removed == ["jejaring-20261126T150000Z.age"]
    names = sorted(path.name for path in backed.folder.iterdir())
    assert names == ["jejaring-20261127T150000Z.age", "jejaring-20261128T150000Z.age", "notes.txt"]


def test_a_key_is_never_overwritten_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    keys.make_key(tmp_path / "key.txt")
    with pytest.raises(Refused, match="a key is never overwritten"):
        keys.make_key(tmp_path / "key.txt")
    with pytest.raises(Refused) as refused:
        keys.read_recipients(["age1x", "ssh-rsa"])
    assert len(refused.value.lines) == 2


def test_a_bucket_keeps_backups_under_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "uji")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    url = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=url).create_bucket(Bucket="cadangan")
    place = places.place_at("s3://cadangan/jejaring", url)
    with place.written(places.name_at(AT)) as out:
        out.write(b"sealed")
    found, name = places.backup_at(f"s3://cadangan/jejaring/{places.name_at(AT)}", url)
    with found.fetched(name) as path:
        assert path.read_bytes() == b"sealed"
    assert place.names() == [name]
    place.remove(name)
    assert place.names() == []
    server.stop()


def test_anyone_with_the_key_opens_a_backup_without_us(backed: Backed, tmp_path: Path) -> None:
    made = backed.make()
    (identity,) = keys.read_identities(backed.key)
    pyrage.decrypt_file(str(backed.folder / made.name), str(tmp_path / "plain.tar"), [identity])
    listed = subprocess.run(["tar", "-tf", tmp_path / "plain.tar"], capture_output=True, text=True, check=True)
    names = listed.stdout.splitlines()
    assert (names[0], names[-1]) == ("database.dump", "manifest.json")
    assert f"files/{storage.name_of(backed.upload.sha256)}" in names
