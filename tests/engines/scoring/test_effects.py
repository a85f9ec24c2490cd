"""What is the same in effect, and what has none."""

from __future__ import annotations

from typing import Any

import pytest

from engines.scoring.effects import effective, without_effect
from engines.scoring.specification import Aggregate, Goalpost, Impute, Normalise, Screen, Step, Treat, Weigh
from tests.engines.scoring.samples import specification


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Impute("mean", "island"), Impute("mean")),
        (Impute("none", "island"), None),
        (Treat("none", winsorise_max=2), None),
        (Treat(then="log_ct", boxcox_lambda=0.5), Treat(then="log_ct")),
        (Normalise("zscore", range=(1, 5), cap=True, goalposts={"x": Goalpost(0, 1)}), Normalise("zscore")),
        (Normalise("rank", mean=3, sd=4), Normalise("rank")),
        (Weigh("given", levels=(1,), shares=(0.1, 0.5)), None),
        (Weigh("equal", comparisons={"A": ((1,),)}), Weigh("equal")),
        (Aggregate(("geometric", "geometric"), power=3), Aggregate(("geometric",))),
    ],
)
def test_settings_that_a_method_does_not_use_make_no_difference(one: Step, other: Step | None) -> None:
    assert effective(one) == effective(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Impute("group_mean", "island"), Impute("group_mean", "region")),
        (Treat(then="boxcox", boxcox_lambda=0.5), Treat(then="boxcox", boxcox_lambda=0.4)),
        (Normalise("goalposts", range=(1, 5)), Normalise("goalposts")),
        (Normalise("distance_to_target", cap=True), Normalise("distance_to_target")),
        (Weigh("equal", levels=(1,)), Weigh("equal")),
        (Weigh("benefit_of_the_doubt", shares=(0.1, 0.5)), Weigh("benefit_of_the_doubt")),
        (Aggregate(("arithmetic", "generalised"), power=3), Aggregate(("arithmetic", "generalised"), power=2)),
        (Screen(0.5), Screen(0.6)),
    ],
)
def test_settings_that_a_method_uses_make_one(one: Step, other: Step) -> None:
    assert effective(one) != effective(other)


@pytest.mark.parametrize(
    ("steps", "vary", "keys"),
    [
        (["impute", {"normalise": {"method": "rank", "range": [0, 1]}}], {}, ["steps.normalise.range"]),
        ([{"treat": {"then": "log_ct", "lambda": 0.5}}], {}, ["steps.treat.lambda"]),
        ([{"treat": {"then": "log_ct", "lambda": 0.5}}], {"treat": ["as_given", "boxcox"]}, []),
        ([{"normalise": {"method": "minmax", "sd": 10}}], {"normalise": ["minmax", "zscore"]}, []),
        ([{"normalise": None}], {"normalise": ["minmax", {"method": "zscore", "range": [1, 2]}]},
         ["robustness.vary.normalise.range"]),
        ([{"impute": {"method": "mean", "group": "Nope"}}, {"aggregate": {"power": 3}}], {},
         ["steps.impute.group", "steps.aggregate.power"]),
        (["denominate", {"screen": {"coverage": 0.5}}], {}, []),
    ],
)  # fmt: skip
def test_settings_that_nothing_uses_are_named(steps: list[Any], vary: dict[str, Any], keys: list[str]) -> None:
    assert list(without_effect(specification(*steps, vary=vary))) == keys
