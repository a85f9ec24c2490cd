"""ZIP archives that people upload are unpacked once, in constant memory, before anything is read from them."""

from __future__ import annotations

import tracemalloc
import zipfile
from io import BytesIO

import pytest

from jejaring.kit.archives import BrokenArchive, TooLarge, members_of, read_member

MEGABYTE = 1024 * 1024


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytearray:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return bytearray(out.getvalue())


def place_of(archive: bytearray, name: str) -> int:
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return opened.getinfo(name).header_offset + 30 + len(name)


def directory(archive: bytearray) -> int:
    return archive.index(b"PK\x01\x02")


def with_wrong_checksum() -> bytearray:
    archive = packed(("a.xml", b"<a/>"))
    archive[directory(archive) + 16] ^= 1
    return archive


def encrypted() -> bytearray:
    archive = packed(("a.xml", b"<a/>"))
    archive[directory(archive) + 8] |= 1
    return archive


def oddly_compressed() -> bytearray:
    return packed(("a.xml", b"<a/>"), method=zipfile.ZIP_LZMA)


def with_broken_deflate() -> bytearray:
    archive = packed(("a.xml", bytes(range(256)) * 8))
    place = place_of(archive, "a.xml")
    archive[place] = 0xFF
    return archive


def smaller_than_it_unpacks() -> bytearray:
    archive = packed(("a.xml", b"x" * MEGABYTE))
    archive[directory(archive) + 24 : directory(archive) + 28] = (5).to_bytes(4, "little")
    return archive


@pytest.mark.parametrize(
    "make", [with_wrong_checksum, encrypted, oddly_compressed, with_broken_deflate, smaller_than_it_unpacks]
)
def test_a_broken_archive_is_found_before_it_is_used(make: object) -> None:
    assert callable(make)
    with pytest.raises(BrokenArchive):
        members_of(BytesIO(make()), most_bytes=10 * MEGABYTE)


def test_every_beginning_of_an_archive_is_broken_and_the_whole_is_not() -> None:
    archive = packed(("a.xml", b"<a/>"), ("b.xml", b"<b/>"))
    for length in range(len(archive)):
        with pytest.raises(BrokenArchive):
            members_of(BytesIO(archive[:length]), most_bytes=MEGABYTE)
    assert members_of(BytesIO(archive), most_bytes=MEGABYTE) == {"a.xml", "b.xml"}


def test_a_small_archive_that_unpacks_to_much_is_refused_and_fills_no_memory() -> None:
    archive = packed(("a.xml", b" " * (50 * MEGABYTE)))
    assert len(archive) < MEGABYTE
    tracemalloc.start()
    with pytest.raises(TooLarge):
        members_of(BytesIO(archive), most_bytes=49 * MEGABYTE)
    members_of(BytesIO(archive), most_bytes=50 * MEGABYTE)
    with pytest.raises(TooLarge):
        read_member(BytesIO(archive), "a.xml", most_bytes=MEGABYTE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * MEGABYTE
