"""Basic statistics of each column, and flags for what should be examined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.scoring.table import Array, Table
from engines.scoring.treat import kurtosis, skewness


@dataclass(frozen=True, slots=True)
class ColumnLimits:
    """Below these shares (0–1), or beyond both of skewness and kurtosis, a column is flagged; COINr's defaults."""

    available: float = 0.65
    non_zero: float = 0.5
    unique: float = 0.5
    skewness: float = 2.0
    kurtosis: float = 3.5


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """A column in its own units: dispersion, shape and counts.

    Of `units` rows `available` have a value; of these `non_zero` are not zero, `unique` differ, and the most frequent
    value comes `same` times. `flags`: `available`, `non_zero`, `unique` (their share is low), `outliers`.
    """

    code: str
    minimum: float
    maximum: float
    mean: float
    median: float
    sd: float
    skewness: float
    kurtosis: float
    units: int
    available: int
    non_zero: int
    unique: int
    same: int
    flags: tuple[str, ...]

    def share(self, count: int) -> float:
        """Return a count of values as a share of those available (0–1), NaN if there are none."""
        return count / self.available if self.available else float("nan")


def statistics_of(table: Table, limits: ColumnLimits | None = None) -> tuple[ColumnStatistics, ...]:
    """Return the statistics of each column, missing cells aside.

    Sample standard deviation; bias-corrected skewness and kurtosis; what there are too few values for is NaN. Source:
    COINr's `get_stats` (Becker et al. 2022).
    """
    shapes = zip(skewness(table.values), kurtosis(table.values), strict=True)
    return tuple(
        _of_column(code, column, float(skew), float(kurt), limits or ColumnLimits())
        for code, column, (skew, kurt) in zip(table.columns, table.values.T, shapes, strict=True)
    )


def _of_column(code: str, column: Array, skew: float, kurt: float, limits: ColumnLimits) -> ColumnStatistics:
    there = column[~np.isnan(column)]
    values, counts = np.unique(there, return_counts=True)
    spread = (there.min(), there.max(), there.mean(), np.median(there)) if there.size else (np.nan,) * 4
    low, high, mean, median = (float(figure) for figure in spread)
    sd = float(there.std(ddof=1)) if there.size > 1 else np.nan
    skew = skew if there.size > 2 else np.nan
    kurt = kurt if there.size > 3 else np.nan
    non_zero = int((there != 0).sum())
    shares = {
        "available": (there.size / len(column), limits.available),
        "non_zero": (non_zero / max(1, there.size), limits.non_zero),
        "unique": (len(values) / max(1, there.size), limits.unique),
    }
    flags = [name for name, (share, limit) in shares.items() if share < limit]
    if abs(skew) > limits.skewness and kurt > limits.kurtosis:
        flags.append("outliers")
    shape = (low, high, mean, median, sd, skew, kurt)
    same = int(counts.max()) if there.size else 0
    return ColumnStatistics(code, *shape, len(column), there.size, non_zero, len(values), same, tuple(flags))
