"""The format of a backup: an age file of a tar, whose last member, `manifest.json`, names all others by hash."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage
from pyrage import x25519

from jejaring.console.terminal import Refused

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database.dump"
FILES, DATA = "files/", "data/"  # what stands in the storage; what stands beside it in the data folder
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file to be written into the archive: its name, its size in bytes, and how it is opened."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of: when it was made (ISO, UTC), the ledger's head, migrations, a mark of the secret key."""

    made_at: str
    product: str
    postgres: int  # major version of the server
    ledger_head: str
    ledger_entries: int
    migrations: list[str]
    secret_key_mark: str
    members: dict[str, str] = field(default_factory=dict)  # SHA-256 (hex) by name
    format: int = FORMAT


class Pulled(io.RawIOBase):
    """A file that is read out of an iterator of bytes."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.rest:
            if (chunk := next(self.chunks, None)) is None:
                return 0
            self.rest = chunk
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def write(out: IO[bytes], manifest: Manifest, members: Iterable[Member], recipients: Sequence[x25519.Recipient]) -> int:
    """Write a backup that each of the recipients can open; return how many files it holds.

    Raises OSError where something cannot be read or written.
    """
    try:
        pyrage.encrypt_io(Pulled(_tar(manifest, members)), out, list(recipients))
    except pyrage.EncryptError as fault:  # which is what it makes of an OSError on either side
        raise OSError(str(fault).removeprefix("OSError: ")) from fault
    return len(manifest.members)


def _tar(manifest: Manifest, members: Iterable[Member]) -> Iterator[bytes]:
    for member in members:
        digest = hashlib.sha256()
        yield _header(member.name, member.size)
        left = member.size
        with member.open() as file:
            while left and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                digest.update(chunk)
                yield chunk
        if left:
            raise OSError(f"{member.name} became shorter while it was read")
        yield _padding(member.size)
        manifest.members[member.name] = digest.hexdigest()
    text = json.dumps(asdict(manifest), indent=1).encode()
    yield _header(MANIFEST, len(text)) + text + _padding(len(text))
    yield bytes(2 * tarfile.BLOCKSIZE)


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.PAX_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def unpack(sealed: Path, folder: Path, identities: Sequence[x25519.Identity]) -> Manifest:
    """Open a backup into a folder and return its manifest, all of whose files are there, unchanged.

    Raises Refused if no key opens it, if it is cut or changed, or of another format; OSError if the disk is full.
    """
    plain = folder / "backup.tar"
    try:
        with sealed.open("rb") as source, plain.open("wb") as out:
            pyrage.decrypt_io(source, out, list(identities))
        with tarfile.open(plain) as archive:
            archive.extractall(folder, filter="data")
        plain.unlink()
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except pyrage.DecryptError as fault:
        raise Refused([f"{sealed}: none of the keys opens it ({fault})"]) from fault
    except (OSError, tarfile.TarError, ValueError, TypeError) as fault:
        if isinstance(fault, OSError) and fault.errno:  # of the machine, not of what is read
            raise
        raise Refused([f"{sealed}: is not a whole backup ({fault})"]) from fault
    if wrong := list(_wrong(manifest, folder)):
        raise Refused(wrong)
    return manifest


def _wrong(manifest: Manifest, folder: Path) -> Iterator[str]:
    if manifest.format != FORMAT:
        yield f"The backup has format {manifest.format}; this version reads format {FORMAT}."
        return
    for name, sha256 in manifest.members.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing in the backup."
        elif hash_of(path) != sha256:
            yield f"{name} is not what was backed up."


def hash_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
