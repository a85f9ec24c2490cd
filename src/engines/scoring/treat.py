"""Outliers: winsorise, and transform what still fails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.scoring.errors import ScoringError
from engines.scoring.results import Cell, Treatment
from engines.scoring.specification import NONE, Treat
from engines.scoring.table import Array, Mask, Table

HIGH, LOW = "winhi", "winlo"
LEAST = 4  # values, to speak of kurtosis


@dataclass(frozen=True, slots=True)
class Treated:
    """The treated table, a mark for each cell, and the story of each column that was treated."""

    table: Table
    marks: NDArray[np.str_]
    treatments: tuple[Treatment, ...]

    def cells(self, before: Table) -> tuple[Cell, ...]:
        """Return every winsorised cell, with what it was before; of a transformed column every cell is another."""
        return tuple(
            Cell(
                "treat",
                before.units[row],
                before.columns[at],
                float(before.values[row, at]),
                float(self.table.values[row, at]),
                str(self.marks[row, at]),
            )
            for row, at in np.argwhere(np.isin(self.marks, (HIGH, LOW)))
        )


def skewness(values: Array) -> Array:
    """Return the bias-corrected skewness (G1) of each column, missing cells aside; NaN for a column that is constant.

    Source: Joanes and Gill (1998), type 2; as in COINr and spreadsheets.
    """
    return _shape(values)[0]


def kurtosis(values: Array) -> Array:
    """Return the bias-corrected excess kurtosis (G2) of each column, missing cells aside; NaN if it is constant.

    Source: Joanes and Gill (1998), type 2; as in COINr and spreadsheets.
    """
    return _shape(values)[1]


def _shape(values: Array) -> tuple[Array, Array]:
    n, second, third, fourth = _moments(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        skew = np.sqrt(n) * third / second**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
        ratio = n * fourth / second**2
        return skew, ((n + 1) * (ratio - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))


def _moments(values: Array) -> tuple[Array, Array, Array, Array]:
    """Return count and the sums of the 2nd, 3rd and 4th powers of the deviations from the mean, of each column."""
    present = ~np.isnan(values)
    n = present.sum(axis=0).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(present, values, 0.0).sum(axis=0) / n
    away = np.where(present, values - mean, 0.0)
    squares = away * away
    return n, squares.sum(axis=0), (squares * away).sum(axis=0), (squares * squares).sum(axis=0)


def passes(values: Array, step: Treat) -> tuple[Mask, Array, Array]:
    """Return for each column whether |skewness| or kurtosis is within its limit, and both figures."""
    skew, kurt = _shape(values)
    return (np.abs(skew) < step.skewness) | (kurt < step.kurtosis), skew, kurt


def treat(table: Table, step: Treat) -> Treated:
    """Return the table with its skewed columns treated.

    A column passes when |skewness| or kurtosis is below its limit. One that does not is winsorised: the extreme on the
    side of the skew, with all its ties, takes the next value, until the column passes or `winsorise_max` points are
    reached. If it still fails, the column as it was is transformed: log_ct = ln(x − min + 0.01 (max − min)), boxcox on
    x − min + 1. Source: as in COINr (Becker et al. 2022).

    Raises ScoringError, naming the column, if it has fewer than four values or is constant.
    """
    values = table.values.copy()
    marks = np.full(values.shape, "", dtype="<U6")
    if step.method == NONE:
        return Treated(table, marks, ())
    _refuse_untreatable(table)
    good, skew, kurt = passes(values, step)
    treatments: list[Treatment] = []
    for at in np.flatnonzero(~good):
        column, points, transform = _treat_column(values[:, at], step)
        values[:, at] = column
        marks[:, at] = transform or points
        marks[np.isnan(column), at] = ""
        now, skew_now, kurt_now = passes(column[:, None], step)
        counted = int((marks[:, at] != "").sum()) if transform is None else 0
        before, after = (float(skew[at]), float(kurt[at])), (float(skew_now[0]), float(kurt_now[0]))
        treatments.append(Treatment(table.columns[at], *before, counted, transform, *after, bool(now[0])))
    return Treated(table.having(values), marks, tuple(treatments))


def _treat_column(column: Array, step: Treat) -> tuple[Array, NDArray[np.str_], str | None]:
    """Return the column treated, the marks of winsorised points, and the transformation if it came to that."""
    winsorised, points = winsorise(column, step)
    if passes(winsorised[:, None], step)[0][0] or step.then == NONE:
        return winsorised, points, None
    if step.then == "boxcox":
        return boxcox(column, step.boxcox_lambda or 0.0), points, "boxcox"
    return log_ct(column), points, "log_ct"


def winsorise(column: Array, step: Treat) -> tuple[Array, NDArray[np.str_]]:
    """Return the column with its extremes drawn in, and a mark (`winhi`, `winlo`) for each point moved."""
    drawn, marks = column.copy(), np.full(column.shape, "", dtype="<U6")
    high = low = np.zeros(column.shape, dtype=bool)
    while high.sum() + low.sum() < step.winsorise_max:
        good, skew, _ = passes(drawn[:, None], step)
        upwards = skew[0] >= 0
        extreme = drawn == (np.nanmax(drawn) if upwards else np.nanmin(drawn))
        others = drawn[~extreme & ~np.isnan(drawn)]
        if good[0] or others.size == 0:
            break
        drawn[extreme] = others.max() if upwards else others.min()
        high, low = (extreme, low) if upwards else (high, extreme)
    marks[high], marks[low] = HIGH, LOW
    return drawn, marks


def log_ct(column: Array) -> Array:
    """Return ln(x − min + 0.01 (max − min))."""
    low, high = np.nanmin(column), np.nanmax(column)
    return np.asarray(np.log(column - low + 0.01 * (high - low)))


def boxcox(column: Array, power: float) -> Array:
    """Return the Box-Cox transformation of x − min + 1, without optimising its power."""
    shifted = column - np.nanmin(column) + 1
    return np.asarray(np.log(shifted) if power == 0 else (shifted**power - 1) / power)


def _refuse_untreatable(table: Table) -> None:
    counts = (~np.isnan(table.values)).sum(axis=0)
    for at in np.flatnonzero(counts < LEAST):
        code = table.columns[at]
        message = f"{code!r} has {counts[at]} values; treatment needs at least {LEAST}"
        raise ScoringError(message, indicator=code)
    spread = np.nanmax(table.values, axis=0) - np.nanmin(table.values, axis=0)
    for at in np.flatnonzero(spread == 0):
        code = table.columns[at]
        raise ScoringError(f"{code!r} is constant over all units", indicator=code)
