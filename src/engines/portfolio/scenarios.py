"""What if: a problem with less money, dearer programmes, less revenue or later starts.

A change of a share leaves whole quanta of money, rounded against us: costs up, ceilings and revenue down.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from engines.portfolio.errors import PortfolioError
from engines.portfolio.formulate import quantum_of
from engines.portfolio.problem import (
    Budget,
    CostPart,
    Money,
    Problem,
    Programme,
    RunningCost,
    Share,
    Source,
    Year,
)


@dataclass(frozen=True, slots=True)
class BudgetChange:
    """The ceilings of sources (all, if none is named) rise by a share in every year, or fall (below zero)."""

    share: Share
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CostOverrun:
    """Programmes with one of the tags (all, if none is named) cost a share more, to build and to run."""

    share: Share
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RevenueShortfall:
    """PAD, DAU and DBH fall by a share in some years (all, if none is named), and with them the `ceilings` of sources.

    What is earmarked in them stays, so that what is free falls by the whole.
    """

    share: Share
    years: tuple[Year, ...] = ()
    ceilings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaterStart:
    """Every allowed start year moves so many years; one beyond the plan is no start any more."""

    years: int


Change = BudgetChange | CostOverrun | RevenueShortfall | LaterStart


@dataclass(frozen=True, slots=True)
class Scenario:
    """Changes of a problem, made one after the other."""

    code: str
    changes: tuple[Change, ...]

    def in_words(self, language: str = "en") -> str:
        """Return what changes, in `en` or `id`."""
        return "; ".join(in_words(change, language) for change in self.changes) or WORDS[language]["nothing"]


def changed(problem: Problem, scenario: Scenario, quantum: Money | None = None) -> Problem:
    """Return the problem as the scenario has it; its name gets the scenario's code.

    Money is rounded against us to whole multiples of `quantum`, the problem's own if none is given. (In a problem of
    whole billions a tenth of 5 is then 1: give a finer quantum if that is too coarse.)

    Raises PortfolioError if a change names a source, tag or year the problem does not have, takes away all or more, or
    moves every start beyond the plan.
    """
    step = quantum_of(problem) if quantum is None else quantum
    if not (step.is_finite() and step > 0):
        raise PortfolioError(f"money cannot be rounded to multiples of {step}")
    for change in scenario.changes:
        problem = _changed(problem, change, step)
    return replace(problem, name=f"{problem.name} ({scenario.code})")


def _changed(problem: Problem, change: Change, quantum: Money) -> Problem:
    match change:
        case BudgetChange():
            return _other_budget(problem, change, quantum)
        case CostOverrun():
            return _dearer(problem, change, quantum)
        case RevenueShortfall():
            return _poorer(problem, change, quantum)
        case LaterStart():
            return _later(problem, change)
    assert_never(change)


def _other_budget(problem: Problem, change: BudgetChange, quantum: Money) -> Problem:
    factor = _factor(change.share)
    _known(change.sources, problem.source, "source")

    def other(source: Source) -> Source:
        if change.sources and source.code not in change.sources:
            return source
        ceilings = {year: _down(Fraction(amount) * factor, quantum) for year, amount in source.ceilings.items()}
        return replace(source, ceilings=ceilings)

    return replace(problem, sources=tuple(map(other, problem.sources)))


def _dearer(problem: Problem, change: CostOverrun, quantum: Money) -> Problem:
    factor = _factor(change.share)
    _known(change.tags, frozenset[str]().union(*(p.tags for p in problem.programmes)), "tag")

    def parts(some: tuple[CostPart, ...]) -> tuple[CostPart, ...]:
        return tuple(
            replace(p, profile=tuple(_up(Fraction(cost) * factor, quantum) for cost in p.profile)) for p in some
        )

    def running(cost: RunningCost | None) -> RunningCost | None:
        return cost and replace(cost, yearly=_up(Fraction(cost.yearly) * factor, quantum))

    def dearer(programme: Programme) -> Programme:
        if change.tags and programme.tags.isdisjoint(change.tags):
            return programme
        phase = programme.first_phase
        phase = phase and replace(phase, parts=parts(phase.parts), running=running(phase.running))
        return replace(programme, parts=parts(programme.parts), running=running(programme.running), first_phase=phase)

    return replace(problem, programmes=tuple(map(dearer, problem.programmes)))


def _poorer(problem: Problem, change: RevenueShortfall, quantum: Money) -> Problem:
    factor = _factor(-change.share)
    if change.share < 0:
        raise PortfolioError(f"a revenue shortfall of {change.share} is negative")
    _known(change.ceilings, problem.source, "source")
    _known(change.years, frozenset(problem.budget) | frozenset(problem.horizon), "year")

    def falls(year: Year) -> bool:
        return not change.years or year in change.years

    def poorer(budget: Budget) -> Budget:
        if not falls(budget.year):
            return budget
        pad, dau, dbh = (_down(Fraction(amount) * factor, quantum) for amount in (budget.pad, budget.dau, budget.dbh))
        fell = budget.pad + budget.dau + budget.dbh - pad - dau - dbh
        return replace(budget, pad=pad, dau=dau, dbh=dbh, revenue=budget.revenue - fell)

    def lower(source: Source) -> Source:
        if source.code not in change.ceilings:
            return source
        ceilings = {
            y: _down(Fraction(amount) * factor, quantum) if falls(y) else amount
            for y, amount in source.ceilings.items()
        }
        return replace(source, ceilings=ceilings)

    budgets, sources = tuple(map(poorer, problem.budgets)), tuple(map(lower, problem.sources))
    return replace(problem, budgets=budgets, sources=sources)


def _later(problem: Problem, change: LaterStart) -> Problem:
    if not 0 <= change.years < problem.years:
        message = f"a start {change.years} years later leaves no start in a plan of {problem.years} years"
        raise PortfolioError(message)

    def later(programme: Programme) -> Programme:
        if not programme.start_years:  # an empty list would mean any year again
            return replace(programme, start_years=tuple(problem.horizon[change.years :]))
        return replace(programme, start_years=tuple(year + change.years for year in programme.start_years))

    return replace(problem, programmes=tuple(map(later, problem.programmes)))


def _factor(share: Share) -> Fraction:
    if not (share.is_finite() and share > -1):
        raise PortfolioError(f"a change of {share} removes everything: it must be above −1")
    return 1 + Fraction(share)


def _up(exact: Fraction, quantum: Money) -> Money:
    return ceil(exact / Fraction(quantum)) * quantum


def _down(exact: Fraction, quantum: Money) -> Money:
    return floor(exact / Fraction(quantum)) * quantum


def _known(codes: Sequence[object], known: Collection[object], what: str) -> None:
    for code in codes:
        if code not in known:
            raise PortfolioError(f"the scenario names a {what} {code!r} that the problem does not have")


WORDS = {
    "en": {
        "nothing": "nothing changes",
        "all_sources": "ceilings of all sources {percent} %",
        "sources": "ceilings of {names} {percent} %",
        "all_costs": "costs of all programmes {percent} %",
        "costs": "costs of programmes tagged {names} {percent} %",
        "revenue": "PAD, DAU and DBH {percent} %",
        "ceilings": ", and with them {names}",
        "years": " in {names}",
        "later": "every allowed start {years} year(s) later",
    },
    "id": {
        "nothing": "tidak ada yang berubah",
        "all_sources": "pagu semua sumber {percent} %",
        "sources": "pagu {names} {percent} %",
        "all_costs": "biaya semua model {percent} %",
        "costs": "biaya model bertanda {names} {percent} %",
        "revenue": "PAD, DAU, dan DBH {percent} %",
        "ceilings": ", begitu pula {names}",
        "years": " pada {names}",
        "later": "setiap tahun mulai mundur {years} tahun",
    },
}


def in_words(change: Change, language: str = "en") -> str:
    """Return what a change does, in `en` or `id`."""
    words = WORDS[language]
    match change:
        case BudgetChange(share, sources):
            key = "sources" if sources else "all_sources"
            return words[key].format(names=", ".join(sources), percent=_percent(share, language))
        case CostOverrun(share, tags):
            key = "costs" if tags else "all_costs"
            return words[key].format(names=", ".join(tags), percent=_percent(share, language))
        case RevenueShortfall(share, years, ceilings):
            text = words["revenue"].format(percent=_percent(-share, language))
            text += words["years"].format(names=", ".join(map(str, years))) if years else ""
            return text + (words["ceilings"].format(names=", ".join(ceilings)) if ceilings else "")
        case LaterStart(years):
            return words["later"].format(years=years)
    assert_never(change)


def _percent(share: Share, language: str) -> str:
    number = f"{(share * 100).normalize():+f}".replace("-", "−")
    return number.replace(".", ",") if language == "id" else number
