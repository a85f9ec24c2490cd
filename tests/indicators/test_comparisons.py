"""`index compare`: two runs' folders side by side."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.desk import Desk


def rows(desk: Desk, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(desk.files()[name].decode())))


def built_twice(desk: Desk, *change: str) -> None:
    assert desk.run("build", "index.yaml", "--out", "first")[0] == 0
    if change:
        desk.change(*change)
    assert desk.run("build", "index.yaml", "--out", "second")[0] == 0


def test_a_comparison_says_who_moved_and_why(desk: Desk) -> None:
    built_twice(desk, "units.csv", "e,Embun,East,20,6,4,40", "e,Embun,East,20,6,9,40")
    code, said, wrong = desk.run("compare", "first", "second", "--out", "moved")
    assert (code, wrong) == (0, "")
    assert said.splitlines()[0] == "from first to second"
    moves = {row["uCode"]: row for row in rows(desk, "moved/moves.csv")}
    assert sorted(moves) == ["a", "b", "c", "d", "e"]
    for row in moves.values():
        parts = [float(row[f"score_{cause}"]) for cause in ("data", "weights", "method")]
        assert sum(parts) == pytest.approx(float(row["score_change"]), abs=1e-9)
        assert int(row["rank_b"]) - int(row["rank_a"]) == int(row["rank_change"])
        assert (parts[1], parts[2]) == (0.0, 0.0)
    assert {row["iCode"] for row in rows(desk, "moved/indicators.csv")} == {"Clinics", "jointly"}
    report = json.loads(desk.files()["moved/report.json"])
    assert report["specification_hash_a"] == report["specification_hash_b"]
    assert report["data_hash_a"] != report["data_hash_b"]


def test_a_comparison_without_a_folder_writes_nothing(desk: Desk) -> None:
    built_twice(desk)
    before = desk.files()
    code, said, _ = desk.run("compare", "first", "second")
    assert (code, said) == (0, "from first to second\n  0 of 5 units have another rank\n")
    assert desk.files() == before


def test_a_folder_that_is_no_run_is_refused(desk: Desk) -> None:
    built_twice(desk)
    code, said, wrong = desk.run("compare", "first", "nowhere")
    assert (code, said) == (2, "")
    assert wrong == "nowhere: is not a run (make one with `jejaring index build`)\n"


def test_a_comparison_does_not_take_another_run_s_place(desk: Desk) -> None:
    built_twice(desk)
    before = desk.files()
    code, _, wrong = desk.run("compare", "first", "second", "--out", "first")
    assert (code, wrong) == (2, "first: is a build run; a comparison run does not replace it\n")
    assert desk.files() == before
