"""The sheets of an XLSX as rows of texts, read row by row so that a small file cannot fill the memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from jejaring.imports.sources import (
    HEADING_WITHIN,
    MOST_COLUMNS,
    FileRow,
    Heading,
    refuse_rows_beyond_limit,
)
from jejaring.kit import archives
from jejaring.kit.refusal import Refusal

MOST_BYTES = 64 * 1024 * 1024  # unpacked
LAST_ROW = 1 << 20  # of a sheet
# What openpyxl raises for the many ways in which a workbook can be broken.
BROKEN = (ParseError, ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError)


class Workbook:
    """An XLSX: its sheets with the values that were last calculated."""

    encoding = ""

    def __init__(self, content: bytes) -> None:
        try:
            archives.members_of(BytesIO(content), most_bytes=MOST_BYTES)
        except archives.TooLarge as error:
            raise Refusal(
                _("This workbook is too large. Save only the table in it and try again."), field="file"
            ) from error
        except archives.BrokenArchive as error:
            raise _unreadable() from error
        try:
            book = load_workbook(BytesIO(content), read_only=True, data_only=True)
            self._sheets = [list(_filled_rows(sheet)) for sheet in book.worksheets]
        except BROKEN as error:
            raise _unreadable() from error

    def headings(self) -> Iterator[Heading]:
        for part, rows in enumerate(self._sheets):
            for line, cells in rows:
                if line < HEADING_WITHIN and len(cells) <= MOST_COLUMNS:
                    yield Heading(line, part, cells)

    def rows_below(self, heading: Heading) -> Iterator[FileRow]:
        width = len(heading.cells)
        for line, cells in self._sheets[heading.part] if self._sheets else ():
            if line > heading.line:
                yield FileRow(line + 1, "; ".join(cells[:MOST_COLUMNS]), cells + ("",) * (width - len(cells)))


def _unreadable() -> Refusal:
    return Refusal(_("This workbook cannot be read."), field="file")


def _filled_rows(sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows of a sheet that hold something, with their lines counted from 0."""
    sheet.reset_dimensions()  # as the file states them, they may be wrong
    filled = 0
    for line, row in enumerate(sheet.iter_rows(values_only=True)):
        if line >= LAST_ROW:
            raise ValueError(line)
        if cells := _without_end(row):
            filled += 1
            refuse_rows_beyond_limit(filled)
            yield line, cells


def _without_end(row: Sequence[Any]) -> tuple[str, ...]:
    """Return the cells of a sheet's row as text, up to the last that holds something."""
    end = next((at for at in range(len(row), 0, -1) if row[at - 1] not in (None, "")), 0)
    cells = [_text(value) for value in row[:end]]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else _fraction(value)
    return str(value).strip()


def _fraction(value: float) -> str:
    """Return a number with its fraction, in never exactly three digits: those would read as thousands."""
    text = repr(value)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
