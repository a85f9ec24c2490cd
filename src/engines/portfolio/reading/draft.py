"""What could be read of a problem, by key, so that references between its parts can be checked as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import (
    FIRST_PHASE,
    WHOLE,
    Budget,
    CostPart,
    Debt,
    Programme,
    RuleSet,
    RunningCost,
    Source,
    Year,
    extent_of,
)

Errors = Iterator[PortfolioError]
QUANTUM = Decimal(1)


@dataclass(frozen=True, slots=True)
class ProblemDraft:
    """The parts of a problem that are valid by themselves, by key (`programmes[3]`); `given` is the whole.

    `found` holds the other keys that are valid.
    """

    given: Mapping[str, object]
    found: Mapping[str, Any]
    programmes: Mapping[str, Programme]
    sources: Mapping[str, Source]
    budgets: Mapping[str, Budget]
    rules: RuleSet | None

    @property
    def horizon(self) -> range | None:
        """The years of the plan, if they are known."""
        return horizon_of(self.found)

    @property
    def served_until(self) -> Year | None:
        """The first year in which no debt of the plan is served any more, if it is known."""
        tenors = (source.tenor for source in self.sources.values() if isinstance(source, Debt))
        return None if self.horizon is None else self.horizon.stop + max(tenors, default=0)

    @property
    def quantum(self) -> Decimal:
        """The amount of which every cost and ceiling is a whole multiple."""
        return Decimal(self.found.get("quantum", QUANTUM))

    def codes(self, name: str) -> dict[str, None]:
        """Return the codes of all programmes or sources, also of those that could not be read."""
        listed = self.given.get(name)
        things = listed if isinstance(listed, Iterable) and not isinstance(listed, str) else ()
        codes = (thing.get("code") for thing in things if isinstance(thing, Mapping))
        return {code: None for code in codes if isinstance(code, str)}

    def by_code(self) -> dict[str, Source]:
        """Return the sources by code."""
        return {source.code: source for source in self.sources.values()}


def horizon_of(found: Mapping[str, Any]) -> range | None:
    """Return the years of the plan, if they are known."""
    if "first_year" not in found or "years" not in found:
        return None
    return range(found["first_year"], found["first_year"] + found["years"])


@dataclass(frozen=True, slots=True)
class Extent:
    """A way of doing a programme, and where it is described."""

    place: str
    parts: tuple[CostPart, ...]
    running: RunningCost | None


def extents(place: str, programme: Programme) -> Iterable[Extent]:
    """Return the ways of doing a programme: whole, and its first phase if it has one."""
    parts, running, _ = extent_of(programme, WHOLE)
    yield Extent(place, parts, running)
    if programme.first_phase:
        parts, running, _ = extent_of(programme, FIRST_PHASE)
        yield Extent(f"{place}.first_phase", parts, running)


def may_pay(source: Source, programme: Programme) -> bool:
    """Return whether the earmark of a source allows it to pay for a programme."""
    return not source.earmark or bool(source.earmark & programme.tags)
