"""From the members of a group to its aggregate: means, Copeland, Mazziotta-Pareto.

All of it is done member by member, in order, by sums of whole columns: the same numbers come out to the last bit
however many samples are worked on at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.ranks import above
from engines.scoring.table import Array


@dataclass(frozen=True, slots=True)
class Group:
    """A group to aggregate: its code, its members' codes, and the units the values are of."""

    code: str
    members: Sequence[str]
    units: Sequence[str]


def combine(
    columns: Sequence[Array],
    weights: Sequence[Array | float],
    method: str,
    group: Group,
    *,
    coverage: float = 0.0,
    power: float | None = None,
) -> Array:
    """Return the aggregate of a group.

    `columns` are its members' values, each of one entry a unit or of samples × units; `weights` a number each or an
    array of samples × 1. Missing cells are skipped and the weights of the others count for them; an aggregate is
    missing if less than the share `coverage` of its members is there, or nothing at all.

    arithmetic, geometric, harmonic, generalised (Σ w xᵖ / Σ w)^(1/p); copeland: Σ of outranking shares over all other
    units, as in COINr; mazziotta_pareto: mean − variance / mean (Mazziotta and Pareto 2016, for values around 100).

    Raises ScoringError, naming unit and column, if a value is not above 0 where the method needs it, or if the weights
    cancel out so far that the aggregate is beyond all numbers.
    """
    if method == "copeland":
        result = _copeland(columns, weights)
    elif method == "mazziotta_pareto":
        result = _mazziotta_pareto(columns, weights, group)
    else:
        result = _generalised_mean(columns, weights, _power(method, power), group, method)
    _refuse_beyond_measure(result, group, method)
    there = sum((~np.isnan(column)).astype(float) for column in columns)
    return np.where(np.asarray(there) < max(1.0, coverage * len(columns) - 1e-9), np.nan, result)


def _power(method: str, power: float | None) -> float:
    return {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}.get(method, power if power is not None else 1.0)


def _generalised_mean(
    columns: Sequence[Array], weights: Sequence[Array | float], power: float, group: Group, method: str
) -> Array:
    if power != 1:
        refuse_not_positive(columns, group, method)
    forward, back = _transforms(power)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return back(weighted_mean([forward(column) for column in columns], weights))


def _transforms(power: float) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    if power == 1:
        return (lambda x: x), (lambda x: x)
    if power == 0:
        return np.log, np.exp
    if power == -1:
        return np.reciprocal, np.reciprocal
    return (lambda x: x**power), (lambda x: x ** (1 / power))


def weighted_mean(columns: Sequence[Array], weights: Sequence[Array | float]) -> Array:
    """Return the weighted arithmetic mean, missing cells skipped; what is nothing but missing is NaN."""
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


def refuse_not_positive(columns: Sequence[Array], group: Group, method: str) -> None:
    """Raise ScoringError for the first value that is not above 0, naming its unit and column."""
    for code, column in zip(group.members, columns, strict=True):
        bad = column <= 0
        if bad.any():
            *_, row = np.argwhere(bad)[0]
            unit, value = group.units[row], column[bad][0]
            message = f"{code!r} of {unit!r} is {value:g}: a {method} mean needs values above 0"
            raise ScoringError(message, unit=unit, indicator=code, key="steps.aggregate.method")


def _refuse_beyond_measure(result: Array, group: Group, method: str) -> None:
    beyond = np.isinf(result)
    if beyond.any():
        *_, row = np.argwhere(beyond)[0]
        message = (
            f"{group.code!r} of {group.units[row]!r} is beyond all numbers: in a {method} mean its weights cancel out"
        )
        raise ScoringError(message, unit=group.units[row], indicator=group.code, key="steps.weigh.method")


def _mazziotta_pareto(columns: Sequence[Array], weights: Sequence[Array | float], group: Group) -> Array:
    mean = weighted_mean(columns, weights)
    if (mean <= 0).any():
        *_, row = np.argwhere(mean <= 0)[0]
        message = f"the mean of {group.units[row]!r} in {group.code!r} is not above 0: normalise to values around 100"
        raise ScoringError(message, unit=group.units[row], indicator=group.code, key="steps.aggregate.method")
    variance = weighted_mean([(column - mean) ** 2 for column in columns], weights)
    return np.asarray(mean - variance / mean)


def _copeland(columns: Sequence[Array], weights: Sequence[Array | float]) -> Array:
    """Return Σ over the other units of the weighted share of members in which a unit is ahead.

    Ties count half, and so do units with no member in common: neither is ahead.
    """
    shape = np.broadcast_shapes(*(np.shape(part) for part in (*columns, *weights)))
    if len(shape) == 1:
        return _outranking(columns, weights)
    samples = range(shape[0])
    rows = [
        _outranking([_sample(column, at) for column in columns], [_sample(weight, at) for weight in weights])
        for at in samples
    ]
    return np.array(rows)


def _sample(part: Array | float, at: int) -> Array:
    array = np.asarray(part)
    return array[min(at, array.shape[0] - 1)] if array.ndim == 2 else array


def _outranking(columns: Sequence[Array], weights: Sequence[Array | float]) -> Array:
    units = len(columns[0])
    ahead, counted = np.zeros((units, units)), np.zeros((units, units))
    for column, weight in zip(columns, weights, strict=True):
        one, other = column[:, None], column[None, :]
        there = ~(np.isnan(one) | np.isnan(other))
        ahead += weight * there * (0.5 + 0.5 * above(one, other) - 0.5 * above(other, one))
        counted += weight * there
    share = np.divide(ahead, counted, out=np.full_like(ahead, 0.5), where=counted > 0)
    np.fill_diagonal(share, 0.0)
    return np.asarray(share.sum(axis=1))
