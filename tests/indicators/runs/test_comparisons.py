"""`index compare`: two runs' folders side by side."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.desk import Desk

CELL = ("units.csv", "e,Embun,East,20,6,4,40", "e,Embun,East,20,6,9,40")


def rows(desk: Desk, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(desk.files()[name].decode())))


def report(desk: Desk, folder: str) -> Any:
    return json.loads(desk.files()[f"{folder}/report.json"])


def built(desk: Desk, folder: str, *changes: tuple[str, str, str]) -> None:
    for change in changes:
        desk.change(*change)
    assert desk.run("build", "index.yaml", "--out", folder)[0] == 0


def built_twice(desk: Desk, *changes: tuple[str, str, str]) -> None:
    built(desk, "first")
    built(desk, "second", *changes)


def test_a_comparison_says_who_moved_and_why(desk: Desk) -> None:
    built_twice(desk, CELL)
    code, said, wrong = desk.run("compare", "first", "second", "--out", "moved")
    assert (code, wrong) == (0, "")
    assert said == (
        "from first to second\n"
        "  changed in the data: indicator Clinics\n"
        "  4 of 5 units ranked in both have another rank\n"
        "  places won (+) and lost (-) by cause, and in brackets by the changes that did most:\n"
        "  e: 4 → 2; data +2.0 (indicator Clinics +2.0)\n"
        "  d: 1 → 3; data -2.0 (indicator Clinics -2.0)\n"
        "  b: 2 → 1; data +1.0 (indicator Clinics +1.0)\n"
        "  a: 3 → 4; data -1.0 (indicator Clinics -1.0)\n"
    )
    moves = {row["uCode"]: row for row in rows(desk, "moved/moves.csv")}
    assert sorted(moves) == ["a", "b", "c", "d", "e"]
    for row in moves.values():
        parts = [float(row[f"score_{cause}"]) for cause in ("data", "weights", "method")]
        assert sum(parts) == pytest.approx(float(row["score_change"]), abs=1e-9)
        assert int(row["rank_b"]) - int(row["rank_a"]) == int(row["rank_change"])
        assert (parts[1], parts[2]) == (0.0, 0.0)
    changes = rows(desk, "moved/changes.csv")
    assert {(row["cause"], row["change"]) for row in changes} == {("data", "indicator Clinics")}
    assert {row["uCode"]: float(row["rank"]) for row in changes if float(row["rank"])} == {
        "e": -2,
        "d": 2,
        "b": -1,
        "a": 1,
    }


def test_a_comparison_names_what_it_compared_and_what_made_it(desk: Desk) -> None:
    built_twice(desk, CELL)
    assert desk.run("compare", "first", "second", "--out", "moved")[0] == 0
    first, second = report(desk, "first"), report(desk, "second")
    assert report(desk, "moved") == {
        "run": "comparison",
        "versions": first["versions"],
        "specification_hash_a": first["specification_hash"],
        "specification_hash_b": first["specification_hash"],
        "data_hash_a": first["data_hash"],
        "data_hash_b": second["data_hash"],
        "changes": [{"cause": "data", "change": "indicator Clinics"}],
        "unbuilt": [],
        **{f"{what}_only_{run}": [] for what in ("units", "ranked", "indicators") for run in "ab"},
    }


def test_several_causes_are_said_with_their_largest_changes(desk: Desk) -> None:
    weight = ("structure.csv", "Air,2,1,1,Index", "Air,2,1,4,Index")
    built_twice(desk, CELL, weight, ("index.yaml", "method: mean", "method: median"))
    code, said, wrong = desk.run("compare", "first", "second", "--out", "moved")
    assert (code, wrong) == (0, "")
    assert said.splitlines()[1:4] == [
        "  changed in the data: indicator Clinics",
        "  changed in the weights: weights in Index",
        "  changed in the method: step impute",
    ]
    assert "  e: 4 → 3; data +1.5, weights -0.5 (indicator Clinics +1.5, weights in Index -0.5)" in said.splitlines()


def test_a_comparison_without_a_folder_writes_nothing(desk: Desk) -> None:
    built_twice(desk)
    before = desk.files()
    assert desk.run("compare", "first", "second") == (
        0,
        "from first to second\n  the two runs do not differ\n  0 of 5 units ranked in both have another rank\n",
        "",
    )
    assert desk.files() == before


def test_the_same_comparison_is_the_same_bytes(desk: Desk) -> None:
    built_twice(desk, CELL)
    assert desk.run("compare", "first", "second", "--out", "moved")[0] == 0
    before = desk.files()
    assert desk.run("compare", "first", "second", "--out", "moved")[0] == 0
    assert desk.files() == before


def test_units_without_a_rank_are_said_in_words(desk: Desk) -> None:
    desk.change("units.csv", "a,Alang,West,10,2,5,30", "a,Alang,West,10,NA,NA,NA")
    desk.change("index.yaml", "  - impute", "  - screen: {coverage: 0.5}\n  - impute")
    built_twice(
        desk,
        ("units.csv", "c,Cendana,East,10,4,2,50", "c,Cendana,East,10,NA,2,50"),
        ("index.yaml", "coverage: 0.5", "coverage: 1"),
    )
    code, said, _ = desk.run("compare", "first", "second", "--out", "moved")
    assert code == 0
    assert "nan" not in said
    assert said.splitlines()[-2:] == [
        "  units in both, without a rank in the second: b, c",
        "  units without a rank in either: a",
    ]
    unranked = {row["uCode"]: row["rank_change"] for row in rows(desk, "moved/moves.csv") if row["uCode"] in "abc"}
    assert unranked == {"a": "", "b": "", "c": ""}
    assert report(desk, "moved")["ranked_only_a"] == ["b", "c"]


def test_a_mixture_that_cannot_be_built_is_said_and_the_rest_compared(desk: Desk) -> None:
    posts = "method: goalposts, goalposts: {Schools: [0.1, 1], Clinics: [1, 9], Smoke: [0, 60]}"
    desk.change("index.yaml", "method: minmax, range: [0, 100]", posts)
    more = [(f",{people},{schools},", f",{people},{schools + 2},") for people, schools in ((10, 2), (40, 4))]
    built_twice(
        desk, *(("units.csv", *change) for change in more), ("index.yaml", "method: arithmetic", "method: geometric")
    )
    code, said, wrong = desk.run("compare", "first", "second", "--out", "moved")
    assert (code, wrong) == (0, "")
    mixture = "the first run with the method of the second"
    why = "'Schools' of 'd' is 0: a geometric mean needs values above 0"
    assert said.splitlines()[-1] == f"  omitted, because it cannot be built: {mixture}: {why}"
    assert report(desk, "moved")["unbuilt"] == [{"mixture": mixture, "why": why}]
    assert {row["score_weights"] for row in rows(desk, "moved/moves.csv")} == {"0.0"}


@pytest.mark.parametrize(
    ("edits", "errors"),
    [
        (
            [("first/inputs/units.csv", "East,6.0,4.0", "East,6.0,5.0")],
            ["the data (units.csv) was changed after the run (data_hash in first/report.json)"],
        ),
        (
            [("first/inputs/structure.csv", "Air,2,1,1.0", "Air,2,1,2.0")],
            [
                "the specification (specification.yaml and structure.csv) was changed after the run "
                "(specification_hash in first/report.json)"
            ],
        ),
        (
            [
                ("first/inputs/units.csv", "East,6.0,4.0", "East,6.0,5.0"),
                ("first/inputs/specification.yaml", "method: mean", "method: median"),
            ],
            [
                "the specification (specification.yaml and structure.csv) was changed after the run "
                "(specification_hash in first/report.json)",
                "the data (units.csv) was changed after the run (data_hash in first/report.json)",
            ],
        ),
    ],
)
def test_inputs_edited_after_the_run_are_refused(
    desk: Desk, edits: list[tuple[str, str, str]], errors: list[str]
) -> None:
    built_twice(desk)
    for edit in edits:
        desk.change(*edit)
    code, said, wrong = desk.run("compare", "first", "second")
    assert (code, said) == (2, "")
    assert wrong.splitlines() == [f"first/inputs: {error}" for error in errors]


def test_a_report_that_does_not_say_what_the_run_was_made_of_is_refused(desk: Desk) -> None:
    built_twice(desk)
    known = {name: value for name, value in report(desk, "second").items() if name != "data_hash"}
    desk.write("second/report.json", json.dumps(known))
    code, said, wrong = desk.run("compare", "first", "second")
    assert (code, said) == (2, "")
    assert wrong == "second/report.json: has no 'data_hash', which identifies the data of the run\n"


def test_runs_of_all_kinds_can_be_compared(desk: Desk) -> None:
    built(desk, "first")
    assert desk.run("robustness", "index.yaml", "--out", "sure", "--samples", "4")[0] == 0
    assert desk.run("analyse", "index.yaml", "--out", "seen")[0] == 0
    for other in ("sure", "seen"):
        code, said, wrong = desk.run("compare", "first", other)
        assert (code, said.splitlines()[1], wrong) == (0, "  the two runs do not differ", "")


def test_a_folder_that_is_no_run_is_refused(desk: Desk) -> None:
    built_twice(desk)
    code, said, wrong = desk.run("compare", "first", "nowhere")
    assert (code, said) == (2, "")
    assert wrong == "nowhere: is not a run (make one with `jejaring index build`)\n"


def test_a_comparison_is_no_run(desk: Desk) -> None:
    built_twice(desk)
    assert desk.run("compare", "first", "second", "--out", "moved")[0] == 0
    code, said, wrong = desk.run("compare", "first", "moved")
    assert (code, said) == (2, "")
    assert wrong == "moved: is a comparison of two runs, not a run\n"


def test_a_panel_is_not_compared(desk: Desk) -> None:
    built(desk, "first")
    desk.write(
        "index.yaml", desk.files()["index.yaml"].decode().partition("robustness:")[0] + "panel: {time: Region}\n"
    )
    desk.write("structure.csv", desk.files()["structure.csv"].decode().replace("Region,,,,,Group,,,\n", ""))
    built(desk, "second")
    code, said, wrong = desk.run("compare", "first", "second")
    assert (code, said) == (2, "")
    assert wrong == "second: is a panel; only runs of a single time can be compared\n"


def test_a_comparison_does_not_take_another_run_s_place(desk: Desk) -> None:
    built_twice(desk)
    before = desk.files()
    code, _, wrong = desk.run("compare", "first", "second", "--out", "first")
    assert (code, wrong) == (2, "first: is a build run; a comparison run does not replace it\n")
    assert desk.files() == before
