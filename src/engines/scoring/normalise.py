"""A common scale for every indicator; direction is applied first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from engines.scoring.errors import ScoringError, refuse_all
from engines.scoring.ranks import rank
from engines.scoring.results import MISSING_RANK, Cell
from engines.scoring.specification import Normalise
from engines.scoring.structure import TARGET, Node, Structure
from engines.scoring.table import ROUNDING, Array, Table, constant, refuse_lost
from engines.spelling import did_you_mean

Method = Callable[[Array, Normalise], Array]


def normalise(table: Table, step: Normalise | None, structure: Structure) -> Table:
    """Return the table on the step's scale, more being better in every column; without a step only direction counts.

    Sources: OECD/JRC Handbook (2008), step 5; the ranks, distances and goalposts as in COINr.

    Raises ScoringError, naming the column, if it is constant but for rounding (unless its scale is given by
    goalposts), a goalpost or a target is not there, or a value is too large to compute with.
    """
    directions = np.array([node.direction for node in structure.indicators], dtype=float)
    good = table.values * directions
    if step is None:
        return table.having(good)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        scaled = _scaled(table, good, step, structure)
    refuse_lost(table, scaled, f"normalising by {step.method}")
    return table.having(scaled)


def _scaled(table: Table, good: Array, step: Normalise, structure: Structure) -> Array:
    if step.method == "goalposts":
        return _between_goalposts(table, step, structure)
    _refuse_constant(table, step)
    if step.method == "distance_to_target":
        return _to_target(table, good, step, structure)
    return METHODS[step.method](good, step)


def _refuse_constant(table: Table, step: Normalise) -> None:
    codes = np.array(table.columns)
    empty = codes[np.isnan(table.values).all(axis=0)].tolist()
    refuse_all(ScoringError(f"{code!r} has no value at all", indicator=code) for code in empty)
    refuse_all(
        ScoringError(f"{code!r} is constant over all units: {step.method} cannot tell them apart", indicator=code)
        for code in codes[constant(table.values)].tolist()
    )


def _minmax(good: Array, step: Normalise) -> Array:
    low, high = np.nanmin(good, axis=0), np.nanmax(good, axis=0)
    bottom, top = step.range
    return np.asarray((good - low) / (high - low) * (top - bottom) + bottom)


def _zscore(good: Array, step: Normalise) -> Array:
    return np.asarray((good - np.nanmean(good, axis=0)) / np.nanstd(good, axis=0, ddof=1) * step.sd + step.mean)


def _rank(good: Array, _: Normalise) -> Array:
    """Rank from the worst (1); ties, also those that differ by rounding, take the lowest rank."""
    ranks = rank(-good.T, size=0.0, same=ROUNDING).T
    return np.where(ranks == MISSING_RANK, np.nan, ranks)


def _borda(good: Array, step: Normalise) -> Array:
    return _rank(good, step) - 1


def _percentile_rank(good: Array, step: Normalise) -> Array:
    return np.asarray(_borda(good, step) / ((~np.isnan(good)).sum(axis=0) - 1))


def _distance_to_max(good: Array, _: Normalise) -> Array:
    low, high = np.nanmin(good, axis=0), np.nanmax(good, axis=0)
    return np.asarray(1 - (high - good) / (high - low))


def _to_target(table: Table, good: Array, step: Normalise, structure: Structure) -> Array:
    refuse_all(
        ScoringError(f"{node.code!r} has no target", indicator=node.code, field=TARGET)
        for node in structure.indicators
        if node.target is None
    )
    targets = np.array([(node.target or 0.0) * node.direction for node in structure.indicators])
    low = np.nanmin(good, axis=0)
    refuse_all(
        ScoringError(
            f"the target of {code!r} is no better than its worst value: there is no distance to measure",
            indicator=code,
            field=TARGET,
        )
        for code in np.array(table.columns)[targets <= low].tolist()
    )
    scaled = 1 - (targets - good) / (targets - low)
    return np.minimum(scaled, 1.0) if step.cap else np.asarray(scaled)


def _between_goalposts(table: Table, step: Normalise, structure: Structure) -> Array:
    """Clip at both ends, so that one outlier cannot stretch the scale for everyone else."""
    refuse_other_posts(step, structure)
    bottom, top = step.range
    scaled = np.empty_like(table.values)
    for at, node in enumerate(structure.indicators):
        post = step.goalposts[node.code]
        ends = np.array([post.low, post.high])
        inside = np.clip(table.values[:, at], post.low, post.high)
        if post.log:
            ends, inside = np.log(ends), np.log(inside)
        share = (inside - ends[0]) / (ends[1] - ends[0])
        scaled[:, at] = share if node.direction == 1 else 1 - share
    return scaled * (top - bottom) + bottom


def refuse_other_posts(step: Normalise | None, structure: Structure) -> None:
    """Raise ScoringError for indicators without goalposts, and for goalposts of unknown indicators."""
    if step is None or step.method != "goalposts":
        return
    key, posts, codes = "steps.normalise.goalposts", step.goalposts, [node.code for node in structure.indicators]
    refuse_all(
        ScoringError(f"{code!r} has no goalposts{did_you_mean(code, posts)}", indicator=code, key=key)
        for code in codes
        if code not in posts
    )
    refuse_all(
        ScoringError(f"goalposts of unknown indicator {code!r}{did_you_mean(code, codes)}", key=f"{key}.{code}")
        for code in posts
        if code not in codes
    )


def clipped(table: Table, step: Normalise | None, structure: Structure) -> tuple[Cell, ...]:
    """Return the cells beyond their goalposts or, with `cap`, their target, each with the end it was clipped to."""
    match step:
        case Normalise(method="goalposts"):
            ends = [(step.goalposts[node.code].low, step.goalposts[node.code].high) for node in structure.indicators]
        case Normalise(method="distance_to_target", cap=True):
            ends = [_up_to_target(node) for node in structure.indicators]
        case _:
            return ()
    values, inside = table.values, np.clip(table.values, *np.array(ends).T)
    how = "beyond the goalposts" if step.method == "goalposts" else "beyond the target"
    return tuple(
        Cell("normalise", table.units[row], table.columns[at], float(values[row, at]), float(inside[row, at]), how)
        for row, at in np.argwhere((inside != values) & ~np.isnan(values))
    )


def _up_to_target(node: Node) -> tuple[float, float]:
    target = node.target if node.target is not None else np.nan
    return (-np.inf, target) if node.direction == 1 else (target, np.inf)


METHODS: Mapping[str, Method] = {
    "minmax": _minmax,
    "zscore": _zscore,
    "rank": _rank,
    "borda": _borda,
    "percentile_rank": _percentile_rank,
    "distance_to_max": _distance_to_max,
}
