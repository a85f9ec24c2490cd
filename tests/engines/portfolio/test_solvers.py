"""Every solver against trying all there is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.portfolio.errors import PortfolioError
from engines.portfolio.model import Constraint, IntegerModel, Solution, Variable
from engines.portfolio.neighbourhood import neighbourhood
from engines.portfolio.solvers import SOLVERS, exact
from engines.portfolio.solvers.completing import hinted, whole
from tests.examples import examples
from tests.waiting import AMPLE

by_solver = pytest.mark.parametrize("name", SOLVERS)
KNAPSACK = IntegerModel(
    variables=[Variable(str(at), 0, 1) for at in range(6)],
    constraints=[
        Constraint({0: 5, 1: 4, 2: 3, 3: 2, 4: 6, 5: 1}, None, 10),
        Constraint({0: 2, 1: 3, 2: 5, 3: 1, 4: 2, 5: 4}, None, 9),
    ],
    objective={0: 10, 1: 8, 2: 7, 3: 4, 4: 11, 5: 3},
)


def best_of_all(model: IntegerModel) -> int | None:
    """Return the best value by trying every answer."""
    every = product(*(range(each.lower, each.upper + 1) for each in model.variables))
    return max((exact.value_of(model, values) for values in every if exact.holds(model, values)), default=None)


def solved(name: str, model: IntegerModel, seconds: float = AMPLE, work: float | None = None) -> Solution:
    return SOLVERS[name](model, seconds=seconds, seed=1, work=work, report=lambda best, bound: False)


@st.composite
def programs(draw: st.DrawFn) -> IntegerModel:
    many = draw(st.integers(1, 5))
    number = st.integers(-6, 6)
    lowers = draw(st.lists(st.integers(-2, 2), min_size=many, max_size=many))
    variables = [Variable(str(at), low, low + draw(st.integers(0, 3))) for at, low in enumerate(lowers)]
    terms = st.dictionaries(st.integers(0, many - 1), number, max_size=many)
    ends = st.none() | st.integers(-10, 10)
    constraints = [
        Constraint(row, low, high)
        for row, low, high in draw(st.lists(st.tuples(terms, ends, ends), max_size=4))
        if low is None or high is None or low <= high
    ]
    return IntegerModel(variables, constraints, draw(terms))


@by_solver
@examples(60)
@given(model=programs())
def test_a_small_programme_is_answered_as_by_trying_all(name: str, model: IntegerModel) -> None:
    best = best_of_all(model)
    answer = solved(name, model)
    assert (answer.value, answer.infeasible) == (best, best is None)
    if answer.values is not None:
        assert exact.holds(model, answer.values)
        assert exact.value_of(model, answer.values) == answer.value == answer.bound
        assert answer.proven


@by_solver
def test_a_solver_tells_its_answers_and_proves_the_best(name: str) -> None:
    found: list[Sequence[int]] = []
    answer = SOLVERS[name](
        KNAPSACK, seconds=AMPLE, seed=0, work=None, report=lambda best, bound: False, found=found.append
    )
    assert answer == Solution(answer.values, 21, 21, True, False, name)
    assert best_of_all(KNAPSACK) == 21
    assert [exact.holds(KNAPSACK, values) for values in found] == [True] * len(found)


@pytest.mark.slow
@by_solver
def test_a_solver_prints_nothing(name: str) -> None:
    """In a process of its own, as a banner is printed once; what a command prints must be its answer alone."""
    code = f"from {__name__} import KNAPSACK, solved; solved({name!r}, KNAPSACK)"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


@by_solver
def test_numbers_that_a_solver_cannot_hold_are_refused(name: str) -> None:
    model = replace(KNAPSACK, objective={0: 2**62, 1: 2**62})
    with pytest.raises(PortfolioError, match="large"):
        solved(name, model)


@by_solver
def test_amounts_of_money_come_out_whole(name: str) -> None:
    """A decision costs 7, paid by two sources of 3 and 5; another costs 2 and does not fit beside it."""
    model = IntegerModel(
        variables=[Variable("a", 0, 1), Variable("b", 0, 1), Variable("x", 0, 9, True), Variable("y", 0, 9, True)],
        constraints=[
            Constraint({0: 7, 1: 2, 2: -1, 3: -1}, 0, 0),
            Constraint({2: 1}, None, 3),
            Constraint({3: 1}, None, 5),
        ],
        objective={0: 5, 1: 3},
    )
    answer = solved(name, model)
    assert answer.values is not None
    assert (answer.value, answer.values[:2]) == (5, (1, 0))
    assert exact.holds(model, answer.values)


@by_solver
def test_a_programme_of_amounts_alone_is_solved(name: str) -> None:
    model = IntegerModel(
        variables=[Variable("x", 0, 9, True), Variable("y", 0, 9, True)],
        constraints=[Constraint({0: 1, 1: 1}, 7, 7), Constraint({0: 2}, None, 7)],
        objective={0: -1, 1: -3},
    )
    answer = solved(name, model)
    assert (answer.values, answer.value) == ((3, 4), -15)
    nothing = replace(model, constraints=[Constraint({0: 1, 1: 1}, 20, None)])
    assert solved(name, nothing).infeasible


@pytest.mark.slow
@pytest.mark.parametrize("name", ["CP-SAT", "HiGHS"])
def test_the_same_seed_and_work_give_the_same_answer(name: str) -> None:
    model = knapsack_of(60, 5)
    first, second = (solved(name, model, work=0.05) for _ in range(2))
    assert first == second
    assert first.values is not None


def knapsack_of(things: int, constraints: int) -> IntegerModel:
    """Return a knapsack whose numbers go round in steps without a common factor."""
    weights = [[1 + (at * 37 + row * 101) % 97 for at in range(things)] for row in range(constraints)]
    return IntegerModel(
        variables=[Variable(str(at), 0, 1) for at in range(things)],
        constraints=[Constraint(dict(enumerate(row)), None, sum(row) // 3) for row in weights],
        objective={at: sum(row[at] for row in weights) + (at * 53) % 71 for at in range(things)},
    )


def test_cbc_refuses_a_limit_of_work() -> None:
    with pytest.raises(PortfolioError, match="stops by time only"):
        solved("CBC", KNAPSACK, work=1.0)


@pytest.mark.parametrize("name", ["CP-SAT", "HiGHS"])
def test_a_solver_stops_when_it_is_told_to_and_claims_no_more_than_it_has(name: str) -> None:
    model = knapsack_of(100, 8)
    answer = SOLVERS[name](model, seconds=AMPLE, seed=0, work=None, report=lambda best, bound: best is not None)
    assert not answer.proven
    assert answer.value is not None
    assert answer.bound is not None
    assert answer.value < answer.bound


def test_a_floating_point_bound_is_rounded_to_the_side_that_is_proven() -> None:
    bounds = (24380.9, 24380.999999, 24381.0, 24381.9, -0.5, float("inf"))
    assert [exact.bound_from(bound) for bound in bounds] == [24380, 24381, 24381, 24381, -1, None]


def test_a_bound_below_a_counted_value_is_not_believed() -> None:
    values = (1, 0, 1, 1, 0, 0)
    believed = exact.solution(KNAPSACK, "one", values, 20)
    assert believed == Solution(values, 21, None, False, False, "one")


def test_amounts_that_rounding_breaks_are_shared_out_anew() -> None:
    """Three halves come to 2 (or 0) when rounded each; what they are to pay is 1 or 2, by their decision."""
    model = IntegerModel(
        variables=[Variable("a", 0, 1), *(Variable(name, 0, 9, True) for name in "xyz")],
        constraints=[Constraint({1: 1, 2: 1, 3: 1, 0: -1}, 1, 1), Constraint({1: 2, 2: 2}, None, 3)],
        objective={0: 1},
    )
    completed = whole(model, (0.9999999, 0.75, 0.75, 0.5))
    assert completed is not None
    assert exact.holds(model, completed)
    assert completed[0] == 1
    assert whole(replace(model, constraints=[Constraint({0: 1, 1: 2}, 2, 2)]), (1.0, 0.5, 0.0, 0.0)) is None
    assert whole(KNAPSACK, (1.0, 1.0, 1.0, 0.0, 0.0, 0.0)) is None


def test_a_neighbourhood_keeps_its_share_and_still_has_the_answer() -> None:
    model = knapsack_of(40, 2)
    values = tuple(int(at % 4 == 0) for at in range(40))
    assert exact.holds(model, values)
    for seed, fixed in ((0, 8), (1, 8 + 15)):
        near = neighbourhood(model, values, keep=0.8, seed=seed)
        assert sum(each.lower == each.upper for each in near.variables) == fixed
        assert hinted(near) == values
        assert near == neighbourhood(model, values, keep=0.8, seed=seed)
