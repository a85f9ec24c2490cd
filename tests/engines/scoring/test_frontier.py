"""Benefit of the doubt: the weights that serve each unit best."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
import pytest

from engines.scoring.frontier import benefit_of_the_doubt
from engines.scoring.table import Array
from tests.engines.scoring.samples import Refused, approx, array, cells, refusal

UNITS = ["north", "south", "west"]
VALUES = array([10, 4, 5], [2, 8, 5])


def weights_of(values: Array, shares: tuple[float, float] | None = None) -> Array:
    return benefit_of_the_doubt("A", ["x", "y"], values, shares, UNITS)


def test_no_weights_could_serve_a_unit_better_and_none_lift_another_above_one() -> None:
    """For `west`, 10a + 2b ≤ 1 and 4a + 8b ≤ 1 meet at a = b = 1/12: it scores 10/12. The others are the frontier."""
    weights = weights_of(VALUES)
    assert (weights * VALUES).sum(axis=1).tolist() == approx([1, 1, 10 / 12])
    assert weights[2].tolist() == approx([1 / 12, 1 / 12])
    assert (weights @ VALUES.T).max() <= 1 + 1e-9
    assert weights.min() >= 0


def test_shares_bound_the_part_of_each_member() -> None:
    """With y at 40 % of `north`, b = 10a/3, and `south` limits it: 4a + 8b = 1, so a = 3/92 and b = 10/92.

    With x at 40 % of `south`, a = 4b/3, and `north` limits it: 10a + 2b = 1, so b = 3/46 and a = 4/46.
    """
    weights = weights_of(VALUES, (0.4, 0.6))
    assert weights.tolist() == [approx([3 / 92, 10 / 92]), approx([4 / 46, 3 / 46]), approx([1 / 12, 1 / 12])]
    parts = weights * VALUES
    assert (parts[:, 0] / parts.sum(axis=1)).tolist() == approx([0.6, 0.4, 0.5])


def test_no_member_has_less_than_the_lower_share_where_the_upper_leaves_room() -> None:
    """`south` limits `north`: a + 2b + 4c ≤ 1, where b and c serve it least; with 20 % each of S that is 1.8 S = 1."""
    weights = benefit_of_the_doubt("A", ["x", "y", "z"], array([1, 1], [1, 2], [1, 4]), (0.2, 0.9), ["north", "south"])
    assert weights[0].tolist() == approx([3 / 9, 1 / 9, 1 / 9])


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e12])
def test_scores_do_not_hang_on_the_units_of_a_member(unit: float) -> None:
    values = VALUES * [unit, 1]
    assert (weights_of(values) * values).sum(axis=1).tolist() == approx([1, 1, 10 / 12])


def test_a_unit_that_lacks_a_value_has_no_weights_and_is_no_peer() -> None:
    weights = weights_of(array([10, 4, 5], [2, None, 5]))
    assert cells(weights)[1] == [None, None]
    assert (weights * VALUES).sum(axis=1).tolist() == approx([1, nan, 1], nan_ok=True)


def test_one_member_is_measured_against_the_best_unit() -> None:
    weights = benefit_of_the_doubt("A", ["x"], array([2, 8, 5]), None, UNITS)
    assert weights.tolist() == [approx([1 / 8])] * 3


@pytest.mark.parametrize(
    ("values", "shares", "refused"),
    [
        (
            array([10, 4, 5], [2, -1, 5]),
            None,
            Refused("'y' of 'south' is below 0: benefit of the doubt needs values from 0 up", "south", "y"),
        ),
        (
            array([10, 4, 0], [2, 8, 0]),
            None,
            Refused(
                "'west' has no value above 0 in the group 'A'",
                unit="west",
                key="steps.weigh",
            ),
        ),
        (
            array([10, 4, 0], [2, 8, 5]),
            (0.1, 0.9),
            Refused("'west' has no weights that meet the bounds in the group 'A'", unit="west", key="steps.weigh"),
        ),
        (
            VALUES,
            (0.6, 0.9),
            Refused("shares between 0.6 and 0.9 of 2 members of 'A' cannot add up to 1", key="steps.weigh.shares"),
        ),
        (
            VALUES,
            (0.1, 0.4),
            Refused("shares between 0.1 and 0.4 of 2 members of 'A' cannot add up to 1", key="steps.weigh.shares"),
        ),
    ],
)
def test_what_has_no_such_weights_is_refused(values: Array, shares: Any, refused: Refused) -> None:
    assert refusal(weights_of, values, shares) == refused


def test_a_score_lies_between_zero_and_one_whatever_the_scale() -> None:
    values = np.random.default_rng(5).random((3, 2))
    scores = [(weights_of(values * scale) * values * scale).sum(axis=1).tolist() for scale in (1, 1000)]
    assert scores[0] == approx(scores[1])
    assert max(scores[0]) == approx(1)
