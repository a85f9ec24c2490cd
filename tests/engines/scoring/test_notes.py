"""The methods note: every word there, in both languages, and nothing the specification does not say."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from engines.scoring.notes import Language, methods_note
from engines.scoring.phrases import ENGLISH, INDONESIAN
from engines.scoring.reading import specification_from
from engines.scoring.specification import Aggregate, Impute, Normalise, Treat, Weigh
from tests.engines.scoring.samples import tree

TREE = tree({"g": ["x", "y"], "h": ["z"]}, direction={"z": -1})
SETTINGS: dict[str, dict[str, Any]] = {
    "group_mean": {"group": "Island"},
    "group_median": {"group": "Island"},
    "goalposts": {"goalposts": {"x": [0, 8.5], "y": {"low": 1, "high": 9, "log": True}, "z": [0, 1]}},
    "ahp": {"comparisons": {"g": [[1, 1], [1, 1]]}},
    "generalised": {"power": 0.5},
}
METHODS = [
    (name, method)
    for name, kind in (("impute", Impute), ("normalise", Normalise), ("weigh", Weigh), ("aggregate", Aggregate))
    for method in kind.METHODS
]


def note(language: Language, *steps: Any, **more: Any) -> str:
    return methods_note(specification_from({"steps": list(steps)} | more), TREE, language)


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def test_both_languages_have_the_same_words_with_the_same_places() -> None:
    assert {key: placeholders(text) for key, text in ENGLISH.items()} == {
        key: placeholders(text) for key, text in INDONESIAN.items()
    }


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize(("name", "method"), METHODS)
def test_every_method_has_words(language: Language, name: str, method: str) -> None:
    said = note(language, {name: {"method": method} | SETTINGS.get(method, {})})
    words = ENGLISH if language == "en" else INDONESIAN
    opening = words[f"{name}.{method}"].split("{")[0]
    assert opening in said
    assert not re.search(r"[{}]", said)


def test_a_step_left_out_is_said_to_be_left_out() -> None:
    said = note("en", {"aggregate": {}})
    left_out = [ENGLISH[f"{name}.none"] for name in ("denominate", "screen", "impute", "treat", "normalise", "weigh")]
    assert all(words in said for words in left_out)
    assert ENGLISH["robustness.none"] in said


def test_numbers_are_written_as_the_language_writes_them() -> None:
    step = {"treat": {"kurtosis": 3.5}}
    assert "kurtosis is at least 3.5" in note("en", step)
    assert "kurtosis sekurang-kurangnya 3,5" in note("id", step)
    assert "85 % of its indicators" in note("en", {"screen": {"coverage": 0.85}})
    assert "sekurang-kurangnya 85% indikatornya" in note("id", {"screen": {"coverage": 0.85}})


def test_levels_that_share_a_method_are_said_once() -> None:
    said = note("en", {"aggregate": {"method": ["arithmetic", "geometric"]}})
    assert "Level 2: weighted arithmetic mean" in said
    assert "Level 3: weighted geometric mean" in said
    assert "Level 2, 3: weighted harmonic mean" in note("en", {"aggregate": {"method": "harmonic"}})


def test_what_was_tested_and_what_was_not() -> None:
    robustness = {"weights": {"noise": 0.25, "levels": [1, 2]}, "vary": {"normalise": ["minmax", "rank"]}}
    said = note("en", {"normalise": {}}, {"aggregate": {}}, robustness=robustness)
    assert "- weights at levels 1, 2: by up to 25 % up or down;" in said
    assert "- a common scale: 2 ways;" in said
    assert "- not varied: measured against, enough data, missing values, outliers, putting together." in said


@pytest.mark.parametrize("bounds", ["all", "each"])
def test_a_panel_says_whether_scores_can_be_compared_over_time(bounds: str) -> None:
    said = note("id", {"aggregate": {}}, panel={"time": "Tahun", "bounds": bounds})
    assert INDONESIAN[f"panel.{bounds}"].format(time="Tahun") in said


def test_the_treatment_says_what_it_does_last() -> None:
    assert set(Treat.TRANSFORMS) == {"log_ct", "boxcox", "none"}
    assert "λ = 0.5" in note("en", {"treat": {"then": "boxcox", "lambda": 0.5}})
    stops = note("en", {"treat": {"then": "none"}})
    assert ENGLISH["treat.log_ct"] not in stops
