"""Reading a table by its headings: every row is either read whole or named with what is wrong in which cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_noop

from jejaring.imports.errors import LONGEST_ROW, CellError, CellProblem, RowError
from jejaring.imports.sources import LONGEST_LINE, ZIP, FileRow, Heading, Source, TextTable
from jejaring.imports.workbooks import Workbook
from jejaring.kit.components import Text

T = TypeVar("T")
KNOWN_ENCODINGS = ("", "UTF-8", "UTF-16")
MOST_ERRORS = 500  # that are kept of a file; the others are counted
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column a room wants: the headings it goes by in lower case, the first that is there, and how a cell is read.

    `read` gets the text of the cell without blanks around it, and raises CellError. A column that is not
    `required` may be absent; its cells then read as "".
    """

    key: str
    label: Text
    headings: tuple[str, ...]
    read: Callable[[str], Any] = str
    required: bool = True


@dataclass(frozen=True, slots=True)
class FileSpec(Generic[T]):
    """The columns of a table, and what a row becomes: `row(line, values)` with the values by the columns' keys.

    `row` raises CellError for a row that is wrong as a whole, and returns None for one that is right and not wanted.
    Each combination of values of the columns `unique` may be there once in a file; the first names them in errors.
    """

    columns: Sequence[FileColumn]
    row: Callable[[int, dict[str, Any]], T | None]
    unique: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A file as it was read: right rows, wrong rows, and the heading of each column by the column's key.

    `headings` are all the file has. Where a required column was not found, `missing` names it, and no row is read.
    `errors` are the first that were found, `faulty` is how many there are, `skipped` counts rows that are not wanted.
    """

    rows: list[T]
    errors: list[RowError]
    mapping: dict[str, str]
    headings: tuple[str, ...]
    encoding: str
    missing: tuple[str, ...] = ()
    faulty: int = 0
    skipped: int = 0

    @property
    def assumed_encoding(self) -> str:
        """Return how the file's text was read if it does not say so itself and is not UTF-8, else ""."""
        return "" if self.encoding in KNOWN_ENCODINGS else self.encoding


def read_file(content: bytes, spec: FileSpec[T], *, kept: Mapping[str, str] | None = None) -> Reading[T]:
    """Return the rows of a CSV or XLSX, and every row that is wrong.

    `kept` is a mapping of an earlier file or of a MappingForm: it comes before the headings that the spec knows.
    A row wider or narrower than the heading is an error: a cell is never read by its place alone.
    Raises Refusal (field "file") if the file is neither text nor a workbook, or has more rows than are read at once.
    """
    source = open_source(content)
    heading, places = _find_heading(source, spec.columns, kept or {})
    headings = _distinct(heading.cells)
    mapping = {key: headings[place] for key, place in places.items()}
    if missing := _missing(spec.columns, places):
        return Reading([], [], mapping, headings, source.encoding, missing)
    rows: list[T] = []
    errors: list[RowError] = []
    faulty = skipped = 0
    for found in _read_rows(source.rows_below(heading), spec, headings, places):
        if found is None:
            skipped += 1
        elif not isinstance(found, RowError):
            rows.append(found)
        else:
            faulty += 1
            errors.extend([found] if faulty <= MOST_ERRORS else [])
    return Reading(rows, errors, mapping, headings, source.encoding, faulty=faulty, skipped=skipped)


def open_source(content: bytes) -> Source:
    """Return a file's rows. Raises Refusal (field "file") if it is neither text nor a workbook, or too long."""
    return Workbook(content) if content.startswith(ZIP) else TextTable(content)


def missing_columns(
    content: bytes, columns: Sequence[FileColumn], *, kept: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return the keys of required columns that a CSV or XLSX lacks, by its heading; no row is read.

    `kept` is as for `read_file`. Raises Refusal (field "file") if the file is neither text nor a workbook.
    """
    _heading, places = _find_heading(open_source(content), columns, kept or {})
    return _missing(columns, places)


def _missing(columns: Sequence[FileColumn], places: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(column.key for column in columns if column.required and column.key not in places)


def _find_heading(
    source: Source, columns: Sequence[FileColumn], kept: Mapping[str, str]
) -> tuple[Heading, dict[str, int]]:
    """Return the first row that has all required columns; without one, the row with most of them, or the widest."""
    required = {column.key for column in columns if column.required}
    best = Heading(0, 0, ()), dict[str, int]()
    for heading in source.headings():
        if any(map(CONTROL.search, heading.cells)):
            continue
        places = _places(heading.cells, columns, kept)
        if required <= places.keys():
            return heading, places
        if (len(places), len(heading.cells)) > (len(best[1]), len(best[0].cells)):
            best = heading, places
    return best


def _places(cells: Sequence[str], columns: Sequence[FileColumn], kept: Mapping[str, str]) -> dict[str, int]:
    """Return the place of each column by its key; one place serves one column, and a kept "" is no column."""
    exact = _distinct(cells)
    plain = [_plain(cell) for cell in cells]
    chosen = {key: exact.index(heading) for key, heading in kept.items() if heading and heading in exact}
    for column in columns:
        found = (plain.index(name) for name in column.headings if name in plain)
        place = next((place for place in found if place not in chosen.values()), None)
        if column.key not in chosen and kept.get(column.key) != "" and place is not None:
            chosen[column.key] = place
    return chosen


def _distinct(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the headings; one that has been there before gets a number, as in "Jumlah (2)"."""
    stripped = [cell.strip() for cell in cells]
    counts = [stripped[: at + 1].count(heading) for at, heading in enumerate(stripped)]
    return tuple(
        f"{heading} ({count})" if heading and count > 1 else heading
        for heading, count in zip(stripped, counts, strict=True)
    )


def _read_rows(
    rows: Iterator[FileRow], spec: FileSpec[T], headings: Sequence[str], places: Mapping[str, int]
) -> Iterator[T | RowError | None]:
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        values, problems = _read_cells(row, spec.columns, headings, places)
        found: T | None = None
        if not problems:
            try:
                found = spec.row(row.line, values)
            except CellError as error:
                problems = [CellProblem("", error.sentence, error.values)]
        if found is not None and spec.unique:
            key = tuple(values[one] for one in spec.unique)
            if (before := seen.setdefault(key, row.line)) != row.line:
                sentence = gettext_noop("“%(text)s” was used on line %(line)s already")
                told = {"text": str(key[0])[:40], "line": str(before)}
                problems = [CellProblem(headings[places[spec.unique[0]]], sentence, told)]
        yield RowError(row.line, _printable(row.text), tuple(problems)) if problems else found


def _printable(text: str) -> str:
    """Return the beginning of a row as an error repeats it, without what no page can show."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text[:LONGEST_ROW])


def _read_cells(
    row: FileRow, columns: Sequence[FileColumn], headings: Sequence[str], places: Mapping[str, int]
) -> tuple[dict[str, Any], list[CellProblem]]:
    """Return the values of a row by column, and everything that is wrong with it."""
    if row.cells is None:
        return {}, [CellProblem("", gettext_noop("the quotation marks do not match"))]
    if len(row.text) > LONGEST_LINE:
        return {}, [CellProblem("", gettext_noop("the line is too long"))]
    if any(map(CONTROL.search, row.cells)):
        return {}, [CellProblem("", gettext_noop("the line has characters that cannot be printed"))]
    if len(row.cells) != len(headings):
        counts = {"cells": str(len(row.cells)), "columns": str(len(headings))}
        return {}, [CellProblem("", gettext_noop("the line has %(cells)s cells, its heading %(columns)s"), counts)]
    values: dict[str, Any] = {}
    problems: list[CellProblem] = []
    for column in columns:
        place = places.get(column.key)
        try:
            values[column.key] = column.read("" if place is None else row.cells[place].strip())
        except CellError as error:
            heading = "" if place is None else headings[place]
            problems.append(CellProblem(heading, error.sentence, error.values))
    return values, problems


def _plain(cell: str) -> str:
    return re.sub(r"[\W_]+", " ", cell.strip().lower()).strip()
