"""Files under the hash of their bytes, in the folder or the bucket that settings name.

A file is written whole or not at all, and before the row that names it. Whoever writes to a folder or a bucket holds a
shared lock until its transaction ends, and the sweeper takes the same lock alone: it never meets a file whose row is on
its way. To a bucket only the worker writes; requests put files into the database and wait for nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from jejaring.answers.ahead import ahead
from jejaring.files.models import Piece, WaitingFile
from jejaring.kit.queue import defer

ROOT = "blobs"
PIECE_BYTES = 4 * 1024 * 1024
SWEEPER_LOCK, COPY_LOCK = 0x6A656A61, 0x6A656A62


def name_of(sha256: str) -> str:
    """Return the name under which bytes with this hash are stored."""
    return f"{ROOT}/{sha256[:2]}/{sha256}"


def put(data: bytes) -> str:
    """Store bytes and return their SHA-256. Belongs in the transaction that writes the row naming them."""
    return put_file(ContentFile(data))


def put_file(file: File[Any]) -> str:
    """Store a file without holding it in memory, and return its SHA-256."""
    digest, size = hashlib.sha256(), 0
    for chunk in file.chunks(PIECE_BYTES):
        digest.update(chunk)
        size += len(chunk)
    sha256 = digest.hexdigest()
    if _is_outside():
        _let_wait(file, sha256, size)
        return sha256
    hold_off_the_sweeper()
    if not default_storage.exists(name_of(sha256)):
        file.seek(0)
        default_storage.save(name_of(sha256), file)
    return sha256


@transaction.atomic
def _let_wait(file: File[Any], sha256: str, size: int) -> None:
    waiting = WaitingFile.objects.create(sha256=sha256, size=size)
    file.seek(0)
    for number, chunk in enumerate(file.chunks(PIECE_BYTES)):
        Piece.objects.create(file=waiting, number=number, data=chunk)
    defer("files.upload", sha256=sha256)


def _is_outside() -> bool:
    return bool(getattr(default_storage, "is_outside", False))


def get(sha256: str) -> bytes:
    """Return stored bytes; a bucket is asked ahead of the act under way, which holds rows.

    Raises FileNotFoundError if they are lost, Unavailable if a bucket does not answer.
    """
    if waiting := open_waiting(sha256):
        with waiting:
            return bytes(waiting.read())
    return ahead(_read, sha256) if _is_outside() else _read(sha256)


def _read(sha256: str) -> bytes:
    with default_storage.open(name_of(sha256)) as file:
        return bytes(file.read())


def open_stream(sha256: str) -> IO[bytes]:
    """Open stored bytes for streaming, those that wait for the bucket too. Raises as `get` does."""
    return open_waiting(sha256) or default_storage.open(name_of(sha256))


def open_waiting(sha256: str) -> IO[bytes] | None:
    """Open a waiting file; return None if there is none, or it has settled in the bucket while it was read."""
    waiting = WaitingFile.objects.filter(sha256=sha256).first()
    if waiting is None:
        return None
    out = cast(IO[bytes], SpooledTemporaryFile(PIECE_BYTES))  # noqa: SIM115  # the caller closes it
    number = 0
    while out.tell() < waiting.size:
        data = waiting.pieces.filter(number=number).values_list("data", flat=True).first()
        if data is None:
            return None
        out.write(data)
        number += 1
    out.seek(0)
    return out


def remove(sha256: str) -> None:
    """Remove stored bytes. Only the sweeper does this, alone under its lock."""
    default_storage.delete(name_of(sha256))


def stored_hashes() -> Iterator[list[str]]:
    """Yield the hashes of everything in the folder or bucket, in groups that share their first two digits."""
    try:
        groups = default_storage.listdir(ROOT)[0]
    except FileNotFoundError:
        return
    for group in sorted(groups):
        yield [name for name in default_storage.listdir(f"{ROOT}/{group}")[1] if not name.startswith(".")]


def waiting_hashes() -> set[str]:
    """Return the hashes of the files that are in the database, whether they are in the bucket already or not."""
    return set(WaitingFile.objects.values_list("sha256", flat=True))


def is_waiting(sha256: str) -> bool:
    """Tell whether a file is in the database."""
    return WaitingFile.objects.filter(sha256=sha256).exists()


def hold_off_the_sweeper() -> None:
    """Have the sweeper wait until this transaction ends."""
    _locked("pg_advisory_xact_lock_shared", SWEEPER_LOCK)


def wait_for_writers() -> None:
    """Wait until no transaction is writing files, and keep new ones waiting until this one ends."""
    _locked("pg_advisory_xact_lock", SWEEPER_LOCK)


def keep_all() -> None:
    """Have nothing removed until this transaction ends; nobody who writes waits for it."""
    _locked("pg_advisory_xact_lock_shared", COPY_LOCK)


def is_being_copied() -> bool:
    """Tell whether another transaction keeps all; if none does, one that wants to waits until this one ends."""
    return not _locked("pg_try_advisory_xact_lock", COPY_LOCK)


def _locked(function: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
        return bool(cursor.fetchone()[0])
