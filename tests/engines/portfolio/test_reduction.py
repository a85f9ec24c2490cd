"""What is decided is taken out, and the answer is that of the whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.portfolio.model import Constraint, IntegerModel, Solution, Variable
from engines.portfolio.reduction import reducing
from engines.portfolio.solvers import cp_sat, nearly
from tests.examples import examples
from tests.waiting import AMPLE

ENDS = st.tuples(st.integers(-3, 3), st.integers(0, 3)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def exactly(model: IntegerModel) -> Solution:
    return cp_sat.solve(model, seconds=AMPLE, seed=1, work=None, report=lambda best, bound: False)


@st.composite
def programs(draw: st.DrawFn) -> IntegerModel:
    ends = draw(st.lists(ENDS, min_size=1, max_size=5))
    terms = st.dictionaries(st.integers(0, len(ends) - 1), st.integers(-4, 4), max_size=len(ends))
    constraints = []
    for _ in range(3):
        low, high = sorted(draw(st.tuples(st.integers(-6, 6), st.integers(-6, 6))))
        constraints.append(Constraint(draw(terms), low, high))
    return IntegerModel([Variable(f"v{at}", *pair) for at, pair in enumerate(ends)], constraints, draw(terms))


@examples(60)
@given(programs())
def test_a_reduced_programme_has_the_answer_of_the_whole(model: IntegerModel) -> None:
    whole, reduced = exactly(model), reducing(exactly)(model)
    assert (reduced.value, reduced.infeasible) == (whole.value, whole.infeasible)
    if reduced.values is not None:
        assert sum(factor * reduced.values[at] for at, factor in model.objective.items()) == reduced.value


def asked(fixed: Sequence[int]) -> list[int]:
    """Return how many variables a solver was asked about when some are fixed."""
    counts: list[int] = []

    def solve(model: IntegerModel) -> Solution:
        counts.append(len(model.variables))
        return exactly(model)

    variables = [Variable(f"v{at}", 1 if at in fixed else 0, 1) for at in range(3)]
    reducing(solve)(IntegerModel(variables, [Constraint({0: 1, 1: 1, 2: 1}, None, 2)], {0: 1, 1: 1, 2: 1}))
    return counts


@pytest.mark.parametrize(("fixed", "counts"), [((), [3]), ((1,), [2]), ((0, 1, 2), [])])
def test_a_solver_is_asked_about_what_is_free_and_not_at_all_about_what_cannot_be(
    fixed: Sequence[int], counts: list[int]
) -> None:
    assert asked(fixed) == counts


def test_an_explanation_s_solver_rounds_amounts_up_and_keeps_decisions_whole() -> None:
    variables = [Variable("start", 0, 1), Variable("money", 0, 10, divisible=True)]
    constraints = [Constraint({0: 7, 1: -2}, None, 0), Constraint({0: 1}, 1, None)]
    found = nearly.solve(IntegerModel(variables, constraints, {1: -1}), seconds=AMPLE)
    assert (found.values, found.value, found.proven) == ((1, 4), -4, False)


def test_an_explanation_s_solver_says_that_there_is_nothing() -> None:
    found = nearly.solve(IntegerModel([Variable("start", 0, 1)], [Constraint({0: 1}, 2, None)], {}), seconds=AMPLE)
    assert (found.values, found.infeasible) == (None, True)
