"""The rules of the law as constraints on what is borrowed and spent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from engines.portfolio.borrowing import coverage_numerator, general_revenue, outstanding_of
from engines.portfolio.draft import ModelDraft, Terms, add, served
from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import (
    Budget,
    CoverageRule,
    Debt,
    DeficitRule,
    SpendingRule,
    StockRule,
    TermRule,
    Year,
)


def rules(draft: ModelDraft) -> None:
    """Add every rule of the problem's rule set, in each year in which it may bind."""
    if draft.problem.rules is None:
        return
    debts = [source for source in draft.problem.sources if isinstance(source, Debt)]
    for rule in draft.problem.rules.rules:
        match rule:
            case StockRule():
                _stock(draft, rule, debts)
            case CoverageRule():
                _coverage(draft, rule, debts)
            case DeficitRule():
                _deficit(draft, rule, debts)
            case TermRule():
                _term(draft, rule, debts)
            case SpendingRule():
                _spending(draft, rule)


def _stock(draft: ModelDraft, rule: StockRule, debts: Sequence[Debt]) -> None:
    for year in _debt_years(draft, debts):
        terms: Terms = defaultdict(int)
        for debt in debts:
            for drawn_in in draft.problem.horizon:
                left = outstanding_of(debt, drawn_in).get(year, Fraction(0))
                for at in draft.paid_by(debt.code, drawn_in) if left else ():
                    terms[at] += left
        if terms:
            last, this = _budget(draft, year - 1, rule.code), _budget(draft, year, rule.code)
            room = Fraction(rule.limit) * Fraction(general_revenue(last)) - Fraction(this.outstanding)
            draft.require(terms, high=max(Fraction(0), draft.quanta(room)), rule=rule.code, year=year)


def _coverage(draft: ModelDraft, rule: CoverageRule, debts: Sequence[Debt]) -> None:
    for year in _debt_years(draft, debts):
        terms: Terms = defaultdict(int)
        for debt in debts:
            add(terms, served(draft, debt, year))
        if terms:
            budget = _budget(draft, year, rule.code)
            existing = budget.principal + budget.interest_paid + budget.other_debt_costs
            room = Fraction(coverage_numerator(budget, rule.form)) / Fraction(rule.minimum) - Fraction(existing)
            draft.require(terms, high=max(Fraction(0), draft.quanta(room)), rule=rule.code, year=year)


def _deficit(draft: ModelDraft, rule: DeficitRule, debts: Sequence[Debt]) -> None:
    for year in draft.problem.horizon:
        terms: Terms = {}
        for debt in debts:
            terms |= draft.paid_by(debt.code, year)
        if not terms:
            continue
        if year not in rule.caps:
            raise PortfolioError(f"the rule {rule.code!r} has no cap for {year}", year=year, rule=rule.code)
        cap = Fraction(rule.caps[year]) * Fraction(_budget(draft, year, rule.code).revenue)
        draft.require(terms, high=draft.quanta(cap), rule=rule.code, year=year)


def _term(draft: ModelDraft, rule: TermRule, debts: Sequence[Debt]) -> None:
    for debt in debts:
        for year in draft.problem.horizon:
            if debt.within_term and year + debt.tenor > rule.last_year and (terms := draft.paid_by(debt.code, year)):
                draft.require(terms, high=0, rule=rule.code, year=year)


def _spending(draft: ModelDraft, rule: SpendingRule) -> None:
    for year in draft.problem.horizon:
        budget = _budget(draft, year, rule.code)
        base = budget.spending - (budget.transfers_down if rule.of == "without_transfers" else 0)
        tagged = budget.tagged.get(rule.tag, Decimal(0))
        for share, sign in ((rule.minimum, 1), (rule.maximum, -1)):
            if share is None:
                continue
            terms: Terms = {at: -sign * Fraction(share) * cost for at, cost in draft.spending(year).items()}
            for at, cost in draft.spending(year, rule.tag).items():
                terms[at] = terms.get(at, 0) + sign * cost
            low = sign * (Fraction(share) * draft.quanta(base) - draft.quanta(tagged))
            draft.require(terms, low=low, rule=rule.code, year=year)


def _debt_years(draft: ModelDraft, debts: Sequence[Debt]) -> range:
    """Return every year in which debt of the plan may be outstanding or served."""
    longest = max((debt.tenor for debt in debts), default=0)
    return range(draft.problem.first_year, draft.problem.horizon.stop + longest)


def _budget(draft: ModelDraft, year: Year, rule: str) -> Budget:
    if year not in draft.problem.budget:
        raise PortfolioError(f"the rule {rule!r} needs a budget of {year}, which is missing", year=year, rule=rule)
    return draft.problem.budget[year]
