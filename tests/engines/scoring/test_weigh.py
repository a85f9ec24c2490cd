"""Weights of a group: given, equal, or found in its values."""

from __future__ import annotations

from math import log, sqrt
from typing import Any

import numpy as np
import pytest

from engines.scoring.results import ScoringWarning
from engines.scoring.specification import Weigh
from engines.scoring.structure import Node
from engines.scoring.weigh import GroupWeights, priorities, weigh_group
from tests.engines.scoring.samples import Column, Refused, approx, array, refusal

MEMBERS = (Node("x", 1, "A", 2.0), Node("y", 1, "A", 0.5), Node("z", 1, "A", 1.0))
SAATY = ((1, 3, 5), (1 / 3, 1, 3), (1 / 5, 1 / 3, 1))


def weighed(step: Weigh, *columns: Column) -> tuple[GroupWeights, tuple[ScoringWarning, ...]]:
    units = [f"u{row + 1}" for row in range(len(columns[0]))]
    return weigh_group("A", MEMBERS[: len(columns)], array(*columns), step, units)


def test_weights_are_those_given_or_equal_and_need_no_remark() -> None:
    columns = ([1, 2], [3, 4], [5, 6])
    assert weighed(Weigh(), *columns) == (GroupWeights((2.0, 0.5, 1.0)), ())
    assert weighed(Weigh("equal"), *columns) == (GroupWeights((1.0, 1.0, 1.0)), ())


@pytest.mark.parametrize("method", ["equal", "pca", "entropy", "benefit_of_the_doubt"])
def test_members_of_other_levels_keep_their_weights(method: str) -> None:
    assert weighed(Weigh(method, levels=(2, 3)), [1, 2], [3, 4]) == (GroupWeights((2.0, 0.5)), ())
    assert weighed(Weigh("equal", levels=(1, 3)), [1, 2], [3, 4]) == (GroupWeights((1.0, 1.0)), ())


def test_pca_weighs_by_the_first_component_of_the_correlations_and_says_what_it_explains() -> None:
    """Of two columns the loadings are equal, and the share explained is (1 + r) / 2; here r = 0.8 (by hand)."""
    weights, warnings = weighed(Weigh("pca"), [1, 2, 3, 4], [1, 3, 2, 4])
    assert weights.shared == approx((sqrt(0.5), sqrt(0.5)))
    assert warnings == (
        ScoringWarning(
            "pca",
            "A: the first component explains 90% of the variance",
            {"group": "A", "explained": approx(0.9), "signs": {"x": 1, "y": 1}, "units": 4},
        ),
    )


def test_pca_of_values_whose_squares_are_too_small_is_that_of_their_correlations() -> None:
    columns = ([1, 2, 3, 4], [1, 3, 2, 4], [4, 1, 2, 3])
    tiny = [[value * 1e-200 for value in column] for column in columns]
    assert weighed(Weigh("pca"), *tiny)[0].shared == approx(weighed(Weigh("pca"), *columns)[0].shared)


def test_pca_reports_a_member_that_loads_against_its_group_and_leaves_units_with_gaps_aside() -> None:
    weights, warnings = weighed(Weigh("pca"), [1, 2, 3, 99], [20, 40, 60, None], [-5, -6, -7, 0])
    third = sqrt(1 / 3)
    assert weights.shared == approx((third, third, -third))
    text = "A: the first component explains 100% of the variance; these load against it and weigh negatively: z"
    facts = {"group": "A", "explained": approx(1), "signs": {"x": 1, "y": 1, "z": -1}, "units": 3}
    assert warnings == (ScoringWarning("pca", text, facts),)


def test_pca_weights_add_up_to_more_than_zero_whichever_way_the_component_points() -> None:
    """The component is found here by multiplying the correlations with themselves."""
    for seed in range(12):
        generator = np.random.default_rng(seed)
        values = generator.normal(size=(9, 1)) + generator.normal(size=(9, 3))
        power = np.linalg.matrix_power(np.corrcoef(values, rowvar=False), 64)
        first = power[:, 0] / np.linalg.norm(power[:, 0])
        first *= np.sign(first.sum())
        weights, _ = weighed(Weigh("pca"), *values.T.tolist())
        assert weights.shared == approx(tuple(first), rel=1e-4, abs=1e-4)


def test_pca_of_one_member_is_its_weight() -> None:
    assert weighed(Weigh("pca"), [1, 1]) == (GroupWeights((1.0,)), ())


def test_entropy_weighs_what_is_spread_unevenly() -> None:
    """Of shares ¼ and ¾ the entropy over ln 2 is (¼ ln 4 + ¾ ln 4/3) / ln 2; of 0 and 1 it is 0; of halves it is 1."""
    weights, warnings = weighed(Weigh("entropy"), [1, 3], [0, 7], [5, 5])
    assert weights.shared == approx((1 - (log(4) / 4 + 3 * log(4 / 3) / 4) / log(2), 1, 0))
    assert weighed(Weigh("entropy"), [3.3] * 7, [0, 7] * 3 + [1])[0].shared[0] == 0.0
    assert warnings == ()
    assert weighed(Weigh("entropy"), [1, 3, None], [0, None, 7])[0].shared == approx(weights.shared[:2])


def test_ahp_takes_the_principal_eigenvector_and_reports_the_consistency_ratio() -> None:
    """The eigenvector is found here by multiplying, the largest eigenvalue from it; 0.58 is Saaty's random index."""
    vector = np.ones(3)
    for _ in range(50):
        vector = np.array(SAATY) @ vector
        vector /= vector.sum()
    largest = (np.array(SAATY) @ vector / vector).mean()
    ratio = (largest - 3) / 2 / 0.58
    weights, warnings = weighed(Weigh("ahp", comparisons={"A": SAATY}), [1, 2], [1, 2], [1, 2])
    assert weights.shared == approx(tuple(vector))
    assert weights.shared == approx((0.637, 0.258, 0.105), abs=5e-4)
    assert warnings == (
        ScoringWarning("ahp", "A: consistency ratio 0.033, consistent", {"group": "A", "ratio": approx(ratio)}),
    )


def test_ahp_says_when_judgements_contradict_each_other() -> None:
    matrix = ((1, 9, 1 / 9), (1 / 9, 1, 9), (9, 1 / 9, 1))
    weights, warnings = weighed(Weigh("ahp", comparisons={"A": matrix}), [1, 2], [1, 2], [1, 2])
    ratio = (1 + 9 + 1 / 9 - 3) / 2 / 0.58  # every row adds up to the largest eigenvalue
    assert weights.shared == approx((1 / 3, 1 / 3, 1 / 3))
    text = f"A: consistency ratio {ratio:.3f}, above 0.1: the judgements contradict each other"
    assert warnings == (ScoringWarning("ahp", text, {"group": "A", "ratio": approx(ratio)}),)


@pytest.mark.parametrize("order", [1, 2, 5, 16])
def test_comparisons_that_agree_have_a_consistency_ratio_of_zero(order: int) -> None:
    wanted = np.arange(1.0, order + 1)
    found, ratio = priorities(wanted[:, None] / wanted)
    assert found.tolist() == approx((wanted / wanted.sum()).tolist())
    assert ratio == approx(0, abs=1e-12)


def test_groups_without_comparisons_keep_their_weights() -> None:
    said = ScoringWarning("ahp", "A: no pairwise judgements; its members keep the weights given", {"group": "A"})
    assert weighed(Weigh("ahp", comparisons={"B": SAATY}), [1, 2], [1, 2]) == (GroupWeights((2.0, 0.5)), (said,))
    assert weighed(Weigh("ahp", comparisons={"B": SAATY}), [1, 2]) == (GroupWeights((2.0,)), ())


def test_benefit_of_the_doubt_gives_every_unit_its_own_weights() -> None:
    weights, warnings = weighed(Weigh("benefit_of_the_doubt"), [10, 4, 5], [2, 8, 5])
    assert weights.shared == ()
    assert weights.own is not None
    assert weights.own[2].tolist() == approx([1 / 12, 1 / 12])
    assert warnings == ()


def test_units_that_benefit_of_the_doubt_cannot_score_are_named() -> None:
    _, warnings = weighed(Weigh("benefit_of_the_doubt"), [10, None, 5, 4], [2, 8, None, 5])
    text = "A: without a score, since values are missing: u2, u3"
    assert warnings == (ScoringWarning("benefit_of_the_doubt", text, {"units": ["u2", "u3"]}),)


def test_the_consistency_of_more_judgements_than_saaty_has_an_index_for_says_by_what_it_is_measured() -> None:
    members = [Node(f"x{at}", 1, "A") for at in range(16)]
    ones = tuple((1.0,) * 16 for _ in range(16))
    values = np.ones((2, 16))
    _, (warning,) = weigh_group("A", members, values, Weigh("ahp", comparisons={"A": ones}), ["u1", "u2"])
    assert warning.text == (
        "A: consistency ratio 0.000, consistent (by the random index of order 15, the last that Saaty gives)"
    )


@pytest.mark.parametrize(
    ("step", "columns", "refused"),
    [
        (
            Weigh("pca"),
            ([1, 2, 3], [5, 5, 5]),
            Refused("'y' is constant over the complete units: it has no correlation", indicator="y"),
        ),
        (
            Weigh("pca"),
            ([1, 2, 3, 4], [5, 5, 5, None]),
            Refused("'y' is constant over the complete units: it has no correlation", indicator="y"),
        ),
        (
            Weigh("pca"),
            ([1, 2, None], [1, 3, 2]),
            Refused("components need 3 units with every value of the group 'A'; there are 2", indicator="A"),
        ),
        (
            Weigh("pca"),
            ([1, 2, 3], [3, 2, 1]),
            Refused(
                "in the group 'A' as much loads against the first component as with it: pca weights cancel out",
                key="steps.weigh.method",
            ),
        ),
        (
            Weigh("pca"),
            ([0, 0, 1, 1], [0, 1, 0, 1]),
            Refused(
                "the group 'A' has no first component: two explain the same, and pca finds no weights",
                key="steps.weigh.method",
            ),
        ),
        (
            Weigh("entropy"),
            ([1, 2], [3, -1]),
            Refused(
                "'y' has values below 0: entropy needs shares (normalise to a scale from 0 up)",
                indicator="y",
                key="steps.weigh.method",
            ),
        ),
        (
            Weigh("entropy"),
            ([1, 2, 3], [0, 0, None]),
            Refused(
                "'y' has nothing above 0: entropy needs shares (normalise to a scale from 0 up)",
                indicator="y",
                key="steps.weigh.method",
            ),
        ),
        (
            Weigh("entropy"),
            ([1, 2, 3, 4], [None, 1, None, None]),
            Refused(
                "'y' has one value: entropy needs shares (normalise to a scale from 0 up)",
                indicator="y",
                key="steps.weigh.method",
            ),
        ),
        (
            Weigh("entropy"),
            ([2, 2], [3, 3]),
            Refused(
                "in the group 'A' every column is evenly distributed: entropy gives no weights",
                key="steps.weigh.method",
            ),
        ),
        (
            Weigh("ahp", comparisons={"A": ((1, 2), (0.5, 1))}),
            ([1, 2], [1, 2], [1, 2]),
            Refused("the matrix of 'A' is of order 2, its group has 3 (x, y, z)", key="steps.weigh.comparisons.A"),
        ),
        (
            Weigh("ahp", comparisons={"A": ((1, 2), (2, 1))}),
            ([1, 2], [1, 2]),
            Refused("'x' against 'y' is not the reciprocal of 'y' against 'x'", key="steps.weigh.comparisons.A"),
        ),
        (
            Weigh("ahp", comparisons={"A": ((3, 2), (0.5, 1))}),
            ([1, 2], [1, 2]),
            Refused("'x' against itself is not 1", key="steps.weigh.comparisons.A"),
        ),
    ],
)
def test_values_that_do_not_bear_a_method_are_refused(step: Weigh, columns: Any, refused: Refused) -> None:
    assert refusal(weighed, step, *columns) == refused


def test_comparisons_rounded_to_two_decimals_are_reciprocal_enough() -> None:
    matrix = ((1, 3, 7), (0.33, 1, 2), (0.14, 0.5, 1))
    weights, _ = weighed(Weigh("ahp", comparisons={"A": matrix}), [1, 2], [1, 2], [1, 2])
    assert sum(weights.shared) == approx(1)
