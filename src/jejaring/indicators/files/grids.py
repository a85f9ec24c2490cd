"""The columns of a file by name, each cell with its location in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import nan

import numpy as np

from engines.scoring.table import Array
from engines.spelling import did_you_mean
from jejaring.indicators.files.locations import InputError, InvalidInput, Location
from jejaring.indicators.files.number_formats import DOUBTFUL, is_number, plainly_decimal, why_not_a_number


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that cannot be read; an error for whoever needs its column, with the reason."""

    why: str


class Shown(str):
    """The display of a cell that is neither a number nor a text: true, a date."""

    __slots__ = ()


Cell = str | float | Unreadable | None
EMPTY = ("", None)
MISSING = frozenset({None, "", "NA", "NaN", "nan"})
SWAPPED = str.maketrans(",.", ".,")
BAD_CELLS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Grid:
    """A file's columns; `rows` are the row numbers of the records, `letters` the spreadsheet's names of columns.

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
        """Return the name of a column in messages: with its letter, where the file has letters."""
        return f"{column} ({self.letters[column]})" if column in self.letters else column

    def location(self, at: int, column: str) -> Location:
        """Return the location of a cell."""
        return Location(self.file, self.rows[at], self.label(column))

    def head(self, column: str | None = None) -> Location:
        """Return the location of the header, or of one name in it."""
        return Location(self.file, 1, None if column is None else self.label(column))

    def lacks(self, column: str, among: Iterable[str]) -> InputError:
        """Return the error for a missing column, with a suggestion from other names."""
        return InputError(self.head(), f"there is no column {column!r}{did_you_mean(column, among)}{self.elsewhere}")

    def texts(self, column: str) -> list[str | None]:
        """Return a column as text: whole numbers without a point, missing cells as None; raises InvalidInput."""
        cells = self.columns[column]
        if bad := [at for at, cell in enumerate(cells) if isinstance(cell, Unreadable)]:
            raise InvalidInput(self._bad_cells(column, bad, self._why))
        return [_text(cell) for cell in cells]

    def codes(self, column: str) -> tuple[list[str | None], list[InputError]]:
        """Return a column as text, and the errors of cells that hold something else. Raises InvalidInput as `texts`."""
        texts = self.texts(column)
        bad = [at for at, cell in enumerate(self.columns[column]) if texts[at] is not None and not _is_code(cell)]
        return texts, self._bad_cells(column, bad, lambda cell: f"{cell!r} cannot be a code; write it as text")

    def numbers(self, column: str, among: Iterable[str] = ()) -> tuple[Array, list[InputError]]:
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
        """Return where a point may be a decimal mark or a separator of thousands, with nothing to tell which."""
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

    def _bad_cells(self, column: str, bad: Sequence[int], why: Callable[[Cell], str]) -> list[InputError]:
        cells = self.columns[column]
        shown, more = bad[:BAD_CELLS_SHOWN], bad[BAD_CELLS_SHOWN:]
        found = [InputError(self.location(at, column), why(cells[at])) for at in shown]
        if more:
            message = f"{len(more)} more cells of this column cannot be read, the last in row {self.rows[more[-1]]}"
            found.append(InputError(self.location(more[0], column), message))
        return found

    def _why(self, cell: Cell) -> str:
        if isinstance(cell, Unreadable):
            return cell.why
        mark = "," if self.semicolons else "."
        return why_not_a_number(str(cell), mark, decimal_comma=self.decimal_comma, stored=bool(self.letters))


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

    Raises ValueError or TypeError if a cell is not a number (nor is Python's own 1_000), or holds only blanks.
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
