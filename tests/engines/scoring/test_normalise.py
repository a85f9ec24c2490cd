"""Common scales: every method worked by hand, and what has no scale."""

from __future__ import annotations

from math import log, sqrt

import pytest

from engines.scoring.normalise import normalise
from engines.scoring.specification import Goalpost, Normalise
from tests.engines.scoring.samples import Column, Refused, approx, cells, refusal, table, tree

TREE = tree({"A": ["good", "bad"]}, direction={"bad": -1}, target={"good": 21, "bad": 0})
TABLE = table({"good": [1, 5, 5, 11, None], "bad": [10, 2, None, 6, 4]})


@pytest.mark.parametrize(
    ("step", "good", "bad"),
    [
        (None, [1, 5, 5, 11, None], [-10, -2, None, -6, -4]),
        (Normalise("minmax"), [0, 40, 40, 100, None], [0, 100, None, 50, 75]),
        (Normalise("minmax", range=(1, 5)), [1, 2.6, 2.6, 5, None], [1, 5, None, 3, 4]),
        (Normalise("rank"), [1, 2, 2, 4, None], [1, 4, None, 2, 3]),
        (Normalise("borda"), [0, 1, 1, 3, None], [0, 3, None, 1, 2]),
        (Normalise("percentile_rank"), [0, 1 / 3, 1 / 3, 1, None], [0, 1, None, 1 / 3, 2 / 3]),
        (Normalise("distance_to_max"), [0, 0.4, 0.4, 1, None], [0, 1, None, 0.5, 0.75]),
        (Normalise("distance_to_target"), [0, 0.2, 0.2, 0.5, None], [0, 0.8, None, 0.4, 0.6]),
    ],
)
def test_every_method_gives_more_to_the_better_and_leaves_missing_cells(
    step: Normalise | None, good: Column, bad: Column
) -> None:
    assert cells(normalise(TABLE, step, TREE)) == {"good": approx(good), "bad": approx(bad)}


@pytest.mark.parametrize(("mean", "sd"), [(0, 1), (100, 10)])
def test_a_zscore_is_the_distance_from_the_mean_in_sample_standard_deviations(mean: float, sd: float) -> None:
    given = table({"good": [2, 4, 6, None], "bad": [1, None, None, 2]})
    half = sqrt(1 / 2)  # two values one apart are half of it from their mean, and deviate by it
    assert cells(normalise(given, Normalise("zscore", mean=mean, sd=sd), TREE)) == {
        "good": approx([mean - sd, mean, mean + sd, None]),
        "bad": approx([mean + half * sd, None, None, mean - half * sd]),
    }


@pytest.mark.parametrize(("cap", "beyond"), [(False, 1.25), (True, 1.0)])
def test_a_target_that_is_passed_counts_as_reached_if_it_is_capped(cap: bool, beyond: float) -> None:
    structure = tree({"A": ["good", "bad"]}, direction={"bad": -1}, target={"good": 9, "bad": 4})
    given = table({"good": [1, 5, 11], "bad": [14, 9, 1.5]})
    assert cells(normalise(given, Normalise("distance_to_target", cap=cap), structure)) == {
        "good": [0, 0.5, beyond],
        "bad": [0, 0.5, beyond],
    }


def test_a_target_below_zero_is_as_far_as_it_is_in_either_direction() -> None:
    structure = tree({"A": ["good", "bad"]}, direction={"bad": -1}, target={"good": -1, "bad": -4})
    given = table({"good": [-9, -5, -1], "bad": [6, 1, -4]})
    assert cells(normalise(given, Normalise("distance_to_target"), structure)) == {
        "good": [0, 0.5, 1],
        "bad": [0, 0.5, 1],
    }


def test_goalposts_clip_at_both_ends_and_measure_in_either_direction() -> None:
    step = Normalise("goalposts", goalposts={"good": Goalpost(3, 8), "bad": Goalpost(4, 8)})
    assert cells(normalise(TABLE, step, TREE)) == {"good": [0, 40, 40, 100, None], "bad": [0, 100, None, 50, 100]}


def test_goalposts_may_measure_between_logarithms_and_on_another_range() -> None:
    posts = {"good": Goalpost(1, 25, log=True), "bad": Goalpost(1, 100, log=True)}
    eleven, four = log(11) / log(25), 1 - log(4) / log(100)
    assert cells(normalise(TABLE, Normalise("goalposts", range=(0, 2), goalposts=posts), TREE)) == {
        "good": approx([0, 1, 1, 2 * eleven, None]),
        "bad": approx([1, 2 - log(2) / log(10), None, 2 - log(6) / log(10), 2 * four]),
    }


def test_a_constant_column_has_a_place_between_goalposts() -> None:
    step = Normalise("goalposts", goalposts={"good": Goalpost(0, 10), "bad": Goalpost(0, 10)})
    assert cells(normalise(table({"good": [4, 4], "bad": [1, 2]}), step, TREE)) == {"good": [40, 40], "bad": [90, 80]}


@pytest.mark.parametrize(
    "method",
    ["minmax", "zscore", "rank", "borda", "percentile_rank", "distance_to_max", "distance_to_target"],
)
@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([3, 3, None], "'bad' is constant over all units: {} cannot tell them apart"),
        ([3, None, None], "'bad' is constant over all units: {} cannot tell them apart"),
        (
            [0.1 + 0.2, 0.3, 0.3],
            "'bad' is constant over all units: {} cannot tell them apart",
        ),
        ([None, None, None], "'bad' has no value at all"),
    ],
    ids=["constant", "one value", "constant but for rounding", "none"],
)
def test_a_column_that_tells_no_unit_from_another_is_refused_and_named(
    method: str, column: Column, message: str
) -> None:
    given = table({"good": [1, 2, 3], "bad": column})
    assert refusal(normalise, given, Normalise(method), TREE) == Refused(message.format(method), indicator="bad")


@pytest.mark.parametrize(("method", "values"), [("rank", [1, 1, 1, 4]), ("borda", [0, 0, 0, 3])])
def test_ranks_share_a_place_also_where_equal_values_differ_by_rounding(method: str, values: list[float]) -> None:
    given = table({"good": [0.3 / 3, 0.1, 4 / 40, 0.1 + 1e-9], "bad": [1, 2, 3, 4]})
    assert cells(normalise(given, Normalise(method), TREE))["good"] == values


def test_a_value_that_comes_out_as_no_number_is_refused_and_not_left_missing() -> None:
    given = table({"good": [1, 2, 3], "bad": [1e-200, 2e-200, 4e-200]})
    message = "the value of 'bad' for 'u1' overflows after normalising by zscore"
    assert refusal(normalise, given, Normalise("zscore"), TREE) == Refused(message, unit="u1", indicator="bad")
    assert cells(normalise(given, Normalise("minmax"), TREE))["bad"] == approx([100, 200 / 3, 0])


def test_an_indicator_without_goalposts_is_refused_with_those_probably_meant() -> None:
    step = Normalise("goalposts", goalposts={"good": Goalpost(0, 1), "Bad": Goalpost(0, 1)})
    message = "'bad' has no goalposts (did you mean 'Bad'?)"
    assert refusal(normalise, TABLE, step, TREE) == Refused(message, indicator="bad", key="steps.normalise.goalposts")


def test_goalposts_of_an_indicator_that_is_not_there_are_refused() -> None:
    posts = {code: Goalpost(0, 1) for code in ("good", "bad", "goud")}
    refused = refusal(normalise, TABLE, Normalise("goalposts", goalposts=posts), TREE)
    message = "goalposts of unknown indicator 'goud' (did you mean 'good'?)"
    assert refused == Refused(message, key="steps.normalise.goalposts.goud")


def test_an_indicator_without_a_target_is_refused() -> None:
    structure = tree({"A": ["good", "bad"]}, target={"good": 21})
    assert refusal(normalise, TABLE, Normalise("distance_to_target"), structure) == Refused(
        "'bad' has no target", indicator="bad"
    )


@pytest.mark.parametrize("target", [10, 12])
def test_a_target_no_better_than_the_worst_value_is_refused(target: float) -> None:
    structure = tree({"A": ["good", "bad"]}, direction={"bad": -1}, target={"good": 21, "bad": target})
    message = "the target of 'bad' is no better than its worst value: there is no distance to measure"
    assert refusal(normalise, TABLE, Normalise("distance_to_target"), structure) == Refused(message, indicator="bad")
