"""Restore a backup into an empty place; what it ends with is verified: the same ledger, every file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.migrations.loader import MigrationLoader
from pyrage import x25519

from jejaring.config.backups import archive, postgres
from jejaring.config.backups.archive import Manifest
from jejaring.config.backups.making import secret_key_mark
from jejaring.config.upgrade.doing import collect_static_files, load_reference_data, migrate
from jejaring.console.terminal import Refused
from jejaring.documents.queries import referenced
from jejaring.files import storage
from jejaring.ledger import checking
from jejaring.ledger.queries import head


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: the backup's manifest, and what is wrong with it (a sentence each)."""

    manifest: Manifest
    faults: list[str]


def restore(sealed: Path, server: postgres.Server, identities: Sequence[x25519.Identity]) -> Restored:
    """Restore a backup; it can be run again where it was interrupted.

    Raises Refused, with nothing changed, if the backup cannot be opened or is of a newer version, the database holds
    tables already, or another file stands where one of the backup belongs.
    """
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restore-") as name:
        folder = Path(name)
        manifest = archive.unpack(sealed, folder, identities)
        if wrong := [*_not_ours(manifest, server), *_in_the_way(folder)]:
            raise Refused(wrong)
        _put_files(folder)
        postgres.load(server, folder / archive.DATABASE)
    migrate(verbosity=0)
    faults = list(_faults(manifest))
    load_reference_data()  # of this version, an entry of the ledger after those of the backup
    collect_static_files()
    return Restored(manifest, faults)


def _not_ours(manifest: Manifest, server: postgres.Server) -> Iterator[str]:
    if not postgres.is_empty(server):
        yield "The database holds tables already; a backup is restored into an empty one."
    if manifest.postgres > (major := postgres.major_of(server)):
        yield f"The backup is of PostgreSQL {manifest.postgres}, the server is {major}."
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        yield f"The backup was made by a newer version ({manifest.product}): this one does not know {', '.join(newer)}."


def _in_the_way(folder: Path) -> Iterator[str]:
    for path, target in _beside(folder):
        if target.exists() and archive.hash_of(target) != archive.hash_of(path):
            yield f"{target} exists and is not the file of the backup."


def _beside(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the unpacked files of the data folder, each with the place it belongs to."""
    root = folder / archive.DATA
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield path, settings.DATA / path.relative_to(root)


def _put_files(folder: Path) -> None:
    for path, target in _beside(folder):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(path, target)
        target.chmod(0o600)
    root = folder / archive.FILES
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not default_storage.exists(name):
            with path.open("rb") as file:
                default_storage.save(name, File(file))


def _faults(manifest: Manifest) -> Iterator[str]:
    yield from (fault.sentence for fault in checking.faults())
    link = head()
    if link and link.hash != manifest.ledger_head:
        yield f"The ledger's head is {link.hash}, not {manifest.ledger_head}."
    there = storage.waiting_hashes().union(*storage.stored_hashes())
    yield from (f"The file {sha256} is missing: the backup did not hold it." for sha256 in sorted(referenced() - there))
    if manifest.secret_key_mark != secret_key_mark():
        yield "JEJARING_SECRET_KEY is not that of the backup: links in letters that were sent no longer count."
