"""A specification from plain values: what it becomes, and every way it can be wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engines.scoring.errors import ScoringError
from engines.scoring.reading import specification_from, step_from
from engines.scoring.settings import SETTINGS
from engines.scoring.specification import (
    Aggregate,
    Denominate,
    Goalpost,
    Impute,
    Noise,
    Normalise,
    Panel,
    Robustness,
    Screen,
    Specification,
    Treat,
    Weigh,
)
from tests.engines.scoring.samples import Refused, refusal, specification

WHOLE: dict[str, Any] = {
    "data": {"units": "iData.csv", "structure": "iMeta.csv"},
    "steps": [
        {"denominate": {}},
        {"screen": {"coverage": 0.5}},
        {"impute": {"method": "group_mean", "group": "island"}},
        {"treat": {"winsorise_max": 3, "skewness": 1.5, "kurtosis": 3, "then": "boxcox", "lambda": 0.5}},
        {
            "normalise": {
                "method": "goalposts",
                "range": [1, 5],
                "goalposts": {"x": [0, 10], "y": {"low": 1, "high": 9}},
            }
        },
        {"weigh": {"method": "ahp", "levels": [1, 2], "comparisons": {"A": [[1, 2], [0.5, 1]]}, "shares": [0.1, 0.9]}},
        {"aggregate": {"method": ["arithmetic", "generalised"], "coverage": 0.8, "power": 0.5}},
    ],
    "robustness": {
        "weights": {"noise": 0.25, "levels": [2, 3]},
        "vary": {
            "impute": ["as_given", "mean", "none", {"method": "group_median", "group": "island"}],
            "treat": ["as_given", "none", "log_ct", {"winsorise_max": 1}],
            "normalise": ["goalposts", "zscore", {"method": "minmax", "range": [1, 2]}],
            "weigh": ["ahp", "equal"],
            "aggregate": ["as_given", "geometric", {"method": "harmonic"}],
        },
        "positive_range": [1, 10],
        "target": "A",
    },
    "panel": {"time": "Year", "bounds": "each"},
}
TREAT = Treat(winsorise_max=3, skewness=1.5, kurtosis=3, then="boxcox", boxcox_lambda=0.5)

SCALE = Normalise("goalposts", range=(1, 5), goalposts={"x": Goalpost(0, 10), "y": Goalpost(1, 9)})
JUDGED = Weigh("ahp", (1, 2), {"A": ((1, 2), (0.5, 1))}, (0.1, 0.9))


def test_a_whole_specification_is_read_as_it_is_written() -> None:
    assert specification_from(WHOLE) == Specification(
        denominate=Denominate(),
        screen=Screen(0.5),
        impute=Impute("group_mean", "island"),
        treat=TREAT,
        normalise=SCALE,
        weigh=JUDGED,
        aggregate=Aggregate(("arithmetic", "generalised"), 0.8, 0.5),
        robustness=Robustness(
            weights=Noise(0.25, (2, 3)),
            vary={
                "impute": (None, Impute("mean", "island"), Impute("none", "island"), Impute("group_median", "island")),
                "treat": (None, Treat("none"), replace(TREAT, then="log_ct"), replace(TREAT, winsorise_max=1)),
                "normalise": (None, replace(SCALE, method="zscore"), replace(SCALE, method="minmax", range=(1, 2))),
                "weigh": (None, replace(JUDGED, method="equal")),
                "aggregate": (None, Aggregate(("geometric",), 0.8, 0.5), Aggregate(("harmonic",), 0.8, 0.5)),
            },
            positive_range=(1, 10),
            target="A",
        ),
        panel=Panel("Year", "each"),
        source=WHOLE,
    )


def test_what_is_not_said_has_its_usual_value() -> None:
    steps = ["denominate", "screen", "impute", "treat", {"normalise": None}, "weigh", "aggregate"]
    source = {"steps": steps, "robustness": {}, "panel": {}}
    assert specification_from(source) == Specification(
        denominate=Denominate(),
        screen=Screen(0.65),
        impute=Impute("mean", None),
        treat=Treat("winsorise", 5, 2.0, 3.5, "log_ct", None),
        normalise=Normalise("minmax", (0, 100), 0, 1, False, {}),
        weigh=Weigh("given", (), {}, None),
        aggregate=Aggregate(("arithmetic",), 0.0, None),
        robustness=Robustness(None, {}, (1, 100), None),
        panel=Panel("Time", "all"),
        source=source,
    )


def test_steps_may_be_left_out_and_it_is_known_which() -> None:
    some = specification("impute", "normalise")
    assert some.given() == ["impute", "normalise"]
    assert some.left_out() == ["denominate", "screen", "treat", "weigh", "aggregate"]
    assert specification_from({}) == Specification()


def test_settings_of_a_step_that_other_settings_do_not_use_are_read_too() -> None:
    assert step_from("normalise", {"method": "zscore", "mean": 100, "sd": 10, "cap": True}, "k") == Normalise(
        "zscore", mean=100, sd=10, cap=True
    )
    assert step_from("weigh", {"levels": 2}, "k") == Weigh(levels=(2,))
    assert step_from("normalise", {"goalposts": {"x": {"low": 1, "high": 9, "log": True}}}, "k") == Normalise(
        goalposts={"x": Goalpost(1, 9, log=True)}
    )
    assert specification("aggregate", positive_range=None).robustness == Robustness(positive_range=None)


KEYS = {
    "denominate": (),
    "screen": ("coverage",),
    "impute": ("method", "group"),
    "treat": ("winsorise_max", "skewness", "kurtosis", "then", "lambda"),
    "normalise": ("method", "range", "mean", "sd", "cap", "goalposts"),
    "weigh": ("method", "levels", "comparisons", "shares"),
    "aggregate": ("method", "coverage", "power"),
}


def test_these_are_all_the_steps_and_all_their_keys() -> None:
    assert {name: tuple(readers) for name, readers in SETTINGS.items()} == KEYS


@pytest.mark.parametrize(("step", "word"), [(step, word) for step, words in KEYS.items() for word in words])
def test_every_key_that_is_misspelt_is_refused_with_the_one_probably_meant(step: str, word: str) -> None:
    wrong = word[:-1]
    message = f"unknown key {wrong!r} (did you mean {word!r}?)"
    assert refusal(specification, {step: {wrong: 1}}) == Refused(message, key=f"steps.{step}.{wrong}")
    if step not in ("denominate", "screen"):
        refused = refusal(specification, vary={step: [{wrong: 1}]})
        assert refused == Refused(message, key=f"robustness.vary.{step}.{wrong}")


CHOICES = {
    ("impute", "method"): ("mean", "median", "group_mean", "group_median", "pillar_mean", "none"),
    ("treat", "then"): ("log_ct", "boxcox", "none"),
    ("normalise", "method"): (
        "minmax",
        "zscore",
        "rank",
        "borda",
        "percentile_rank",
        "goalposts",
        "distance_to_max",
        "distance_to_target",
    ),
    ("weigh", "method"): ("given", "equal", "pca", "entropy", "ahp", "benefit_of_the_doubt"),
    ("aggregate", "method"): (
        "arithmetic",
        "geometric",
        "harmonic",
        "generalised",
        "copeland",
        "mazziotta_pareto",
    ),
}
NEEDED: dict[str, dict[str, Any]] = {
    "group_mean": {"group": "island"},
    "group_median": {"group": "island"},
    "boxcox": {"lambda": 0},
    "goalposts": {"goalposts": {"x": [0, 1]}},
    "ahp": {"comparisons": {"A": [[1]]}},
    "generalised": {"power": 2},
}


@pytest.mark.parametrize(
    ("step", "key", "method"), [(step, key, method) for (step, key), known in CHOICES.items() for method in known]
)
def test_every_method_is_known_and_suggested_when_misspelt(step: str, key: str, method: str) -> None:
    read = getattr(specification({step: {key: method} | NEEDED.get(method, {})}), step)
    assert getattr(read, key) in (method, (method,))
    wrong = method.upper()[:-1]
    message = f"unknown {key} {wrong!r} (did you mean {method!r}?)"
    assert refusal(specification, {step: {key: wrong}}) == Refused(message, key=f"steps.{step}.{key}")


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        (None, Refused("null is not an object with names and values")),
        ([1], Refused("a list is not an object with names and values")),
        ({"step": []}, Refused("unknown key 'step' (did you mean 'steps'?)", key="step")),
        ({1: []}, Refused("unknown key 1 (known: data, steps, robustness, panel)", key="1")),
        ({"steps": None}, Refused("steps must be a list, one step per line", key="steps")),
        ({"steps": "impute"}, Refused("steps must be a list, one step per line", key="steps")),
        ({"steps": {"impute": {}}}, Refused("steps must be a list, one step per line", key="steps")),
        ({"steps": [3]}, Refused("each step is a name and its settings, not 3", key="steps")),
        ({"steps": [{}]}, Refused("each step is a name and its settings, not {}", key="steps")),
        (
            {"steps": [{"impute": {}, "treat": {}}]},
            Refused("each step is a name and its settings, not {'impute': {}, 'treat': {}}", key="steps"),
        ),
        (
            {"steps": ["normalize"]},
            Refused("unknown step 'normalize' (did you mean 'normalise'?)", key="steps.normalize"),
        ),
        ({"steps": [{"wiegh": {}}]}, Refused("unknown step 'wiegh' (did you mean 'weigh'?)", key="steps.wiegh")),
        (
            {"steps": [{"imputation": {}}]},
            Refused("unknown step 'imputation' (did you mean 'impute'?)", key="steps.imputation"),
        ),
        (
            {"steps": [{1: {}}]},
            Refused(
                "unknown step 1 (known: denominate, screen, impute, treat, normalise, weigh, aggregate)", key="steps.1"
            ),
        ),
        ({"steps": ["impute", {"impute": {}}]}, Refused("the step 'impute' is given twice", key="steps.impute")),
        ({"steps": ["impute", "weigh", "impute"]}, Refused("the step 'impute' is given twice", key="steps.impute")),
        (
            {"steps": ["screen", "normalise", "treat"]},
            Refused(
                "the step 'treat' comes before 'normalise': "
                "denominate, screen, impute, treat, normalise, weigh, aggregate",
                key="steps.treat",
            ),
        ),
        ({"panel": "Year"}, Refused("'Year' is not an object with names and values", key="panel")),
        ({"panel": {"tme": "Year"}}, Refused("unknown key 'tme' (did you mean 'time'?)", key="panel.tme")),
        ({"panel": {"time": 2020}}, Refused("2020 is not a text", key="panel.time")),
        ({"panel": {"bounds": "al"}}, Refused("unknown bounds 'al' (did you mean 'all'?)", key="panel.bounds")),
        ({"robustness": [1]}, Refused("a list is not an object with names and values", key="robustness")),
    ],
)
def test_a_specification_of_the_wrong_shape_is_refused(source: object, refused: Refused) -> None:
    assert refusal(specification_from, source) == refused


def test_all_that_is_wrong_in_a_specification_is_refused_at_once() -> None:
    source = {
        "step": [],
        "steps": [
            {"screen": {"coverge": 0.5, "cover": 1}},
            {"impute": {"method": "group_mean"}},
            {"normalise": {"method": "zscor", "sd": 0}},
            {"sum": {}},
        ],
        "robustness": {
            "weights": {"noise": 2, "levels": [1]},
            "vary": {"treat": ["non", {"skew": 1}], "screen": [1]},
            "goal": "A",
        },
        "panel": {"time": 3},
    }
    with pytest.raises(ScoringError) as refused:
        specification_from(source)
    assert [error.key for error in (refused.value, *refused.value.others)] == [
        "step",
        "steps.screen.coverge",
        "steps.screen.cover",
        "steps.impute.group",
        "steps.normalise.method",
        "steps.normalise.sd",
        "steps.sum",
        "robustness.goal",
        "robustness.weights.noise",
        "robustness.vary.treat",
        "robustness.vary.treat.skew",
        "robustness.vary.screen",
        "panel.time",
    ]


@pytest.mark.parametrize(
    ("step", "settings", "refused"),
    [
        ("screen", 0.65, Refused("0.65 is not an object with names and values", key="steps.screen")),
        ("denominate", {"by": "people"}, Refused("unknown key 'by'", key="steps.denominate.by")),
        ("screen", {"coverage": "65%"}, Refused("'65%' is not a number", key="steps.screen.coverage")),
        ("screen", {"coverage": True}, Refused("true is not a number", key="steps.screen.coverage")),
        ("screen", {"coverage": float("nan")}, Refused("NaN is not a number", key="steps.screen.coverage")),
        ("screen", {"coverage": 65}, Refused("65 is not a share from 0 to 1", key="steps.screen.coverage")),
        ("screen", {"coverage": -0.1}, Refused("-0.1 is not a share from 0 to 1", key="steps.screen.coverage")),
        ("impute", {"group": ""}, Refused("'' is empty or cannot be printed", key="steps.impute.group")),
        (
            "impute",
            {"method": "group_mean"},
            Refused("group_mean needs `group`, the column that says the group", key="steps.impute.group"),
        ),
        (
            "impute",
            {"method": ["mean"]},
            Refused(
                "a list is not a text",
                key="steps.impute.method",
            ),
        ),
        (
            "treat",
            {"winsorise_max": 2.5},
            Refused("2.5 is not a whole number from 0 to 1,000,000", key="steps.treat.winsorise_max"),
        ),
        (
            "treat",
            {"winsorise_max": -1},
            Refused("-1 is not a whole number from 0 to 1,000,000", key="steps.treat.winsorise_max"),
        ),
        (
            "treat",
            {"winsorise_max": True},
            Refused("true is not a number", key="steps.treat.winsorise_max"),
        ),
        ("treat", {"skewness": 0}, Refused("0 is not above 0", key="steps.treat.skewness")),
        ("treat", {"kurtosis": "3,5"}, Refused("'3,5' is not a number", key="steps.treat.kurtosis")),
        ("treat", {"lambda": None}, Refused("null is not a number", key="steps.treat.lambda")),
        ("treat", {"then": "boxcox"}, Refused("boxcox needs `lambda`", key="steps.treat.lambda")),
        ("normalise", {"range": 100}, Refused("100 is not a pair [low, high]", key="steps.normalise.range")),
        ("normalise", {"range": "01"}, Refused("'01' is not a pair [low, high]", key="steps.normalise.range")),
        (
            "normalise",
            {"range": [0, 50, 100]},
            Refused("[0, 50, 100] is not a pair [low, high]", key="steps.normalise.range"),
        ),
        ("normalise", {"range": [0, "1"]}, Refused("'1' is not a number", key="steps.normalise.range")),
        (
            "normalise",
            {"range": [100, 0]},
            Refused("[100, 0]: the first must be below the second", key="steps.normalise.range"),
        ),
        (
            "normalise",
            {"range": [1, 1]},
            Refused("[1, 1]: the first must be below the second", key="steps.normalise.range"),
        ),
        ("normalise", {"sd": 0}, Refused("0 is not above 0", key="steps.normalise.sd")),
        ("normalise", {"mean": float("inf")}, Refused("Infinity is not finite", key="steps.normalise.mean")),
        (
            "normalise",
            {"sd": 10**400},
            Refused("the number is beyond 1e+70, too large to compute with", key="steps.normalise.sd"),
        ),
        (
            "normalise",
            {"range": [0, 1e308]},
            Refused("the number is beyond 1e+70, too large to compute with", key="steps.normalise.range"),
        ),
        (
            "treat",
            {"winsorise_max": 10**400},
            Refused(
                f"1{'0' * 59}… is not a whole number from 0 to 1,000,000",
                key="steps.treat.winsorise_max",
            ),
        ),
        ("normalise", {"cap": "yes"}, Refused("'yes' is neither true nor false", key="steps.normalise.cap")),
        (
            "normalise",
            {"method": "goalposts"},
            Refused(
                "goalposts needs `goalposts`: for each indicator its low and high", key="steps.normalise.goalposts"
            ),
        ),
        (
            "normalise",
            {"goalposts": [0, 1]},
            Refused("a list is not an object with names and values", key="steps.normalise.goalposts"),
        ),
        (
            "normalise",
            {"goalposts": {"x": 5}},
            Refused("5 is not a pair [low, high]", key="steps.normalise.goalposts.x"),
        ),
        (
            "normalise",
            {"goalposts": {"x": [10, 0]}},
            Refused("[10, 0]: the first must be below the second", key="steps.normalise.goalposts.x"),
        ),
        (
            "normalise",
            {"goalposts": {"x": {"low": 5}}},
            Refused("a goalpost has `low` and `high`", key="steps.normalise.goalposts.x"),
        ),
        (
            "normalise",
            {"goalposts": {"x": {"lo": 5}}},
            Refused("unknown key 'lo' (did you mean 'low'?)", key="steps.normalise.goalposts.x.lo"),
        ),
        (
            "normalise",
            {"goalposts": {"x": {"low": 0, "high": 1, "log": True}}},
            Refused("0: a logarithm needs a low end above 0", key="steps.normalise.goalposts.x.low"),
        ),
        (
            "normalise",
            {"goalposts": {"x": {"low": 1, "high": 2, "log": 1}}},
            Refused("1 is neither true nor false", key="steps.normalise.goalposts.x.log"),
        ),
        (
            "weigh",
            {"levels": [1.5]},
            Refused("1.5 is not a whole number from 0 to 1,000,000", key="steps.weigh.levels"),
        ),
        (
            "weigh",
            {"method": "ahp"},
            Refused("ahp needs `comparisons`: a matrix for each group", key="steps.weigh.comparisons"),
        ),
        (
            "weigh",
            {"comparisons": {"A": [[1, 2], [0.5]]}},
            Refused("a pairwise matrix has as many rows as columns", key="steps.weigh.comparisons.A"),
        ),
        (
            "weigh",
            {"comparisons": {"A": 3}},
            Refused("a pairwise matrix has as many rows as columns", key="steps.weigh.comparisons.A"),
        ),
        (
            "weigh",
            {"comparisons": {"A": [[1, 0], [0, 1]]}},
            Refused("0 is not above 0", key="steps.weigh.comparisons.A"),
        ),
        ("weigh", {"shares": [0.5]}, Refused("[0.5] is not a pair [low, high]", key="steps.weigh.shares")),
        ("aggregate", {"method": []}, Refused("no method is named", key="steps.aggregate.method")),
        (
            "aggregate",
            {"method": ["arithmetic", "geometrc"]},
            Refused("unknown method 'geometrc' (did you mean 'geometric'?)", key="steps.aggregate.method"),
        ),
        ("aggregate", {"method": "generalised"}, Refused("generalised needs `power`", key="steps.aggregate.power")),
        (
            "aggregate",
            {"method": "generalised", "power": 1e-4},
            Refused("0.0001 is neither 0 nor of a size between 0.001 and 1000", key="steps.aggregate.power"),
        ),
        ("aggregate", {"power": "two"}, Refused("'two' is not a number", key="steps.aggregate.power")),
        ("aggregate", {"coverage": 1.5}, Refused("1.5 is not a share from 0 to 1", key="steps.aggregate.coverage")),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused_and_its_key_named(
    step: str, settings: object, refused: Refused
) -> None:
    assert refusal(specification, {step: settings}) == refused


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        ({"weight": {}}, Refused("unknown key 'weight' (did you mean 'weights'?)", key="robustness.weight")),
        ({"targets": "A"}, Refused("unknown key 'targets' (did you mean 'target'?)", key="robustness.targets")),
        ({"varry": {}}, Refused("unknown key 'varry' (did you mean 'vary'?)", key="robustness.varry")),
        (
            {"positiverange": [1, 2]},
            Refused("unknown key 'positiverange' (did you mean 'positive_range'?)", key="robustness.positiverange"),
        ),
        (
            {"weights": 0.25},
            Refused("0.25 is not an object with names and values", key="robustness.weights"),
        ),
        (
            {"weights": {"noise": 0.25}},
            Refused("weights needs `noise` (such as 0.25) and `levels` (such as [2, 3])", key="robustness.weights"),
        ),
        (
            {"weights": {"noise": 0.25, "level": [1]}},
            Refused("unknown key 'level' (did you mean 'levels'?)", key="robustness.weights.level"),
        ),
        (
            {"weights": {"noise": 25, "levels": [1]}},
            Refused("25 is not a share from 0 to 1", key="robustness.weights.noise"),
        ),
        (
            {"weights": {"noise": 0.25, "levels": ["1"]}},
            Refused("'1' is not a number", key="robustness.weights.levels"),
        ),
        (
            {"vary": ["impute"]},
            Refused("a list is not an object with names and values", key="robustness.vary"),
        ),
        (
            {"vary": {"normalize": ["minmax"]}},
            Refused("'normalize' cannot be varied (did you mean 'normalise'?)", key="robustness.vary.normalize"),
        ),
        (
            {"vary": {"screen": [0.5]}},
            Refused(
                "'screen' cannot be varied (known: impute, treat, normalise, weigh, aggregate)",
                key="robustness.vary.screen",
            ),
        ),
        (
            {"vary": {"impute": "mean"}},
            Refused("the alternatives of a step are a list", key="robustness.vary.impute"),
        ),
        ({"vary": {"impute": []}}, Refused("the alternatives of a step are a list", key="robustness.vary.impute")),
        (
            {"vary": {"normalise": ["minmax", "zscores"]}},
            Refused("unknown method 'zscores' (did you mean 'zscore'?)", key="robustness.vary.normalise.method"),
        ),
        (
            {"vary": {"treat": ["non"]}},
            Refused("unknown alternative 'non' (did you mean 'none'?)", key="robustness.vary.treat"),
        ),
        ({"vary": {"treat": ["boxcox"]}}, Refused("boxcox needs `lambda`", key="robustness.vary.treat.lambda")),
        (
            {"vary": {"aggregate": ["generalised"]}},
            Refused("generalised needs `power`", key="robustness.vary.aggregate.power"),
        ),
        (
            {"vary": {"impute": [3]}},
            Refused("3 is not an object with names and values", key="robustness.vary.impute"),
        ),
        (
            {"vary": {"treat": ["as_given", None]}},
            Refused("null is not an object with names and values", key="robustness.vary.treat"),
        ),
        ({"positive_range": [0, 1]}, Refused("positive_range must begin above 0", key="robustness.positive_range")),
        ({"positive_range": 5}, Refused("5 is not a pair [low, high]", key="robustness.positive_range")),
        ({"target": 3}, Refused("3 is not a text", key="robustness.target")),
    ],
)
def test_a_robustness_run_described_wrongly_is_refused(settings: dict[str, Any], refused: Refused) -> None:
    assert refusal(specification, "normalise", "aggregate", **settings) == refused


@pytest.mark.parametrize(
    ("given", "alternative"),
    [
        ({"impute": {"method": "mean"}}, "mean"),
        ({"normalise": {"method": "zscore", "sd": 10}}, "zscore"),
        ({"normalise": {"method": "goalposts", "goalposts": {"x": [0, 1]}}}, "goalposts"),
        ({"weigh": {"method": "ahp", "comparisons": {"A": [[1]]}}}, "ahp"),
        ({"aggregate": {"method": ["harmonic", "harmonic"]}}, "harmonic"),
        ({"aggregate": {"method": "generalised", "power": 2}}, "generalised"),
    ],
)
def test_an_alternative_that_is_the_step_as_given_keeps_its_settings(given: dict[str, Any], alternative: str) -> None:
    (name,) = given
    read = specification(given, vary={name: ["as_given", alternative]})
    assert read.robustness == Robustness(vary={name: (None, None)})


@pytest.mark.parametrize("spelling", ["geometric", {"method": "geometric"}])
def test_an_alternative_has_the_settings_of_the_step_as_given_however_it_is_written(spelling: object) -> None:
    given = {"aggregate": {"method": "arithmetic", "coverage": 0.6}}
    read = specification(given, vary={"aggregate": ["as_given", spelling]})
    assert read.robustness == Robustness(vary={"aggregate": (None, Aggregate(("geometric",), 0.6))})


def test_alternatives_may_be_named_for_a_step_that_is_left_out() -> None:
    read = specification("aggregate", vary={"treat": ["none", "log_ct"], "impute": ["median"], "weigh": ["given"]})
    assert read.robustness == Robustness(
        vary={"treat": (Treat("none"), Treat()), "impute": (Impute("median"),), "weigh": (None,)}
    )
