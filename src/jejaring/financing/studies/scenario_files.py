"""The file of scenarios: what may turn out otherwise than planned, a list of changes per scenario."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from engines.portfolio.errors import PortfolioError, errors_of
from engines.portfolio.problem import Problem
from engines.portfolio.reading.values import LONGEST, number
from engines.portfolio.scenarios import (
    BudgetChange,
    Change,
    CostOverrun,
    LaterStart,
    RevenueShortfall,
    Scenario,
    changed,
)
from engines.spelling import did_you_mean
from engines.values.errors import Collected
from engines.values.objects import Key, Keys, anything, entry, fields, listed, of_a_kind
from engines.values.scalars import Reader, text, whole, year
from jejaring.financing.studies.sources import (
    Refusals,
    read_problem_file,
    read_source,
    things,
)

SHARE, TEXTS = Key(number, required=True), Key(listed(text, least=1))
BUDGET: Keys = {"share": SHARE, "sources": TEXTS}
COSTS: Keys = {"share": SHARE, "tags": TEXTS}
REVENUE: Keys = {"share": SHARE, "years": Key(listed(year, least=1)), "ceilings": TEXTS}
LATER: Keys = {"years": Key(whole(1, LONGEST), required=True)}
KINDS = {
    "budget": (BudgetChange, BUDGET),
    "costs": (CostOverrun, COSTS),
    "revenue": (RevenueShortfall, REVENUE),
    "later": (LaterStart, LATER),
}
change: Reader[Change] = of_a_kind(KINDS)
SCENARIO: Keys = {"code": Key(text, required=True), "changes": Key(listed(change), required=True)}
SCENARIOS: Keys = {"$schema": Key(text), "scenarios": Key(anything, required=True)}


def read_with_scenarios(problem_file: Path, file: Path | None) -> tuple[Problem, tuple[Scenario, ...]]:
    """Return a problem and the scenarios in a file, none without one.

    Raises Refused with all that is wrong in both files.
    """
    refusals = Refusals()
    problem = refusals.read(lambda: read_problem_file(problem_file).problem)
    scenarios = None if file is None else refusals.read(lambda: _scenarios(file, problem))
    refusals.raise_any()
    if problem is None:
        raise AssertionError("what could not be read has been refused")
    return problem, scenarios or ()


def _scenarios(file: Path, problem: Problem | None) -> tuple[Scenario, ...]:
    """Return the scenarios in a file; what they name is looked up in the problem, if that could be read."""
    collected = Collected()
    found = fields(read_source(file), "", SCENARIOS, collected)
    sound = things(found, "scenarios", entry(SCENARIO), collected)
    errors = errors_of(collected.errors)
    scenarios = {place: Scenario(one["code"], one["changes"]) for place, one in sound.items()}
    if problem is not None:
        for place, scenario in scenarios.items():
            named = [
                error
                for at, one in enumerate(scenario.changes)
                for error in _unknown(one, problem, f"{place}.changes[{at}]")
            ]
            errors += named or _impossible(scenario, problem, place)
    refusals = Refusals()
    refusals.add(file, errors)
    refusals.raise_any()
    return tuple(scenarios.values())


def _unknown(one: Change, problem: Problem, key: str) -> Iterator[PortfolioError]:
    """Yield the names in a change that the problem does not have."""
    match one:
        case BudgetChange(sources=sources):
            yield from _not_in("source", sources, problem.source, f"{key}.sources")
        case CostOverrun(tags=tags):
            known = dict.fromkeys(tag for programme in problem.programmes for tag in sorted(programme.tags))
            yield from _not_in("tag", tags, known, f"{key}.tags")
        case RevenueShortfall(ceilings=ceilings):
            yield from _not_in("source", ceilings, problem.source, f"{key}.ceilings")
        case LaterStart():
            pass


def _not_in(what: str, words: Collection[str], known: Collection[str], key: str) -> Iterator[PortfolioError]:
    for at, word in enumerate(words):
        if word not in known:
            yield PortfolioError(f"unknown {what} {word!r}{did_you_mean(word, known)}", key=f"{key}[{at}]")


def _impossible(scenario: Scenario, problem: Problem, key: str) -> Iterator[PortfolioError]:
    """Yield why the problem cannot be changed so."""
    try:
        changed(problem, scenario)
    except PortfolioError as error:
        error.key = key
        yield error
