"""Which units a robustness run cannot tell apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.scoring.parallel import Executor, serial
from engines.scoring.results import MISSING_RANK, RankSpread, Tie
from engines.scoring.table import Mask

SURE = 0.90
Places = NDArray[np.float32]  # ranks of units, units × samples, NaN where there is none
WINDOW = 64  # units compared at once


def ties_of(found: RankSpread, sure: float = SURE, executor: Executor = serial) -> tuple[Tie, ...]:
    """Return the groups, by nominal rank, in which no unit is above another in at least the share `sure` of samples.

    Equal ranks count half for either. Groups are as large as they can be and may overlap, as the letters of a
    multiple comparison do: A and B may be tied, and B and C, while A and C are not. Units without a nominal rank are
    in no group.
    """
    ranked = np.flatnonzero(~np.isnan(found.nominal))
    order = ranked[np.lexsort((found.mean[ranked], found.nominal[ranked]))]
    places = np.ascontiguousarray(found.ranks[:, order].T, dtype=np.float32)
    places[places == MISSING_RANK] = np.nan  # which compares with nothing
    parts = [range(at, min(at + WINDOW, len(order))) for at in range(0, len(order), WINDOW)]
    reach = [last for some in executor.map(_reaches, (places, sure), parts) for last in some]
    groups: list[tuple[int, int]] = []
    for start in range(len(order)):
        end = _end(reach, start)
        if end > start and (not groups or end > groups[-1][1]):
            groups.append((start, end))
    return tuple(Tie(tuple(found.units[at] for at in order[start : end + 1])) for start, end in groups)


def _reaches(known: tuple[Places, float], some: range) -> list[int]:
    places, sure = known
    return [_reach(places, at, sure) for at in some]


def _reach(places: Places, at: int, sure: float) -> int:
    """Return the last place that, like all between, cannot be told from `at`."""
    mine = places[at]
    for begin in range(at + 1, len(places), WINDOW):
        told = ~_alike(mine, places[begin : begin + WINDOW], sure)
        if told.any():
            return begin + int(np.argmax(told)) - 1
    return len(places) - 1


def _alike(mine: Places, others: Places, sure: float) -> Mask:
    below, at_most, over = (
        np.count_nonzero(told(mine, others), axis=1) for told in (np.less, np.less_equal, np.greater)
    )
    above, together = (below + at_most) / 2, at_most + over
    return np.asarray(np.maximum(above, together - above) / np.maximum(1, together) < sure)


def _end(reach: list[int], start: int) -> int:
    """Return the last place from `start` on such that all places between reach each other."""
    end = reach[start]
    at = start + 1
    while at <= end:
        end = min(end, reach[at])
        at += 1
    return end
