"""What is trusted of a solver: values recomputed in whole numbers, bounds rounded to the proven side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor

from engines.portfolio.errors import PortfolioError
from engines.portfolio.model import Constraint, IntegerModel, Solution

LARGEST = 2**53  # above it not every whole number is a floating-point number
BOUND_TOLERANCE, BOUND_PRECISION = 1e-2, 2**-50  # how far below the truth a floating-point bound may lie: flat, share


def value_of(model: IntegerModel, values: Sequence[int]) -> int:
    """Return the value of an answer."""
    return sum(factor * values[at] for at, factor in model.objective.items())


def trivial_bound(model: IntegerModel) -> int:
    """Return what no answer can exceed: every variable at its better end."""
    ends = model.variables
    return sum(max(factor * ends[at].lower, factor * ends[at].upper) for at, factor in model.objective.items())


def holds(model: IntegerModel, values: Sequence[int]) -> bool:
    """Return whether an answer satisfies all constraints."""
    within = all(
        variable.lower <= value <= variable.upper for variable, value in zip(model.variables, values, strict=True)
    )
    return within and all(_kept(constraint, values) for constraint in model.constraints)


def _kept(constraint: Constraint, values: Sequence[int]) -> bool:
    total = sum(factor * values[at] for at, factor in constraint.terms.items())
    above = constraint.high is not None and total > constraint.high
    return not above and (constraint.low is None or total >= constraint.low)


def bound_from(bound: float) -> int | None:
    """Return the whole bound that a floating-point bound proves for a whole value, None if it proves none."""
    if not abs(bound) < LARGEST:
        return None
    return floor(bound + max(BOUND_TOLERANCE, BOUND_PRECISION * abs(bound)))


def refuse_too_large(model: IntegerModel, solver: str) -> None:
    """Raise PortfolioError if a number of the model is not exact in floating point, in which `solver` computes."""
    for number in _numbers(model):
        if abs(number) > LARGEST:
            raise PortfolioError(f"{solver} works in floating point, where {number} is not exact: use larger units")


def _numbers(model: IntegerModel) -> Iterator[int]:
    yield from model.objective.values()
    for variable in model.variables:
        yield from (variable.lower, variable.upper)
    for constraint in model.constraints:
        yield from constraint.terms.values()
        yield from (end for end in (constraint.low, constraint.high) if end is not None)


def solution(
    model: IntegerModel, solver: str, values: Sequence[int] | None, bound: int | None, *, infeasible: bool = False
) -> Solution:
    """Return what is trusted of a solver's answer and bound; a bound below a recomputed value is not."""
    value = None if values is None else value_of(model, values)
    if bound is not None:
        bound = min(bound, trivial_bound(model))
        if value is not None and bound < value:
            bound = None
    return Solution(
        values=None if values is None else tuple(values),
        value=value,
        bound=bound,
        proven=value is not None and value == bound,
        infeasible=infeasible and values is None,
        solver=solver,
    )
