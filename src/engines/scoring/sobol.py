"""Variance-based sensitivity: first-order and total Sobol indices with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engines.scoring.table import Array

RESAMPLES = 200
LOW, HIGH = 0.05, 0.95
NOTHING = 1e-24  # a variance no larger is rounding


@dataclass(frozen=True, slots=True)
class Indices:
    """Indices of one factor, one entry an output, with the ends of their 90 % intervals; NaN where nothing varies."""

    first: Array
    first_low: Array
    first_high: Array
    total: Array
    total_low: Array
    total_high: Array


def variance_parts(a: Array, b: Array, ab: Array) -> list[Array]:
    """Return what the indices of a factor are means of, samples × outputs: both numerators and the variance.

    `a` and `b` are the outputs of two independent designs, `ab` those of design A with the factor's columns taken from
    B. First order: b (ab − a) (Saltelli 2010); total: (a − ab)² / 2 (Jansen 1999); variance over both designs. Outputs
    are centred first, which changes no index and steadies the estimate. Sums over outputs give the indices of all
    outputs together (Gamboa, Janon, Klein and Lagnoux 2014).
    """
    middle = (a + b).mean(axis=0) / 2
    a, b, ab = a - middle, b - middle, ab - middle
    return [b * (ab - a), (a - ab) ** 2 / 2, (a * a + b * b) / 2]


def sobol_indices(parts: Sequence[Array], resamples: Array) -> Indices:
    """Return the indices of one factor for each output, from `variance_parts` and `resamples_of`.

    Intervals are percentiles of the bootstrap over samples, numerators and variance resampled together.
    """
    first, total = _ratios(*(part.mean(axis=0) for part in parts))
    firsts, totals = _ratios(*(resamples @ part for part in parts))
    first_low, first_high = np.quantile(firsts, (LOW, HIGH), axis=0)
    total_low, total_high = np.quantile(totals, (LOW, HIGH), axis=0)
    return Indices(first, first_low, first_high, total, total_low, total_high)


def resamples_of(samples: int, generator: np.random.Generator, count: int = RESAMPLES) -> Array:
    """Return bootstrap weights, count × samples: how often each sample is drawn, over their number."""
    drawn = generator.integers(samples, size=(count, samples))
    return np.stack([np.bincount(row, minlength=samples) for row in drawn]) / samples


def _ratios(first: Array, total: Array, variance: Array) -> tuple[Array, Array]:
    varies = variance > NOTHING
    nothing = np.full(np.shape(variance), np.nan)
    return (
        np.divide(first, variance, out=nothing.copy(), where=varies),
        np.divide(total, variance, out=nothing.copy(), where=varies),
    )
