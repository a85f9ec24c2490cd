"""Make a backup: a snapshot of the database, then the files it names, which nobody removes meanwhile."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from io import FileIO
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.crypto import salted_hmac
from pyrage import x25519

from jejaring.config.backups import archive, postgres
from jejaring.config.backups.archive import Manifest, Member
from jejaring.documents.queries import referenced
from jejaring.files import storage
from jejaring.ledger import checking
from jejaring.ledger.queries import BEGINNING, head_hash
from jejaring.operation.places import NAME, Place, name_at

MADE_ANEW = {
    "postgres",
    "static",
    "files",
    "metrics",
}  # of the data folder: the database is dumped, files have their own member


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: its name, how many files it holds, the ledger's head in it, and what it lacks."""

    name: str
    files: int
    ledger_head: str
    lost: list[str]  # hashes of files that the database names and the storage does not have
    removed: list[str]  # names of backups that were too many


def secret_key_mark() -> str:
    """Return what tells two secret keys apart and gives neither away."""
    return salted_hmac("jejaring.backups", "mark", algorithm="sha256").hexdigest()[:16]


def back_up(
    server: postgres.Server, place: Place, recipients: Sequence[x25519.Recipient], *, keep: int, at: datetime
) -> Made:
    """Make a backup of the installation, and keep the newest `keep` (all if 0).

    Raises Refused where PostgreSQL's programs do, OSError where something cannot be read or written.
    """
    name = name_at(at.astimezone(UTC))
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".backup-") as folder, _snapshot() as snapshot:
        dumped = Path(folder) / archive.DATABASE
        postgres.dump(server, dumped, snapshot=snapshot)
        manifest, stored = _manifest(server, at), [sha256 for group in storage.stored_hashes() for sha256 in group]
        with place.written(name) as out:
            files = archive.write(out, manifest, _members(dumped, stored), recipients)
        lost = sorted(referenced() - set(stored) - storage.waiting_hashes())
    return Made(name, files, manifest.ledger_head, lost, _remove_oldest(place, keep))


@contextmanager
def _snapshot() -> Iterator[str]:
    """Hold one state of the database, and have no file removed; give the snapshot's name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        storage.keep_all()
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def _manifest(server: postgres.Server, at: datetime) -> Manifest:
    entries, _links = checking.sizes()
    return Manifest(
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        product=version("jejaring"),
        postgres=postgres.major_of(server),
        ledger_head=head_hash() or BEGINNING,
        ledger_entries=entries,
        migrations=sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        secret_key_mark=secret_key_mark(),
    )


def _members(dumped: Path, stored: Sequence[str]) -> Iterator[Member]:
    yield Member(archive.DATABASE, dumped.stat().st_size, partial(FileIO, dumped))
    for sha256 in stored:
        name = storage.name_of(sha256)
        yield Member(f"{archive.FILES}{name}", default_storage.size(name), partial(default_storage.open, name))
    for path in files_beside():
        name = path.relative_to(settings.DATA).as_posix()
        yield Member(f"{archive.DATA}{name}", path.stat().st_size, partial(FileIO, path))


def files_beside() -> Iterator[Path]:
    """Yield the files of the data folder that are not made anew: keys of the authority, kept heads of the ledger."""
    for path in sorted(settings.DATA.rglob("*")):
        parts = path.relative_to(settings.DATA).parts
        is_unfinished = any(part.startswith(".") for part in parts)  # a backup into a folder here is one, too
        if path.is_file() and parts[0] not in MADE_ANEW and not is_unfinished and not NAME.fullmatch(path.name):
            yield path


def _remove_oldest(place: Place, keep: int) -> list[str]:
    surplus = place.names()[:-keep] if keep else []
    for name in surplus:
        place.remove(name)
    return surplus
