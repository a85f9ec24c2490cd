"""`index analyse` and `index note`: an index seen from inside, and told in words."""

from __future__ import annotations

import csv
import io
import json

import pytest

from engines.scoring.phrases import ENGLISH, INDONESIAN
from jejaring.indicators.runs.folders import FILES
from tests.desk import Desk

NOISE = "robustness: {weights: {noise: 0.25, levels: [1, 2]}}\n"


def rows(desk: Desk, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(desk.files()[name].decode())))


def analysed(desk: Desk, more: str = "") -> None:
    text = desk.files()["index.yaml"].decode().partition("robustness:")[0]
    (desk.folder / "index.yaml").write_text(text + more, encoding="utf-8")
    code, _, wrong = desk.run("analyse", "index.yaml", "--out", "seen")
    assert (code, wrong) == (0, "")


def test_an_analysis_leaves_a_table_a_question(desk: Desk) -> None:
    analysed(desk, NOISE)
    tables = {name.removeprefix("seen/") for name in desk.files() if name.startswith("seen/") and name.count("/") == 1}
    assert tables == {*FILES["analysis"], "report.json"}


def test_without_noise_nothing_is_said_of_stability(desk: Desk) -> None:
    analysed(desk)
    assert "seen/stability.csv" not in desk.files()
    assert json.loads(desk.files()["seen/report.json"])["stability"] is None


def test_the_report_says_from_how_many_samples_and_which_seed_stability_comes(desk: Desk) -> None:
    analysed(desk, NOISE)
    assert json.loads(desk.files()["seen/report.json"])["stability"] == {"samples": 1000, "seed": 0, "top": 10}


def test_weights_of_indicators_in_the_index_multiply_down_the_tree(desk: Desk) -> None:
    analysed(desk)
    weights = {row["iCode"]: float(row["weight"]) for row in rows(desk, "seen/effective_weights.csv")}
    assert weights["Schools"] == pytest.approx(2 / 3 / 4)
    assert sum(weights[code] for code in ("Schools", "Clinics", "Smoke")) == pytest.approx(1.0)


def test_every_part_is_taken_away_once(desk: Desk) -> None:
    analysed(desk)
    assert [row["iCode"] for row in rows(desk, "seen/removals.csv")] == [
        "Schools",
        "Clinics",
        "Smoke",
        "Services",
        "Air",
    ]


def test_the_statistics_are_of_the_indicators_as_measured(desk: Desk) -> None:
    analysed(desk)
    first = rows(desk, "seen/statistics.csv")[0]
    assert (first["iCode"], first["minimum"], first["maximum"], first["available"]) == ("Schools", "0.1", "0.4", "5")


def test_the_same_analysis_is_the_same_bytes(desk: Desk) -> None:
    analysed(desk, NOISE)
    before = desk.files()
    analysed(desk, NOISE)
    assert desk.files() == before


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("id", INDONESIAN)])
def test_the_note_is_the_one_a_build_leaves(desk: Desk, language: str, words: dict[str, str]) -> None:
    code, said, _ = desk.run("note", "index.yaml", "--language", language)
    assert code == 0
    assert said.splitlines()[0] == f"# {words['title'].format(name='Index')}"
    assert desk.run("build", "index.yaml", "--out", "run")[0] == 0
    assert desk.files()[f"run/method.{language}.md"].decode() == said


def test_a_panel_is_not_analysed(desk: Desk) -> None:
    text = desk.files()["index.yaml"].decode()
    (desk.folder / "index.yaml").write_text(f"{text}\npanel: {{time: Region}}\n", encoding="utf-8")
    code, said, wrong = desk.run("analyse", "index.yaml", "--out", "seen")
    assert (code, said) == (2, "")
    assert wrong.endswith("an analysis needs a single time, not a panel\n")
    assert not (desk.folder / "seen").exists()
