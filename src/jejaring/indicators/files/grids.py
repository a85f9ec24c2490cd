"""The columns of a file under their names, each cell with the place it has in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import nan

import numpy as np

from engines.scoring.table import Array
from engines.spelling import did_you_mean
from jejaring.indicators.files.locations import Fault, Place, Refused
from jejaring.indicators.files.number_formats import DOUBTFUL, is_number, plainly_decimal, why_none


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that stands in the file but cannot be read; whoever needs its column refuses it and says why."""

    why: str


class Shown(str):
    """What a cell shows that is neither a number nor a text: true, a date."""

    __slots__ = ()


Cell = str | float | Unreadable | None
EMPTY = ("", None)
MISSING = frozenset({None, "", "NA", "NaN", "nan"})
SWAPPED = str.maketrans(",.", ".,")
BAD_CELLS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Grid:
    """A file's columns; `rows` says which row of the file each record is, `letters` what a spreadsheet calls columns.

    In a file with decimal commas a point inside a number is an error, so that 1.234 never means two things; where
    `semicolons` separate cells, or in the texts of a spreadsheet, it is one as well unless other numbers have a point
    that plainly is decimal. `elsewhere` says what other sheets there are, if none was chosen.
    """

    file: str
    rows: Sequence[int]
    columns: Mapping[str, Sequence[Cell]]
    letters: Mapping[str, str] = field(default_factory=dict)
    semicolons: bool = False
    decimal_comma: bool = False
    elsewhere: str = ""

    def label(self, column: str) -> str:
        """Return how a column is called in messages: with its letter, where the file has letters."""
        return f"{column} ({self.letters[column]})" if column in self.letters else column

    def place(self, at: int, column: str) -> Place:
        """Return where a cell stands."""
        return Place(self.file, self.rows[at], self.label(column))

    def head(self, column: str | None = None) -> Place:
        """Return the place of the header, or of one name in it."""
        return Place(self.file, 1, None if column is None else self.label(column))

    def lacks(self, column: str, among: Iterable[str]) -> Fault:
        """Return the fault that a column is not there; it may be called like one of some others."""
        return Fault(self.head(), f"there is no column {column!r}{did_you_mean(column, among)}{self.elsewhere}")

    def texts(self, column: str) -> list[str | None]:
        """Return a column as text: whole numbers without a point, missing cells as None; raises Refused."""
        cells = self.columns[column]
        if bad := [at for at, cell in enumerate(cells) if isinstance(cell, Unreadable)]:
            raise Refused(self._bad_cells(column, bad, self._why))
        return [_text(cell) for cell in cells]

    def codes(self, column: str) -> tuple[list[str | None], list[Fault]]:
        """Return a column as text, and what is wrong with cells that hold something else; raises Refused as `texts`."""
        texts = self.texts(column)
        bad = [at for at, cell in enumerate(self.columns[column]) if texts[at] is not None and not _is_code(cell)]
        return texts, self._bad_cells(column, bad, lambda cell: f"{cell!r} cannot be a code; write it as text")

    def numbers(self, column: str, among: Iterable[str] = ()) -> tuple[Array, list[Fault]]:
        """Return a column as numbers, missing cells as NaN, and what is wrong with the others (as NaN too).

        What a point in it means is looked up in it and `among` other columns of numbers.
        """
        cells, doubtful = self.columns[column], self._doubtful(column, among)
        if self.decimal_comma:
            cells = [cell.translate(SWAPPED) if isinstance(cell, str) else cell for cell in cells]
        try:
            values = _floats(cells)
        except (TypeError, ValueError):
            values = _floats([cell if is_number(cell) else nan for cell in cells])
        values[doubtful] = nan
        nothing = np.flatnonzero(np.isnan(values)).tolist()
        infinite = np.flatnonzero(np.isinf(values)).tolist()
        values[infinite] = nan
        bad = sorted([*infinite, *(at for at in nothing if not missing(cells[at]))])
        return values, self._bad_cells(column, bad, self._why)

    def _doubtful(self, column: str, among: Iterable[str]) -> list[int]:
        """Return where a point may be decimal or stand between thousands, with nothing to tell which."""
        if self.decimal_comma or not (self.semicolons or self.letters):
            return []
        texts = {name: [cell for cell in self.columns[name] if isinstance(cell, str)] for name in {column, *among}}
        if not any(map(DOUBTFUL.fullmatch, texts[column])) or any(
            any(map(plainly_decimal, of)) for of in texts.values()
        ):
            return []
        return [
            at for at, cell in enumerate(self.columns[column]) if isinstance(cell, str) and DOUBTFUL.fullmatch(cell)
        ]

    def _bad_cells(self, column: str, bad: Sequence[int], why: Callable[[Cell], str]) -> list[Fault]:
        cells = self.columns[column]
        shown, more = bad[:BAD_CELLS_SHOWN], bad[BAD_CELLS_SHOWN:]
        found = [Fault(self.place(at, column), why(cells[at])) for at in shown]
        if more:
            message = f"{len(more)} more cells of this column cannot be read, the last in row {self.rows[more[-1]]}"
            found.append(Fault(self.place(more[0], column), message))
        return found

    def _why(self, cell: Cell) -> str:
        if isinstance(cell, Unreadable):
            return cell.why
        mark = "," if self.semicolons else "."
        return why_none(str(cell), mark, decimal_comma=self.decimal_comma, stored=bool(self.letters))


def as_cell(cell: object) -> Cell:
    """Return numbers and texts as they are and anything else as it is shown, true and false among them."""
    if cell is None or (isinstance(cell, Unreadable | str | int | float) and not isinstance(cell, bool)):
        return cell
    return Shown(cell)


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


def _is_code(cell: Cell) -> bool:
    """Return whether a cell is a text or a whole number."""
    return not isinstance(cell, Shown) and not (isinstance(cell, float) and not cell.is_integer())


def _text(cell: Cell) -> str | None:
    if missing(cell):
        return None
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
