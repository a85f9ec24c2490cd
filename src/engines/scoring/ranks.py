"""Ranks: 1 for the best, ties share the best rank."""

from __future__ import annotations

import numpy as np

from engines.scoring.results import MISSING_RANK, Ranks
from engines.scoring.table import Array, Mask

SAME = 1e-9  # scores nearer than this, relative to their size, are equal
ROUNDING = 1e-12  # and so are those no further apart than this of what was summed: what is left where sums cancel


def rank(scores: Array, size: Array | float = 1.0, same: float = SAME) -> Ranks:
    """Return the ranks of scores along the last axis (units), 1 for the highest; 0 where the score is missing.

    Scores that differ by less than `same` relative, or by 1e-12 of `size`, that of the values summed in them, are equal
    and share the best rank among them.
    """
    order = np.argsort(-scores, axis=-1, kind="stable")  # NaN comes last
    ordered = np.take_along_axis(scores, order, axis=-1)
    before, after = ordered[..., :-1], ordered[..., 1:]
    places = np.zeros(scores.shape, dtype=np.int32)
    places[..., 1:] = np.where(above(before, after, size, same), np.arange(1, scores.shape[-1], dtype=np.int32), 0)
    np.maximum.accumulate(places, axis=-1, out=places)
    ranks = np.empty(scores.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, places + 1, axis=-1)
    ranks[np.isnan(scores)] = MISSING_RANK
    return ranks


def above(one: Array, other: Array | float, size: Array | float = 1.0, same: float = SAME) -> Mask:
    """Return where one score exceeds another by more than equal scores may differ; false where one is missing."""
    return np.asarray(one - other > np.maximum(same * np.maximum(np.abs(one), np.abs(other)), ROUNDING * size))


def size_of(values: Array) -> float:
    """Return the size of the largest of the values, missing ones aside; 0 if there is none."""
    return float(np.fmax.reduce(np.abs(values), axis=None, initial=0.0))
