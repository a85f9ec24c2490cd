"""Tables that a specification names: goalposts, pairwise comparisons."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from engines.spelling import did_you_mean
from jejaring.indicators.files import read_grid
from jejaring.indicators.grids import Cell, Grid
from jejaring.indicators.places import Fault, Place, Refused
from jejaring.indicators.structures import with_fields

POSTS = ("iCode", "low", "high", "log")
FLAGS = {"true": True, "1": True, "false": False, "0": False}
FRACTION = re.compile(r"\s*\d+\s*/\s*0*[1-9]\d*\s*")


def read_goalposts(name: str) -> tuple[dict[str, dict[str, Any]], dict[str, Place]]:
    """Return the goalposts of a table with the columns iCode, low, high and, if need be, log, and their places."""
    grid, faults = with_fields(read_grid(name), POSTS)
    for column in POSTS[:3]:
        if column not in grid.columns:
            faults.append(Fault(grid.head(), f"there is no column {column!r}{did_you_mean(column, grid.columns)}"))
    if faults:
        raise Refused(faults)
    (low, bad_low), (high, bad_high) = grid.numbers("low"), grid.numbers("high")
    faults += [*bad_low, *bad_high]
    logs = _flags(grid, faults)
    posts: dict[str, dict[str, Any]] = {}
    for at, code in enumerate(grid.texts("iCode")):
        if code is None or code in posts:
            says = "the row has no code" if code is None else f"the code {code!r} is given again"
            faults.append(Fault(grid.place(at, "iCode"), says))
        else:
            posts[code] = {"low": float(low[at]), "high": float(high[at]), "log": logs[at]}
    if faults:
        raise Refused(faults)
    return posts, {code: grid.place(at, "low") for at, code in enumerate(posts)}


def _flags(grid: Grid, faults: list[Fault]) -> list[bool]:
    texts = grid.texts("log") if "log" in grid.columns else [None] * len(grid.rows)
    for at, text in enumerate(texts):
        if text is not None and text.lower() not in FLAGS:
            faults.append(Fault(grid.place(at, "log"), f"{text!r} is neither true nor false"))
    return [FLAGS.get((text or "false").lower(), False) for text in texts]


def read_comparisons(name: str) -> tuple[tuple[str, ...], list[list[float]]]:
    """Return the codes in the header of a pairwise matrix and its rows; a cell may be a fraction, such as 1/3."""
    grid = read_grid(name)
    columns = {code: [_fraction(cell) for cell in cells] for code, cells in grid.columns.items()}
    grid = Grid(grid.file, grid.rows, columns, grid.letters, grid.decimal_comma)
    numbers = [grid.numbers(code) for code in grid.columns]
    if faults := [fault for _, bad in numbers for fault in bad]:
        raise Refused(faults)
    return tuple(columns), [
        [float(cell) for cell in row] for row in zip(*(values for values, _ in numbers), strict=True)
    ]


def _fraction(cell: Cell) -> Cell:
    return float(Fraction(cell.replace(" ", ""))) if isinstance(cell, str) and FRACTION.fullmatch(cell) else cell
