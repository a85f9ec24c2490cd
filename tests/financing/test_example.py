"""The example of forty programmes over ten years: labelled, sound, and answered within the law."""

from __future__ import annotations

import json
from pathlib import Path

from engines.portfolio.borrowing import capacity
from engines.portfolio.checker import check
from engines.portfolio.problem import AvailabilityPayment, Debt
from jejaring.financing.files import read_problem_file
from jejaring.financing.solving import solve

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "portfolio-40.json"


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


def test_the_example_is_answered_within_a_percent_and_checked() -> None:
    problem = read_problem_file(EXAMPLE).problem
    answer = solve(problem, seconds=20)
    assert check(problem, answer.plan) == answer.certificate
    assert answer.certificate.violations == ()
    assert answer.gap < 0.01


def test_the_deficit_cap_is_what_limits_borrowing_in_the_example() -> None:
    found = {(one.year, one.debt): one for one in capacity(read_problem_file(EXAMPLE).problem)}
    first = found[2026, "pinjaman"]
    assert first.binding is not None
    assert (first.binding.rule, first.binding.put_in) == ("deficit", "2.5 % × 5,408 = 135.2")
