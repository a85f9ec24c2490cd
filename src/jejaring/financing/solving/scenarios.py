"""A problem in several scenarios: what is done in each, and the plan with the smallest regret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from engines.portfolio.allocate import allocate
from engines.portfolio.checker import check
from engines.portfolio.explain import shortage
from engines.portfolio.formulate import formulate
from engines.portfolio.problem import AvailabilityPayment, Debt, Problem, Start
from engines.portfolio.regret import RegretTable, regret
from engines.portfolio.scenarios import BudgetChange, CostOverrun, RevenueShortfall, Scenario, changed
from jejaring.financing.solving.solve import Answer, Infeasible, Progress, exactly, solve

TENTH = Decimal("0.1")
PAYING_SECONDS = 2.0  # whether starts can be paid for; how cheaply does not matter here


@dataclass(frozen=True, slots=True)
class Outlook:
    """Scenarios, the answer in each (None where nothing is feasible), and the regret of each plan in all of them."""

    scenarios: tuple[Scenario, ...]
    answers: Mapping[str, Answer | None]
    table: RegretTable


def usual(problem: Problem) -> tuple[Scenario, ...]:
    """Return the default scenarios: nothing changed, all money ± 10 %, costs + 10 %, revenue − 10 %.

    The ceilings of cash that is not earmarked fall with revenue.
    """
    free = tuple(s.code for s in problem.sources if not isinstance(s, Debt | AvailabilityPayment) and not s.earmark)
    return (
        Scenario("as-is", ()),
        Scenario("budget-10", (BudgetChange(-TENTH),)),
        Scenario("budget+10", (BudgetChange(TENTH),)),
        Scenario("costs+10", (CostOverrun(TENTH),)),
        Scenario("revenue-10", (RevenueShortfall(TENTH, ceilings=free),)),
    )


def outlook_of(
    problem: Problem,
    scenarios: Sequence[Scenario] = (),
    *,
    seconds: float,
    seed: int,
    workers: int,
    work: float | None = None,
    on_progress: Progress | None = None,
) -> Outlook:
    """Return the answers in the scenarios (or the usual ones), the time shared, and the regret of every plan.

    Raises what `solve` raises, except that a scenario without a feasible plan is an outcome.
    """
    scenarios = tuple(scenarios) or usual(problem)
    problems = {scenario.code: changed(problem, scenario) for scenario in scenarios}
    answers: dict[str, Answer | None] = {}
    for code, other in problems.items():
        try:
            answers[code] = solve(
                other,
                seconds=seconds / len(scenarios),
                seed=seed,
                workers=workers,
                work=work,
                on_progress=on_progress,
            )
        except Infeasible:
            answers[code] = None
    plans = {code: answer.plan.starts for code, answer in answers.items() if answer is not None}
    if not plans:
        raise Infeasible("no plan is feasible in any scenario", ())
    return Outlook(scenarios, answers, _regret(problems, plans))


def _regret(problems: Mapping[str, Problem], plans: Mapping[str, tuple[Start, ...]]) -> RegretTable:
    values: dict[str, dict[str, Decimal]] = {plan: {} for plan in plans}
    missing: dict[str, dict[str, Decimal]] = {plan: {} for plan in plans}
    for scenario, problem in problems.items():
        formulation = formulate(problem)
        for plan, starts in plans.items():
            paid = allocate(formulation, starts, partial(exactly, seconds=PAYING_SECONDS))
            if paid is not None:
                values[plan][scenario] = check(problem, paid).value
            else:
                lacking = shortage(formulation, starts, partial(exactly, seconds=PAYING_SECONDS)) or ()
                missing[plan][scenario] = sum((extra.amount for extra in lacking), Decimal(0))
    return regret(values, missing)
