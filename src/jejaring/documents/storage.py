"""Files under the hash of their bytes, in a folder or an S3-compatible store.

A file is written whole or not at all, and before the row that names it. A writer holds a shared lock until
its transaction ends, and the sweeper takes the same lock alone: it never meets a file whose row is on its way.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from jejaring.console.terminal import NO_ROOM
from jejaring.kit.refusal import no_room

ROOT = "blobs"
SWEEPER_LOCK = 0x6A656A61


class Folder(FileSystemStorage):
    """A folder in which a file appears under its name only when all its bytes are on the disk."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            Path(fresh).replace(path)
        except BaseException as fault:
            Path(fresh).unlink(missing_ok=True)
            if isinstance(fault, OSError) and fault.errno in NO_ROOM:
                raise no_room() from fault
            raise
        return name


def name_of(sha256: str) -> str:
    """Return the name under which bytes with this hash are stored."""
    return f"{ROOT}/{sha256[:2]}/{sha256}"


def put(data: bytes) -> str:
    """Store bytes and return their SHA-256. Belongs in the transaction that writes the row naming them."""
    return put_file(ContentFile(data))


def put_file(file: File[Any]) -> str:
    """Store a file without holding it in memory, and return its SHA-256."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    _hold_off_the_sweeper()
    if not default_storage.exists(name_of(sha256)):
        file.seek(0)
        default_storage.save(name_of(sha256), file)
    return sha256


def get(sha256: str) -> bytes:
    """Return stored bytes. Raises FileNotFoundError if they are lost."""
    with default_storage.open(name_of(sha256)) as file:
        return bytes(file.read())


def open_stream(sha256: str) -> IO[bytes]:
    """Open stored bytes for streaming."""
    return default_storage.open(name_of(sha256))


def remove(sha256: str) -> None:
    """Remove stored bytes. Only the sweeper does this, alone under its lock."""
    default_storage.delete(name_of(sha256))


def stored_hashes() -> Iterator[list[str]]:
    """Yield the hashes of everything stored, in groups that share their first two digits."""
    try:
        groups = default_storage.listdir(ROOT)[0]
    except FileNotFoundError:
        return
    for group in sorted(groups):
        yield [name for name in default_storage.listdir(f"{ROOT}/{group}")[1] if not name.startswith(".")]


def _hold_off_the_sweeper() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [SWEEPER_LOCK])


def wait_for_writers() -> None:
    """Wait until no transaction is storing files, and keep new ones waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SWEEPER_LOCK])
