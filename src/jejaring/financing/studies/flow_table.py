"""Costs and benefits in a table, as a spreadsheet has them: a row per line, a column per year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from math import isnan

from engines.portfolio.reading.values import LONGEST, amount
from engines.spelling import did_you_mean
from engines.values.errors import InvalidValues
from jejaring.financing.studies.sources import Grid, Refusals, as_written, blank, missing

SIDES = COST, BENEFIT = ("cost", "benefit")
PROGRAMME, SIDE, LINE = COLUMNS = ("programme", "side", "line")


@dataclass(frozen=True, slots=True)
class Flow:
    """A line of costs or benefits, by year."""

    side: str
    name: str
    amounts: Mapping[int, Decimal]


def read_flows(name: str, first_year: int, codes: Sequence[str], refusals: Refusals) -> list[tuple[str, Flow]]:
    """Return the flows of a table with the columns programme, side, line and one for each year, by programme.

    An empty cell is no payment. What is wrong is added to the refusals with file, row and column.
    """
    grid = refusals.table(name)
    if grid is None:
        return []
    wrong, years = len(refusals.lines), _years(grid, first_year, refusals)
    for column in COLUMNS:
        if column not in grid.columns:
            refusals.lines.append(str(grid.lacks(column, [one for one in grid.columns if one not in years])))
    if any(column not in grid.columns for column in COLUMNS):
        return []
    amounts = {when: _amounts(grid, column, refusals) for column, when in years.items()}
    rows = list(_rows(grid, codes, refusals))
    if len(refusals.lines) > wrong:
        return []
    return [
        (code, Flow(side, line, {when: column[at] for when, column in amounts.items()}))
        for at, (code, side, line) in enumerate(rows)
    ]


def _years(grid: Grid, first_year: int, refusals: Refusals) -> dict[str, int]:
    years: dict[str, int] = {}
    for column in grid.columns:
        if column in COLUMNS:
            continue
        if not (column.isascii() and column.isdecimal()):
            refusals.at(grid.head(column), f"the column {column!r} is not a year{did_you_mean(column, COLUMNS)}")
        elif not first_year <= int(column[:9]) <= first_year + LONGEST:
            span = f"{first_year} (year 0 of the study) to {first_year + LONGEST}"
            refusals.at(grid.head(column), f"{column} is not a year from {span}")
        else:
            years[column] = int(column)
    return years


def _amounts(grid: Grid, column: str, refusals: Refusals) -> list[Decimal]:
    values, errors = grid.numbers(column, [one for one in grid.columns if one not in COLUMNS])
    refusals.lines += map(str, errors)
    found = []
    for at, (value, cell) in enumerate(zip(values.tolist(), grid.columns[column], strict=True)):
        place = grid.location(at, column)
        if missing(cell) and not blank(cell):
            refusals.at(place, f"{cell} is not an amount; leave the cell empty, or write 0")
        try:
            found.append(amount(0 if isnan(value) else as_written(value), ""))
        except InvalidValues as wrong:
            refusals.at(place, str(wrong))
    return found


def _rows(grid: Grid, codes: Sequence[str], refusals: Refusals) -> Iterator[tuple[str, str, str]]:
    texts = [refusals.read(partial(grid.texts, column)) for column in COLUMNS]
    readable = [cells for cells in texts if cells is not None]
    if len(readable) < len(COLUMNS):
        return
    seen: dict[tuple[str | None, ...], int] = {}
    for at, row in enumerate(zip(*readable, strict=True)):
        code, side, line = row
        for column, cell, known in ((PROGRAMME, code, codes), (SIDE, side, SIDES)):
            if cell not in known:
                said = "the cell is empty" if cell is None else f"unknown {column} {cell!r}{did_you_mean(cell, known)}"
                refusals.at(grid.location(at, column), said)
        if line is None:
            refusals.at(grid.location(at, LINE), "the line has no name")
        if row in seen and None not in row:
            refusals.at(
                grid.location(at, LINE), f"the line {line!r} is given again; it is in row {grid.rows[seen[row]]}"
            )
        seen.setdefault(row, at)
        yield code or "", side or "", line or ""
