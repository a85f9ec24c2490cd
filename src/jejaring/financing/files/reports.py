"""Explanations, scenarios and borrowing capacities as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from engines.portfolio.borrowing import Capacity
from engines.portfolio.explain import Absence
from engines.portfolio.problem import Problem
from engines.portfolio.scenarios import Scenario
from jejaring.financing.files.answers import START, cut, plain_of
from jejaring.financing.solving.explain import Explanation
from jejaring.financing.solving.scenarios import Outlook
from jejaring.financing.solving.solve import Answer, in_words


def plain_capacity(problem: Problem, capacities: Sequence[Capacity]) -> dict[str, object]:
    """Return borrowing capacities as plain values, each limit with its formula and the numbers put in."""
    rules = problem.rules
    return {
        "problem": problem.name,
        "unit": problem.unit,
        "rule_set": rules.name if rules else None,
        "capacity": [
            {
                "year": capacity.year,
                "debt": capacity.debt,
                "amount": _rounded_down(capacity.amount),
                "limited_by": capacity.binding.rule if capacity.binding else None,
                "limits": [
                    {
                        "rule": limit.rule,
                        "year": limit.year,
                        "amount": _rounded_down(limit.amount),
                        "formula": limit.in_words,
                        "put_in": limit.put_in,
                    }
                    for limit in capacity.limits
                ],
            }
            for capacity in capacities
        ],
    }


def _rounded_down(value: Fraction | None) -> Decimal | None:
    return None if value is None else cut(Decimal(value.numerator) / value.denominator, ROUND_FLOOR)


def plain_explanation(explanation: Explanation) -> dict[str, object]:
    """Return an explanation as plain values."""
    loss = explanation.greedy_loss
    return {
        "absences": [_plain_absence(absence) for absence in explanation.absences],
        "prices": [
            {"rule": price.rule, "year": price.year, "benefit": cut(price.benefit), "per": price.per}
            for price in explanation.prices
        ],
        "core_indices": [
            {"programme": one.programme, "chosen": one.chosen, "verdict": one.verdict}
            for one in explanation.core_indices
        ],
        "greedy_loss": None if loss is None else cut(loss),
    }


def _plain_absence(absence: Absence) -> dict[str, object]:
    return {
        "programme": absence.programme,
        "start": absence.start and {"year": absence.start.year, "extent": absence.start.extent},
        "extra": None
        if absence.extra is None
        else [{"source": e.source, "year": e.year, "amount": e.amount} for e in absence.extra],
        "along": absence.along,
        "blocked_by": [in_words(conflict) for conflict in absence.blocked_by],
        "pushed_out": absence.pushed_out,
        "loss": None if absence.loss is None else cut(absence.loss),
    }


def plain_outlook(problem: Problem, outlook: Outlook) -> dict[str, object]:
    """Return an outlook as plain values."""
    return {
        "problem": problem.name,
        "unit": problem.unit,
        "scenarios": [_plain_scenario(scenario, outlook.answers[scenario.code]) for scenario in outlook.scenarios],
        "plans": [
            {
                "plan": row.plan,
                "regrets": {scenario: cut(amount) for scenario, amount in row.regrets.items()},
                "missing": dict(row.missing),
                "worst": None if row.worst is None else cut(row.worst),
            }
            for row in outlook.table.plans
        ],
        "choice": outlook.table.choice,
    }


def _plain_scenario(scenario: Scenario, answer: Answer | None) -> dict[str, object]:
    told: dict[str, object] = {"code": scenario.code, "change": scenario.in_words()}
    if answer is None:
        return told | {"feasible": False}
    starts = [plain_of(start, START) for start in answer.plan.starts]
    return told | {
        "feasible": True,
        "value": cut(answer.value),
        "bound": cut(answer.bound),
        "gap": cut(answer.gap),
        "starts": starts,
    }
