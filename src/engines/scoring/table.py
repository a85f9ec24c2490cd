"""Units × indicators: the values an index is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engines.scoring.errors import ScoringError
from engines.spelling import did_you_mean

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
T = TypeVar("T")
LARGEST = 1e70  # its fourth power, which kurtosis takes, is still a number
ROUNDING = 1e-13  # of its size: a column whose values are no further apart is constant


@dataclass(frozen=True, slots=True)
class Table:
    """Values with the codes of their rows (units) and columns; NaN is a missing cell."""

    units: tuple[str, ...]
    columns: tuple[str, ...]
    values: Array

    def rows(self, keep: Mask) -> Table:
        """Return the table of the units to keep."""
        return Table(tuple(np.array(self.units, dtype=object)[keep]), self.columns, self.values[keep])

    def having(self, values: Array) -> Table:
        """Return a table of the same shape with other values."""
        return Table(self.units, self.columns, values)

    def column(self, code: str) -> Array:
        """Return one column."""
        return self.values[:, self.columns.index(code)]

    def select(self, codes: Sequence[str]) -> Table:
        """Return the named columns, in that order."""
        where = {code: at for at, code in enumerate(self.columns)}
        return Table(self.units, tuple(codes), self.values[:, [where[code] for code in codes]])


@dataclass(frozen=True, slots=True)
class Data:
    """What is known of the units: values of indicators, denominators, groups they belong to, their names."""

    table: Table
    denominators: Table | None = None
    groups: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    def rows(self, keep: Mask) -> Data:
        """Return the data of the units to keep."""
        return Data(
            self.table.rows(keep),
            self.denominators and self.denominators.rows(keep),
            {name: _kept(members, keep) for name, members in self.groups.items()},
            _kept(self.names, keep) if self.names else (),
        )

    def group(self, name: str) -> tuple[str | None, ...]:
        """Return the group of every unit; raises ScoringError if there is no such grouping."""
        if name not in self.groups:
            message = f"there is no group column {name!r}{did_you_mean(name, self.groups)}"
            raise ScoringError(message, key="steps.impute.group")
        return self.groups[name]


def table_of(units: Iterable[str], columns: Iterable[str], values: Array) -> Table:
    """Return a checked table.

    Raises ScoringError, naming unit and column, if a code comes twice, the shape does not fit or a value is infinite.
    """
    rows, codes = tuple(units), tuple(columns)
    if values.shape != (len(rows), len(codes)):
        raise ScoringError(f"{len(rows)} units × {len(codes)} columns, but values of shape {values.shape}")
    if not rows:
        raise ScoringError("there are no units")
    for unit, count in Counter(rows).items():
        if count > 1:
            raise ScoringError(f"the unit {unit!r} is given {count} times", unit=unit)
    for code, count in Counter(codes).items():
        if count > 1:
            raise ScoringError(f"the column {code!r} is given {count} times", indicator=code)
    for row, column in np.argwhere(np.isinf(values))[:1]:
        unit, code = rows[row], codes[column]
        raise ScoringError(f"the value of {code!r} for {unit!r} is infinite", unit=unit, indicator=code)
    return Table(rows, codes, np.asarray(values, dtype=np.float64))


def constant(values: Array) -> Mask:
    """Return for each column whether its values differ by no more than rounding; missing cells are ignored.

    A column without any value is constant, too.
    """
    low, high = np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)
    return np.asarray(~(high - low > ROUNDING * np.maximum(np.abs(low), np.abs(high))))


def refuse_lost(before: Table, after: Array, doing: str) -> None:
    """Raise ScoringError for the first cell that was a number before and is not one after."""
    for row, at in np.argwhere(~np.isfinite(after) & ~np.isnan(before.values))[:1]:
        unit, code = before.units[row], before.columns[at]
        message = f"the value of {code!r} for {unit!r} overflows after {doing}"
        raise ScoringError(message, unit=unit, indicator=code)


def _kept(members: tuple[T, ...], keep: Mask) -> tuple[T, ...]:
    return tuple(member for member, stays in zip(members, keep, strict=True) if stays)
