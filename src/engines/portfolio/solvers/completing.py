"""Rounds an answer in floating point to whole numbers, if possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engines.portfolio.model import IntegerModel
from engines.portfolio.solvers import cp_sat, exact

SECONDS, WORK = 5.0, 0.3  # for sharing out the money of one answer; the work is what ends it


def whole(model: IntegerModel, values: Sequence[float]) -> tuple[int, ...] | None:
    """Return the answer in whole numbers, or None if its decisions allow none that keeps every constraint exactly.

    All is rounded. Where that breaks a constraint the decisions stay and CP-SAT finds amounts of money for them: a
    source that is spent to the last has no room for amounts rounded up.
    """
    rounded = tuple(
        min(max(round(value), variable.lower), variable.upper)
        for variable, value in zip(model.variables, values, strict=True)
    )
    if exact.holds(model, rounded):
        return rounded
    divisible = [at for at, variable in enumerate(model.variables) if variable.divisible]
    if not divisible:
        return None
    shared = cp_sat.solve(
        amounts(model, rounded, divisible), seconds=SECONDS, seed=0, work=WORK, report=lambda best, bound: False
    )
    if shared.values is None:
        return None
    completed = list(rounded)
    for at, value in zip(divisible, shared.values, strict=True):
        completed[at] = value
    return tuple(completed)


def hinted(model: IntegerModel) -> tuple[int, ...] | None:
    """Return the hint in full, if it is an answer: what it omits is at its lower bound, or money to be found."""
    if not model.hint:
        return None
    return whole(model, [model.hint.get(at, variable.lower) for at, variable in enumerate(model.variables)])


def amounts(model: IntegerModel, decided: Sequence[int], divisible: Sequence[int]) -> IntegerModel:
    """Return what is left of a model for its divisible variables once the others are decided.

    What `decided` says of the divisible ones is the hint.
    """
    place = {at: new for new, at in enumerate(divisible)}
    constraints = []
    for constraint in model.constraints:
        used = sum(factor * decided[at] for at, factor in constraint.terms.items() if at not in place)
        constraints.append(
            replace(
                constraint,
                terms={place[at]: factor for at, factor in constraint.terms.items() if at in place},
                low=None if constraint.low is None else constraint.low - used,
                high=None if constraint.high is None else constraint.high - used,
            )
        )
    return IntegerModel(
        variables=[model.variables[at] for at in divisible],
        constraints=constraints,
        objective={place[at]: factor for at, factor in model.objective.items() if at in place},
        hint={place[at]: decided[at] for at in divisible},
    )
