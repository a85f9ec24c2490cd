"""`jejaring portfolio …` as a person meets it: what it says, its exit code, what it leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from engines.portfolio.borrowing import capacity
from engines.portfolio.problem import DeficitRule, TermRule
from jejaring.financing.report_text import of_capacity
from tests.desk import Desk
from tests.engines.portfolio.samples import a_debt, a_problem, a_source
from tests.waiting import AMPLE

PROBLEM = "problem.json"
LONG = ("--seconds", str(AMPLE))  # solvers end before, with proof
KNAPSACK = "1\n3 1 11\n5 6 7\n2 3 4\n5\n"
HELP = """
import sys
from jejaring.config import cli
try:
    cli.main(["portfolio", "--help"])
except SystemExit:
    print([name for name in ("django", "numpy", "ortools", "highspy", "yaml") if name in sys.modules])
"""


@pytest.mark.solver
def test_an_answer_is_said_written_checked_and_the_same_in_json(desk: Desk) -> None:
    code, said, progress = desk.run("solve", PROBLEM, "--out", "answer.json", *LONG)
    assert code == 0
    assert said.splitlines()[0] == "problem.json: Kota Contoh"
    assert said.splitlines()[1] == "  value 58, bound 58, gap 0 %"
    assert "  rule set: Aturan contoh" in said.splitlines()
    assert "  Not in the plan: bus_kecil" in said.splitlines()
    assert said.splitlines()[-2:] == [
        "  Warnings",
        "    budgets after 2026 are assumed to equal that of 2026, until 2034",
    ]
    assert "best 58.00" in progress
    answer = json.loads((desk.folder / "answer.json").read_text(encoding="utf-8"))
    code, said, _ = desk.run("solve", PROBLEM, "--json", *LONG)
    again = json.loads(said)
    assert (code, again.keys(), again["value"], again["checked"]) == (0, answer.keys(), answer["value"], True)
    code, said, complaint = desk.run("check", "answer.json", PROBLEM)
    assert (code, said.splitlines()[0], complaint) == (0, "answer.json: valid", "")
    assert sorted(desk.files()) == ["answer.json", PROBLEM]


@pytest.mark.solver
def test_an_answer_that_nobody_can_be_told_is_refused_in_a_sentence(desk: Desk) -> None:
    asked = [sys.executable, "-m", "jejaring.config.cli", "portfolio", "solve", PROBLEM, *LONG]
    told = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *asked], cwd=desk.folder, capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr.splitlines()[-1]) == (2, "standard output cannot be written: it is closed")


@pytest.mark.solver
def test_the_same_work_and_seed_give_the_same_answer(desk: Desk) -> None:
    asked = ("solve", PROBLEM, "--json", "--work", "5", "--seed", "3", *LONG)
    answers = [json.loads(desk.run(*asked)[1]) for _ in range(2)]
    for answer in answers:
        del answer["seconds"]
    assert answers[0] == answers[1]


@pytest.mark.solver
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            '"profile": [6]',
            '"profile": [NaN]',
            "problem.json: programmes[1].parts[0].profile[0]: programme air: NaN is not a number\n",
        ),
        (
            '"profile": [6]',
            '"profile": [-6]',
            "problem.json: programmes[1].parts[0].profile[0]: programme air: -6 is negative\n",
        ),
        (
            '{"name": "works", "profile": [6], "sources": ["pad"]}',
            '{"name": "works", "sources": ["pad"]}',
            "problem.json: programmes[1].parts[0]: programme air: `profile` is missing\n",
        ),
        (
            '"must": true',
            '"must": true, "requires": [{"code": "taman"}]',
            "problem.json: programmes[2].requires: programme taman: prerequisites form a cycle: air → taman → air\n",
        ),
        (
            '{"name": "fleet", "profile": [7], "sources": ["pad"]}',
            '{"name": "fleet", "profile": [7], "sources": ["dak"]}',
            "problem.json: programmes[4].parts[0].sources: programme bus_kecil: "
            "no source may pay for 'fleet': 'dak' is only for roads; the programme has no tags\n",
        ),
        (
            ', "2029": 0.05}',
            "}",
            "problem.json: rules: year 2029, rule deficit: there is no cap for 2029\n",
        ),
        (
            '"start_years": [2027, 2028]',
            '"start_years": [2027, 2030]',
            "problem.json: programmes[2].start_years[1]: programme taman, year 2030: "
            "2030 is outside the plan (2026–2029)\n",
        ),
        (
            '"name": "Air minum (contoh)"',
            '"name": "Taman kota (contoh)"',
            "problem.json: programmes[2].name: programme taman: "
            "the programme's name 'Taman kota (contoh)' is given again; it is that of programmes[1] already\n",
        ),
        (
            '"profile": [6]',
            '"profile": [600]',
            "problem.json: programmes[1].must: programme air, year 2026, rule must: "
            "it must be done, costs 600 in 2026, and the sources that may pay (pad) have 10; no other start helps\n",
        ),
        (
            '"code": "air",\n',
            '"code": "air", "code": "air",\n',
            "problem.json: the key 'code' is given twice in one object\n",
        ),
        (
            '"benefit": 14',
            '"benefit": -9, "must": true',
            "problem.json: no plan is feasible: these rules conflict: ",
        ),
    ],
)
def test_bad_input_is_refused_in_a_sentence_with_programme_year_and_rule(
    desk: Desk, old: str, new: str, says: str
) -> None:
    desk.change("problem.json", old, new)
    if says.endswith("conflict: "):
        desk.change("problem.json", '"maximum": 2', '"maximum": 0')
    before = desk.files()
    code, said, complaint = desk.run("solve", PROBLEM, "--out", "answer.json", "--json", *LONG)
    last = complaint.splitlines(keepends=True)[-1]
    assert (code, said) == (2, "")
    assert last == says or (says.endswith("conflict: ") and last.startswith(says))
    assert desk.files() == before


@pytest.mark.solver
def test_rules_that_cannot_hold_together_are_named_and_no_others(desk: Desk) -> None:
    desk.change("problem.json", '"benefit": 14', '"benefit": 14, "must": true')
    desk.change("problem.json", '"maximum": 2', '"maximum": 0')
    code, _, complaint = desk.run("solve", PROBLEM, *LONG)
    assert (code, complaint.splitlines()[-1]) == (
        2,
        "problem.json: no plan is feasible: these rules conflict: bus: must; group dimension=mobility (count)",
    )


@pytest.mark.solver
def test_time_that_runs_out_before_any_answer_is_said(desk: Desk) -> None:
    # the plain way does not look at this rule
    desk.change("problem.json", '"of": "count", "maximum": 2', '"of": "share", "maximum": 0.5')
    before = desk.files()
    code, said, complaint = desk.run("solve", PROBLEM, "--seconds", "0.001", "--out", "answer.json")
    assert (code, said, complaint.splitlines()[-1]) == (
        3,
        "",
        "problem.json: no plan was found in 0.001 s; allow more time",
    )
    assert desk.files() == before


@pytest.mark.solver
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            ('"value": 58', '"value": 59'),
            ["answer.json: value: the plan is worth 58, not 59"],
        ),
        (
            ('"bound": 58', '"bound": 57'),
            ["answer.json: bound: the plan is worth 58, above the bound 57"],
        ),
        (
            ('"source": "pad", "amount": 6}', '"source": "dak", "amount": 6}'),
            [
                "answer.json: programme air, year 2026, rule payers: 'dak' may not pay for 'works' of 'air' in 2026",
                "answer.json: year 2026, rule ceilings: 'dak' has 0 in 2026, and 6 is asked of it",
            ],
        ),
        (
            ('"amount": 6}', '"amount": "6"}'),
            ["answer.json: payments[0].amount: '6' is not a number"],
        ),
    ],
)
def test_an_answer_that_is_not_so_is_refused(desk: Desk, change: tuple[str, str], says: list[str]) -> None:
    desk.run("solve", PROBLEM, "--out", "answer.json", *LONG)
    text = (desk.folder / "answer.json").read_text(encoding="utf-8")
    assert change[0] in text
    desk.write("answer.json", text.replace(*change, 1))
    code, said, complaint = desk.run("check", "answer.json", PROBLEM)
    assert (code, said, complaint.splitlines()) == (2, "", says)


@pytest.mark.solver
def test_an_explanation_says_why_what_is_not_done_is_not(desk: Desk) -> None:
    desk.run("solve", PROBLEM, "--out", "answer.json", *LONG)
    code, said, _ = desk.run("explain", PROBLEM, "answer.json", "--trials", "3")
    assert code == 0
    assert (
        "    bus_kecil: no amount of money lets it start beside the rest, because of group dimension=mobility (count); "
        "within the available money it would displace bus; and cost a benefit of 6"
    ) in said.splitlines()
    found = json.loads(desk.run("explain", PROBLEM, "answer.json", "--trials", "0", "--json")[1])
    assert list(found) == ["answer", "absences", "prices", "core_indices", "greedy_loss"]
    assert found["absences"] == [
        {
            "programme": "bus_kecil",
            "start": None,
            "extra": None,
            "along": [],
            "blocked_by": ["group dimension=mobility (count)"],
            "pushed_out": ["bus"],
            "loss": 6,
        }
    ]


@pytest.mark.solver
def test_scenarios_end_with_the_plan_that_is_regretted_least(desk: Desk) -> None:
    code, said, _ = desk.run("scenarios", PROBLEM, *LONG)
    assert (code, said.splitlines()[-1]) == (0, "  Smallest regret: as-is")
    found = json.loads(desk.run("scenarios", PROBLEM, *LONG, "--json")[1])
    assert [scenario["code"] for scenario in found["scenarios"]] == [
        "as-is",
        "budget-10",
        "budget+10",
        "costs+10",
        "revenue-10",
    ]
    assert found["choice"] == "as-is"


def test_capacity_puts_the_numbers_into_each_limit(desk: Desk) -> None:
    code, said, complaint = desk.run("capacity", PROBLEM)
    assert (code, said.splitlines()[:9], complaint) == (
        0,
        [
            "problem.json: how much of each debt could be drawn in a year if nothing else were borrowed",
            "  rule set: Aturan contoh",
            "  2026  pinjaman: 10.5 Rp miliar, limited by deficit",
            "        stock, tightest in 2026: limit × general revenue − outstanding = amount",
            "               75 % × 200 − 0 = 150",
            "        dscr, tightest in 2028: (numerator / minimum − existing service) / service per drawn = amount",
            "              (95 / 2.5 − 0) / 31 % = 122.5806",
            "        deficit, tightest in 2026: cap × revenue = amount",
            "                 5 % × 210 = 10.5",
        ],
        "",
    )
    found = json.loads(desk.run("capacity", PROBLEM, "--json")[1])
    assert [one["amount"] for one in found["capacity"]] == [10.5] * 4


def test_a_debt_that_no_rule_limits_is_not_called_unknown() -> None:
    rules = (TermRule("term", 2026), DeficitRule("deficit", {2027: Decimal("0.025")}))
    problem = a_problem(sources=(a_source(), a_debt(tenor=4)), rules=rules[:1], years=1)
    words = [
        "      term, tightest in 2030: last repayment may be after end of term",
        "            2030 may be after 2026",
    ]
    assert list(of_capacity(problem, capacity(problem)))[1:] == ["2026  loan: no limit", *words]
    problem = a_problem(sources=(a_source(), a_debt(tenor=4)), rules=rules, years=1)
    assert list(of_capacity(problem, capacity(problem)))[1] == "2026  loan: not known"


@pytest.mark.solver
def test_an_or_library_file_is_solved_with_one_json_object(desk: Desk) -> None:
    desk.write("mknap.txt", KNAPSACK)
    code, said, _ = desk.run("solve", "--format", "or-library", "--instance", "1", "mknap.txt", "--json")
    found = json.loads(said)
    assert code == 0
    assert list(found) == ["value", "bound", "gap", "chosen", "seconds", "solver", "checked"]
    assert (found["value"], found["bound"], found["chosen"], found["checked"]) == (11, 11, [1, 2], True)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("solve", "none.json"), "none.json: cannot be read: No such file or directory"),
        (("solve", PROBLEM, "--instance", "1"), "--instance K and --format or-library go together"),
        (("solve", PROBLEM, "--format", "or-library"), "--instance K and --format or-library go together"),
        (("check", "none.json", PROBLEM), "none.json: cannot be read: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_said(desk: Desk, asked: tuple[str, ...], says: str) -> None:
    assert desk.run(*asked) == (2, "", f"{says}\n")


@pytest.mark.solver
@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("--seconds", "0"), "argument --seconds: '0' is not a number above 0"),
        (("--seconds", "nan"), "argument --seconds: 'nan' is not a number above 0"),
        (("--seed", "-1"), "argument --seed: '-1' is not a whole number from 0 up"),
        (("--workers", "0"), "argument --workers: '0' is not a whole number from 1 up"),
    ],
)
def test_a_command_asked_for_in_the_wrong_way_says_how(desk: Desk, asked: tuple[str, ...], says: str) -> None:
    with pytest.raises(SystemExit) as end:
        desk.run("solve", PROBLEM, *asked)
    assert end.value.code == 2
    assert desk.capsys.readouterr().err.splitlines()[-1] == f"jejaring portfolio solve: error: {says}"


def test_nothing_heavy_is_loaded_before_a_command_runs() -> None:
    said = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "[]"


@pytest.mark.solver
def test_standard_output_holds_one_json_object_and_nothing_that_libraries_say(desk: Desk) -> None:
    asked = [sys.executable, "-m", "jejaring.config.cli", "portfolio", "explain", PROBLEM, "--json", "--trials", "0"]
    done = subprocess.run(asked, cwd=desk.folder, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["answer"]["value"] == 58


@pytest.mark.solver
@pytest.mark.kills
def test_stopping_keeps_the_best(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "docs" / "examples" / "portfolio-40.json"
    out = tmp_path / "answer.json"
    asked = [sys.executable, "-m", "jejaring.config.cli", "portfolio", "solve", str(example), "--out", str(out), *LONG]
    with subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stderr is not None
        while "gap –" in (line := running.stderr.readline()):  # the solvers have no answer and bound yet
            assert line
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does, to every process of the command
        _, complaint = running.communicate(timeout=AMPLE)
    assert (running.returncode, "Traceback" in complaint) == (0, False)
    assert json.loads(out.read_text(encoding="utf-8"))["checked"] is True
    assert [path.name for path in tmp_path.iterdir()] == ["answer.json"]
