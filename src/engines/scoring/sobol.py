"""Variance-based sensitivity: first-order and total Sobol indices with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engines.scoring.ranks import ROUNDING
from engines.scoring.table import Array

RESAMPLES = 200
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Indices:
    """Indices of one factor, one entry per output, with the ends of their 90 % intervals; NaN where nothing varies."""

    first: Array
    first_low: Array
    first_high: Array
    total: Array
    total_low: Array
    total_high: Array


def variance_parts(a: Array, b: Array, mixed: Sequence[Array]) -> list[Array]:
    """Return what indices are means of, samples × outputs: the variance, then both numerators of each factor.

    `a` and `b` are the outputs of two independent designs, `mixed` those of design A with a factor's columns taken from
    B, factor by factor. First order: b (ab − a) (Saltelli 2010); total: (a − ab)² / 2 (Jansen 1999); variance over both
    designs. Outputs are centred first, which changes no index and steadies the estimate. Sums over outputs give the
    indices of all outputs together (Gamboa, Janon, Klein and Lagnoux 2014).
    """
    middle = (a + b).mean(axis=0) / 2
    a, b = a - middle, b - middle
    parts = [(a * a + b * b) / 2]
    for ab in mixed:
        away = ab - middle - a
        parts += [b * away, away**2 / 2]
    return parts


def sobol_indices(parts: Sequence[Array], resamples: Array, size: float = 1.0) -> list[Indices]:
    """Return the indices of each factor for each output, from `variance_parts` and `resamples_of`.

    `size` is that of what is summed in the outputs: a variance that is rounding beside it has no parts (NaN). Intervals
    are percentiles of the bootstrap over samples, numerators and variance resampled together.
    """
    variance, *numerators = (part.mean(axis=0) for part in parts)
    variances, *drawn = (resamples @ part for part in parts)
    found = [
        _with_ends(_share(at_all, variance, size), _share(at_each, variances, size))
        for at_all, at_each in zip(numerators, drawn, strict=True)
    ]
    return [Indices(*first, *total) for first, total in zip(found[::2], found[1::2], strict=True)]


def _with_ends(index: Array, resampled: Array) -> tuple[Array, Array, Array]:
    low, high = np.quantile(resampled, (LOW, HIGH), axis=0)
    return index, low, high


def resamples_of(samples: int, generator: np.random.Generator, count: int = RESAMPLES) -> Array:
    """Return bootstrap weights, count × samples: how often each sample is drawn, over their number."""
    drawn = generator.integers(samples, size=(count, samples))
    return np.stack([np.bincount(row, minlength=samples) for row in drawn]) / samples


def _share(numerator: Array, variance: Array, size: float) -> Array:
    nothing = np.full(np.shape(variance), np.nan)
    return np.asarray(np.divide(numerator, variance, out=nothing, where=variance > (ROUNDING * size) ** 2))
