"""Units that samples cannot tell apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engines.scoring import ties
from engines.scoring.results import RankSpread, Tie
from engines.scoring.ties import ties_of


def spread(ranks: Sequence[Sequence[int]], nominal: Sequence[float] | None = None) -> RankSpread:
    """Return what ties look at: ranks by sample; nominal ranks are 1, 2, … if nothing else is said."""
    array = np.array(ranks, dtype=np.int32)
    units = tuple("abcdefgh"[: array.shape[1]])
    place = np.arange(1.0, array.shape[1] + 1) if nominal is None else np.array(nominal, dtype=float)
    mean = np.where(array > 0, array, np.nan)
    middle = np.array([np.nanmean(column) if (column > 0).any() else np.nan for column in mean.T])
    return RankSpread(units, place, middle, middle, middle, middle, array)


def samples(**times: int) -> list[list[int]]:
    """Return ranks of the units a, b, … as often as said: `bac=3` is three samples in which b is first."""
    return [[order.index(unit) + 1 for unit in sorted(order)] for order, count in times.items() for _ in range(count)]


@pytest.mark.parametrize(
    ("ranks", "groups"),
    [
        (samples(abc=100), ""),
        (samples(ab=90, ba=10), ""),
        (samples(ab=89, ba=11), "ab"),
        (samples(ba=89, ab=11), "ab"),
        (samples(ba=90, ab=10), ""),
        (samples(abc=80, bac=20), "ab"),
        (samples(abc=60, bac=20, acb=20), "ab bc"),
        (samples(abc=70, cba=30), "abc"),
        (samples(abc=45, bca=45, acb=10), "ab"),
        (samples(abcd=50, badc=50), "ab cd"),
        ([[1, 1, 3]] * 100, "ab"),
        ([[1, 1, 3]] * 20 + [[1, 2, 3]] * 80, ""),
        ([[1, 1, 3]] * 22 + [[1, 2, 3]] * 78, "ab"),
    ],
)
def test_units_are_tied_when_neither_is_above_the_other_in_nine_samples_of_ten(
    ranks: list[list[int]], groups: str
) -> None:
    assert ties_of(spread(ranks)) == tuple(Tie(tuple(group)) for group in groups.split())


def test_groups_are_by_nominal_rank() -> None:
    ranks = samples(cab=60, acb=40)
    assert ties_of(spread(ranks, nominal=[2, 3, 1])) == (Tie(("c", "a")),)


def test_how_sure_is_sure_can_be_said() -> None:
    ranks = samples(ab=80, ba=20)
    assert [ties_of(spread(ranks), sure) for sure in (0.75, 0.8, 0.85)] == [(), (), (Tie(("a", "b")),)]


def test_units_without_a_nominal_rank_are_in_no_group_and_samples_without_a_rank_tell_nothing() -> None:
    ranks = [[1, 0, 2]] * 50 + [[2, 0, 1]] * 50 + [[1, 0, 0]] * 500
    assert ties_of(spread(ranks, nominal=[1, np.nan, 2])) == (Tie(("a", "c")),)
    assert ties_of(spread([[0, 0]] * 5, nominal=[np.nan, np.nan])) == ()


def test_groups_are_the_same_however_many_units_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ranks = np.argsort(np.random.default_rng(2).normal(np.arange(8), 1.5, size=(200, 8)), axis=1).argsort(axis=1) + 1
    at_once = ties_of(spread(ranks.tolist()))
    assert len(at_once) > 1
    for window in (1, 2, 3):
        monkeypatch.setattr(ties, "WINDOW", window)
        assert ties_of(spread(ranks.tolist())) == at_once
