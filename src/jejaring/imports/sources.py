"""The bytes of a CSV or XLSX as rows of texts, each with its line in the file."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from jejaring.kit import words
from jejaring.kit.refusal import Refusal

HEADING_WITHIN = 30  # lines: banks and offices put titles above their tables
MOST_ROWS = 20_000  # of a file
MOST_COLUMNS = 200
LONGEST_LINE = 20_000  # characters
MOST_LINES_OF_A_ROW = 50  # a cell in quotation marks may hold several
SEPARATORS = (";", ",", "\t")
ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}  # by the mark at its beginning
ZIP = b"PK\x03\x04"
END_OF_TEXT = "\x1a"  # of MS-DOS


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that may be the heading: `line` counts from 0, `part` is the separator or sheet it was found with."""

    line: int
    part: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row below the heading: its line counted from 1; `cells` is None where quotation marks do not match."""

    line: int
    text: str
    cells: tuple[str, ...] | None


class Source(Protocol):
    """A file as rows. `encoding` is "" where the file itself says how its text is encoded."""

    @property
    def encoding(self) -> str: ...
    def headings(self) -> Iterator[Heading]:
        """Yield every row that may be the heading, the likeliest first."""
        ...

    def rows_below(self, heading: Heading) -> Iterator[FileRow]:
        """Yield the rows below a heading that are not empty."""
        ...


class TextTable:
    """A text whose cells are separated by semicolons, commas or tabs."""

    def __init__(self, content: bytes) -> None:
        refuse_rows_beyond_limit(max(content.count(b"\n"), content.count(b"\r")))
        text, self.encoding = _decoded(content)
        self._lines = re.split(r"\r\n|\r|\n", text)

    def headings(self) -> Iterator[Heading]:
        for line, text in enumerate(self._lines[:HEADING_WITHIN]):
            for part, separator in enumerate(SEPARATORS):
                cells = _split(text, separator) if len(text) <= LONGEST_LINE else None
                if cells and len(cells) <= MOST_COLUMNS:
                    yield Heading(line, part, cells)

    def rows_below(self, heading: Heading) -> Iterator[FileRow]:
        lines = self._lines[heading.line + 1 :]
        for row in _rows(lines, SEPARATORS[heading.part], heading.line + 2, width=len(heading.cells)):
            if row.text.strip() and (row.cells is None or any(map(str.strip, row.cells))):
                yield row


def refuse_rows_beyond_limit(count: int) -> None:
    """Raise Refusal (field "file") if a file has more rows than are read at once."""
    if count > MOST_ROWS + HEADING_WITHIN:
        sentence = _("The file has more than %(count)s rows. Split it, for example by month, and load the parts.")
        raise Refusal(sentence % {"count": words.number(MOST_ROWS)}, field="file")


def _rows(lines: Sequence[str], separator: str, first: int, *, width: int) -> Iterator[FileRow]:
    """Yield the rows of a text; an unmatched quotation mark spoils its own line, and never swallows another row.

    Where a cell in quotation marks spans lines that look like rows of their own, all of them are unreadable.
    """
    at = 0
    while at < len(lines):
        cells, count = _first_row(lines[at : at + MOST_LINES_OF_A_ROW], separator)
        taken = lines[at : at + count]
        if cells is not None and any(line.count(separator) >= width - 1 for line in taken[1:]):
            yield from (FileRow(first + at + number, line, None) for number, line in enumerate(taken))
        else:
            yield FileRow(first + at, "\n".join(taken), cells)
        at += count


def _first_row(lines: Sequence[str], separator: str) -> tuple[tuple[str, ...] | None, int]:
    """Return the first row's cells and how many lines it spans; None for one whose quotation marks do not match."""
    if len(lines[0]) > LONGEST_LINE:
        return (lines[0],), 1
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    try:
        return tuple(next(reader, ())), reader.line_num
    except csv.Error:
        return None, 1


def _split(text: str, separator: str) -> tuple[str, ...] | None:
    with suppress(csv.Error):
        return tuple(next(csv.reader([text], delimiter=separator, strict=True), ()))
    return None


def _decoded(content: bytes) -> tuple[str, str]:
    """Return a file's text and its encoding; what is not UTF-8 is read as older Windows programs write it."""
    if encoding := WIDE.get(content[:2]):
        with suppress(UnicodeDecodeError):
            return content[2:].decode(encoding).rstrip(END_OF_TEXT), "UTF-16"
    for encoding, name in ENCODINGS.items():
        with suppress(UnicodeDecodeError):
            return content.decode(encoding).rstrip(END_OF_TEXT), name
    raise Refusal(_("This file cannot be read as text."), field="file")
