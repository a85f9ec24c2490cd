"""`jejaring index …` as a person meets it: what it says, its exit code, what it leaves."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.desk import Desk
from tests.indicators.conftest import UNITS

OUT = ("--out", "run")
HEAVY = ("django", "scipy", "pyarrow", "python_calamine", "openpyxl")
CHECK = f"""
import sys
from jejaring.config import cli
code = cli.main(["index", "check", "index.yaml"])
print(code, [name for name in {HEAVY} if name in sys.modules])
"""


def test_check_says_what_it_found_and_writes_nothing(desk: Desk) -> None:
    header, *rows = UNITS.splitlines()
    desk.write("units.csv", "\n".join([f"{header},Time", *(f"{row},2020" for row in rows)]))
    before = desk.files()
    assert desk.run("check", "index.yaml") == (
        0,
        "index.yaml: valid\n"
        "  5 units × 3 indicators; 3 at level 1, 2 at level 2, 1 at level 3\n"
        "  missing: 1 of 15 cells (6.7%)\n"
        "  constant over all units: none\n"
        "  steps: denominate, impute, normalise, weigh, aggregate; left out: screen, treat\n"
        "  ignored columns of the table of units: Time\n"
        "  units kept: 5; dropped: none\n"
        "  cells changed by impute: 1\n"
        "  robustness of Index: 5 weights by up to 25%, impute in 2 ways, normalise in 2 ways\n"
        "  combinations, each built once: 4\n",
        "",
    )
    assert desk.files() == before


def test_check_says_which_settings_nothing_uses_and_which_units_have_no_score(desk: Desk) -> None:
    desk.change("index.yaml", "range: [0, 100]", "range: [0, 100], sd: 3")
    desk.change("index.yaml", "  - impute: {method: mean}\n", "")
    desk.change("index.yaml", "{method: arithmetic}", "{method: arithmetic, coverage: 1}")
    code, said, _ = desk.run("check", "index.yaml")
    assert code == 0
    assert "  unused settings: steps.normalise.sd\n" in said
    few = "where less than 100% of its members, or none of any weight is there: b"
    assert f"  warning: Index has no value {few}\n  warning: Services has no value {few}\n" in said


def test_check_says_that_a_panel_has_no_robustness_run(desk: Desk) -> None:
    desk.change("index.yaml", "steps:", "panel: {time: Region}\nsteps:")
    desk.change("structure.csv", "Region,,,,,Group,,,\n", "")
    code, said, _ = desk.run("check", "index.yaml")
    assert code == 0
    assert said.endswith("  robustness: skipped, because a panel covers several times\n")


def test_an_analysis_of_what_has_no_scores_needs_none(desk: Desk) -> None:
    desk.change("index.yaml", "  - aggregate: {method: arithmetic}\n", "")
    assert desk.run("analyse", "index.yaml", *OUT)[0] == 0
    assert "run/stability.csv" not in desk.files()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "levels: [1, 2]",
            "levels: [1, 7]",
            "index.yaml:9:26: the weights of level 7 cannot vary: groups have members at levels 1…2\n",
        ),
        (
            "weights: {noise",
            "target: Indeks\n  weights: {noise",
            "index.yaml:9:3: the target 'Indeks' is not an aggregate (did you mean 'Index'?)\n",
        ),
        (
            "normalise: [minmax, rank]",
            "normalise: [minmax, goalposts]",
            "index.yaml:10:10: goalposts needs `goalposts`: for each indicator its low and high\n",
        ),
        (
            "impute: [as_given, median]",
            "impute: [as_given, {method: group_mean, group: Regoin}]",
            "index.yaml:10:37: there is no group column 'Regoin' (did you mean 'Region'?) "
            "(with impute: group_mean, normalise: minmax)\n",
        ),
        (
            "normalise: [minmax, rank]",
            "normalise: [minmax, distance_to_target]",
            "".join(
                f"structure.csv:{row}:Target: {code!r} has no target "
                "(with impute: mean, normalise: distance_to_target)\n"
                for row, code in ((2, "Schools"), (3, "Clinics"), (4, "Smoke"))
            ),
        ),
    ],
)
def test_check_looks_at_every_alternative_and_names_its_place(desk: Desk, old: str, new: str, says: str) -> None:
    desk.change("index.yaml", old, new)
    assert desk.run("check", "index.yaml") == (2, "", says)


def test_check_names_constant_columns_where_they_do_no_harm(desk: Desk) -> None:
    desk.write("units.csv", "uCode,Region,People,Schools,Clinics,Smoke\na,,1,2,3,5\nb,,1,3,3,\nc,,1,4,3,6\n")
    desk.change(
        "index.yaml",
        "minmax, range: [0, 100]",
        "goalposts, goalposts: {Schools: [0, 9], Clinics: [0, 9], Smoke: [-9, 0]}",
    )
    desk.change("index.yaml", "  - impute: {method: mean}\n", "  - screen: {coverage: 0.9}\n")
    desk.change("index.yaml", "normalise: [minmax, rank], ", "")
    assert desk.run("check", "index.yaml") == (
        0,
        "index.yaml: valid\n"
        "  3 units × 3 indicators; 3 at level 1, 2 at level 2, 1 at level 3\n"
        "  missing: 1 of 9 cells (11.1%)\n"
        "  constant over all units: Clinics\n"
        "  steps: denominate, screen, normalise, weigh, aggregate; left out: impute, treat\n"
        "  units kept: 2; dropped: b (67%)\n"
        "  cells changed by normalise: 2\n"
        "  robustness of Index: 5 weights by up to 25%, impute in 2 ways\n"
        "  combinations, each built once: 2\n",
        "",
    )


def test_build_and_robustness_say_what_they_made(desk: Desk) -> None:
    assert desk.run("build", "index.yaml", *OUT) == (
        0,
        "run: the index of index.yaml\n  units kept: 5; dropped: none\n  cells changed by impute: 1\n",
        "",
    )
    code, said, complaint = desk.run("robustness", "index.yaml", "--samples", "8", "--out", "sure")
    assert (code, complaint) == (0, "")
    assert said.splitlines()[:3] == [
        "sure: the robustness of index.yaml",
        "  8 samples, 40 evaluations, seed 0",
        "  varied: weights, impute, normalise; not varied: denominate, screen, treat, aggregate",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "units.csv",
            "Clinics",
            "Klinics",
            "units.csv:1:Klinics: the column 'Klinics' is not described in structure.csv (did you mean 'Clinics'?)\n"
            "structure.csv:3:iCode: the code 'Clinics' is not a column of units.csv (did you mean 'Klinics'?)\n",
        ),
        ("units.csv", "40,4,8,20", "40,4,8,inf", "units.csv:5:Smoke: inf is infinite\n"),
        ("units.csv", "40,4,8,20", "40,4,8,many", "units.csv:5:Smoke: 'many' is not a number\n"),
        ("units.csv", "d,Dadap", "b,Dadap", "units.csv:5:uCode: the unit 'b' is given again; it is in row 3 already\n"),
        (
            "units.csv",
            "40,4,8,20",
            "0,4,8,20",
            "units.csv:5:People: 'Schools' of 'd' cannot be divided by 'People': it is 0, and not above zero\n",
        ),
        (
            "structure.csv",
            "Smoke,1,-1,1",
            "Smoke,1,-1,0",
            "structure.csv:4:Weight: the weights of the group 'Air' (Smoke) add up to zero\n",
        ),
        (
            "structure.csv",
            "Index,3,1,1,,",
            "Index,3,1,1,Air,",
            "structure.csv:7:Parent: the structure has a cycle: Index → Air → Index\n",
        ),
        (
            "structure.csv",
            "Air,2,1,1,Index",
            "Air,3,1,1,",
            "structure.csv:4:Level: 'Smoke' is at level 1 and its parent 'Air' at level 3: a level is skipped\n",
        ),
        (
            "structure.csv",
            "Clinics,1,1,3",
            "Smoke,1,1,3",
            "structure.csv:4:iCode: the code 'Smoke' is given again; it is in row 3 already\n"
            "units.csv:1:Clinics: the column 'Clinics' is not described in structure.csv\n",
        ),
        (
            "index.yaml",
            "method: minmax",
            "methd: minmax",
            "index.yaml:5:17: unknown key 'methd' (did you mean 'method'?)\n",
        ),
        (
            "index.yaml",
            "  - normalise",
            "  - treat: {winsorize_max: 1}\n  - normalise",
            "index.yaml:5:13: unknown key 'winsorize_max' (did you mean 'winsorise_max'?)\n",
        ),
        (
            "index.yaml",
            "impute: {method: mean}",
            "impute: {method: group_mean, group: Regoin}",
            "index.yaml:4:34: there is no group column 'Regoin' (did you mean 'Region'?)\n",
        ),
    ],
)
def test_bad_input_is_refused_in_a_sentence_with_its_place(
    desk: Desk, file: str, old: str, new: str, says: str
) -> None:
    desk.change(file, old, new)
    before = desk.files()
    assert desk.run("build", "index.yaml", *OUT) == (2, "", says)
    assert desk.run("check", "index.yaml") == (2, "", says)
    code, said, complaint = desk.run("robustness", "index.yaml", "--samples", "8", *OUT)
    assert (code, said) == (2, "")
    assert complaint.startswith(says.removesuffix("\n"))  # it may name the combination
    assert desk.files() == before


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (
            ["5"] * 5,
            "units.csv:1:Clinics: 'Clinics' is constant over all units: minmax cannot tell them apart\n",
        ),
        (["NA"] * 5, "units.csv:1:Clinics: every cell of the indicator 'Clinics' is missing\n"),
    ],
)
def test_a_column_that_says_nothing_is_refused(desk: Desk, column: list[str], says: str) -> None:
    rows = "".join(f"u{at},West,1,{at},{cell},{at}\n" for at, cell in enumerate(column))
    desk.write("units.csv", f"uCode,Region,People,Schools,Clinics,Smoke\n{rows}")
    before = desk.files()
    assert desk.run("build", "index.yaml", *OUT) == (2, "", says)
    assert desk.files() == before


def test_a_mean_that_needs_values_above_zero_names_unit_and_column(desk: Desk) -> None:
    desk.change("index.yaml", "method: arithmetic", "method: geometric")
    before = desk.files()
    code, said, complaint = desk.run("build", "index.yaml", *OUT)
    assert (code, said) == (2, "")
    assert complaint.startswith("units.csv:5:Schools: ")
    assert desk.files() == before


def test_a_robustness_run_of_a_panel_is_refused(desk: Desk) -> None:
    desk.change("index.yaml", "steps:", "panel: {time: Region}\nsteps:")
    desk.change("structure.csv", "Region,,,,,Group,,,\n", "")
    says = "index.yaml:2:1: a robustness run needs a single time, not a panel\n"
    assert desk.run("robustness", "index.yaml", "--samples", "8", *OUT) == (2, "", says)


def test_a_scheduler_that_does_not_answer_is_named(desk: Desk) -> None:
    asked = ("robustness", "index.yaml", "--samples", "8", *OUT, "--scheduler", "tcp://127.0.0.1")
    says = "--scheduler: 'tcp://127.0.0.1' is not an address such as tcp://localhost:8786\n"
    assert desk.run(*asked) == (2, "", says)


@pytest.mark.parametrize("samples", ["1000000000000", "999999999999999999"])
def test_more_samples_than_this_machine_has_memory_for_are_refused_before_they_are_drawn(
    desk: Desk, samples: str
) -> None:
    code, said, complaint = desk.run("robustness", "index.yaml", *OUT, "--samples", samples)
    assert (code, said) == (2, "")
    assert re.fullmatch(
        rf"--samples: {int(samples):,} need about [\d,]+ GiB of memory; this machine has [\d,.]+\n", complaint
    )


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("build", "index.yaml"), "the following arguments are required: --out"),
        (("robustness", "index.yaml", *OUT), "the following arguments are required: --samples"),
        (
            ("robustness", "index.yaml", *OUT, "--samples", "1"),
            "argument --samples: '1' is not a whole number from 2 up",
        ),
        (
            ("robustness", "index.yaml", *OUT, "--samples", "9" * 19),
            f"argument --samples: '{'9' * 19}' is too large; it has more than 18 digits",
        ),
        (
            ("robustness", "index.yaml", *OUT, "--samples", "9", "--workers", "0"),
            "argument --workers: '0' is not a whole number from 1 up",
        ),
        (
            ("robustness", "index.yaml", *OUT, "--samples", "9", "--seed", "-1"),
            "argument --seed: '-1' is not a whole number from 0 up",
        ),
    ],
)
def test_a_command_asked_for_in_the_wrong_way_says_how(desk: Desk, asked: tuple[str, ...], says: str) -> None:
    with pytest.raises(SystemExit) as end:
        desk.run(*asked)
    assert end.value.code == 2
    assert desk.capsys.readouterr().err.splitlines()[-1] == f"jejaring index {asked[0]}: error: {says}"


@pytest.mark.parametrize("command", ["check", "build", "robustness"])
def test_every_command_explains_itself(desk: Desk, command: str) -> None:
    with pytest.raises(SystemExit) as end:
        desk.run(command, "--help")
    assert end.value.code == 0
    assert desk.capsys.readouterr().out.startswith(f"usage: jejaring index {command} [-h]")


def test_a_command_loads_neither_the_web_project_nor_what_it_does_not_need(desk: Desk) -> None:
    ran = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "0 []"
    assert ran.stderr == ""
