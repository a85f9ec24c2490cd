"""Tail risk: value at risk and conditional value at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, fsum

import numpy as np
from numpy.typing import NDArray

from engines.portfolio.errors import PortfolioError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tail:
    """At a level: the value at risk (VaR) and the conditional value at risk (CVaR), in the losses' unit."""

    level: Decimal
    value_at_risk: float
    conditional: float


@dataclass(frozen=True, slots=True)
class Losses:
    """The figures of a sample of losses: how often there is one, the mean, the largest, and the tail at each level."""

    probability: float
    expected: float
    largest: float
    tails: tuple[Tail, ...]


def losses_of(sample: Array, levels: Sequence[Decimal]) -> Losses:
    """Return the figures of a sample of losses, each equally likely, exact on the sample.

    Raises PortfolioError if the sample is empty or not finite, or a level is not between 0 and 1.
    """
    if not sample.size or not np.isfinite(sample).all():
        raise PortfolioError("the figures of a loss need a sample of finite numbers")
    tails = tuple(_tail(sample, level) for level in levels)
    return Losses(float((sample > 0).mean()), fsum(sample) / sample.size, float(sample.max()), tails)


def tail_weights(sample: Array, level: Decimal) -> Array:
    """Return what each loss counts for in the CVaR; they sum to 1.

    VaR is the smallest loss that at least the share `level` does not exceed. A larger loss counts 1 / (n (1 − level));
    losses equal to VaR share the rest. The weighted sum is min over x of x + Σ max(0, loss − x) / (n (1 − level)), the
    definition of Rockafellar and Uryasev, Conditional value-at-risk for general loss distributions, Journal of Banking
    & Finance 26 (2002).
    """
    worst = value_at_risk(sample, level)
    above = sample > worst
    each = float(1 / (sample.size * (1 - Fraction(level))))
    at = sample == worst
    rest = float(1 - Fraction(int(above.sum())) / (sample.size * (1 - Fraction(level))))
    return np.where(above, each, np.where(at, rest / int(at.sum()), 0.0))


def value_at_risk(sample: Array, level: Decimal) -> float:
    """Return the smallest loss that at least the share `level` of the sample does not exceed."""
    if not 0 < level < 1:
        raise PortfolioError(f"{level} is not a level of a tail: it must be between 0 and 1")
    place = ceil(Fraction(level) * sample.size) - 1
    return float(np.partition(sample, place)[place])


def _tail(sample: Array, level: Decimal) -> Tail:
    worst = value_at_risk(sample, level)
    beyond = fsum(sample[sample > worst] - worst)
    return Tail(level, worst, worst + beyond / float(sample.size * (1 - Fraction(level))))
