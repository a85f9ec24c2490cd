"""The law as dated data, made into rules for a city and the years of its plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from engines.portfolio.borrowing import in_figures
from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import DeficitRule, Rule, RuleSet, Share, TermRule, Year
from engines.portfolio.reading.law import spans
from engines.spelling import did_you_mean
from jejaring.financing.rule_sets.files import CATEGORIES, Caps, Recorded, RuleEvidence, Term, recorded_set

SECONDARY = "read in secondary material only; to be checked against the text of the regulation"


def load(
    code: str,
    *,
    capacity_category: str,
    years: Sequence[Year],
    term_end: Year | None = None,
    assumed_caps: Mapping[Year, Share] = MappingProxyType({}),
    without: Collection[str] = (),
) -> RuleSet:
    """Return the rules of a set for a city of a category of fiscal capacity, in the years in which it may borrow.

    `term_end` is the last year of the head's term. `assumed_caps` are deficit caps of years for which the set has none;
    rules in `without` are left out. What is assumed, left out or not confirmed is in the answer's `unconfirmed`.
    Raises PortfolioError, with `year`, `rule` and the argument as `key`, for a code or category that is not known, a
    year without a cap, a cap assumed for a year that has one, and a term that is required and not given.
    """
    recorded = recorded_set(code)
    _refuse_unknown(recorded, capacity_category, without)
    kept = [(rule, evidence) for rule, evidence in recorded.rules if rule.code not in without]
    rules: list[Rule] = []
    for rule, _ in kept:
        match rule:
            case Caps():
                rules.append(_deficit(recorded, rule, capacity_category, years, assumed_caps))
            case Term():
                rules += _term(recorded, rule, term_end)
            case _:
                rules.append(rule)
    unset = [rule for rule, _ in kept if isinstance(rule, Term) and term_end is None]
    cited = dict.fromkeys(source for _, evidence in kept for source in evidence.sources)
    return RuleSet(
        code=recorded.code,
        name=f"{recorded.name} (fiscal capacity: {capacity_category.replace('_', ' ')})",
        valid_from=recorded.in_force.valid_from,
        valid_to=recorded.in_force.valid_to,
        rules=tuple(rules),
        sources=(recorded.legal_basis, *(recorded.sources[source] for source in cited)),
        unconfirmed=(
            *_assumptions(recorded, years, assumed_caps),
            *(f"{left}: left out" for left in without),
            *(f"{rule.code}: left out, because no end of term is given" for rule in unset),
            *(doubt for rule, evidence in kept for doubt in _doubts(rule.code, evidence)),
            *recorded.not_confirmed,
        ),
    )


def _refuse_unknown(recorded: Recorded, category: str, without: Collection[str]) -> None:
    if category not in CATEGORIES:
        message = f"unknown category of fiscal capacity {category!r}{did_you_mean(category, CATEGORIES)}"
        raise PortfolioError(message, key="capacity_category")
    known = [rule.code for rule, _ in recorded.rules]
    for code in without:
        if code not in known:
            message = f"{recorded.code} has no rule {code!r} to leave out{did_you_mean(code, known)}"
            raise PortfolioError(message, rule=code, key="without")


def _deficit(
    recorded: Recorded, caps: Caps, category: str, years: Sequence[Year], assumed: Mapping[Year, Share]
) -> DeficitRule:
    known = {year: row[category] / 100 for year, row in caps.percent.items() if category in row}
    for when, cap in assumed.items():
        error = ""
        if when in known:
            error = f"{recorded.code} has a cap of {when} ({_per_cent(known[when])}), and another is assumed"
        elif when not in years:
            error = f"a cap is assumed for {when}, which is not a year of the plan"
        elif not (cap.is_finite() and 0 <= cap <= 1):
            error = f"the cap assumed for {when}, {cap}, is not a share from 0 to 1"
        if error:
            raise PortfolioError(error, year=when, rule=caps.code, key=f"assumed_caps.{when}")
    found = known | dict(assumed)
    if missing := [year for year in years if year not in found]:
        message = f"{recorded.code} has no deficit cap of {spans(missing)} for fiscal capacity {category!r}; assume one"
        raise PortfolioError(message, year=missing[0], rule=caps.code, key="assumed_caps")
    return DeficitRule(caps.code, {year: found[year] for year in years})


def _term(recorded: Recorded, term: Term, term_end: Year | None) -> Iterator[TermRule]:
    if term_end is not None:
        yield TermRule(term.code, term_end)
    elif term.required:
        message = f"{recorded.code} has loans paid back within the head's term: state in which year it ends"
        raise PortfolioError(message, rule=term.code, key="term_end")


def _assumptions(recorded: Recorded, years: Sequence[Year], assumed: Mapping[Year, Share]) -> Iterator[str]:
    last = recorded.in_force.valid_to
    if last and (later := [year for year in years if year > last.year]):
        yield f"{recorded.code} is recorded until {last}; in {spans(later)} the law is assumed to be unchanged"
    for cap in dict.fromkeys(assumed.values()):
        same = sorted(year for year in assumed if assumed[year] == cap)
        yield f"deficit: a cap of {_per_cent(cap)} is assumed for {spans(same)}"


def _doubts(code: str, evidence: RuleEvidence) -> Iterator[str]:
    if evidence.needs_legal_check:
        yield f"{code}: {SECONDARY}"
    if evidence.unconfirmed:
        yield f"{code}: {evidence.unconfirmed}"


def _per_cent(cap: Share) -> str:
    return in_figures(Fraction(cap), "share")
