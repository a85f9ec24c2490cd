"""Tables that a specification names: goalposts, pairwise comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from engines.scoring.table import Array
from jejaring.indicators.files.bytes import read_grid
from jejaring.indicators.files.grids import Cell, Grid, Unreadable, missing
from jejaring.indicators.files.locations import InputError, InvalidInput, Location
from jejaring.indicators.files.structures import with_fields

POSTS = ("iCode", "low", "high", "log")
FLAGS = {"true": True, "1": True, "false": False, "0": False}
FRACTION = re.compile(r"\s*(\d+)\s*/\s*(\d+)\s*")


def read_goalposts(name: str) -> tuple[dict[str, dict[str, Any]], dict[str, Location]]:
    """Return the goalposts of a table with the columns iCode, low, high and, if need be, log, and their locations."""
    grid, errors = with_fields(read_grid(name), POSTS)
    for column in POSTS[:3]:
        if column not in grid.columns:
            errors.append(grid.lacks(column, grid.columns))
    if errors:
        raise InvalidInput(errors)
    (low, bad_low), (high, bad_high) = (grid.numbers(end, POSTS[1:3]) for end in POSTS[1:3])
    errors += [*bad_low, *bad_high, *_missing(grid, POSTS[1:3])]
    logs = _flags(grid, errors)
    errors += _disordered(grid, low, high, logs)
    posts: dict[str, dict[str, Any]] = {}
    for at, code in enumerate(grid.texts("iCode")):
        if code is None or code in posts:
            says = "the row has no code" if code is None else f"the code {code!r} is given again"
            errors.append(InputError(grid.location(at, "iCode"), says))
        else:
            posts[code] = {"low": float(low[at]), "high": float(high[at]), "log": logs[at]}
    if errors:
        raise InvalidInput(sorted(errors, key=lambda error: error.location.row or 0))
    return posts, {code: grid.location(at, "low") for at, code in enumerate(posts)}


def _flags(grid: Grid, errors: list[InputError]) -> list[bool]:
    texts = grid.texts("log") if "log" in grid.columns else [None] * len(grid.rows)
    for at, text in enumerate(texts):
        if text is not None and text.lower() not in FLAGS:
            errors.append(InputError(grid.location(at, "log"), f"{text!r} is neither true nor false"))
    return [FLAGS.get((text or "false").lower(), False) for text in texts]


def _disordered(grid: Grid, low: Array, high: Array, logs: Sequence[bool]) -> Iterator[InputError]:
    """Yield the rows whose ends are not in order, or whose low end has no logarithm."""
    for at in np.flatnonzero(low >= high).tolist():
        yield InputError(grid.location(at, "low"), f"the low end is {low[at]:g}, not below the high end, {high[at]:g}")
    for at in np.flatnonzero((low <= 0) & np.array(logs, dtype=bool)).tolist():
        yield InputError(grid.location(at, "low"), f"the low end is {low[at]:g}; a logarithm needs one above 0")


def _missing(grid: Grid, columns: Iterable[str]) -> Iterator[InputError]:
    """Yield the cells that should hold a number and hold nothing."""
    for column in columns:
        for at, cell in enumerate(grid.columns[column]):
            if missing(cell):
                yield InputError(grid.location(at, column), "the number is missing (empty or NA)")


def read_comparisons(name: str) -> tuple[tuple[str, ...], list[list[float]]]:
    """Return the codes in the header of a pairwise matrix and its rows; a cell may be a fraction, such as 1/3."""
    written = read_grid(name)
    grid = replace(written, columns={code: [*map(_fraction, cells)] for code, cells in written.columns.items()})
    numbers = {code: grid.numbers(code, grid.columns) for code in grid.columns}
    errors = [*(error for _, bad in numbers.values() for error in bad), *_missing(grid, grid.columns)]
    for code, (values, _) in numbers.items():
        errors += [
            InputError(grid.location(at, code), f"{written.columns[code][at]} is not above 0")
            for at in np.flatnonzero(values <= 0).tolist()
        ]
    if len(grid.rows) != len(numbers):
        errors.append(
            InputError(
                Location(name),
                f"a pairwise matrix has as many rows as columns, not {len(grid.rows)} and {len(numbers)}",
            )
        )
    if errors:
        raise InvalidInput(sorted(errors, key=lambda error: error.location.row or 0))
    return tuple(numbers), np.column_stack([values for values, _ in numbers.values()]).tolist()


def _fraction(cell: Cell) -> Cell:
    """Return a fraction as a number; what is not one, or overflows, unchanged."""
    match = FRACTION.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        return cell
    try:
        return float(Fraction(int(match[1]), int(match[2])))
    except ZeroDivisionError:
        return Unreadable(f"{match[0].strip()!r} divides by zero")
    except (OverflowError, ValueError):  # beyond the numbers there are, or the digits Python reads
        return Unreadable("the fraction is too large to compute with")
