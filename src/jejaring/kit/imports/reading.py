"""Reading a table by its headings: every row is either read whole or named with what is wrong in which cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_noop

from jejaring.kit.components import Text
from jejaring.kit.imports.errors import LONGEST_ROW, CellError, CellProblem, RowError
from jejaring.kit.imports.sources import FileRow, Heading, Source, open_source

T = TypeVar("T")


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

    The values of the column `unique` may each be there once in a file.
    """

    columns: Sequence[FileColumn]
    row: Callable[[int, dict[str, Any]], T]
    unique: str = ""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A file as it was read: right rows, wrong rows, and the heading of each column by the column's key.

    `headings` are all the file has. Where a required column was not found, `missing` names it, and no row is read.
    """

    rows: list[T]
    errors: list[RowError]
    mapping: dict[str, str]
    headings: tuple[str, ...]
    encoding: str
    missing: tuple[str, ...] = ()

    @property
    def assumed_encoding(self) -> str:
        """Return how the file's text was read if it does not say so itself and is not UTF-8, else ""."""
        return "" if self.encoding == "UTF-8" else self.encoding


def read_file(content: bytes, spec: FileSpec[T], *, kept: Mapping[str, str] | None = None) -> Reading[T]:
    """Return the rows of a CSV or XLSX, and every row that is wrong.

    `kept` is a mapping of an earlier file or of a MappingForm: it comes before the headings that the spec knows.
    A row wider or narrower than the heading is an error: a cell is never read by its place alone.
    Raises Refusal (field "file") if the file is neither text nor a workbook.
    """
    source = open_source(content)
    heading, places = _find_heading(source, spec.columns, kept or {})
    headings = _distinct(heading.cells)
    mapping = {key: headings[place] for key, place in places.items()}
    if missing := _missing(spec.columns, places):
        return Reading([], [], mapping, headings, source.encoding, missing)
    rows: list[T] = []
    errors: list[RowError] = []
    for found in _read_rows(source.rows_below(heading), spec, headings, places):
        if isinstance(found, RowError):
            errors.append(found)
        else:
            rows.append(found)
    return Reading(rows, errors, mapping, headings, source.encoding)


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
) -> Iterator[T | RowError]:
    seen: dict[Any, int] = {}
    for row in rows:
        values, problems = _read_cells(row, spec.columns, headings, places)
        if not problems and spec.unique:
            value = values[spec.unique]
            if value in seen:
                column = headings[places[spec.unique]]
                sentence = gettext_noop("“%(text)s” was used on line %(line)s already")
                problems = [CellProblem(column, sentence, {"text": str(value)[:40], "line": str(seen[value])})]
            else:
                seen[value] = row.line
        yield RowError(row.line, row.text[:LONGEST_ROW], tuple(problems)) if problems else spec.row(row.line, values)


def _read_cells(
    row: FileRow, columns: Sequence[FileColumn], headings: Sequence[str], places: Mapping[str, int]
) -> tuple[dict[str, Any], list[CellProblem]]:
    """Return the values of a row by column, and everything that is wrong with it."""
    if row.cells is None:
        return {}, [CellProblem("", gettext_noop("the quotation marks do not match"))]
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
