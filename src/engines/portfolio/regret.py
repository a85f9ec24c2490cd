"""Minimax regret over scenarios: the plan whose largest regret is smallest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import Money

Values = Mapping[str, Mapping[str, Decimal]]  # plan → scenario → value
NOTHING: Mapping[str, Mapping[str, Money]] = {}


@dataclass(frozen=True, slots=True)
class PlanRegret:
    """A plan's regret in each scenario it can be carried out in, and the money it lacks in each it cannot.

    `worst` is its largest regret, None if there is a scenario, other than those no plan survives, that it does not
    survive either.
    """

    plan: str
    regrets: Mapping[str, Decimal]
    missing: Mapping[str, Money]
    worst: Decimal | None


@dataclass(frozen=True, slots=True)
class RegretTable:
    """Plans in the order given, the best value of each scenario, and the plan to choose.

    `choice`: the plan with the smallest worst regret; `equals`: all that share it, by code. None and empty if no plan
    survives all scenarios that any survives. `lost`: scenarios no plan survives; they tell plans apart no more than by
    the money missing, and have no regret.
    """

    plans: tuple[PlanRegret, ...]
    best: Mapping[str, Decimal]
    choice: str | None
    equals: tuple[str, ...]
    lost: tuple[str, ...]


def regret(values: Values, missing: Mapping[str, Mapping[str, Money]] = NOTHING) -> RegretTable:
    """Return the regret table of plans in scenarios: the best value there less the plan's own, both as given.

    Where `missing` names a plan and a scenario, the plan breaks a rule there: it is infeasible, lacks so much money,
    and its value (if there is one) does not count. Among plans with the same worst regret the choice is the one with
    the smaller sum of regrets, then the first by code.

    Source: Savage, The Theory of Statistical Decision, Journal of the American Statistical Association 46 (1951).

    Raises PortfolioError if there are no plans or scenarios, or a plan has neither a finite value nor missing money.
    """
    scenarios = _scenarios(values, missing)
    sound = {
        plan: {scenario: row[scenario] for scenario in scenarios if scenario not in missing.get(plan, {})}
        for plan, row in values.items()
    }
    best = {
        scenario: max(row[scenario] for row in sound.values() if scenario in row)
        for scenario in scenarios
        if any(scenario in row for row in sound.values())
    }
    plans = tuple(_of_plan(plan, row, best, missing.get(plan, {})) for plan, row in sound.items())
    ranked = sorted((p.worst, sum(p.regrets.values()), p.plan) for p in plans if p.worst is not None)
    equals = tuple(sorted(plan for worst, _, plan in ranked if worst == ranked[0][0]))
    lost = tuple(scenario for scenario in scenarios if scenario not in best)
    return RegretTable(plans, best, ranked[0][2] if ranked else None, equals, lost)


def _of_plan(
    plan: str, row: Mapping[str, Decimal], best: Mapping[str, Decimal], missing: Mapping[str, Money]
) -> PlanRegret:
    regrets = {scenario: best[scenario] - value for scenario, value in row.items()}
    survives = all(scenario in regrets for scenario in best)
    return PlanRegret(plan, regrets, dict(missing), max(regrets.values()) if survives and regrets else None)


def _scenarios(values: Values, missing: Mapping[str, Mapping[str, Money]]) -> tuple[str, ...]:
    """Return all scenarios in the order they are first named, having checked that every plan has a value in each."""
    for plan in missing:
        if plan not in values:
            raise PortfolioError(f"money is missing for an unknown plan {plan!r}")
    named = [scenario for table in (values, missing) for row in table.values() for scenario in row]
    scenarios = tuple(dict.fromkeys(named))
    if not scenarios:
        raise PortfolioError("regret needs at least one plan and one scenario")
    for plan, row in values.items():
        for scenario in scenarios:
            amount = missing.get(plan, {}).get(scenario, row.get(scenario))
            if amount is None or not amount.is_finite():
                raise PortfolioError(f"the plan {plan!r} has no value in the scenario {scenario!r}, nor missing money")
    return scenarios
