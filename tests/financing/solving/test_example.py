"""The example of forty programmes over ten years: labelled, sound, and answered within the law."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from engines.portfolio.borrowing import capacity
from engines.portfolio.checker import check
from engines.portfolio.problem import AvailabilityPayment, Debt, Problem, Programme, Source
from jejaring.financing.files.problems import read_problem_file
from jejaring.financing.solving.solve import Infeasible, solve
from tests.waiting import AMPLE

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "portfolio-40.json"


def test_everything_in_the_example_is_labelled_as_one() -> None:
    plain = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    names = [plain["name"], *(thing["name"] for thing in plain["programmes"] + plain["sources"])]
    assert [name for name in names if "contoh" not in name.lower()] == []


def test_the_example_has_something_of_everything() -> None:
    problem = read_problem_file(EXAMPLE).problem
    assert (len(problem.programmes), problem.years) == (40, 10)
    assert len([source for source in problem.sources if isinstance(source, Debt)]) == 2
    assert len([source for source in problem.sources if isinstance(source, AvailabilityPayment)]) == 1
    assert all(any(getattr(p, what) for p in problem.programmes) for what in ("must", "requires", "first_phase"))
    assert all((problem.exclusive, problem.limits, problem.weights, problem.discount, problem.rules))


def best_value(problem: Problem) -> Decimal:
    """Return the value of a plan that is proven to be the best, to the cent, however long the proof takes."""
    answer = solve(problem, seconds=AMPLE, workers=1)
    assert check(problem, answer.plan) == answer.certificate
    assert answer.certificate.violations == ()
    assert answer.bound - answer.value < Decimal("0.01")
    return round(answer.value, 2)


@pytest.mark.solver
def test_the_example_is_answered_with_proof_and_checked() -> None:
    assert best_value(read_problem_file(EXAMPLE).problem) == Decimal("3005.56")  # as the page says


@pytest.mark.solver
def test_without_debt_the_example_is_worth_less() -> None:
    problem = read_problem_file(EXAMPLE).problem
    cash = tuple(replace(source, ceilings={}) if isinstance(source, Debt) else source for source in problem.sources)
    assert best_value(replace(problem, sources=cash)) == Decimal("2982.46")


def _at_once(problem: Problem) -> Problem:
    """Return the problem of a city that wants five large programmes at once, and has a lender."""
    wanted = {"polder_tanggul": 2026, "brt": 2026, "rsud": 2026, "pasar_induk": 2026, "jalan_lingkar": 2027}

    def pressed(programme: Programme) -> Programme:
        if programme.code not in wanted:
            return programme
        return replace(programme, must=True, start_years=(wanted[programme.code],), first_phase=None)

    def lent(source: Source) -> Source:
        return replace(source, ceilings=dict.fromkeys(range(2026, 2030), Decimal(400)))

    sources = tuple(lent(source) if source.code == "pinjaman" else source for source in problem.sources)
    return replace(problem, programmes=tuple(map(pressed, problem.programmes)), sources=sources)


@pytest.mark.solver
def test_what_the_law_forbids_in_the_example_is_possible_once_the_deficit_cap_is_lifted() -> None:
    problem = _at_once(read_problem_file(EXAMPLE).problem)
    with pytest.raises(Infeasible) as refused:
        solve(problem, seconds=AMPLE)
    assert ("deficit", (2026, 2027, 2028)) in [(conflict.rule, conflict.years) for conflict in refused.value.conflicts]
    assert problem.rules is not None
    lifted = replace(problem.rules, rules=tuple(rule for rule in problem.rules.rules if rule.code != "deficit"))
    assert best_value(replace(problem, rules=lifted)) == Decimal("2077.02")


def test_the_deficit_cap_is_what_limits_borrowing_in_the_example() -> None:
    found = {(one.year, one.debt): one for one in capacity(read_problem_file(EXAMPLE).problem)}
    first = found[2026, "pinjaman"]
    assert first.binding is not None
    assert (first.binding.rule, first.binding.put_in) == ("deficit", "2.5 % × 5,408 = 135.2")
