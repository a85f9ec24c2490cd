"""The published schemas of studies and of their results, the readers, and what the commands print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from engines.values.objects import KIND, Keys
from jejaring.financing.studies import appraisal_files, plane_files, risk_files
from tests.desk import Desk

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLES = DOCS / "examples"
READERS: dict[str, dict[str, Keys]] = {
    "appraisal": {
        "": appraisal_files.STUDY,
        "discount_rates": appraisal_files.RATES,
        "programme": appraisal_files.PROJECT,
        "line": appraisal_files.LINE,
        "case": appraisal_files.CASE,
    },
    "plane": {"": plane_files.STUDY, "criterion": plane_files.CRITERION, "project": plane_files.PROJECT},
    "risk": {
        "": risk_files.STUDY,
        "costs": risk_files.COSTS,
        "revenue": risk_files.REVENUE,
        "lognormal": {**KIND, **risk_files.LOGNORMAL},
        "triangular": {**KIND, **risk_files.TRIANGULAR},
    },
}
ASKED = {
    "appraisal": ("appraise", "appraisal.yaml"),
    "plane": ("plane", "plane.yaml", "--samples", "50"),
    "risk": ("risk", "problem.json", "answer.json", "risk.yaml", "--samples", "50"),
}


def schema(name: str) -> Any:
    """Return a published schema."""
    return json.loads((DOCS / f"portfolio-{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", READERS)
def test_every_object_of_the_schema_has_the_keys_the_reader_knows_and_no_others(name: str) -> None:
    published = schema(name)
    Draft202012Validator.check_schema(published)
    objects = {"": published} | {key: one for key, one in published["$defs"].items() if one.get("type") == "object"}
    assert {key: set(one["properties"]) for key, one in objects.items()} == {
        key: set(keys) for key, keys in READERS[name].items()
    }
    assert {key: set(one["required"]) - {"kind"} for key, one in objects.items()} == {
        key: {word for word, how in keys.items() if how.required} for key, keys in READERS[name].items()
    }


@pytest.mark.parametrize("name", READERS)
def test_a_study_that_is_read_is_valid_and_the_example_is_labelled_as_one(desk: Desk, name: str) -> None:
    validator = Draft202012Validator(schema(name))
    for text in ((desk.folder / f"{name}.yaml"), EXAMPLES / f"{name}.yaml"):
        plain = yaml.safe_load(text.read_text(encoding="utf-8"))
        assert list(validator.iter_errors(plain)) == []
        assert "contoh" in plain["name"]


@pytest.mark.parametrize("name", ASKED)
def test_what_is_printed_as_json_is_valid(desk: Desk, name: str) -> None:
    published = schema(f"{name}-result")
    Draft202012Validator.check_schema(published)
    printed = json.loads(desk.run(*ASKED[name], "--json")[1])
    assert list(Draft202012Validator(published).iter_errors(printed)) == []


def test_a_programme_that_pays_back_nothing_and_a_plane_without_noise_are_valid_as_well(desk: Desk) -> None:
    desk.write("flows.csv", "programme,side,line,2026,2027\nspam,cost,l,10,10\n")
    desk.change("appraisal.yaml", "{name: Terlambat (contoh), delay: 1}", "{name: Tanpa biaya (contoh), costs: -1}")
    desk.change("plane.yaml", "noise: 0.5\n", "")
    desk.change("plane.yaml", "budget: 90", "budget: 0")
    for name in ("appraisal", "plane"):
        printed = json.loads(desk.run(*ASKED[name], "--json")[1])
        assert list(Draft202012Validator(schema(f"{name}-result")).iter_errors(printed)) == []


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("appraisal", ("appraise", "appraisal.yaml")),
        ("plane", ("plane", "plane.yaml", "--samples", "50")),
        ("risk", ("risk", "portfolio-40.json", "portfolio-40-answer.json", "risk.yaml", "--samples", "50")),
    ],
)
def test_the_examples_are_computed_as_the_page_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, asked: tuple[str, ...]
) -> None:
    monkeypatch.chdir(EXAMPLES)
    code, said, complaint = desk.run(*asked, "--json")
    assert (code, complaint) == (0, "")
    assert list(Draft202012Validator(schema(f"{name}-result")).iter_errors(json.loads(said))) == []
