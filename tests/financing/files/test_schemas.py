"""The published schemas and the readers know the same keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engines.portfolio.reading import problems, records
from engines.values.objects import KIND, Keys
from jejaring.financing.files import answers
from jejaring.financing.files.problems import written
from tests.engines.portfolio.plain import SMALL
from tests.financing.files.test_answers import ANSWER, PROBLEM

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLE = DOCS / "examples" / "portfolio-40.json"
PROBLEM_KEYS: dict[str, Keys] = {
    "": problems.PROBLEM,
    "programme": records.PROGRAMME,
    "part": records.PART,
    "running": records.RUNNING_COST,
    "requirement": records.REQUIREMENT,
    "first_phase": records.PHASE,
    "budget": records.BUDGET,
    "limit": records.LIMIT,
    "named_rules": records.NAMED_RULES,
    "rule_set": records.RULE_SET,
    **{kind: {**KIND, **keys} for kind, (_, keys) in {**records.SOURCE_KINDS, **records.RULE_KINDS}.items()},
}
ANSWER_KEYS: dict[str, Keys] = {
    "": answers.ANSWER,
    "start": answers.START,
    "payment": answers.PAYMENT,
    "certificate": answers.CERTIFICATE,
    "violation": answers.VIOLATION,
    "check": answers.CHECK,
}
PLAIN = {"text", "number", "amount", "share", "year"}


def schema(name: str) -> Any:
    """Return a published schema."""
    return json.loads((DOCS / f"portfolio-{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "readers"), [("problem", PROBLEM_KEYS), ("answer", ANSWER_KEYS)])
def test_every_object_of_the_schema_has_the_keys_the_reader_knows_and_no_others(
    name: str, readers: dict[str, Keys]
) -> None:
    published = schema(name)
    Draft202012Validator.check_schema(published)
    objects = {"": published} | {name: one for name, one in published["$defs"].items() if name not in PLAIN}
    assert {name: list(one["properties"]) for name, one in objects.items()} == {
        name: list(keys) for name, keys in readers.items()
    }
    assert {name: set(one["required"]) - {"kind"} for name, one in objects.items()} == {
        name: {key for key, how in keys.items() if how.required} for name, keys in readers.items()
    }
    assert [name for name, one in objects.items() if one["additionalProperties"] is not False] == []


@pytest.mark.parametrize("text", [SMALL, EXAMPLE.read_text(encoding="utf-8")], ids=["small", "example"])
def test_a_problem_that_is_read_is_valid(text: str) -> None:
    assert list(Draft202012Validator(schema("problem")).iter_errors(json.loads(text))) == []


def test_an_answer_that_is_written_is_valid() -> None:
    plain = written(answers.plain_answer(PROBLEM, ANSWER, ["a warning"]))
    assert list(Draft202012Validator(schema("answer")).iter_errors(json.loads(plain))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"profile": [6]', '"profile": [-6]'),
        ('"profile": [6]', '"profile": []'),
        ('"profile": [6]', '"profiel": [6]'),
        ('"profile": [6]', '"profile": ["6"]'),
        ('"interest": 0.06', '"interest": 6'),
        ('"served_by": "pad"', '"serves": "pad"'),
        ('"years": 4', '"years": 0'),
        ('"2028": 12', '"28": 12'),
        ('"kind": "debt"', '"kind": "loan"'),
        ('"of": "count"', '"of": "number"'),
    ],
)
def test_what_the_reader_refuses_in_a_value_the_schema_refuses(old: str, new: str) -> None:
    changed = SMALL.replace(old, new, 1)
    assert changed != SMALL
    assert not Draft202012Validator(schema("problem")).is_valid(json.loads(changed))
