"""Correlations within and across levels, and with denominators; missing cells are left out pair by pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from engines.scoring.structure import Node, Structure
from engines.scoring.table import Array, Table, constant

LEAST = 3  # units: with two, any correlation is 1
GROUP, LEVEL, PARENT, ANCESTOR, DENOMINATOR = "group", "level", "parent", "ancestor", "denominator"


@dataclass(frozen=True, slots=True)
class Correlation:
    """How two columns go together over the `units` that have both.

    `relation` says what `other` is to `one`: `group` (another member of the same parent, `group`), `level` (an
    aggregate of the same level under another parent), `parent`, `ancestor` or `denominator`. `p_value` is that of
    Pearson's coefficient (two-sided t-test). NaN where there are fewer than three units or one column is constant.
    """

    one: str
    other: str
    relation: str
    group: str | None
    units: int
    pearson: float
    p_value: float
    spearman: float


@dataclass(frozen=True, slots=True)
class CorrelationLimits:
    """Pearson's coefficient above `high` may count twice, below `low` share little, below `negative` trade off."""

    high: float = 0.9
    low: float = 0.3
    negative: float = -0.4


@dataclass(frozen=True, slots=True)
class CorrelationFlag:
    """A pair of one group whose correlation is `high`, `low` or `negative`."""

    kind: str
    correlation: Correlation


Pair = tuple[str, str, str, str | None]


def correlations(values: Table, structure: Structure) -> tuple[Correlation, ...]:
    """Return the correlations that the structure makes meaningful, of whatever nodes are columns of `values`.

    Those are: the members of each group with each other, every node with its parent and its further ancestors, and
    the aggregates of each level. Source: COINr's `get_corr` (Becker et al. 2022).
    """
    known = set(values.columns)
    pairs = [pair for pair in _pairs(structure) if {pair[0], pair[1]} <= known]
    return _measured(pairs, values)


def denominator_correlations(values: Table, denominators: Table, limit: float = 0.6) -> tuple[Correlation, ...]:
    """Return the indicators whose correlation with a denominator is beyond ±`limit` (both tables of the same units).

    What goes with size as it stands may have to be divided by it. Source: COINr's `get_denom_corr`.
    """
    fresh = [code for code in denominators.columns if code not in values.columns]
    joined = Table(
        values.units, (*values.columns, *fresh), np.column_stack([values.values, denominators.select(fresh).values])
    )
    pairs: list[Pair] = [(one, other, DENOMINATOR, None) for one in values.columns for other in fresh]
    return tuple(found for found in _measured(pairs, joined) if abs(found.pearson) > limit)


def flagged(found: Iterable[Correlation], limits: CorrelationLimits | None = None) -> tuple[CorrelationFlag, ...]:
    """Return the pairs of a group whose Pearson correlation is beyond a limit; source: COINr's `get_corr_flags`."""
    limits = limits or CorrelationLimits()
    inside = [pair for pair in found if pair.relation == GROUP]
    kinds = ((pair, _kind(pair.pearson, limits)) for pair in inside)
    return tuple(CorrelationFlag(kind, pair) for pair, kind in kinds if kind is not None)


def _kind(coefficient: float, limits: CorrelationLimits) -> str | None:
    if coefficient > limits.high:
        return "high"
    if coefficient < limits.negative:
        return "negative"
    return "low" if coefficient < limits.low else None


def pairwise(values: Array) -> tuple[Array, Array, Array]:
    """Return covariances, correlations and counts of each pair of columns, over the rows that have both.

    Sample covariances; NaN where fewer than three rows have both, a correlation also where one column is constant
    there. The same as R's `use = "pairwise.complete.obs"`.
    """
    gaps = np.isnan(values).any(axis=0)
    whole = np.flatnonzero(~gaps)
    covariance, correlation, counts = found = np.full((3, values.shape[1], values.shape[1]), np.nan)
    for figures, of_whole in zip(found, _of_whole(values[:, whole]), strict=True):
        figures[np.ix_(whole, whole)] = of_whole
    for at in np.flatnonzero(gaps):
        for figures, of_pairs in zip(found, _of_pairs(values[:, at], values), strict=True):
            figures[at, :] = figures[:, at] = of_pairs
    few = counts < LEAST
    covariance[few], correlation[few] = np.nan, np.nan
    return covariance, np.clip(correlation, -1.0, 1.0), counts


def _of_whole(values: Array) -> tuple[Array, Array, Array]:
    """Return covariances, correlations and counts of columns without a gap."""
    n = float(len(values))
    away = values - values.mean(axis=0)
    crossed, flat = away.T @ away, constant(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        sizes = np.where(flat, np.nan, np.sqrt(crossed.diagonal()))
        return crossed / (n - 1), crossed / sizes[:, None] / sizes, np.full(crossed.shape, n)


def _of_pairs(one: Array, others: Array) -> tuple[Array, Array, Array]:
    """Return covariance, correlation and count of a column with each of several, centred over the rows of the pair."""
    both = ~(np.isnan(one)[:, None] | np.isnan(others))
    n = both.sum(axis=0).astype(float)
    mine, theirs = np.where(both, one[:, None], np.nan), np.where(both, others, np.nan)
    flat = constant(mine) | constant(theirs)
    with np.errstate(invalid="ignore", divide="ignore"):
        mine, theirs = (np.where(both, part - np.nansum(part, axis=0) / n, 0.0) for part in (mine, theirs))
        crossed = (mine * theirs).sum(axis=0)
        sizes = np.sqrt((mine * mine).sum(axis=0)) * np.sqrt((theirs * theirs).sum(axis=0))
        return crossed / (n - 1), crossed / np.where(flat, np.nan, sizes), n


def ranks_with_ties(column: Array) -> Array:
    """Return ranks from 1 for the smallest; equal values share the mean of their ranks."""
    _, which, counts = np.unique(column, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[which.ravel()])


def _pairs(structure: Structure) -> Iterable[Pair]:
    for group, members in structure.children.items():
        for one, other in combinations(members, 2):
            yield one.code, other.code, GROUP, group
    for node in structure.nodes:
        for at, above in enumerate(_ancestors(node, structure)):
            yield node.code, above, ANCESTOR if at else PARENT, None
    for level in range(2, structure.height + 1):
        for one, other in combinations(structure.at(level), 2):
            if one.parent is None or one.parent != other.parent:
                yield one.code, other.code, LEVEL, None


def _ancestors(node: Node, structure: Structure) -> Iterable[str]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = structure.named[parent].parent


def _measured(pairs: Sequence[Pair], values: Table) -> tuple[Correlation, ...]:
    if not pairs:
        return ()
    place: Mapping[str, int] = {code: at for at, code in enumerate(values.columns)}
    ones = [place[one] for one, _, _, _ in pairs]
    others = [place[other] for _, other, _, _ in pairs]
    _, pearson, counts = pairwise(values.values)
    coefficients, units = pearson[ones, others], counts[ones, others]
    columns = values.values.T
    spearman = (_spearman(columns[one], columns[other]) for one, other in zip(ones, others, strict=True))
    figures = zip(pairs, units, coefficients, _p_values(coefficients, units), spearman, strict=True)
    return tuple(Correlation(*pair, int(n), float(r), float(p), rho) for pair, n, r, p, rho in figures)


def _spearman(one: Array, other: Array) -> float:
    both = ~(np.isnan(one) | np.isnan(other))
    ranks = np.column_stack([ranks_with_ties(one[both]), ranks_with_ties(other[both])])
    return float(pairwise(ranks)[1][0, 1])


def _p_values(coefficients: Array, units: Array) -> Array:
    from scipy.special import stdtr  # slow to load, and only this needs it

    with np.errstate(invalid="ignore", divide="ignore"):
        t = np.abs(coefficients) * np.sqrt((units - 2) / (1 - coefficients**2))
    return np.where(np.isnan(t), np.nan, 2 * np.asarray(stdtr(units - 2, -np.nan_to_num(t, posinf=1e300))))
