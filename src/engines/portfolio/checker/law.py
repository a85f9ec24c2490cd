"""Checks of the rule set: borrowing and mandatory spending, in every year in which a rule holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from engines.portfolio.borrowing import coverage_of, general_revenue, in_figures, outstanding_of, service_of
from engines.portfolio.checker.facts import Facts, Finding, Yearly, left, total
from engines.portfolio.problem import (
    CoverageRule,
    DeficitRule,
    Rule,
    SpendingRule,
    StockRule,
    TermRule,
    Year,
)


def findings_of(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """Return what a rule finds in each year in which it holds."""
    match rule:
        case StockRule():
            return _stock(facts, rule)
        case CoverageRule():
            return _coverage(facts, rule)
        case DeficitRule():
            return _deficit(facts, rule)
        case TermRule():
            return _term(facts, rule)
        case SpendingRule():
            return _spending(facts, rule)


def _stock(facts: Facts, rule: StockRule) -> Iterator[Finding]:
    """Holds at the end of each year in which something the plan has drawn is owed."""
    limit = Fraction(rule.limit)
    for year, mine in _owed(facts).items():
        if lacking := _without_budget(facts, rule, year, year - 1, year):
            yield lacking
            continue
        revenue = Fraction(general_revenue(facts.problem.budget[year - 1]))
        owed = mine + Fraction(facts.problem.budget[year].outstanding)
        message = f"{in_figures(owed)} is owed at the end of {year}, and {in_figures(limit * revenue)} is allowed"
        yield left(limit * revenue - owed, f"{message}: {in_figures(limit, 'share')} × {in_figures(revenue)}", year)


def _coverage(facts: Facts, rule: CoverageRule) -> Iterator[Finding]:
    """Holds in each year in which something the plan has drawn is served."""
    for year, mine in _served(facts).items():
        if lacking := _without_budget(facts, rule, year, year):
            yield lacking
            continue
        coverage = coverage_of(facts.problem.budget[year], rule)
        allowed = in_figures(coverage.max_service)
        message = f"debt service of {year} is {in_figures(coverage.service + mine)}, and {allowed} is allowed"
        detail = f"{in_figures(coverage.numerator)} / {in_figures(coverage.minimum)}"
        yield left(coverage.headroom - mine, f"{message}: {detail}", year)


def _deficit(facts: Facts, rule: DeficitRule) -> Iterator[Finding]:
    """Holds in each year in which debt is drawn."""
    drawn: dict[Year, Fraction] = defaultdict(Fraction)
    for _, yearly in facts.debts():
        for year, amount in yearly.items():
            drawn[year] += amount
    for year, amount in sorted(drawn.items()):
        if year not in rule.caps:
            yield _lacking(rule, year, "cap", year)
        elif lacking := _without_budget(facts, rule, year, year):
            yield lacking
        else:
            cap, revenue = Fraction(rule.caps[year]), Fraction(facts.problem.budget[year].revenue)
            message = f"{in_figures(amount)} is borrowed in {year}, and {in_figures(cap * revenue)} is allowed"
            yield left(cap * revenue - amount, f"{message}: {in_figures(cap, 'share')} × {in_figures(revenue)}", year)


def _term(facts: Facts, rule: TermRule) -> Iterator[Finding]:
    """Holds for each drawing of a debt that must end with the term."""
    for debt, drawn in facts.debts():
        for year in sorted(drawn) if debt.within_term else ():
            repaid = year + debt.tenor
            message = f"{debt.code!r} of {year} is paid back in {repaid}, and the term ends in {rule.last_year}"
            yield left(Fraction(rule.last_year - repaid), message, year)


def _spending(facts: Facts, rule: SpendingRule) -> Iterator[Finding]:
    """Holds in each year of the plan."""
    for year in facts.problem.horizon:
        if lacking := _without_budget(facts, rule, year, year):
            yield lacking
            continue
        budget, spent = facts.problem.budget[year], facts.spent.get(year, {})
        tagged = (p.code for p in facts.problem.programmes if rule.tag in p.tags and p.code in spent)
        has = Fraction(budget.tagged.get(rule.tag, 0)) + total(spent[code] for code in tagged)
        below = budget.transfers_down if rule.of == "without_transfers" else 0
        whole = Fraction(budget.spending) - Fraction(below) + total(spent.values())
        what = f"{in_figures(has)} of {in_figures(whole)} is spent on {rule.tag!r} in {year}"
        if rule.minimum is not None:
            least = Fraction(rule.minimum)
            yield left(has - least * whole, f"{what}; at least {in_figures(least, 'share')} is required", year)
        if rule.maximum is not None:
            most = Fraction(rule.maximum)
            yield left(most * whole - has, f"{what}; at most {in_figures(most, 'share')} is allowed", year)


def _owed(facts: Facts) -> Yearly:
    """Return what of the plan's drawings is owed at the end of each year in which anything is."""
    owed: dict[Year, Fraction] = defaultdict(Fraction)
    for debt, drawn in facts.debts():
        for drawn_in, amount in drawn.items():
            for year, share in outstanding_of(debt, drawn_in).items():
                owed[year] += amount * share
    return {year: owed[year] for year in sorted(owed) if owed[year]}


def _served(facts: Facts) -> Yearly:
    """Return the service of the plan's drawings in each year in which there is any."""
    served: dict[Year, Fraction] = defaultdict(Fraction)
    for debt, drawn in facts.debts():
        for drawn_in, amount in drawn.items():
            for year, service in service_of(debt, drawn_in).items():
                served[year] += amount * service.total
    return {year: served[year] for year in sorted(served) if served[year]}


def _without_budget(facts: Facts, rule: Rule, year: Year, *needed: Year) -> Finding | None:
    """Return the finding that a rule cannot be kept because a budget it needs is not there."""
    missing = [one for one in needed if one not in facts.problem.budget]
    return _lacking(rule, year, "budget", *missing) if missing else None


def _lacking(rule: Rule, year: Year, what: str, *years: Year) -> Finding:
    message = f"the rule {rule.code!r} holds in {year}, and there is no {what} of {' and '.join(map(str, years))}"
    return Finding(False, message, year)
