"""Checks that the rules can be applied to every year of the plan: budgets and caps are there, rules make sense."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import Budget, CoverageRule, Debt, DeficitRule, Rule, SpendingRule, StockRule, Year
from engines.portfolio.reading.draft import Errors, ProblemDraft


def law(draft: ProblemDraft, budgets: Sequence[Budget]) -> list[PortfolioError]:
    """Return the errors of the rules, and the years to which they cannot be applied."""
    if draft.rules is None:
        return []
    rules = draft.rules.rules
    untold = _untold(draft, rules, budgets)
    return [*_rules(rules), *_years(draft, rules, {budget.year for budget in budgets}), *untold]


def _rules(rules: Iterable[Rule]) -> Errors:
    seen: dict[str, int] = {}
    for at, rule in enumerate(rules):
        key = f"rules.rules[{at}]"
        if rule.code in seen:
            message = f"the rule's code {rule.code!r} is given again; it is that of rules[{seen[rule.code]}] already"
            yield PortfolioError(message, key=f"{key}.code", rule=rule.code)
        seen.setdefault(rule.code, at)
        if isinstance(rule, SpendingRule):
            if rule.minimum is None and rule.maximum is None:
                yield PortfolioError("neither `minimum` nor `maximum` is given", key=key, rule=rule.code)
            elif rule.minimum is not None and rule.maximum is not None and rule.minimum > rule.maximum:
                message = f"the minimum {rule.minimum} is above the maximum {rule.maximum}"
                yield PortfolioError(message, key=key, rule=rule.code)


def _years(draft: ProblemDraft, rules: Iterable[Rule], budgeted: set[Year]) -> Errors:
    horizon = draft.horizon
    unsound = len(draft.budgets) < _length(draft.given.get("budgets"))
    if horizon is None or unsound:
        return
    debts = any(isinstance(source, Debt) for source in draft.sources.values())
    served = range(horizon.start, draft.served_until or horizon.stop)
    for rule in rules:
        if isinstance(rule, DeficitRule) and debts:
            uncapped = [year for year in horizon if year not in rule.caps]
            if uncapped:
                message = f"there is no cap for {spans(uncapped)}"
                yield PortfolioError(message, key="rules", year=uncapped[0], rule=rule.code)
        needed = _needed(rule, horizon, served) if debts or isinstance(rule, SpendingRule) else range(0)
        missing = [year for year in needed if year not in budgeted]
        if missing:
            message = f"there is no budget of {spans(missing)}{_hint(missing, budgeted)}"
            yield PortfolioError(message, key="budgets", year=missing[0], rule=rule.code)


def _untold(draft: ProblemDraft, rules: Iterable[Rule], budgets: Sequence[Budget]) -> Errors:
    """Yield an error for a rule on spending whose tag a budget lacks: a missing entry is not the same as 0."""
    for rule in rules:
        if isinstance(rule, SpendingRule) and draft.horizon is not None:
            years = [each.year for each in budgets if each.year in draft.horizon and rule.tag not in each.tagged]
            if years:
                message = f"`tagged` has no entry for {rule.tag!r} in {spans(years)} (0 if nothing is spent)"
                yield PortfolioError(message, key="budgets", year=years[0], rule=rule.code)


def _needed(rule: Rule, horizon: range, served: range) -> range:
    """Return the years whose budgets a rule uses."""
    match rule:
        case StockRule():
            return range(served.start - 1, served.stop)
        case CoverageRule():
            return served
        case DeficitRule() | SpendingRule():
            return horizon
        case _:
            return range(0)


def _hint(missing: Sequence[Year], budgeted: set[Year]) -> str:
    return ' (`budgets_after: "same"` holds the last one)' if budgeted and missing[-1] > max(budgeted) else ""


def _length(given: object) -> int:
    return len(given) if isinstance(given, Sequence) and not isinstance(given, str) else 0


def spans(years: Sequence[Year]) -> str:
    """Return years in order with consecutive ones joined: 2026, 2028–2030."""
    runs: list[list[Year]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
