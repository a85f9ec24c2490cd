"""Checks before solving that there is money for the programmes that must be done."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import Programme, Source, Year, duration_of
from engines.portfolio.reading.draft import Errors, Extent, ProblemDraft, extents, may_pay

Costs = Mapping[Year, Decimal]
MUST = "must"


def musts(draft: ProblemDraft) -> Errors:
    """Each can be paid by its sources in some allowed year, and all together by all money there is."""
    sources, horizon = draft.by_code(), draft.horizon
    if horizon is None or set(sources) != set(draft.codes("sources")):
        return
    least: dict[str, Decimal] = {}
    paying: dict[str, Source] = {}
    for place, programme in draft.programmes.items():
        if not programme.must:
            continue
        payers = _payers(place, programme, sources)
        ways = _ways(place, programme, horizon)
        if not ways or not payers:
            continue  # no year or no source: an error of its own
        short = [_short(costs, payers, horizon) for costs in ways]
        if all(short):
            yield _alone(place, programme, payers, short[0])
            continue
        paying |= payers
        least[programme.code] = min(sum(costs.values(), Decimal(0)) for costs in ways)
    yield from _together(least, paying, horizon)


def _payers(place: str, programme: Programme, sources: Mapping[str, Source]) -> dict[str, Source]:
    codes: dict[str, None] = {}
    for extent in extents(place, programme):
        for part in extent.parts:
            codes |= dict.fromkeys(part.sources)
        if extent.running:
            codes |= dict.fromkeys(extent.running.sources)
    return {code: sources[code] for code in codes if code in sources and may_pay(sources[code], programme)}


def _ways(place: str, programme: Programme, horizon: range) -> list[Costs]:
    """Return what a programme costs by year, for every way and year it may be done in."""
    return [
        _costs(extent, start, horizon)
        for extent in extents(place, programme)
        for start in programme.start_years or horizon
        if start in horizon and start + duration_of(extent.parts) <= horizon.stop
    ]


def _costs(extent: Extent, start: Year, horizon: range) -> Costs:
    costs: dict[Year, Decimal] = dict.fromkeys(horizon, Decimal(0))
    for part in extent.parts:
        for since, cost in enumerate(part.profile):
            costs[start + since] += cost
    if extent.running:
        for year in range(start + duration_of(extent.parts), horizon.stop):
            costs[year] += extent.running.yearly
    return costs


Short = tuple[Year, Decimal, Decimal]


def _short(costs: Costs, payers: Mapping[str, Source], horizon: range) -> Short | None:
    """Return the first year in which more is needed than there is, with both; money kept from before counts."""
    spent = kept = Decimal(0)
    for year in horizon:
        fresh = sum((s.ceilings.get(year, Decimal(0)) for s in payers.values() if not s.carry_over), Decimal(0))
        kept += sum((s.ceilings.get(year, Decimal(0)) for s in payers.values() if s.carry_over), Decimal(0))
        if costs[year] > fresh + kept - spent:
            return year, costs[year], fresh + kept - spent
        spent += max(Decimal(0), costs[year] - fresh)
    return None


def _alone(place: str, programme: Programme, payers: Mapping[str, Source], short: Short | None) -> PortfolioError:
    year, needed, there = short or (0, Decimal(0), Decimal(0))
    message = (
        f"it must be done, costs {needed} in {year}, and the sources that may pay ({', '.join(payers)}) have {there}"
    )
    if len(programme.start_years) != 1:
        message += "; no other start helps"
    return PortfolioError(message, key=f"{place}.must", programme=programme.code, year=year, rule=MUST)


def _together(least: Mapping[str, Decimal], paying: Mapping[str, Source], horizon: range) -> Errors:
    needed = sum(least.values(), Decimal(0))
    there = sum((s.ceilings.get(year, Decimal(0)) for s in paying.values() for year in horizon), Decimal(0))
    if needed > there:
        largest = sorted(least, key=lambda code: (-least[code], code))
        named = ", ".join(f"{code} {least[code]}" for code in largest[:5]) + (", …" if len(largest) > 5 else "")
        span = f"{horizon.start}–{horizon.stop - 1}"
        message = (
            f"what must be done costs at least {needed} ({named}); all money that may pay for it in {span} is {there}"
        )
        yield PortfolioError(message, key="programmes", programme=largest[0], rule=MUST)
