"""PDFs by hand: small ones that parse or unpack to much, and the tables that lead to their objects."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

CATALOGUE = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]>>>>"
PAGES = (
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
)


def plain(*objects: bytes, trailer: bytes = b"", free: int = 0) -> bytes:
    """Return a PDF of one page and these objects, from number 4 on; `free` more entries stand in its table."""
    out, offsets = b"%PDF-1.7\n", []
    for number, one in enumerate([CATALOGUE % b"", *PAGES, *objects], start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    size = len(offsets) + 1 + free
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets) + b"0000000000 00001 f \n" * free
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def packed(*streams: Sequence[bytes]) -> bytes:
    """Return a PDF of one page whose form has all objects of these compressed streams as its fields."""
    out, rows, fields = b"%PDF-1.7\n", {0: (0, 0, 65535)}, []
    number = 4
    for stream in streams:
        inside = range(number + 1, number + 1 + len(stream))
        rows |= {one: (2, number, place) for place, one in enumerate(inside)}
        fields += [b"%d 0 R" % one for one in inside]
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, _stream_of_objects(stream, inside))
        number += 1 + len(stream)
    for place, one in enumerate([CATALOGUE % b" ".join(fields), *PAGES], start=1):
        rows[place] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (place, one)
    rows[number] = (1, len(out), 0)
    table = b"".join(
        kind.to_bytes(1, "big") + at.to_bytes(4, "big") + more.to_bytes(2, "big")
        for _number, (kind, at, more) in sorted(rows.items())
    )
    keys = b"/Type/XRef/W[1 4 2]/Root 1 0 R/Size %d" % (number + 1)
    return out + b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (number, _stream(keys, table), len(out))


def _stream_of_objects(objects: Sequence[bytes], numbers: Sequence[int]) -> bytes:
    head, body = b"", b""
    for number, one in zip(numbers, objects, strict=True):
        head += b"%d %d " % (number, len(body))
        body += one + b" "
    return _stream(b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head)), head + body)


def _stream(keys: bytes, content: bytes) -> bytes:
    data = zlib.compress(content, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (keys, len(data), data)


def _field(content: bytes) -> bytes:
    return b"<</FT/Sig/T(a)/V 3 0 R/Z[%s]>>" % content


HOSTILE: dict[str, Callable[[], bytes]] = {
    "an array of 10,000,000 arrays": lambda: plain(b"[%s]" % (b"[]" * 10_000_000)),
    "10,000,000 names": lambda: plain(b"[%s]" % (b"/a" * 10_000_000)),
    "10,000,000 arrays in the trailer": lambda: plain(trailer=b"/Z[%s]" % (b"[]" * 10_000_000)),
    "a table of 900,000 objects": lambda: plain(free=900_000),
    "300 MB of blanks in a stream of objects": lambda: packed([b"null" + b" " * 300_000_000]),
    "4,500,000 arrays in 10 streams": lambda: packed(*[[_field(b"[]" * 450_000)]] * 10),
    "4,000,000 arrays in 40 streams": lambda: packed(*[[_field(b"[]" * 100_000)]] * 40),
    "5,000 fields in 1 stream": lambda: packed([_field(b"")] * 5_000),
    "20,000 fields in 100 streams": lambda: packed(*[[_field(b"(%s)" % (b"x" * 40))] * 200] * 100),
}
