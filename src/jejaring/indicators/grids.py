"""The columns of a file under their names, each cell with the place it has in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import nan

import numpy as np

from engines.scoring.table import Array, Mask
from jejaring.indicators.places import Fault, Place

Cell = str | float | None
MISSING = frozenset({None, "", "NA", "NaN", "nan"})
COMMA_NUMBER = re.compile(r"\s*[-+]?\d*,\d+(?:[eE][-+]?\d+)?\s*")
POINT_NUMBER = re.compile(r"\s*[-+]?\d*\.\d+(?:[eE][-+]?\d+)?\s*")
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
        """Return a column as text: whole numbers without a point, missing cells as None."""
        return [_text(cell) for cell in self.columns[column]]

    def numbers(self, column: str) -> tuple[Array, list[Fault]]:
        """Return a column as numbers, missing cells as NaN, and what is wrong with the others (as NaN too)."""
        cells = self.columns[column]
        if self.decimal_comma:
            cells = [cell.translate(SWAPPED) if isinstance(cell, str) else cell for cell in cells]
        bad: set[int] = set()
        try:
            values = _floats(cells)
        except ValueError:
            bad = {at for at, cell in enumerate(cells) if not _is_number(cell)}
            values = _floats([nan if at in bad else cell for at, cell in enumerate(cells)])
        infinite = np.isinf(values)
        wrong = sorted({*bad, *map(int, np.flatnonzero(infinite))})
        faults = self._bad_cells(column, wrong, infinite)
        values[wrong] = nan
        return values, faults

    def _bad_cells(self, column: str, bad: Sequence[int], infinite: Mask) -> list[Fault]:
        cells = self.columns[column]
        shown, more = bad[:BAD_CELLS_SHOWN], bad[BAD_CELLS_SHOWN:]
        found = [
            Fault(self.place(at, column), f"{cells[at]} is infinite" if infinite[at] else self._why(str(cells[at])))
            for at in shown
        ]
        if more:
            message = f"{len(more)} more cells of this column are no numbers, the last in row {self.rows[more[-1]]}"
            found.append(Fault(self.place(more[0], column), message))
        return found

    def _why(self, cell: str) -> str:
        if self.decimal_comma and POINT_NUMBER.fullmatch(cell):
            return f"{cell!r} has a decimal point, but other numbers of this file have a decimal comma"
        if COMMA_NUMBER.fullmatch(cell):
            return f"{cell!r} has a decimal comma; write {cell.replace(',', '.')!r}"
        return f"{cell!r} is not a number"


def _floats(cells: Sequence[Cell]) -> Array:
    """Return the cells as numbers; raises ValueError if one is none (Python's own 1_000 is none either)."""
    if "_" in "".join([cell for cell in cells if isinstance(cell, str)]):
        raise ValueError("an underscore")
    values = [nan if cell in MISSING else float(cell) for cell in cells]  # type: ignore[arg-type]  # None is missing
    return np.array(values, dtype=np.float64)


def _is_number(cell: Cell) -> bool:
    if cell in MISSING or not isinstance(cell, str):
        return True
    if cell.strip() in MISSING:
        return True
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def _text(cell: Cell) -> str | None:
    if isinstance(cell, str):
        cell = cell.strip()
    if cell in MISSING or cell != cell:
        return None
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
