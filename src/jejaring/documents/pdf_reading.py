"""PDFs that strangers send, read within limits: a small file can be made to unpack or parse to gigabytes.

What is parsed into objects is counted by the calls that read it, what is unpacked by its bytes. Names are looked for
in the bytes themselves, so that nothing is built of objects that nobody asked for.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.misc import PdfError, PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef

MIB = 1024 * 1024
MOST_READS = 500_000  # by which the parser reads syntax, about one a byte
MOST_VALUES = 200_000  # that the parser builds of objects: numbers, names, strings, arrays, dictionaries
MOST_TOKENS = 2_000_000  # names, strings and brackets of dictionaries
LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=16 * MIB),
    per_purpose={
        **DEFAULT_PURPOSE_LIMITS,
        DecodePurpose.OBJECT_STREAM: StreamDecodeLimits(max_output_size=MIB // 4),  # whose objects are built
        DecodePurpose.XREF_STREAM: StreamDecodeLimits(max_output_size=4 * MIB),
    },
    document_budget=DocumentDecodeBudget(base_allowance=32 * MIB, max_ratio=10),
)

BLANK = b"\0\t\n\f\r "
OUTSIDE = re.compile(
    rb"""(?P<string>\()|(?P<comment>%[^\r\n]*)|(?P<open><<)|(?P<close>>>)|<[^<>]*>
    |(?P<name>/[^\0\t\n\f\r\ ()<>\[\]{}/%]*)|(?P<end>\b(?:endobj|stream)\b)""",
    re.VERBOSE,
)
INSIDE = re.compile(rb"\\.|[()]", re.DOTALL)
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


# what the library raises over bytes that are broken: its own errors, and those of Python where it expected sense
BROKEN = (
    *(PdfError, zlib.error, ValueError, LookupError, TypeError, AttributeError, AssertionError, NotImplementedError),
    *(ArithmeticError, RecursionError, OSError),
)


class TooComplex(PdfReadError):
    """A PDF is built of more than is read here."""


class _Counted(io.BytesIO):
    """The bytes of a PDF; raises TooComplex where a parser reads too often."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.left = MOST_READS

    def read(self, size: int | None = -1, /) -> bytes:
        self.count(1)
        return super().read(size)

    def count(self, steps: int) -> None:
        """Note steps that a parser takes. Raises TooComplex once they are too many."""
        self.left -= steps
        if self.left < 0:
            raise TooComplex("there is more syntax in it than is read here")


class _Reader(PdfFileReader):
    """Reads a PDF; raises TooComplex where too many values are built of its objects, the same ones again included."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.values_left = MOST_VALUES
        super().__init__(*arguments, **options)

    def get_object(  # type: ignore[override]  # as in pyHanko's own reader
        self, ref: generic.Reference, revision: int | None = None, **options: Any
    ) -> Any:
        above: Any = super()
        if revision is None and above.cache_get_indirect_object(ref.generation, ref.idnum) is not None:
            return above.get_object(ref, **options)
        self._count_search(ref, revision)
        found = above.get_object(ref, revision, **options)
        self.values_left -= _values_in(found)
        if self.values_left < 0:
            raise TooComplex("its objects hold more values than are read here")
        return found

    def _count_search(self, ref: generic.Reference, revision: int | None) -> None:
        """Count the steps by which an object is searched for in a stream of objects: it may be the last of all."""
        place = self.xrefs[ref] if revision is None else self.xrefs.get_historical_ref(ref, revision)
        if isinstance(place, ObjStreamRef):
            stream = self.get_object(generic.Reference(place.obj_stream_id, 0, self), revision)
            self.stream.count(stream["/N"])


def _values_in(value: Any) -> int:
    waiting, count = [value], 0
    while waiting:
        one = waiting.pop()
        count += 1
        if isinstance(one, dict):
            waiting.extend(dict.values(one))  # as they are: references are not followed
        elif isinstance(one, list):
            waiting.extend(list.__iter__(one))
    return count


def open_pdf(data: bytes, *, strict: bool) -> PdfFileReader:
    """Return a reader of a PDF within our limits. Raises PdfError, here or later, where it is broken or beyond them."""
    return _Reader(_Counted(data), strict=strict, decode_limits=LIMITS)


def names_in(reader: PdfFileReader, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield each name in a PDF's objects, of every revision and in compressed streams, with the one right before it.

    Without one right before it that is "". Names in strings, comments and contents of streams are not yielded.
    Raises PdfError beyond the limits.
    """
    tokens, xrefs = _Tokens(most_bytes=4 * len(data) + MIB), reader.xrefs
    begun: set[int] = set()
    for revision in range(xrefs.total_revisions):
        for reference in xrefs.explicit_refs_in_revision(revision):
            at = xrefs.get_historical_ref(reference, revision)
            if isinstance(at, int) and at not in begun:
                begun.add(at)
                yield from tokens.names(data, at)
        for reference in xrefs.object_streams_used_in(revision):
            stream = reader.get_object(reference, revision)
            if not isinstance(stream, generic.StreamObject):
                raise PdfReadError("what should hold objects is not a stream")
            yield from tokens.names(stream.data, 0, whole=True)


class _Tokens:
    """Splits syntax into tokens; raises TooComplex beyond the limits, also where objects overlap."""

    def __init__(self, *, most_bytes: int) -> None:
        self.tokens_left, self.bytes_left = MOST_TOKENS, most_bytes

    def names(self, data: bytes, at: int, *, whole: bool = False) -> Iterator[tuple[str, str]]:
        """Yield the names from `at` to the end of the object, or of `whole` data, each with the one right before it."""
        depth, before = 0, ""
        for kind, token, is_adjacent in self._outside_strings(data, at, whole):
            name = _name(token) if kind == "name" else ""
            if name:
                yield name, before if is_adjacent else ""
            before = name
            depth += {"open": 1, "close": -1}.get(kind, 0)
            if kind == "end" and depth <= 0 and not whole:
                return

    def _outside_strings(self, data: bytes, at: int, whole: bool) -> Iterator[tuple[str, bytes, bool]]:
        """Yield kind and text of each token, and whether only blanks and comments stand between it and the last."""
        is_adjacent = False
        while found := OUTSIDE.search(data, at):
            is_adjacent = is_adjacent and not data[at : found.start()].strip(BLANK)
            end = self._behind_string(data, found.end()) if found.lastgroup == "string" else found.end()
            self._count(0 if whole else end - at)
            at = end
            if found.lastgroup != "comment":
                yield found.lastgroup or "", found[0], is_adjacent
                is_adjacent = True
        self._count(0 if whole else len(data) - at)

    def _behind_string(self, data: bytes, at: int) -> int:
        depth = 1
        while depth and (found := INSIDE.search(data, at)):
            self._count(0)
            at = found.end()
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
        return len(data) if depth else at

    def _count(self, read: int) -> None:
        self.tokens_left -= 1
        self.bytes_left -= read
        if self.tokens_left < 0 or self.bytes_left < 0:
            raise TooComplex("there is more syntax in it than is read here")


def _name(token: bytes) -> str:
    return ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), token).decode("latin-1")
