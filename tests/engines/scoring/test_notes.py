"""The methods note: every word there, in both languages, and nothing the specification does not say."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from engines.scoring.notes import LANGUAGES, Language, methods_note
from engines.scoring.phrases import ENGLISH, INDONESIAN, PHRASES
from engines.scoring.reading import specification_from
from engines.scoring.specification import Aggregate, Impute, Normalise, Treat, Weigh
from engines.scoring.wording import Wording
from tests.engines.scoring.samples import Refused, refusal, specification, tree

TREE = tree(
    {"g": ["x", "y"], "h": ["z"]},
    direction={"z": -1},
    name={"h": "Air"},
    denominator={"y": "People"},
    target={"x": 1234567, "y": 0.1, "z": -2.5},
)
SETTINGS: dict[str, dict[str, Any]] = {
    "group_mean": {"group": "Island"},
    "group_median": {"group": "Island"},
    "zscore": {"mean": 0.5, "sd": 0.125},
    "goalposts": {"goalposts": {"x": [0, 1234567.5], "y": {"low": 0.001, "high": 9.5, "log": True}, "z": [-0.5, 1]}},
    "distance_to_target": {"cap": True},
    "ahp": {"comparisons": {"g": [[1, 1], [1, 1]]}, "levels": [1]},
    "benefit_of_the_doubt": {"shares": [0.125, 0.55]},
    "generalised": {"power": 0.5},
    "boxcox": {"lambda": 0.25},
}
STEPS = (("impute", Impute), ("normalise", Normalise), ("weigh", Weigh), ("aggregate", Aggregate))
METHODS = [
    *((name, {"method": method} | SETTINGS.get(method, {})) for name, kind in STEPS for method in kind.METHODS),
    *(("treat", {"then": then, "skewness": 1.5} | SETTINGS.get(then, {})) for then in Treat.TRANSFORMS),
    ("treat", {"winsorise_max": 0}),
    ("weigh", {"method": "benefit_of_the_doubt"}),
    ("aggregate", {"coverage": 0.07}),
    ("screen", {"coverage": 0.145}),
    ("denominate", {}),
]
WORDS_OF_PROGRAMS = {
    *(method for _, kind in STEPS for method in kind.METHODS),
    *Treat.TRANSFORMS,
    "as_given",
    "winsorise",
}
ENGLISH_TOO = {
    "mean",
    "median",
    "equal",
    "given",
    "rank",
    "arithmetic",
    "geometric",
    "harmonic",
    "generalised",
    "entropy",
    "none",
}
INDONESIAN_TOO = {"median"}
IN_INDONESIAN = re.compile(r"\d+(,\d+)?|\d{1,3}(\.\d{3})+(,\d+)?")


def note(language: Language, *steps: Any, **more: Any) -> str:
    return methods_note(specification_from({"steps": list(steps)} | more), TREE, language)


def varied() -> dict[str, Any]:
    """Return a robustness run with every method of every step that can be varied."""
    vary: dict[str, list[Any]] = {}
    for name, settings in METHODS:
        if name not in ("screen", "denominate"):
            vary.setdefault(name, ["as_given"]).append(settings)
    return {"weights": {"noise": 0.125, "levels": [1, 2]}, "vary": vary, "target": "h", "positive_range": [0.5, 1000]}


def everything(language: Language) -> list[str]:
    """Return notes in which every phrase of a language comes up."""
    last: dict[str, Any] = {"aggregate": {}}
    return [
        *(note(language, {name: settings}) for name, settings in METHODS),
        note(language, {"weigh": {"method": "benefit_of_the_doubt"}}, last),
        note(language, last, robustness=varied()),
        note(language, last, robustness={"vary": {"aggregate": ["as_given", "harmonic"]}, "positive_range": None}),
        note(language, last, robustness={"vary": {"normalise": ["rank"]}}),
        *(note(language, last, panel={"time": "Tahun", "bounds": bounds}) for bounds in ("all", "each")),
        methods_note(specification_from({"steps": ["denominate"]}), tree({"g": ["x"]}), language),
    ]


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def test_both_languages_have_the_same_words_with_the_same_places() -> None:
    assert {key: placeholders(text) for key, text in ENGLISH.items()} == {
        key: placeholders(text) for key, text in INDONESIAN.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_said_somewhere(language: Language) -> None:
    said = "\n".join(everything(language))
    parts = {key: re.split(r"\{\w+\}", text) for key, text in PHRASES[language].items()}
    assert [key for key, pieces in parts.items() if not all(piece in said for piece in pieces)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_place_is_left_open_and_no_word_of_the_program_is_said(language: Language) -> None:
    known = ENGLISH_TOO if language == "en" else INDONESIAN_TOO
    said = "\n".join(everything(language))
    assert re.findall(r"[{}]|None|True|False|nan", said) == []
    assert {*re.findall(r"\w+", said)} & WORDS_OF_PROGRAMS - known == set()


def test_no_number_in_an_indonesian_note_has_a_decimal_point() -> None:
    numbers = re.findall(r"\d+(?:[.,]\d+)*", "\n".join(everything("id")))
    assert {"1.234.567,5", "0,125", "0,25", "12,5", "1.000"} <= {*numbers}
    assert [number for number in numbers if not IN_INDONESIAN.fullmatch(number)] == []


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (1234567.0, "1,234,567", "1.234.567"),
        (1234567.5, "1,234,567.5", "1.234.567,5"),
        (0.1, "0.1", "0,1"),
        (-1500.25, "-1,500.25", "-1.500,25"),
        (100.0, "100", "100"),
        (1e-7, "0.0000001", "0,0000001"),
        (1e15, "1,000,000,000,000,000", "1.000.000.000.000.000"),
        (-0.0, "0", "0"),
        (5, "5", "5"),
    ],
)
def test_numbers_are_written_in_full_as_the_language_writes_them(value: float, english: str, indonesian: str) -> None:
    assert [Wording(PHRASES[language]).number(value) for language in LANGUAGES] == [english, indonesian]


def test_percentages_are_as_exact_as_the_shares() -> None:
    assert "at least 7 % of its indicators" in note("en", {"screen": {"coverage": 0.07}})
    assert "sekurang-kurangnya 14,5% indikatornya" in note("id", {"screen": {"coverage": 0.145}})


def test_a_step_left_out_is_said_to_be_left_out() -> None:
    said = note("en", {"aggregate": {}})
    left_out = [ENGLISH[f"{name}.none"] for name in ("denominate", "screen", "impute", "treat", "normalise", "weigh")]
    assert all(words in said for words in left_out)
    assert ENGLISH["robustness.none"] in said
    assert "listed with the result" not in said


def test_without_scores_there_are_no_ranks_to_read() -> None:
    said = note("en", {"normalise": {}})
    assert ENGLISH["ranks.none"] in said
    assert ENGLISH["ranks"] not in said


def test_a_node_is_called_by_its_name_and_its_code() -> None:
    assert "Level 2: g, Air (h)." in note("en", {"aggregate": {}})


def test_levels_that_share_a_method_are_said_once() -> None:
    said = note("en", {"aggregate": {"method": ["arithmetic", "geometric"]}})
    assert "Level 2: weighted arithmetic mean" in said
    assert "Level 3: weighted geometric mean" in said
    assert "Level 2 and level 3: weighted harmonic mean" in note("en", {"aggregate": {"method": "harmonic"}})


def test_ends_and_targets_of_indicators_are_told() -> None:
    assert "x from 0 to 1,234,567.5; y from 0.001 to 9.5 (logarithmic); z from -0.5 to 1." in note(
        "en", {"normalise": {"method": "goalposts"} | SETTINGS["goalposts"]}
    )
    assert "Targetnya: x 1.234.567; y 0,1; z -2,5." in note("id", {"normalise": {"method": "distance_to_target"}})


def test_the_treatment_says_what_becomes_of_what_it_does_not_suffice_for() -> None:
    stops = note("en", {"treat": {"then": "none"}})
    assert (
        "Extreme values are winsorised: replaced by the next value, at most 5 per indicator. "
        + ENGLISH["treat.then.none"]
        in stops
    )
    assert "and so is one that still has extreme values" in stops
    assert f"{ENGLISH['treat.not_winsorised']} {ENGLISH['treat.then.log_ct']}" in note(
        "en", {"treat": {"winsorise_max": 0}}
    )
    assert "λ = 0,25" in note("id", {"treat": {"then": "boxcox", "lambda": 0.25}})


def test_filled_values_are_listed_only_where_some_are_filled() -> None:
    assert ENGLISH["impute.listed"] in note("en", {"impute": {"method": "mean"}})
    assert ENGLISH["impute.listed"] not in note("en", {"impute": {"method": "none"}})


def test_benefit_of_the_doubt_adds_up_and_says_its_bounds() -> None:
    step = {"method": "benefit_of_the_doubt", "levels": [1]}
    said = note("en", {"weigh": step}, {"aggregate": {"coverage": 0.5}})
    assert ENGLISH["weigh.unbounded"] in said
    assert "Level 2: sum of the members with each unit's own weights. Level 3: weighted arithmetic mean" in said
    bounded = note(
        "en", {"weigh": {"method": "benefit_of_the_doubt", "shares": [0.1, 0.55]}}, {"aggregate": {"coverage": 1}}
    )
    assert "Each member's part of that score is between 10 % and 55 %. A unit that lacks a value" in bounded
    assert ENGLISH["aggregate.missing"] in said
    assert ENGLISH["aggregate.missing"] not in bounded


def test_judgements_are_said_to_be_of_the_groups_they_are_of() -> None:
    pairs = [[1, 1], [1, 1]]
    some = note("en", {"weigh": {"method": "ahp", "comparisons": {"g": pairs}}})
    assert "The weights within g come from pairwise judgements" in some
    assert ENGLISH["weigh.ahp.others"] in some
    every = note("en", {"weigh": {"method": "ahp", "comparisons": {"index": pairs, "g": pairs, "h": [[1]]}}})
    assert "The weights within index, g and h come from pairwise judgements" in every
    assert ENGLISH["weigh.ahp.others"] not in every


@pytest.mark.parametrize(
    ("steps", "robustness", "says"),
    [
        (
            [{"weigh": {"method": "equal", "levels": [7]}}],
            {},
            Refused("level 7 has no weights: groups have members at levels 1…2", key="steps.weigh.levels"),
        ),
        (
            [{"weigh": {"method": "ahp", "comparisons": {"gg": [[1]]}}}],
            {},
            Refused(
                "there is no group 'gg' to compare the members of (did you mean 'g'?)", key="steps.weigh.comparisons.gg"
            ),
        ),
        (
            [{"aggregate": {"method": ["arithmetic"] * 3}}],
            {},
            Refused("3 methods for 2 levels of aggregates", key="steps.aggregate.method"),
        ),
        (
            ["aggregate"],
            {"vary": {"weigh": ["as_given", {"method": "equal", "levels": [7]}]}},
            Refused("level 7 has no weights: groups have members at levels 1…2", key="steps.weigh.levels"),
        ),
    ],
)
def test_what_the_tree_does_not_have_is_refused_and_not_told(
    steps: list[Any], robustness: dict[str, Any], says: Refused
) -> None:
    assert refusal(note, "en", *steps, robustness=robustness) == says


def test_what_was_tested_and_what_was_not() -> None:
    robustness = {
        "weights": {"noise": 0.25, "levels": [1, 2]},
        "vary": {"normalise": ["minmax", "rank"], "impute": ["as_given", "none"]},
    }
    said = note("en", {"normalise": {}}, {"aggregate": {}}, robustness=robustness)
    assert said.partition("the ranks move:\n\n")[2].splitlines()[:-1] == [
        "- **Weights** of the members at level 1 and level 2: each is raised or lowered at random by up to 25 %.",
        "- **A common scale**, in one of these ways:",
        "  - As above.",
        "  - Each indicator is replaced by its rank, the worst being 1.",
        "- Not varied: size, enough data, missing values, outliers and aggregation.",
        "",
    ]


def test_an_alternative_taken_in_every_sample_is_told_and_no_noise_is_not() -> None:
    made = specification("normalise", "aggregate", weights={"noise": 0.2, "levels": []}, vary={"normalise": ["rank"]})
    said = methods_note(made, tree({"A": ["x", "y"]}), "en").split("## How robust the ranks are\n\n")[1]
    assert [line for line in said.splitlines() if line.lstrip().startswith("-")][:2] == [
        "- **A common scale**, not varied, but always in this way:",
        "  - Each indicator is replaced by its rank, the worst being 1.",
    ]
    assert "at random, by up to" not in said


def test_a_test_that_changes_nothing_is_none() -> None:
    robustness = {"weights": {"noise": 0, "levels": [1]}, "vary": {"normalise": ["minmax"]}}
    assert ENGLISH["robustness.none"] in note("en", {"normalise": {}}, {"aggregate": {}}, robustness=robustness)


def test_what_is_looked_at_is_told_if_it_is_not_the_top() -> None:
    vary = {"normalise": ["minmax", "rank"]}
    assert "The rank in Air (h) is tested." in note("en", {"aggregate": {}}, robustness={"vary": vary, "target": "h"})
    assert "is tested." not in note("en", {"aggregate": {}}, robustness={"vary": vary, "target": "index"})


def test_the_range_for_means_of_positive_values_is_told_where_there_are_such() -> None:
    def said(*methods: str, **more: Any) -> str:
        return note("en", {"aggregate": {}}, robustness={"vary": {"aggregate": [*methods]}} | more)

    assert "to the range from 1 to 100." in said("arithmetic", "geometric")
    assert ENGLISH["robustness.positive.none"] in said("arithmetic", "geometric", positive_range=None)
    assert "above 0" not in said("arithmetic", "copeland")


@pytest.mark.parametrize("bounds", ["all", "each"])
def test_a_panel_says_whether_scores_can_be_compared_over_time(bounds: str) -> None:
    said = note("id", {"aggregate": {}}, panel={"time": "Tahun", "bounds": bounds})
    assert INDONESIAN[f"panel.{bounds}"].format(time="Tahun") in said
