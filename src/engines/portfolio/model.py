"""An integer linear model: what every solver understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Variable:
    """A whole number between two ends; `divisible`: solvers without whole numbers may take parts of it.

    Divisible variables are amounts of money, decided exactly afterwards; the others are decisions.
    """

    name: str
    lower: int
    upper: int
    divisible: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """low ≤ Σ coefficient × variable ≤ high (None: no end). `rule` and `year` name what it says, for people.

    `unit`: what 1 counts for in it, after fractions were multiplied out.
    """

    terms: Mapping[int, int]
    low: int | None
    high: int | None
    rule: str = ""
    year: int | None = None
    programme: str | None = None
    unit: int = 1


@dataclass(frozen=True, slots=True)
class IntegerModel:
    """Maximise Σ objective × variable under the constraints; `hint` is an answer to begin with, if one is known."""

    variables: Sequence[Variable]
    constraints: Sequence[Constraint]
    objective: Mapping[int, int]
    hint: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solution:
    """The result of a solver: its best answer (values by variable, None if it has none), its value, a proven bound.

    `proven`: no answer is better. `infeasible`: there is none.
    """

    values: Sequence[int] | None
    value: int | None
    bound: int | None
    proven: bool
    infeasible: bool
    solver: str
