"""The columns of a file under their names, each cell with the place it has in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan, nan

import numpy as np

from engines.scoring.table import Array
from jejaring.indicators.places import Fault, Place, Refused


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that stands in the file but cannot be read; whoever needs its column refuses it and says why."""

    why: str


Cell = str | float | Unreadable | None
EMPTY = ("", None)
MISSING = frozenset({None, "", "NA", "NaN", "nan"})
COMMA_NUMBER = re.compile(r"\s*[-+]?\d*,\d+(?:[eE][-+]?\d+)?\s*")
POINT_NUMBER = re.compile(r"\s*[-+]?\d*\.\d+(?:[eE][-+]?\d+)?\s*")
DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d.*)?")
SWAPPED = str.maketrans(",.", ".,")
BAD_CELLS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Grid:
    """A file's columns; `rows` says which row of the file each record is, `letters` what a spreadsheet calls columns.

    In a file with decimal commas a point inside a number is an error, so that 1.234 never means two things.
    """

    file: str
    rows: Sequence[int]
    columns: Mapping[str, Sequence[Cell]]
    letters: Mapping[str, str] = field(default_factory=dict)
    decimal_comma: bool = False

    def label(self, column: str) -> str:
        """Return how a column is called in messages: with its letter, where the file has letters."""
        return f"{column} ({self.letters[column]})" if column in self.letters else column

    def place(self, at: int, column: str) -> Place:
        """Return where a cell stands."""
        return Place(self.file, self.rows[at], self.label(column))

    def head(self, column: str | None = None) -> Place:
        """Return the place of the header, or of one name in it."""
        return Place(self.file, 1, None if column is None else self.label(column))

    def texts(self, column: str) -> list[str | None]:
        """Return a column as text: whole numbers without a point, missing cells as None; raises Refused."""
        cells = self.columns[column]
        if bad := [at for at, cell in enumerate(cells) if isinstance(cell, Unreadable)]:
            raise Refused(self._bad_cells(column, bad))
        return [_text(cell) for cell in cells]

    def numbers(self, column: str) -> tuple[Array, list[Fault]]:
        """Return a column as numbers, missing cells as NaN, and what is wrong with the others (as NaN too)."""
        cells = self.columns[column]
        if self.decimal_comma:
            cells = [cell.translate(SWAPPED) if isinstance(cell, str) else cell for cell in cells]
        try:
            values = _floats(cells)
        except (TypeError, ValueError):
            values = _floats([cell if _is_number(cell) else nan for cell in cells])
        nothing = np.flatnonzero(np.isnan(values)).tolist()
        infinite = np.flatnonzero(np.isinf(values)).tolist()
        values[infinite] = nan
        return values, self._bad_cells(column, sorted([*infinite, *(at for at in nothing if not missing(cells[at]))]))

    def _bad_cells(self, column: str, bad: Sequence[int]) -> list[Fault]:
        cells = self.columns[column]
        shown, more = bad[:BAD_CELLS_SHOWN], bad[BAD_CELLS_SHOWN:]
        found = [Fault(self.place(at, column), self._why(cells[at])) for at in shown]
        if more:
            message = f"{len(more)} more cells of this column cannot be read, the last in row {self.rows[more[-1]]}"
            found.append(Fault(self.place(more[0], column), message))
        return found

    def _why(self, cell: Cell) -> str:
        if isinstance(cell, Unreadable):
            return cell.why
        text = str(cell)
        if self.decimal_comma and POINT_NUMBER.fullmatch(text):
            return f"{text!r} has a decimal point, but other numbers of this file have a decimal comma"
        if COMMA_NUMBER.fullmatch(text) and not self.decimal_comma:
            return f"{text!r} has a decimal comma; write {text.replace(',', '.')!r}"
        if DATE.fullmatch(text):
            return f"{text!r} is a date, not a number"
        return f"{text} is infinite" if _is_number(cell) else f"{text!r} is not a number"


def as_cell(cell: object) -> Cell:
    """Return numbers as they are and anything else as text, true and false among them."""
    if cell is None or isinstance(cell, Unreadable) or (isinstance(cell, int | float) and not isinstance(cell, bool)):
        return cell
    return str(cell)


def missing(cell: Cell) -> bool:
    """Return whether there is nothing in a cell: empty, blank, NA or NaN."""
    return (cell.strip() if isinstance(cell, str) else cell) in MISSING or cell != cell


def _floats(cells: Sequence[Cell]) -> Array:
    """Return the cells as numbers, the missing ones as NaN.

    Raises ValueError or TypeError if a cell is none (Python's own 1_000 is none either), or is missing but for blanks.
    """
    if "_" in "".join([cell for cell in cells if isinstance(cell, str)]):
        raise ValueError("an underscore")
    return np.array([nan if cell in MISSING else float(cell) for cell in cells])  # type: ignore[arg-type] # None is missing


def _is_number(cell: Cell) -> bool:
    """Return whether a cell is a number, finite or not, as we write them."""
    try:
        return not isnan(float(cell)) and "_" not in str(cell)  # type: ignore[arg-type] # what raises is none
    except (TypeError, ValueError):
        return False


def _text(cell: Cell) -> str | None:
    if missing(cell):
        return None
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
