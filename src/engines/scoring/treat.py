"""Outliers: winsorise, and transform what still fails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.scoring.errors import ScoringError, refuse_all
from engines.scoring.results import Cell, Treatment
from engines.scoring.specification import NONE, Treat
from engines.scoring.table import ROUNDING, Array, Mask, Table, constant, refuse_lost

HIGH, LOW = "winhi", "winlo"
LEAST = 4  # values, to speak of kurtosis


@dataclass(frozen=True, slots=True)
class Treated:
    """The treated table, a mark for each cell, and how each treated column was treated."""

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
    """Return count and the sums of the 2nd, 3rd and 4th powers of the deviations from the mean, of each column.

    Deviations are taken in a unit of their own size, a power of two: shape has no unit, and so no power is too small.
    """
    present = ~np.isnan(values)
    n = present.sum(axis=0).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(present, values, 0.0).sum(axis=0) / n
    away = np.where(present, values - mean, 0.0)
    away = np.ldexp(away, -np.frexp(np.abs(away).max(axis=0, initial=0.0))[1])
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

    Raises ScoringError, naming the column, if it has fewer than four values or is constant, or if a transformed value
    is beyond all numbers.
    """
    values = table.values.copy()
    marks = np.full(values.shape, "", dtype="<U6")
    if step.method == NONE:
        return Treated(table, marks, ())
    _refuse_untreatable(table)
    good, *before = passes(values, step)
    failing = np.flatnonzero(~good)
    if not failing.size:
        return Treated(table, marks, ())
    treated, points = winsorise(values[:, failing], step)
    fails = ~passes(treated, step)[0] & (step.then != NONE)
    treated[:, fails] = _transformed(values[:, failing[fails]], step)
    points[:, fails] = np.where(np.isnan(treated[:, fails]), "", step.then)
    values[:, failing], marks[:, failing] = treated, points
    refuse_lost(table, values, f"the transformation {step.then}")
    now, *after = passes(treated, step)
    counted = np.where(fails, 0, (points != "").sum(axis=0))
    shapes = (*(shape[failing] for shape in before), *after)
    story = zip(failing.tolist(), *(part.tolist() for part in (*shapes, counted, fails, now)), strict=True)
    treatments = tuple(
        Treatment(
            table.columns[at], skew, kurt, moved, step.then if transformed else None, skew_now, kurt_now, good_now
        )
        for at, skew, kurt, skew_now, kurt_now, moved, transformed, good_now in story
    )
    return Treated(table.having(values), marks, treatments)


def winsorise(values: Array, step: Treat) -> tuple[Array, NDArray[np.str_]]:
    """Return the columns winsorised, and a mark (`winhi`, `winlo`) for each point moved."""
    drawn, high, low = values.copy(), np.zeros(values.shape, bool), np.zeros(values.shape, bool)
    going = np.arange(values.shape[1])
    while going.size:
        good, skew, _ = passes(drawn[:, going], step)
        few = high[:, going].sum(axis=0) + low[:, going].sum(axis=0) < step.winsorise_max
        going, side = going[~good & few], np.where(skew >= 0, 1.0, -1.0)[~good & few]
        towards = drawn[:, going] * side  # the extreme is the largest
        largest = np.fmax.reduce(towards, axis=0)
        extreme = towards >= largest - ROUNDING * np.abs(largest)
        following = np.fmax.reduce(np.where(extreme, np.nan, towards), axis=0)
        others = ~np.isnan(following)
        going, side, extreme, following = going[others], side[others], extreme[:, others], following[others]
        drawn[:, going] = np.where(extreme, following * side, drawn[:, going])
        high[:, going] = np.where(side > 0, extreme, high[:, going])
        low[:, going] = np.where(side < 0, extreme, low[:, going])
    return drawn, np.where(high, HIGH, np.where(low, LOW, "")).astype("<U6")


def _transformed(values: Array, step: Treat) -> Array:
    return boxcox(values, step.boxcox_lambda or 0.0) if step.then == "boxcox" else log_ct(values)


def log_ct(values: Array) -> Array:
    """Return ln(x − min + 0.01 (max − min)) of each column."""
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    return np.asarray(np.log(values - low + 0.01 * (high - low)))


def boxcox(values: Array, power: float) -> Array:
    """Return the Box-Cox transformation of x − min + 1 of each column, without optimising its power."""
    logarithms = np.log1p(values - np.nanmin(values, axis=0))
    with np.errstate(over="ignore"):
        return np.asarray(logarithms if power == 0 else np.expm1(power * logarithms) / power)


def _refuse_untreatable(table: Table) -> None:
    counts = (~np.isnan(table.values)).sum(axis=0)
    refuse_all(
        ScoringError(f"{code!r} has {count} values; treatment needs at least {LEAST}", indicator=code)
        for code, count in zip(table.columns, counts.tolist(), strict=True)
        if count < LEAST
    )
    constants = np.array(table.columns)[constant(table.values)].tolist()
    refuse_all(ScoringError(f"{code!r} is constant over all units", indicator=code) for code in constants)
