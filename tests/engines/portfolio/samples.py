"""Small problems to test the portfolio engine with: every maker makes the smallest sound thing, and names its changes.

Money and shares may be given as plain numbers or as text ("0.1"); a profile is a list of yearly costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from engines.portfolio.problem import (
    RUNNING,
    Budget,
    CostPart,
    Debt,
    FirstPhase,
    Payment,
    Plan,
    Problem,
    Programme,
    Rule,
    RuleSet,
    RunningCost,
    Source,
    Start,
    Year,
    duration_of,
    extent_of,
)

FIRST_YEAR = 2026
CASH = "cash"
Number = int | str | Decimal


def money(value: Number) -> Decimal:
    """Return an amount, exactly as written."""
    return Decimal(value)


def a_part(profile: Sequence[Number], *sources: str, name: str = "works") -> CostPart:
    """Return a part that costs so much in the years since the start; cash pays unless other sources are named."""
    return CostPart(name, tuple(map(money, profile)), sources or (CASH,))


def a_programme(
    code: str,
    cost: Sequence[Number] | Number = 10,
    benefit: Number = 1,
    *,
    sources: Sequence[str] = (CASH,),
    running: Number = 0,
    tags: Iterable[str] = (),
    phase: Sequence[Number] | None = None,
    **rest: Any,
) -> Programme:
    """Return a programme of one part, `works`; `phase` is the profile of a first phase with half of the benefit."""
    profile = [cost] if isinstance(cost, int | str | Decimal) else cost
    return Programme(
        code=code,
        name=f"Programme {code}",
        **{"parts": (a_part(profile, *sources),), **rest},
        benefit=money(benefit),
        running=RunningCost(money(running), tuple(sources)) if running else None,
        tags=frozenset(tags),
        first_phase=FirstPhase((a_part(phase, *sources),), money(benefit) / 2) if phase else None,
    )


def ceilings_of(ceiling: Mapping[Year, Number] | Number, years: int = 3) -> dict[Year, Decimal]:
    """Return ceilings by year: those given, or the same in each year of the plan."""
    if isinstance(ceiling, Mapping):
        return {year: money(value) for year, value in ceiling.items()}
    return dict.fromkeys(range(FIRST_YEAR, FIRST_YEAR + years), money(ceiling))


def a_source(code: str = CASH, ceiling: Mapping[Year, Number] | Number = 100, **rest: Any) -> Source:
    """Return money of three years."""
    rest["earmark"] = frozenset(rest.get("earmark", ()))
    return Source(code=code, name=f"Source {code}", ceilings=ceilings_of(ceiling), **rest)


def a_debt(code: str = "loan", ceiling: Mapping[Year, Number] | Number = 100, **rest: Any) -> Debt:
    """Return a loan at 10 % over four years, the first without repayment, served by cash."""
    terms: dict[str, Any] = {"interest": "0.1", "grace": 1, "tenor": 4, "fee": "0", "served_by": CASH} | rest
    for share in ("interest", "fee"):
        terms[share] = money(terms[share])
    return Debt(code=code, name=f"Debt {code}", ceilings=ceilings_of(ceiling), **terms)


def a_budget(year: Year, **changes: Any) -> Budget:
    """Return a budget of 1,000 in which general revenue is 1,000 and nothing is owed."""
    figures: dict[str, Any] = {"revenue": 1000, "pad": 300, "dau": 400, "dbh": 100, "spending": 1000} | changes
    tagged = figures.pop("tagged", {})
    return Budget(
        year=year,
        **{name: money(value) for name, value in figures.items()},
        tagged={tag: money(value) for tag, value in tagged.items()},
    )


def a_rule_set(*rules: Rule, **changes: Any) -> RuleSet:
    """Return rules as a set in force since the plan began."""
    given: dict[str, Any] = {
        "code": "sample",
        "name": "Sample rules",
        "valid_from": date(FIRST_YEAR, 1, 1),
        "valid_to": None,
    }
    return RuleSet(rules=rules, **given | changes)


def a_problem(
    *programmes: Programme, sources: Iterable[Source] | None = None, rules: Iterable[Rule] = (), **rest: Any
) -> Problem:
    """Return a problem of three years, 2026 to 2028: cash of 100 a year, and rules if there are any.

    Where there are rules there are budgets, from the year before the plan to ten years after it.
    """
    given = tuple(rules)
    budgets = tuple(a_budget(year) for year in range(FIRST_YEAR - 1, FIRST_YEAR + 13)) if given else ()
    usual: dict[str, Any] = {"name": "Sample", "unit": "Rp billion", "first_year": FIRST_YEAR, "years": 3}
    return Problem(
        **usual | {"budgets": budgets, "rules": a_rule_set(*given) if given else None} | rest,
        programmes=programmes,
        sources=(a_source(),) if sources is None else tuple(sources),
    )


def a_plan(problem: Problem, *starts: Start | tuple[str, Year] | tuple[str, Year, str]) -> Plan:
    """Return the plan that starts these and in which the first source named of each part pays all of it."""
    chosen = tuple(start if isinstance(start, Start) else Start(*start) for start in starts)
    payments = [payment for start in chosen for payment in _paid_by_first(problem, start)]
    return Plan(chosen, tuple(payments))


def _paid_by_first(problem: Problem, start: Start) -> Iterable[Payment]:
    parts, running, _ = extent_of(problem.programme[start.programme], start.extent)
    for part in parts:
        for since, cost in enumerate(part.profile):
            if cost:
                yield Payment(start.programme, part.name, start.year + since, part.sources[0], cost)
    if running:
        for year in range(start.year + duration_of(parts), problem.horizon.stop):
            yield Payment(start.programme, RUNNING, year, running.sources[0], running.yearly)
