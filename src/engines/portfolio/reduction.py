"""What is already decided is removed before a solver sees the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engines.portfolio.model import Constraint, IntegerModel, Solution

Solve = Callable[[IntegerModel], Solution]
NAME = "nothing left to decide"


def reducing(solve: Solve) -> Solve:
    """Return a solver like `solve` that is only given variables whose bounds differ."""

    def reduced(model: IntegerModel) -> Solution:
        free = [at for at, variable in enumerate(model.variables) if variable.lower < variable.upper]
        place = {at: new for new, at in enumerate(free)}
        constraints: list[Constraint] = []
        for constraint in model.constraints:
            rest = _rest(model, constraint, place)
            if rest.terms:
                constraints.append(rest)
            elif not _holds(rest):
                return Solution(None, None, None, proven=True, infeasible=True, solver=NAME)
        constant = sum(value * model.variables[at].lower for at, value in model.objective.items() if at not in place)
        small = replace(
            model,
            variables=[model.variables[at] for at in free],
            constraints=constraints,
            objective={place[at]: value for at, value in model.objective.items() if at in place},
            hint={place[at]: value for at, value in model.hint.items() if at in place},
        )
        return _whole(model, free, solve(small), constant)

    return reduced


def _rest(model: IntegerModel, constraint: Constraint, place: dict[int, int]) -> Constraint:
    """Return a constraint on what is free; what is fixed goes to its ends."""
    fixed = sum(term * model.variables[at].lower for at, term in constraint.terms.items() if at not in place)
    terms = {place[at]: term for at, term in constraint.terms.items() if at in place}
    low = None if constraint.low is None else constraint.low - fixed
    high = None if constraint.high is None else constraint.high - fixed
    return replace(constraint, terms=terms, low=low, high=high)


def _holds(constraint: Constraint) -> bool:
    return (constraint.low is None or constraint.low <= 0) and (constraint.high is None or constraint.high >= 0)


def _whole(model: IntegerModel, free: Sequence[int], found: Solution, constant: int) -> Solution:
    """Return a solution of the whole model."""
    if found.values is None:
        return replace(found, bound=None if found.bound is None else found.bound + constant)
    values = [variable.lower for variable in model.variables]
    for at, value in zip(free, found.values, strict=True):
        values[at] = value
    return replace(
        found,
        values=values,
        value=None if found.value is None else found.value + constant,
        bound=None if found.bound is None else found.bound + constant,
    )
