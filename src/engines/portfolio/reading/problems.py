"""From plain values to a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from engines.portfolio.errors import PortfolioError, PortfolioErrors, errors_of, values_read
from engines.portfolio.problem import Budget, Problem, RuleSet, Share, Year
from engines.portfolio.reading.between import between
from engines.portfolio.reading.draft import ProblemDraft, horizon_of
from engines.portfolio.reading.law import law
from engines.portfolio.reading.records import NAMED_RULES, budget, limit, programme, rule_set, source
from engines.portfolio.reading.values import LONGEST, number, positive, share
from engines.values.errors import Collected, InvalidValues
from engines.values.objects import Key, Keys, anything, by_name, each, entry, fields, listed, mapping
from engines.values.scalars import Reader, choice, text, whole, year

SAME = "same"
LISTS: Mapping[str, Reader[Any]] = {"programmes": programme, "sources": source, "budgets": budget}
PROBLEM: Keys = {
    "$schema": Key(text),
    "name": Key(text, required=True),
    "unit": Key(text, required=True),
    "quantum": Key(positive),
    "first_year": Key(year, required=True),
    "years": Key(whole(1, LONGEST), required=True),
    **{name: Key(anything, required=name != "budgets") for name in LISTS},
    "budgets_after": Key(choice(SAME)),
    "rules": Key(anything),
    "exclusive": Key(listed(listed(text, least=2))),
    "limits": Key(listed(limit)),
    "weights": Key(by_name(number)),
    "discount": Key(share),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A problem, and warnings about what was assumed in reading it."""

    problem: Problem
    warnings: tuple[str, ...]


class LoadRules(Protocol):
    """Returns the rules of a set known by its code, as they apply to a city in the years of a plan.

    Raises PortfolioError, its key that of the argument it is about.
    """

    def __call__(
        self,
        code: str,
        *,
        capacity_category: str,
        years: Sequence[Year],
        term_end: Year | None = ...,
        assumed_caps: Mapping[Year, Share] = ...,
        without: Sequence[str] = ...,
    ) -> RuleSet: ...


def read_problem(plain: object, load_rules: LoadRules | None = None) -> Reading:
    """Return the problem that plain values describe, with warnings; `load_rules` knows the rule sets it may name.

    Numbers keep every digit: parse JSON with `parse_float=Decimal`. Raises PortfolioErrors with all that is wrong: in
    single values (unknown keys, wrong kinds, numbers that are not finite, negative costs) and between them (names given
    twice or unknown, circles of prerequisites, a programme no source may pay, years outside the plan or the rules).
    """
    with values_read():
        given = mapping(plain, "")
    invalid = Collected()
    found = fields(given, "", PROBLEM, invalid)
    lists = {name: each(found.pop(name, []), name, read, invalid) for name, read in LISTS.items()}
    if given.get("programmes") == []:
        invalid.add("the list is empty", "programmes")
    errors = errors_of(invalid.errors)
    rules, wrong = _rules(found.pop("rules", None), found, load_rules)
    errors += wrong
    draft = ProblemDraft(given, found, lists["programmes"], lists["sources"], lists["budgets"], rules)
    errors += between(draft)
    budgets, warnings = _budgets(draft, found.pop("budgets_after", None))
    errors += law(draft, budgets)
    if errors:
        raise PortfolioErrors(errors)
    kept = {name: value for name, value in found.items() if name not in ("$schema", "quantum")}
    problem = Problem(
        **kept,
        programmes=tuple(draft.programmes.values()),
        sources=tuple(draft.sources.values()),
        budgets=budgets,
        rules=rules,
    )
    return Reading(problem, warnings)


def _rules(
    given: object, found: Mapping[str, Any], load_rules: LoadRules | None
) -> tuple[RuleSet | None, list[PortfolioError]]:
    """Return the rules, written out or named, and what is wrong with them."""
    try:
        if given is None:
            return None, []
        if "rules" in mapping(given, "rules"):
            return rule_set(given, "rules"), []
        named = entry(NAMED_RULES)(given, "rules")
        if (years := horizon_of(found)) is None:
            return None, []
        if load_rules is None:
            return None, [PortfolioError("no rule set is known by a code here", key="rules.code")]
        return load_rules(**named, years=years), []
    except InvalidValues as wrong:
        return None, errors_of(wrong.errors)
    except PortfolioErrors as wrong:
        return None, list(wrong.errors)
    except PortfolioError as error:
        error.key = f"rules.{error.key}" if error.key else "rules"
        return None, [error]


def _budgets(draft: ProblemDraft, after: str | None) -> tuple[tuple[Budget, ...], tuple[str, ...]]:
    """Return the budgets by year; with `budgets_after` the last is repeated while debts of the plan may be served."""
    budgets = tuple(sorted(draft.budgets.values(), key=lambda budget: budget.year))
    if after is None or not budgets or draft.served_until is None:
        return budgets, ()
    last = budgets[-1]
    later = range(last.year + 1, draft.served_until)
    held = tuple(replace(last, year=when) for when in later)
    warning = f"budgets after {last.year} are assumed to equal that of {last.year}, until {later.stop - 1}"
    return budgets + held, (warning,) if held else ()
