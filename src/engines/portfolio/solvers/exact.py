"""What is believed of a solver: values counted again in whole numbers, bounds rounded to the side that is proven."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

from engines.portfolio.errors import PortfolioError
from engines.portfolio.program import Constraint, IntegerProgram, Solution

LARGEST = 2**53  # above it not every whole number is a floating-point number
TOLERANCE = Fraction(1, 10**6)  # how far from a whole number solvers may leave a decision
BOUND_TOLERANCE, BOUND_PRECISION = 1e-2, 2**-50  # how far below the truth a floating-point bound may lie: flat, share


def value_of(program: IntegerProgram, values: Sequence[int]) -> int:
    """Return the value of an answer."""
    return sum(factor * values[at] for at, factor in program.objective.items())


def trivial_bound(program: IntegerProgram) -> int:
    """Return what no answer can exceed: every variable at its better end."""
    ends = program.variables
    return sum(max(factor * ends[at].lower, factor * ends[at].upper) for at, factor in program.objective.items())


def holds(program: IntegerProgram, values: Sequence[int]) -> bool:
    """Tell whether an answer keeps all constraints.

    Those without divisible variables are kept exactly. Those with may be off by what rounding the divisible ones to
    whole numbers, and the others from a solver's tolerance, can do.
    """
    within = all(
        variable.lower <= value <= variable.upper for variable, value in zip(program.variables, values, strict=True)
    )
    return within and all(_kept(program, constraint, values) for constraint in program.constraints)


def _kept(program: IntegerProgram, constraint: Constraint, values: Sequence[int]) -> bool:
    total = sum(factor * values[at] for at, factor in constraint.terms.items())
    above = 0 if constraint.high is None else total - constraint.high
    below = 0 if constraint.low is None else constraint.low - total
    excess = max(above, below)
    return excess <= 0 or excess <= _rounding(program, constraint)


def _rounding(program: IntegerProgram, constraint: Constraint) -> Fraction:
    divisible = sum(abs(factor) for at, factor in constraint.terms.items() if program.variables[at].divisible)
    every = sum(abs(factor) for factor in constraint.terms.values())
    return Fraction(divisible, 2) + TOLERANCE * every if divisible else Fraction(0)


def whole(program: IntegerProgram, values: Sequence[float]) -> tuple[int, ...] | None:
    """Return a floating-point answer in whole numbers, or None if these do not keep the constraints."""
    rounded = tuple(
        min(max(round(value), variable.lower), variable.upper)
        for variable, value in zip(program.variables, values, strict=True)
    )
    return rounded if holds(program, rounded) else None


def bound_from(bound: float) -> int | None:
    """Return the whole bound that a floating-point one proves for a value in whole numbers, or None if it is none."""
    if not abs(bound) < LARGEST:
        return None
    return floor(bound + max(BOUND_TOLERANCE, BOUND_PRECISION * abs(bound)))


def refuse_too_large(program: IntegerProgram, solver: str) -> None:
    """Raise PortfolioError if a number of the programme is none in floating point, where `solver` works."""
    for number in _numbers(program):
        if abs(number) > LARGEST:
            raise PortfolioError(f"{solver} works in floating point, where {number} is not exact: use larger units")


def _numbers(program: IntegerProgram) -> Iterator[int]:
    yield from program.objective.values()
    for variable in program.variables:
        yield from (variable.lower, variable.upper)
    for constraint in program.constraints:
        yield from constraint.terms.values()
        yield from (end for end in (constraint.low, constraint.high) if end is not None)


def hinted(program: IntegerProgram) -> tuple[int, ...] | None:
    """Return the hint, completed by lower ends, if it is an answer."""
    if not program.hint:
        return None
    values = tuple(program.hint.get(at, variable.lower) for at, variable in enumerate(program.variables))
    return values if holds(program, values) else None


def solution(
    program: IntegerProgram, solver: str, values: Sequence[int] | None, bound: int | None, *, infeasible: bool = False
) -> Solution:
    """Return what is believed of a solver's answer and bound. A bound below a value that was counted is not."""
    value = None if values is None else value_of(program, values)
    if bound is not None:
        bound = min(bound, trivial_bound(program))
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
