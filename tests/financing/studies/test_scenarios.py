"""`jejaring portfolio scenarios PROBLEM.json SCENARIOS.yaml`: one's own scenarios, and every refusal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from engines.values.objects import KIND
from jejaring.financing.studies import scenario_files
from jejaring.financing.studies.scenario_files import read_with_scenarios
from tests.desk import Desk

DOCS = Path(__file__).parents[3] / "docs"
SCENARIOS = """\
scenarios:
  - {code: rencana, changes: []}
  - code: sulit
    changes: [{kind: budget, share: -0.2, sources: [pinjaman]}, {kind: costs, share: 0.1, tags: [roads]}]
  - {code: mundur, changes: [{kind: later, years: 1}]}
"""


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Return a folder with a sound problem and scenarios, as the current one."""
    desk.write("scenarios.yaml", SCENARIOS)
    return desk


@pytest.mark.solver
def test_ones_own_scenarios_are_solved_and_the_plan_that_survives_all_is_chosen(desk: Desk) -> None:
    code, said, _ = desk.run("scenarios", "problem.json", "scenarios.yaml", "--seconds", "30", "--json")
    found = json.loads(said)
    assert code == 0
    assert [(one["code"], one["change"]) for one in found["scenarios"]] == [
        ("rencana", "nothing changes"),
        ("sulit", "ceilings of pinjaman −20 %; costs of programmes tagged roads +10 %"),
        ("mundur", "every allowed start 1 year(s) later"),
    ]
    assert found["choice"] == "mundur"  # what starts a year later can be paid for in all of them


@pytest.mark.solver
def test_all_that_is_wrong_in_both_files_is_refused_at_once(desk: Desk) -> None:
    desk.write(
        "scenarios.yaml",
        """\
scenarios:
  - {code: a, changes: [{kind: later, years: 9}]}
  - {code: b, changes: [{kind: budgets, share: -0.2}, {kind: budget, share: x}, {share: 1}]}
  - {code: a, changes: [{kind: budget, share: -0.2, sources: [pda]}, {kind: costs, share: 0.1, tags: [road]}]}
  - {code: c, changes: [{kind: revenue, share: 0.1, ceilings: [dka]}]}
  - {code: d, changes: [{kind: budget, share: -2}]}
  - {code: e, changes: [{kind: revenue, share: 0.1, years: [2050]}]}
""",
    )
    code, said, complaint = desk.run("scenarios", "problem.json", "scenarios.yaml")
    assert (code, said, complaint.splitlines()) == (
        2,
        "",
        [
            f"scenarios.yaml: {line}"
            for line in (
                "scenarios[1].changes[0].kind: unknown kind 'budgets' (did you mean 'budget'?)",
                "scenarios[1].changes[1].share: 'x' is not a number",
                "scenarios[1].changes[2]: `kind` is missing (known: budget, costs, revenue, later)",
                "scenarios[2].code: the code 'a' is given again; it is that of scenarios[0] already",
                "scenarios[0]: a start 9 years later leaves no start in a plan of 4 years",
                "scenarios[2].changes[0].sources[0]: unknown source 'pda' (did you mean 'pad'?)",
                "scenarios[2].changes[1].tags[0]: unknown tag 'road' (did you mean 'roads'?)",
                "scenarios[3].changes[0].ceilings[0]: unknown source 'dka' (did you mean 'dak'?)",
                "scenarios[4]: a change of -2 removes everything: it must be above −1",
                "scenarios[5]: the scenario names a year 2050 that the problem does not have",
            )
        ],
    )
    desk.change("problem.json", '"profile": [6]', '"profile": [-6]')
    desk.write("scenarios.yaml", "scenarios: []\n")
    assert desk.run("scenarios", "problem.json", "scenarios.yaml") == (
        2,
        "",
        "problem.json: programmes[1].parts[0].profile[0]: programme air: -6 is negative\n"
        "scenarios.yaml: scenarios: the list is empty\n",
    )


@pytest.mark.solver
def test_the_schema_has_the_keys_the_reader_knows_and_allows_the_example() -> None:
    published = json.loads((DOCS / "portfolio-scenarios.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(published)
    kinds = {kind: {**KIND, **keys} for kind, (_, keys) in scenario_files.KINDS.items()}
    readers = {"": scenario_files.SCENARIOS, "scenario": scenario_files.SCENARIO, **kinds}
    objects = {"": published} | {key: one for key, one in published["$defs"].items() if one.get("type") == "object"}
    assert {key: set(one["properties"]) for key, one in objects.items()} == {
        key: set(keys) for key, keys in readers.items()
    }
    example = DOCS / "examples" / "scenarios.yaml"
    plain = yaml.safe_load(example.read_text(encoding="utf-8"))
    assert list(Draft202012Validator(published).iter_errors(plain)) == []
    _, scenarios = read_with_scenarios(DOCS / "examples" / "portfolio-40.json", example)
    assert [scenario.code for scenario in scenarios] == [one["code"] for one in plain["scenarios"]]
