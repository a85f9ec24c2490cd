"""The bytes of a CSV or XLSX as rows of texts, each with its line in the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Protocol

from django.utils.translation import gettext as _
from python_calamine import CalamineError, load_workbook

from jejaring.kit.refusal import Refusal

HEADING_WITHIN = 30  # lines: banks and offices put titles above their tables
SEPARATORS = (";", ",", "\t")
ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
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


def open_source(content: bytes) -> Source:
    """Return a file's rows. Raises Refusal (field "file") if it is neither text nor a workbook."""
    return Workbook(content) if content.startswith(ZIP) else TextTable(content)


class TextTable:
    """A text whose cells are separated by semicolons, commas or tabs."""

    def __init__(self, content: bytes) -> None:
        text, self.encoding = _decoded(content)
        self._lines = re.split(r"\r\n|\r|\n", text)

    def headings(self) -> Iterator[Heading]:
        for line, text in enumerate(self._lines[:HEADING_WITHIN]):
            for part, separator in enumerate(SEPARATORS):
                if cells := _split(text, separator):
                    yield Heading(line, part, cells)

    def rows_below(self, heading: Heading) -> Iterator[FileRow]:
        lines, separator = self._lines[heading.line + 1 :], SEPARATORS[heading.part]
        first = heading.line + 2
        try:
            found = list(_records(lines, separator, first))
        except csv.Error:  # one unmatched quotation mark would swallow all that follows: each line for itself
            found = [FileRow(first + at, text, _split(text, separator)) for at, text in enumerate(lines)]
        return (row for row in found if row.text.strip() and (row.cells is None or any(map(str.strip, row.cells))))


class Workbook:
    """An XLSX: its sheets with the values that were last calculated."""

    encoding = ""

    def __init__(self, content: bytes) -> None:
        try:
            with load_workbook(BytesIO(content)) as book:
                sheets = [book.get_sheet_by_index(at) for at in range(len(book.sheet_names))]
                self._sheets = [sheet.to_python(skip_empty_area=False) for sheet in sheets]
        except CalamineError as error:
            raise Refusal(_("This workbook cannot be read."), field="file") from error

    def headings(self) -> Iterator[Heading]:
        for part, rows in enumerate(self._sheets):
            for line, row in enumerate(rows[:HEADING_WITHIN]):
                if cells := _without_end(row):
                    yield Heading(line, part, cells)

    def rows_below(self, heading: Heading) -> Iterator[FileRow]:
        width = len(heading.cells)
        for at, row in enumerate(self._sheets[heading.part][heading.line + 1 :], start=heading.line + 2):
            cells = _without_end(row)
            if cells:
                yield FileRow(at, "; ".join(cells), cells + ("",) * (width - len(cells)))


def _records(lines: Sequence[str], separator: str, first: int) -> Iterator[FileRow]:
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    begins = 0
    for cells in reader:
        yield FileRow(first + begins, "\n".join(lines[begins : reader.line_num]), tuple(cells))
        begins = reader.line_num


def _split(text: str, separator: str) -> tuple[str, ...] | None:
    with suppress(csv.Error):
        return tuple(next(csv.reader([text], delimiter=separator, strict=True), ()))
    return None


def _decoded(content: bytes) -> tuple[str, str]:
    """Return a file's text and its encoding; what is not UTF-8 is read as older Windows programs write it."""
    for encoding, name in ENCODINGS.items():
        with suppress(UnicodeDecodeError):
            return content.decode(encoding).rstrip(END_OF_TEXT), name
    raise Refusal(_("This file cannot be read as text."), field="file")


def _without_end(row: Sequence[Any]) -> tuple[str, ...]:
    """Return the cells of a sheet's row as text, up to the last that holds something."""
    cells = [_text(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    return str(value).strip()
