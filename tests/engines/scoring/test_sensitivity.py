"""What moves scores and ranks: which outputs there are, and that the seed decides their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np
import pytest

from engines.scoring.parallel import serial
from engines.scoring.results import RankSpread, Sensitivity
from engines.scoring.sensitivity import sensitivity
from engines.scoring.table import Array
from tests.engines.scoring.samples import approx

EVERY_UNIT = ("u1", "u2", "u3")


def moved_by(
    scores: Sequence[Sequence[float]],
    ranks: Sequence[Sequence[int]],
    nominal: Sequence[float] = (1, 2, 3),
    *,
    standardise: bool = False,
    seed: int = 0,
) -> list[Sensitivity]:
    """Return what the only factor there is moves: half of the rows are those of design A, the others those of B.

    Design A with that factor from B is B itself.
    """
    half = len(scores) // 2
    array, places = np.array(scores, dtype=float), np.array(ranks, dtype=np.int32)
    every, nothing = np.concatenate([array, array[half:]]), np.full(len(nominal), nan)
    samples = np.concatenate([places, places[half:]])
    known: Array = np.array(nominal, dtype=float)
    shown = RankSpread(EVERY_UNIT[: len(nominal)], known, nothing, nothing, nothing, nothing, samples)
    found = sensitivity(shown, every, samples, ("f",), seed=seed, size=1.0, standardise=standardise, executor=serial)
    return list(found)


def firsts(found: Sequence[Sensitivity], output: str) -> dict[str | None, float]:
    return {one.unit: one.first for one in found if one.output == output}


# Each of both outcomes comes with each, so that the only factor moves exactly all there is.
A, B = (0, 0, 1, 1), (0, 1, 0, 1)


@pytest.mark.parametrize(
    ("outcomes", "first"),
    [(([1, 2, 3], [2, 1, 3]), 1.0), (([2, 1, 3], [1, 2, 3]), 1.0), (([2, 1, 3], [1, 3, 2]), nan)],
    ids=["nobody or two", "two or nobody", "other two"],
)
def test_ranks_shift_from_the_nominal_ones(outcomes: tuple[list[int], list[int]], first: float) -> None:
    """Where it is always two that change places the mean shift does not vary, whoever they are."""
    ranks = [outcomes[at] for at in A + B]
    (shift,) = (one for one in moved_by(ranks, ranks) if one.output == "rank_shift")
    assert (shift.unit, shift.first, shift.total) == approx((None, first, first), nan_ok=True)


def test_scores_that_rise_and_fall_together_do_not_vary_once_they_are_standardised() -> None:
    scores = [[at * 64 + 1, at * 64 + 2, at * 64 + 4] for at in A + B]
    ranks = [[3, 2, 1]] * len(scores)
    for standardise, first in ((False, 1.0), (True, nan)):
        found = moved_by(scores, ranks, (3, 2, 1), standardise=standardise)
        assert firsts(found, "score") == approx(dict.fromkeys((None, *EVERY_UNIT), first), nan_ok=True)


def test_the_score_of_a_unit_by_itself_does_not_vary_once_it_is_standardised() -> None:
    """The deviation is that of all units there are, and so of a single one it is nothing."""
    found = moved_by([[5 + at] for at in A + B], [[1]] * 8, (1,), standardise=True)
    assert firsts(found, "score") == approx({None: nan, "u1": nan}, nan_ok=True)


def test_a_unit_without_a_nominal_rank_is_left_out_even_if_samples_rank_it() -> None:
    outcomes = ([1, 2, 3], [2, 3, 1])
    ranks = [outcomes[at] for at in A + B]
    found = moved_by(ranks, ranks, (1, 2, nan))
    assert firsts(found, "rank") == approx({None: 1.0, "u1": 1.0, "u2": 1.0})
    assert firsts(found, "rank_shift") == approx({None: 1.0})


def test_intervals_are_those_of_the_seed() -> None:
    scores = np.random.default_rng(0).random((64, 3)).tolist()
    ranks = [[1, 2, 3]] * 64

    def intervals(seed: int) -> list[tuple[float, float, float, float]]:
        found = moved_by(scores, ranks, seed=seed)
        return [
            (one.first_low, one.first_high, one.total_low, one.total_high) for one in found if one.output == "score"
        ]

    assert intervals(1) == intervals(1)
    assert not set(intervals(1)) & set(intervals(2))
