"""The independent checker: is a plan within the money and the law? Plain arithmetic without a solver.

Every check is a function that yields findings: one comparison each, with what is left before it fails. The certificate
counts what was compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from engines.portfolio.checker.facts import Facts, Finding, facts_of, total
from engines.portfolio.checker.law import findings_of
from engines.portfolio.checker.plans import CHECKS
from engines.portfolio.problem import Plan, Problem, Year, benefit_of


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks. `by` is how much (money, or a count of years or programmes), where it is an amount."""

    rule: str
    year: Year | None
    programme: str | None
    message: str
    by: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What was compared how many times; `tightest` is the least that was left of an amount, negative if broken."""

    name: str
    times: int
    tightest: Decimal | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a plan is worth, everything that is wrong with it, and everything that was checked."""

    value: Decimal
    violations: tuple[Violation, ...]
    checks: tuple[Check, ...]


def check(problem: Problem, plan: Plan) -> Certificate:
    """Return the certificate of a plan.

    The problem must be sound (as one that was read is); the plan may hold anything. A rule that holds in a year without
    the budget or the cap it needs is broken. The value counts each programme once, in the unit of the benefits, later
    ones discounted as the problem says.
    """
    facts = facts_of(problem, plan)
    found = {name: tuple(run(facts)) for name, run in CHECKS.items()}
    for rule in problem.rules.rules if problem.rules else ():
        found[rule.code] = (*found.get(rule.code, ()), *findings_of(facts, rule))
    violations = (_violation(name, one) for name, findings in found.items() for one in findings if not one.holds)
    checks = (_check(name, findings) for name, findings in found.items())
    return Certificate(_value(facts), tuple(violations), tuple(checks))


def _violation(rule: str, finding: Finding) -> Violation:
    by = None if finding.margin is None else _decimal(-finding.margin)
    return Violation(rule, finding.year, finding.programme, finding.message, by)


def _check(name: str, findings: Iterable[Finding]) -> Check:
    margins = [finding.margin for finding in findings]
    amounts = [margin for margin in margins if margin is not None]
    return Check(name, len(margins), _decimal(min(amounts)) if amounts else None)


def _value(facts: Facts) -> Decimal:
    problem, delay = facts.problem, 1 + Fraction(facts.problem.discount)
    benefits = {
        start: Fraction(benefit_of(problem, problem.programme[start.programme], start.extent))
        for start in facts.started.values()
    }
    return _decimal(total(benefit / delay ** (start.year - problem.first_year) for start, benefit in benefits.items()))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


__all__ = ["Certificate", "Check", "Violation", "check"]
