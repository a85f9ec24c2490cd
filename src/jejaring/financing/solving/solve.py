"""Solves a problem: solvers in parallel, money allocated exactly, the plan checked before it is returned."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from engines.portfolio.allocate import allocate
from engines.portfolio.checker import Certificate, check
from engines.portfolio.conflicts import Conflict, minimal_conflict
from engines.portfolio.errors import PortfolioError
from engines.portfolio.formulate import Formulation, formulate
from engines.portfolio.greedy import greedy
from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.problem import Plan, Problem
from engines.portfolio.reduction import reducing
from engines.portfolio.solvers import cp_sat, highs
from jejaring.financing.solving.portfolio import race

Progress = Callable[[Decimal | None, Decimal | None, float], None]
EXACT_SECONDS = 10.0  # for the money of starts that are decided
AFTER_SECONDS, AFTER_OPTION = 0.4, 5e-5  # kept for sharing money out and checking, and for each way of doing something
GREEDY = "greedy"


class TimeRanOut(Exception):
    """No answer was found within the time limit."""


class Infeasible(PortfolioError):
    """No plan is feasible; `conflicts` is a minimal set of conflicting rules."""

    def __init__(self, message: str, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(message)
        self.conflicts = conflicts


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan with how good it is: its value, a bound no plan exceeds, the gap between them as a share of the bound."""

    plan: Plan
    value: Decimal
    bound: Decimal
    gap: Decimal
    seconds: float
    solver: str
    certificate: Certificate
    rule_set: str | None


def solve(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 0,
    workers: int = 2,
    work: float | None = None,
    on_progress: Progress | None = None,
) -> Answer:
    """Return the best plan found in the time, checked.

    `work` is a deterministic limit instead: the same problem, seed and work give the same answer. Raises Infeasible,
    with a minimal set of conflicting rules, if there is no plan, and TimeRanOut if none was found.
    """
    began = time.monotonic()
    formulation = formulate(problem)
    first = _greedy_plan(formulation)
    model = _hinted(formulation, first)
    if first is not None and on_progress is not None:
        on_progress(check(problem, first).value, None, time.monotonic() - began)

    def told(best: int | None, bound: int | None, _: float) -> None:
        if on_progress is not None:
            shown = [None if end is None else formulation.benefit(end) for end in (best, bound)]
            on_progress(shown[0], shown[1], time.monotonic() - began)

    left = seconds - (time.monotonic() - began)
    racing = max(left / 2, left - AFTER_SECONDS - AFTER_OPTION * len(formulation.options))
    found = race(model, seconds=racing, seed=seed, workers=workers, work=work, on_progress=told)
    if found.infeasible:
        raise infeasible(formulation)
    plan, solver = _plan(formulation, found.values), found.solver or GREEDY
    if plan is None or (first is not None and check(problem, first).value > check(problem, plan).value):
        plan, solver = first, GREEDY
    if plan is None:
        raise TimeRanOut(f"no plan was found in {seconds:g} s; allow more time")
    bound = None if found.bound is None else formulation.benefit(found.bound)
    return _answer(problem, plan, bound, solver, time.monotonic() - began)


def exactly(model: IntegerModel, seconds: float = EXACT_SECONDS, seed: int = 0) -> Solution:
    """Return the solution of a solver that computes in whole numbers."""
    solver = partial(cp_sat.solve, seconds=seconds, seed=seed, work=None, report=never)
    return reducing(solver)(model)


def shared_out(model: IntegerModel) -> Solution:
    """Return who pays, in whole quanta: HiGHS's cheapest way completed exactly, else what CP-SAT finds."""
    solver = partial(highs.solve, seconds=EXACT_SECONDS, seed=0, work=None, report=never)
    found = reducing(solver)(model)
    return exactly(model) if found.values is None else found


def never(best: int | None, bound: int | None) -> bool:
    """Return False: the solver need not stop."""
    return False


def infeasible(formulation: Formulation) -> Infeasible:
    """Return the error for a problem without a feasible plan, with the conflicting rules."""
    conflicts = minimal_conflict(formulation.model, exactly)
    said = "; ".join(in_words(conflict) for conflict in conflicts)
    return Infeasible(f"no plan is feasible: these rules conflict: {said}", conflicts)


def in_words(conflict: Conflict) -> str:
    """Return a rule of a conflict in words."""
    whom = f"{conflict.programme}: " if conflict.programme else ""
    when = f" in {', '.join(str(year) for year in conflict.years)}" if conflict.years else ""
    return f"{whom}{conflict.rule}{when}"


def _greedy_plan(formulation: Formulation) -> Plan | None:
    """Return the greedy plan if it breaks no rule."""
    plan = allocate(formulation, greedy(formulation), shared_out)
    return plan if plan is not None and not check(formulation.problem, plan).violations else None


def _hinted(formulation: Formulation, plan: Plan | None) -> IntegerModel:
    if plan is None:
        return formulation.model
    chosen = set(plan.starts)
    hint = {at: int(option.start in chosen) for at, option in enumerate(formulation.options)}
    return replace(formulation.model, hint=hint)


def _plan(formulation: Formulation, values: Sequence[int] | None) -> Plan | None:
    return None if values is None else allocate(formulation, formulation.starts(values), shared_out)


def _answer(problem: Problem, plan: Plan, bound: Decimal | None, solver: str, seconds: float) -> Answer:
    certificate = check(problem, plan)
    if certificate.violations:
        raise PortfolioError(f"the answer does not pass the check: {certificate.violations[0].message}")
    value = certificate.value
    ceiling = value if bound is None else max(value, bound)
    gap = (ceiling - value) / ceiling if ceiling else Decimal(0)
    name = problem.rules.name if problem.rules else None
    return Answer(plan, value, ceiling, gap, seconds, solver, certificate, name)
