"""From the members of a group to its aggregate: means, Copeland, Mazziotta-Pareto.

Everything is summed member by member, in order, over whole columns: results are the same to the last bit
however many samples are computed at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.ranks import above, size_of
from engines.scoring.table import Array, Mask

CANCELLED = 1e-9  # weights of mixed signs whose sum is no more than this of their size have no mean


@dataclass(frozen=True, slots=True)
class AggregateGroup:
    """A group to aggregate: its code, its members' codes, the units the values are of, and the size of each member.

    Sizes are those of what was summed in a member (see `size_of_aggregate`); without them they are taken as 1.
    """

    code: str
    members: Sequence[str]
    units: Sequence[str]
    sizes: Sequence[float] = ()


def combine(
    columns: Sequence[Array],
    weights: Sequence[Array | float],
    method: str,
    group: AggregateGroup,
    *,
    coverage: float = 0.0,
    power: float | None = None,
) -> Array:
    """Return the aggregate of a group.

    `columns` are its members' values, each with one entry per unit or of samples × units; `weights` a number each or an
    array of samples × 1. Missing cells are skipped and the weights of the others count for them; an aggregate is
    missing if less than the share `coverage` of its members is there, or nothing at all.

    arithmetic, geometric, harmonic, generalised (Σ w xᵖ / Σ w)^(1/p); copeland: Σ of outranking shares over all other
    units, as in COINr; mazziotta_pareto: mean − variance / mean (Mazziotta and Pareto 2016, for values around 100).

    Raises ScoringError, naming unit and column, if a value is not above 0 where the method needs it, if weights of
    mixed signs cancel out, or if the aggregate overflows.
    """
    _refuse_cancelled(columns, weights, group)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        if method == "copeland":
            result = _copeland(columns, weights, group)
        elif method == "mazziotta_pareto":
            result = _mazziotta_pareto(columns, weights, group)
        else:
            result = _generalised_mean(columns, weights, _power(method, power), group, method)
    there = np.asarray(sum((~np.isnan(column)).astype(float) for column in columns))
    _refuse_lost(result, there, columns, weights, group, method)
    return np.where(there < max(1.0, coverage * len(columns) - 1e-9), np.nan, result)


def _power(method: str, power: float | None) -> float:
    return {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}.get(method, power if power is not None else 1.0)


def _generalised_mean(
    columns: Sequence[Array], weights: Sequence[Array | float], power: float, group: AggregateGroup, method: str
) -> Array:
    if power != 1:
        refuse_not_positive(columns, group, method)
    forward, back = _transforms(power, columns)
    return back(weighted_mean([forward(column) for column in columns], weights))


def _transforms(power: float, columns: Sequence[Array]) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    """Return what is averaged, and the way back; powers are taken of shares of the value that dominates them."""
    if power == 1:
        return (lambda x: x), (lambda x: x)
    if power == 0:
        return np.log, np.exp
    if power == -1:
        return np.reciprocal, np.reciprocal
    most = reduce(np.fmax if power > 0 else np.fmin, columns)
    return (lambda x: (x / most) ** power), (lambda x: most * x ** (1 / power))


def weighted_mean(columns: Sequence[Array], weights: Sequence[Array | float]) -> Array:
    """Return the weighted arithmetic mean, missing cells skipped; NaN where all are missing."""
    shape = np.broadcast_shapes(*(np.shape(part) for part in (*columns, *weights)))
    total: Array = np.zeros(shape)
    piece: Array = np.empty(shape)
    if not any(np.isnan(column).any() for column in columns):
        for column, weight in zip(columns, weights, strict=True):
            np.add(total, np.multiply(column, weight, out=piece), out=total)
        mean: Array = np.divide(total, sum(weights), out=total)
        return mean
    counted: Array = np.zeros(shape)
    for column, weight in zip(columns, weights, strict=True):
        there = ~np.isnan(column)
        np.add(total, np.multiply(np.where(there, column, 0.0), weight, out=piece), out=total)
        np.add(counted, np.multiply(there, weight, out=piece), out=counted)
    nothing: Array = np.full(shape, np.nan)
    return np.divide(total, counted, out=nothing, where=counted != 0)


def refuse_not_positive(columns: Sequence[Array], group: AggregateGroup, method: str) -> None:
    """Raise ScoringError for the first value that is not above 0, naming its unit and column."""
    for code, column in zip(group.members, columns, strict=True):
        bad = column <= 0
        if bad.any():
            *_, row = np.argwhere(bad)[0]
            unit, value = group.units[row], column[bad][0]
            message = f"{code!r} of {unit!r} is {value:g}: a {method} mean needs values above 0"
            raise ScoringError(message, unit=unit, indicator=code, key="steps.aggregate.method")


def _refuse_cancelled(columns: Sequence[Array], weights: Sequence[Array | float], group: AggregateGroup) -> None:
    """Raise ScoringError for the first unit for which the weights of what is there (components) cancel out."""
    if all(np.min(weight) >= 0 for weight in weights):
        return
    counted, size = _counted(columns, weights, np.asarray), _counted(columns, weights, np.abs)
    for *_, row in np.argwhere(_cancels(counted, size))[:1]:
        message = f"the weights of the members of {group.code!r} cancel out for {group.units[row]!r}: there is no mean"
        raise ScoringError(message, unit=group.units[row], indicator=group.code, key="steps.weigh.method")


def _cancels(counted: Array, size: Array) -> Mask:
    """Return where weights cancel out: some are there, but their sum is negligible beside their size."""
    return np.asarray((np.abs(counted) <= CANCELLED * size) & (size > 0))


def _refuse_lost(
    result: Array,
    there: Array,
    columns: Sequence[Array],
    weights: Sequence[Array | float],
    group: AggregateGroup,
    method: str,
) -> None:
    """Raise ScoringError for the first unit with weighted members but without a number."""
    lost = ~np.isfinite(result) & (there > 0)
    if not lost.any():
        return
    for *_, row in np.argwhere(lost & (_counted(columns, weights, np.abs) != 0))[:1]:
        why = "weights of mixed signs" if any(np.min(weight) < 0 for weight in weights) else "values too large"
        message = f"{group.code!r} of {group.units[row]!r} has no {method} value: {why} to compute with"
        raise ScoringError(message, unit=group.units[row], indicator=group.code, key="steps.aggregate.method")


def _counted(
    columns: Sequence[Array], weights: Sequence[Array | float], part: Callable[[Array | float], Array]
) -> Array:
    """Return the sum of a part of the weights over the members that are there."""
    return np.asarray(sum(~np.isnan(column) * part(weight) for column, weight in zip(columns, weights, strict=True)))


def _mazziotta_pareto(columns: Sequence[Array], weights: Sequence[Array | float], group: AggregateGroup) -> Array:
    mean = weighted_mean(columns, weights)
    if (mean <= 0).any():
        *_, row = np.argwhere(mean <= 0)[0]
        message = f"the mean of {group.units[row]!r} in {group.code!r} is not above 0: normalise to values around 100"
        raise ScoringError(message, unit=group.units[row], indicator=group.code, key="steps.aggregate.method")
    variance = weighted_mean([(column - mean) ** 2 for column in columns], weights)
    return np.asarray(mean - variance / mean)


def _copeland(columns: Sequence[Array], weights: Sequence[Array | float], group: AggregateGroup) -> Array:
    """Return Σ over the other units of the weighted share of members in which a unit is ahead.

    Ties count half, and so do units with no member in common: neither is ahead. A unit of no weight has none.
    """
    shape = np.broadcast_shapes(*(np.shape(part) for part in (*columns, *weights)))
    if len(shape) == 1:
        return _outranking(columns, weights, group)
    samples = range(shape[0])
    rows = [
        _outranking([_sample(column, at) for column in columns], [_sample(weight, at) for weight in weights], group)
        for at in samples
    ]
    return np.array(rows)


def size_of_aggregate(values: Array, weights: Sequence[float], method: str, sizes: Sequence[float]) -> float:
    """Return the size of what is summed in an aggregate, by which rounding is measured where sums cancel.

    `values` are the aggregate's, `weights` (none, if every unit has its own) and `sizes` those of its members. Sums of
    signed terms are as large as their terms; other means, outranking shares and sums of positive terms have the size of
    their own values.
    """
    if not weights or method not in ("arithmetic", "mazziotta_pareto"):
        return size_of(values)
    terms = sum(abs(weight) * size for weight, size in zip(weights, sizes, strict=True))
    return max(size_of(values), terms / abs(sum(weights)))


def _sample(part: Array | float, at: int) -> Array:
    array = np.asarray(part)
    return array[min(at, array.shape[0] - 1)] if array.ndim == 2 else array


def _outranking(columns: Sequence[Array], weights: Sequence[Array | float], group: AggregateGroup) -> Array:
    units = len(columns[0])
    ahead, counted, size = np.zeros((3, units, units))
    for column, weight, large in zip(columns, weights, group.sizes or [1.0] * len(columns), strict=True):
        one, other = column[:, None], column[None, :]
        there = ~(np.isnan(one) | np.isnan(other))
        ahead += weight * there * (0.5 + 0.5 * above(one, other, large) - 0.5 * above(other, one, large))
        counted += weight * there
        size += np.abs(weight) * there
    for row, _ in np.argwhere(_cancels(counted, size))[:1]:
        message = f"the weights of the members of {group.code!r} cancel out between {group.units[row]!r} and another"
        raise ScoringError(message, unit=group.units[row], indicator=group.code, key="steps.weigh.method")
    share = np.divide(ahead, counted, out=np.full_like(ahead, 0.5), where=size > 0)
    np.fill_diagonal(share, 0.0)
    return np.where(size.diagonal() > 0, share.sum(axis=1), np.nan)
