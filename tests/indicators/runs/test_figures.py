"""The figures in a run's files are those of the engine, each in its own place."""

from __future__ import annotations

import csv
import io
from math import isnan
from pathlib import Path

import pytest

from engines.scoring import robustness
from engines.scoring.results import Sensitivity
from jejaring.indicators.files.inputs import read_inputs
from tests.desk import Desk
from tests.indicators.conftest import SPECIFICATION, STRUCTURE, UNITS

MADE_ONCE = SPECIFICATION.partition("robustness:")[0]


def rows(desk: Desk, name: str) -> list[list[str]]:
    """Return the rows of a file below its names of columns."""
    return list(csv.reader(io.StringIO(desk.files()[name].decode())))[1:]


def written(one: Sensitivity) -> list[str]:
    """Return the figures as their names are listed above them: first order and its ends, then the total and its."""
    first = (one.first, one.first_low, one.first_high)
    return ["" if isnan(figure) else repr(figure) for figure in (*first, one.total, one.total_low, one.total_high)]


def analysed(desk: Desk) -> None:
    desk.write("index.yaml", MADE_ONCE)
    assert desk.run("analyse", "index.yaml", "--out", "seen")[0] == 0


def test_targets_are_copied_and_a_build_that_measures_from_them_is_made_again(desk: Desk) -> None:
    targets = {"iCode": "Target", "Schools": "0.5", "Clinics": "10", "Smoke": "5"}
    lines = (f"{line},{targets.get(line.partition(',')[0], '')}\n" for line in STRUCTURE.splitlines())
    desk.write("structure.csv", "".join(lines))
    desk.write("index.yaml", MADE_ONCE.replace("{method: minmax, range: [0, 100]}", "{method: distance_to_target}"))
    assert desk.run("build", "index.yaml", "--out", "run")[0] == 0
    assert desk.run("build", "run/inputs/specification.yaml", "--out", "again")[::2] == (0, "")
    found = desk.files()
    first, again = (
        {name.removeprefix(f"{run}/"): text for name, text in found.items() if name.startswith(f"{run}/")}
        for run in ("run", "again")
    )
    assert again == first


def test_sensitivity_has_every_figure_of_the_engine_in_the_engine_s_order(desk: Desk) -> None:
    assert desk.run("robustness", "index.yaml", "--samples", "16", "--seed", "3", "--out", "sure")[0] == 0
    inputs = read_inputs(Path("index.yaml"))
    tables = inputs.tables
    run = robustness.run(inputs.plan.specification, tables.structure, tables.data, samples=16, seed=3)
    assert rows(desk, "sure/sensitivity.csv") == [
        [one.output, one.unit or "", one.factor, *written(one)] for one in run.sensitivity
    ]
    assert any(one.first_low < one.first_high and one.total_low < one.total_high for one in run.sensitivity)


def test_groups_of_units_that_cannot_be_told_apart_are_numbered_from_one(desk: Desk) -> None:
    """Alang and Bulan are the same, and so are Dadap and Embun; so little noise tells all others apart."""
    same = UNITS.replace("West,20,8,NA,10", "West,10,2,5,30").replace("East,20,6,4,40", "East,40,4,8,20")
    desk.write("units.csv", same)
    desk.write("index.yaml", f"{MADE_ONCE}robustness: {{weights: {{noise: 0.01, levels: [1, 2]}}}}\n")
    assert desk.run("robustness", "index.yaml", "--samples", "16", "--out", "sure")[0] == 0
    assert rows(desk, "sure/ties.csv") == [["1", "d", "1"], ["1", "e", "1"], ["2", "a", "3"], ["2", "b", "3"]]


def test_strengths_are_what_a_unit_is_good_at(desk: Desk) -> None:
    """Dadap has the fewest schools a head, the most clinics, and only one has less smoke."""
    analysed(desk)
    assert [row[:8] for row in rows(desk, "seen/strengths.csv") if row[0] == "d"] == [
        ["d", "strength", "1", "Clinics", "1", "5", "1", "8.0"],
        ["d", "strength", "2", "Smoke", "2", "5", "1", "20.0"],
        ["d", "weakness", "1", "Schools", "5", "5", "1", "0.1"],
    ]


def test_factors_are_numbered_from_one(desk: Desk) -> None:
    analysed(desk)
    assert [row[:3] for row in rows(desk, "seen/factors.csv")] == [
        ["Services", "Schools", "1"],
        ["Services", "Clinics", "1"],
        ["Index", "Services", "1"],
        ["Index", "Air", "1"],
    ]


def test_components_add_up_what_they_explain(desk: Desk) -> None:
    """Deviations of schools and clinics have the squares 0.068 and 18.75 and the product −0.95."""
    analysed(desk)
    found = [row for row in rows(desk, "seen/components.csv") if row[0] == "Services"]
    assert [(row[1], row[5], row[6]) for row in found] == [
        ("1", "5", "Schools"),
        ("1", "5", "Clinics"),
        ("2", "5", "Schools"),
        ("2", "5", "Clinics"),
    ]
    together = 0.95 / (0.068 * 18.75) ** 0.5
    first, second = (1 + together) / 2, (1 - together) / 2
    assert [float(cell) for row in found[::2] for cell in row[2:5]] == pytest.approx(
        [2 * first, first, first, 2 * second, second, 1]
    )


def test_the_time_of_a_panel_is_a_group_that_cells_may_be_filled_by(desk: Desk) -> None:
    header, *lines = UNITS.splitlines()
    later = [line.replace("a,Alang,West,10,2,5", "a,Alang,West,10,2,9") for line in lines]
    panel = [f"{line},{year}" for year, some in ((2020, lines), (2021, later)) for line in some]
    desk.write("units.csv", "\n".join([f"{header},Time", *panel]) + "\n")
    desk.write("index.yaml", MADE_ONCE.replace("{method: mean}", "{method: group_mean, group: Time}"))
    desk.change("index.yaml", "steps:", "panel: {bounds: all}\nsteps:")
    assert desk.run("build", "index.yaml", "--out", "run")[::2] == (0, "")
    assert [row for row in rows(desk, "run/imputed.csv") if row[0] == "b"] == [
        ["b", "2020", "0.4", "4.75", "10.0"],
        ["b", "2021", "0.4", "5.75", "10.0"],
    ]
