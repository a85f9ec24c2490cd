"""ZIP archives that people upload, such as office files: read whole once, in constant memory, before their use."""

from __future__ import annotations

import struct
import zlib
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_MEMBERS = 10_000
ENCRYPTED = 0x1  # flag of a member
LOCAL_HEADER = struct.Struct("<4s22xHH")  # signature, then the lengths of name and extra field
BLOCK = 64 * 1024


class BrokenArchive(ValueError):
    """An archive is damaged, encrypted, or packed in a way that office programs do not use."""


class TooLarge(ValueError):
    """An archive unpacks to more than is allowed."""


def members_of(file: IO[bytes], *, most_bytes: int) -> frozenset[str]:
    """Return the names of an archive's members, each of which was unpacked and compared with its checksum.

    What a member unpacks to is counted, not believed. Raises BrokenArchive, or TooLarge beyond `most_bytes`.
    """
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
    except (BadZipFile, OSError, ValueError, LookupError, NotImplementedError, struct.error) as error:
        raise BrokenArchive from error
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > most_bytes:
        raise TooLarge
    for member in members:
        _check(file, member)
    return frozenset(member.filename for member in members)


def names_in(file: IO[bytes]) -> list[str]:
    """Return the names of the members of an archive that `members_of` has checked."""
    with ZipFile(file) as archive:
        return archive.namelist()


def read_member(file: IO[bytes], name: str, *, most_bytes: int) -> bytes:
    """Return a member of an archive that `members_of` has checked. Raises TooLarge beyond `most_bytes`."""
    with ZipFile(file) as archive:
        if archive.getinfo(name).file_size > most_bytes:
            raise TooLarge
        return archive.read(name)


def _check(file: IO[bytes], member: ZipInfo) -> None:
    """Unpack a member and forget it. Raises BrokenArchive unless size and checksum are as its entry promises."""
    if member.flag_bits & ENCRYPTED or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BrokenArchive
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER.size)
    if len(header) != LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise BrokenArchive
    _signature, name, extra = LOCAL_HEADER.unpack(header)
    file.seek(name + extra, 1)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == ZIP_DEFLATED else None
    size = checksum = 0
    left = member.compress_size
    while left:
        packed = file.read(min(BLOCK, left))
        if not packed:
            raise BrokenArchive
        left -= len(packed)
        while packed:
            unpacked, packed = _unpacked(inflate, packed)
            size, checksum = size + len(unpacked), zlib.crc32(unpacked, checksum)
            if size > member.file_size:
                raise BrokenArchive
    if size != member.file_size or checksum != member.CRC or (inflate and not inflate.eof):
        raise BrokenArchive


def _unpacked(inflate: zlib._Decompress | None, packed: bytes) -> tuple[bytes, bytes]:
    """Return at most 16 blocks of what is packed, and what of `packed` is left for the next call."""
    if inflate is None:
        return packed, b""
    try:
        unpacked = inflate.decompress(packed, 16 * BLOCK)
    except zlib.error as error:
        raise BrokenArchive from error
    if inflate.unused_data:
        raise BrokenArchive
    return unpacked, inflate.unconsumed_tail
