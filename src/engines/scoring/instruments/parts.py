"""The parts of an index: indicators, which are observed, and groups, which are made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from math import inf, lcm, log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engines.scoring.errors import ScoringError

Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is called in Indonesian and in English."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well a constant is known.

    `sources` are codes within the instrument; `unconfirmed` is the reason why it may be wrong, empty if confirmed;
    `needs_legal_check` says that only secondary material was seen, not the regulation.
    """

    sources: tuple[str, ...] = ()
    unconfirmed: str = ""
    needs_legal_check: bool = False


UNSTATED = Evidence()


@dataclass(frozen=True, slots=True)
class Scale:
    """What may be observed: from `lower` to `upper` (None: not known), in `unit`; `whole` numbers only.

    Raises ScoringError if it does not rise.
    """

    lower: float
    upper: float | None
    unit: str = ""
    whole: bool = False
    evidence: Evidence = UNSTATED

    def __post_init__(self) -> None:
        if self.upper is not None and self.upper <= self.lower:
            raise ScoringError(f"a scale from {self.lower:g} to {self.upper:g} does not rise")

    def __str__(self) -> str:
        ends = f"{self.lower:,.10g} and up" if self.upper is None else f"{self.lower:,.10g} to {self.upper:,.10g}"
        return f"{'whole numbers ' if self.whole else ''}{ends} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Goalposts:
    """The observations that score 0 (`worst`) and 100 (`best`); `log` measures between their logarithms.

    Raises ScoringError if they do not rise or have no logarithm.
    """

    worst: float
    best: float
    log: bool = False

    def __post_init__(self) -> None:
        if self.best <= self.worst:
            raise ScoringError(f"goalposts from {self.worst:g} to {self.best:g} do not rise")
        if self.log and self.worst <= 0:
            raise ScoringError(f"goalposts that begin at {self.worst:g} have no logarithm")


class Formula(StrEnum):
    """How a group is computed from its parts; `factor` multiplies its only part."""

    WEIGHTED_MEAN = "weighted_mean"
    ARITHMETIC_MEAN = "arithmetic_mean"
    GEOMETRIC_MEAN = "geometric_mean"
    FACTOR = "factor"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An observed value, as it is or, with goalposts, as a score from 0 to 100.

    `weight` counts in the weighted mean above; `digits` are the published decimals, if not the instrument's.
    """

    code: str
    name: Name
    scale: Scale
    goalposts: Goalposts | None = None
    weight: Fraction | None = None
    digits: int | None = None
    evidence: Evidence = UNSTATED

    def __post_init__(self) -> None:
        if self.goalposts and self.goalposts.log and self.scale.lower <= 0:
            raise ScoringError(f"the scale of {self.code!r} has no logarithm: {self.scale}", indicator=self.code)


@dataclass(frozen=True, slots=True)
class Group:
    """A value computed from the parts below it.

    `total` is what the weights below add up to, `factor` what the only part is multiplied by. Raises ScoringError if
    the parts do not fit the formula.
    """

    code: str
    name: Name
    formula: Formula
    parts: tuple[Part, ...]
    total: Fraction | None = None
    factor: Fraction | None = None
    weight: Fraction | None = None
    digits: int | None = None
    evidence: Evidence = UNSTATED

    def __post_init__(self) -> None:
        if error := _misfit(self):
            raise ScoringError(f"{self.code!r} {error}", indicator=self.code)


Part: TypeAlias = Indicator | Group


def _misfit(group: Group) -> str:
    weights = [part.weight for part in group.parts if part.weight is not None]
    match group.formula:
        case _ if not group.parts:
            return "has no parts"
        case Formula.FACTOR:
            return "" if len(group.parts) == 1 and (group.factor or 0) > 0 else "needs one part and a factor above 0"
        case Formula.WEIGHTED_MEAN if len(weights) < len(group.parts) or min(weights) <= 0:
            return "needs a weight above 0 for each of its parts"
        case Formula.WEIGHTED_MEAN if sum(weights) != group.total:
            wanted = "no total is given" if group.total is None else f"they should make {_plain(group.total)}"
            return f"has weights that add up to {_plain(sum(weights, Fraction(0)))}; {wanted}"
        case Formula.ARITHMETIC_MEAN | Formula.GEOMETRIC_MEAN if weights:
            return f"has parts with weights, which its {group.formula} does not use"
        case _:
            return ""


def _plain(number: Fraction) -> str:
    return f"{float(number):.10g}"


def walk(part: Part) -> Iterator[Part]:
    """Yield a part and all below it, from the top."""
    yield part
    for below in part.parts if isinstance(part, Group) else ():
        yield from walk(below)


def indicators_of(part: Part) -> tuple[Indicator, ...]:
    """Return the indicators below a part, in the order given."""
    return tuple(below for below in walk(part) if isinstance(below, Indicator))


def values_of(part: Part, observed: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Return the unrounded value of a part and of all below it, by code. NaN below is NaN above."""
    if isinstance(part, Indicator):
        return {part.code: _score(observed[part.code], part.goalposts)}
    values: dict[str, Numbers] = {}
    for below in part.parts:
        values |= values_of(below, observed)
    return {part.code: _combined(part, [values[below.code] for below in part.parts])} | values


def _score(column: Numbers, goalposts: Goalposts | None) -> Numbers:
    if goalposts is None:
        return column
    worst, best = goalposts.worst, goalposts.best
    if goalposts.log:
        column, worst, best = np.log(column), log(worst), log(best)
    return 100 * (column - worst) / (best - worst)


def _combined(group: Group, columns: Sequence[Numbers]) -> Numbers:
    match group.formula:
        case Formula.WEIGHTED_MEAN:
            shares = [(part.weight or 0) / (group.total or 1) for part in group.parts]
            common = lcm(*(Fraction(share).denominator for share in shares))  # whole numbers until the one division
            parts = (float(share * common) * column for share, column in zip(shares, columns, strict=True))
            mean = reduce(np.add, parts) / common
        case Formula.ARITHMETIC_MEAN:
            mean = reduce(np.add, columns) / len(columns)
        case Formula.GEOMETRIC_MEAN:
            mean = reduce(np.multiply, columns) ** (1 / len(columns))
        case Formula.FACTOR:
            mean = columns[0] * float(group.factor or 0)
    return np.asarray(mean, np.float64)


def extent(part: Part) -> tuple[float, float]:
    """Return the least and the greatest value a part can take; infinity where a scale has no known end."""
    scales = {indicator.code: indicator.scale for indicator in indicators_of(part)}
    lowest = {code: np.array([scale.lower]) for code, scale in scales.items()}
    highest = {code: np.array([inf if scale.upper is None else scale.upper]) for code, scale in scales.items()}
    least, greatest = (float(values_of(part, ends)[part.code][0]) for ends in (lowest, highest))
    return round(least, 8), round(greatest, 8)
