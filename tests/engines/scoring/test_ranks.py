"""Ranks: the best is first, equals share the best place, what has no score has no rank."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from engines.scoring.ranks import rank

A_LITTLE, ENOUGH = 0.9e-9, 1.1e-9


@pytest.mark.parametrize(
    ("scores", "ranks"),
    [
        ([10, 30, 20], [3, 1, 2]),
        ([5, 7, 7, 1], [3, 1, 1, 4]),
        ([7, 7, 7], [1, 1, 1]),
        ([nan, 3, nan, 4], [0, 2, 0, 1]),
        ([nan, nan], [0, 0]),
        ([3], [1]),
        ([-1, -3, -2], [1, 3, 2]),
        ([0.0, -0.0, 1], [2, 2, 1]),
        ([50, 50 * (1 + A_LITTLE), 51], [2, 2, 1]),
        ([50, 50 * (1 + ENOUGH), 51], [3, 2, 1]),
        ([-50, -50 * (1 + A_LITTLE), -50 * (1 + 2.1e-9)], [1, 1, 3]),
        ([5e-2, 5e-2 * (1 + A_LITTLE), 5e-2 * (1 + 2.1e-9)], [2, 2, 1]),
        ([0, 0.9e-12, -0.9e-12], [1, 1, 1]),
        ([0, 1.1e-12, -1.1e-12], [2, 1, 3]),
    ],
)
def test_scores_have_these_ranks(scores: list[float], ranks: list[int]) -> None:
    assert rank(np.array(scores, dtype=float)).tolist() == ranks


@pytest.mark.parametrize(("size", "ranks"), [(1.0, [1, 1, 1]), (1e-13, [3, 1, 2])])
def test_what_is_left_where_sums_cancel_is_measured_by_what_was_summed(size: float, ranks: list[int]) -> None:
    assert rank(np.array([1e-13, 3e-13, 2e-13]), size).tolist() == ranks


def test_every_sample_is_ranked_by_itself() -> None:
    samples = np.array([[1, 2, 3], [3, nan, 3], [2, 1, nan]])
    assert rank(samples).tolist() == [[3, 2, 1], [1, 0, 1], [1, 2, 0]]
    assert rank(samples[None]).tolist() == [[[3, 2, 1], [1, 0, 1], [1, 2, 0]]]
