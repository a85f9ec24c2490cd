"""Which units a robustness run cannot tell apart."""

from __future__ import annotations

import numpy as np

from engines.scoring.results import MISSING_RANK, Ranks, RankSpread, Tie
from engines.scoring.spreading import Spread, in_turn
from engines.scoring.table import Mask

SURE = 0.90
WINDOW = 64  # units compared at once


def ties_of(found: RankSpread, sure: float = SURE, spread: Spread = in_turn) -> tuple[Tie, ...]:
    """Return the groups, by nominal rank, in which no unit is above another in at least the share `sure` of samples.

    Equal ranks count half for either. Groups are as large as they can be and may overlap, as the letters of a
    multiple comparison do: A and B may be tied, and B and C, while A and C are not. Units without a nominal rank are
    in no group.
    """
    ranked = np.flatnonzero(~np.isnan(found.nominal))
    order = ranked[np.lexsort((found.mean[ranked], found.nominal[ranked]))]
    ranks = np.ascontiguousarray(found.ranks[:, order].T)
    parts = [range(at, min(at + WINDOW, len(order))) for at in range(0, len(order), WINDOW)]
    reach = [last for some in spread(_reaches, (ranks, sure), parts, near=True) for last in some]
    groups: list[tuple[int, int]] = []
    for start in range(len(order)):
        end = _end(reach, start)
        if end > start and (not groups or end > groups[-1][1]):
            groups.append((start, end))
    return tuple(Tie(tuple(found.units[at] for at in order[start : end + 1])) for start, end in groups)


def _reaches(known: tuple[Ranks, float], some: range) -> list[int]:
    ranks, sure = known
    return [_reach(ranks, at, sure) for at in some]


def _reach(ranks: Ranks, at: int, sure: float) -> int:
    """Return the last place that, like all between, cannot be told from `at`."""
    mine = ranks[at]
    for begin in range(at + 1, len(ranks), WINDOW):
        told = ~_alike(mine, ranks[begin : begin + WINDOW], sure)
        if told.any():
            return begin + int(np.argmax(told)) - 1
    return len(ranks) - 1


def _alike(mine: Ranks, others: Ranks, sure: float) -> Mask:
    both = (mine != MISSING_RANK) & (others != MISSING_RANK)
    above = ((mine < others) & both).sum(axis=1) + ((mine == others) & both).sum(axis=1) / 2
    together = both.sum(axis=1)
    return np.asarray(np.maximum(above, together - above) / np.maximum(1, together) < sure)


def _end(reach: list[int], start: int) -> int:
    """Return the last place from `start` on such that all places between reach each other."""
    end = reach[start]
    at = start + 1
    while at <= end:
        end = min(end, reach[at])
        at += 1
    return end
