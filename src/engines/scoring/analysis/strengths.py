"""The strengths and weaknesses of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.ranks import above, size_of
from engines.scoring.results import Build
from engines.scoring.structure import Structure
from engines.spelling import did_you_mean

Order = Literal["rank", "median"]


@dataclass(frozen=True, slots=True)
class IndicatorRank:
    """An indicator of a unit among its peers.

    `rank` is from the best, 1 (values that are equal but for rounding share it), among `ranked` units, `tied` of which,
    the unit included, have the same value. `value` is in the indicator's own units, `distance` from the median of the
    peers on the normalised scale, above 0 if better.
    """

    code: str
    rank: int
    ranked: int
    tied: int
    value: float
    score: float
    distance: float


@dataclass(frozen=True, slots=True)
class Profile:
    """The strengths of a unit, the best first, and its weaknesses, the worst first."""

    unit: str
    strengths: tuple[IndicatorRank, ...]
    weaknesses: tuple[IndicatorRank, ...]


def profile(
    build: Build,
    structure: Structure,
    unit: str,
    *,
    count: int = 5,
    by: Order = "rank",
    peers: Sequence[str] | None = None,
) -> Profile:
    """Return the `count` indicators in which a unit stands best and worst.

    They are ordered by rank (fewer ties first, then distance from the median) or by the distance alone. A strength is
    better than the median of the peers and a weakness worse: an indicator in which most share the best value is no
    strength of any of them. `peers` are unit codes, all if None; the unit itself is always one. Indicators the unit
    has no value of are neither. Compare COINr's `get_str_weak`, which ranks only.

    Raises ScoringError if the unit or a peer is not in the build.
    """
    known = build.normalised.units
    for code in (unit, *(peers or ())):
        if code not in known:
            raise ScoringError(f"the unit {code!r} is not in the index{did_you_mean(code, known)}", unit=code)
    chosen = set(peers if peers is not None else known) | {unit}
    rows = [at for at, code in enumerate(known) if code in chosen]
    found = [
        _indicator_rank(build, node.code, at, known.index(unit), rows) for at, node in enumerate(structure.indicators)
    ]
    there = [rank for rank in found if rank is not None]
    best = sorted((one for one in there if one.distance > 0), key=lambda one: _key(one, by, from_top=True))
    worst = sorted((one for one in there if one.distance < 0), key=lambda one: _key(one, by, from_top=False))
    return Profile(unit, tuple(best[:count]), tuple(worst[:count]))


def _indicator_rank(build: Build, code: str, column: int, row: int, rows: list[int]) -> IndicatorRank | None:
    scores = build.normalised.values[rows, column]
    mine = float(build.normalised.values[row, column])
    if np.isnan(mine):
        return None
    there = scores[~np.isnan(scores)]
    size = size_of(there)
    better, worse = (int(told.sum()) for told in (above(there, mine, size), above(np.array(mine), there, size)))
    return IndicatorRank(
        code=code,
        rank=better + 1,
        ranked=there.size,
        tied=there.size - better - worse,
        value=float(build.imputed.values[row, column]),
        score=mine,
        distance=mine - float(np.median(there)),
    )


def _key(one: IndicatorRank, by: Order, *, from_top: bool) -> tuple[float, ...]:
    distance = -abs(one.distance)
    if by == "median":
        return (distance,)
    from_bottom = one.ranked - (one.rank + one.tied - 1) + 1
    return (one.rank if from_top else from_bottom, one.tied, distance)
