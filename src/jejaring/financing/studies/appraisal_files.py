"""The file of an appraisal: discount rates with their source, and costs and benefits of programmes, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from engines.portfolio.appraisal import DiscountRates
from engines.portfolio.errors import PortfolioError, errors_of
from engines.portfolio.reading.values import LONGEST, amount, number, share
from engines.portfolio.sensitivity import Case
from engines.values.errors import Collected
from engines.values.objects import Key, Keys, anything, entry, fields, listed
from engines.values.scalars import text, whole, year
from jejaring.financing.studies.flow_table import BENEFIT, COST, SIDES, Flow, read_flows
from jejaring.financing.studies.sources import Refusals, checked_record, codes_in, read_source, things

Things = Mapping[str, Mapping[str, Any]]
PLURALS = {COST: "costs", BENEFIT: "benefits"}


@dataclass(frozen=True, slots=True)
class Project:
    """A programme to appraise, with its lines of costs and benefits."""

    code: str
    name: str
    flows: tuple[Flow, ...]

    def of(self, side: str, years: Sequence[int]) -> tuple[Decimal, ...]:
        """Return the costs or the benefits of all lines, by year."""
        lines = [flow.amounts for flow in self.flows if flow.side == side]
        return tuple(sum((line.get(when, Decimal(0)) for line in lines), Decimal(0)) for when in years)


@dataclass(frozen=True, slots=True)
class Study:
    """Programmes to appraise, in one unit of money, from year 0 (`first_year`) on; `prices` says at whose prices."""

    name: str
    unit: str
    first_year: int
    prices: str
    rates: DiscountRates
    projects: tuple[Project, ...]
    cases: tuple[Case, ...]

    def years(self, project: Project) -> range:
        """Return the years from year 0 to the last in which a programme pays or gains anything."""
        given = [when for flow in project.flows for when, sum_ in flow.amounts.items() if sum_]
        return range(self.first_year, max(given, default=self.first_year) + 1)


LINE: Keys = {
    "name": Key(text, required=True),
    "profile": Key(listed(amount, least=1), required=True),
    "from": Key(year),
    "until": Key(year),
}
RATES: Keys = {
    "low": Key(share, required=True),
    "base": Key(share, required=True),
    "high": Key(share, required=True),
    "source": Key(text, required=True),
}
CASE: Keys = {
    "name": Key(text, required=True),
    "costs": Key(number),
    "benefits": Key(number),
    "delay": Key(whole(0, LONGEST)),
}
LINES = Key(listed(entry(LINE)))
PROJECT: Keys = {"code": Key(text, required=True), "name": Key(text, required=True), "costs": LINES, "benefits": LINES}
STUDY: Keys = {
    "$schema": Key(text),
    "name": Key(text, required=True),
    "unit": Key(text, required=True),
    "first_year": Key(year, required=True),
    "prices": Key(text),
    "discount_rates": Key(checked_record(DiscountRates, RATES), required=True),
    "programmes": Key(anything, required=True),
    "flows": Key(text),
    "sensitivity": Key(listed(checked_record(Case, CASE))),
}


def read_study(file: Path) -> Study:
    """Return the study in a file, with the table of flows that it may name by a path relative to it.

    Raises Refused with all that is wrong in both.
    """
    refusals, given = Refusals(), read_source(file)
    collected = Collected()
    found = fields(given, "", STUDY, collected)
    programmes = things(found, "programmes", entry(PROJECT), collected)
    errors = errors_of(collected.errors)
    first_year, written = found.get("first_year"), list[tuple[str, Flow]]()
    if first_year is not None:
        errors += _flows(programmes, first_year, written)
    refusals.add(file, errors)
    if first_year is not None and "flows" in found:
        table = str(file.parent / found["flows"])
        written += read_flows(table, first_year, codes_in(given, "programmes"), refusals)
    if not refusals.lines:
        refusals.add(file, _without_costs(programmes, written))
    refusals.raise_any()
    return Study(
        **{name: found[name] for name in ("name", "unit", "first_year")},
        prices=found.get("prices", ""),
        rates=found["discount_rates"],
        projects=tuple(
            Project(one["code"], one["name"], tuple(flow for code, flow in written if code == one["code"]))
            for one in programmes.values()
        ),
        cases=found.get("sensitivity", ()),
    )


def _flows(programmes: Things, first_year: int, written: list[tuple[str, Flow]]) -> Iterator[PortfolioError]:
    """Add the lines that are written in the file itself, and yield those outside the years of the study."""
    for place, programme in programmes.items():
        for side in SIDES:
            for at, line in enumerate(programme.get(PLURALS[side], ())):
                start = line.get("from", first_year)
                end = start + len(line["profile"]) - 1
                until = line.get("until", end)
                if message := _misfit(first_year, start, end, until):
                    key = f"{place}.{PLURALS[side]}[{at}]"
                    yield PortfolioError(message, key=key, programme=programme["code"])
                    continue
                given = dict(enumerate(line["profile"], start))
                later = dict.fromkeys(range(end + 1, until + 1), line["profile"][-1])
                written.append((programme["code"], Flow(side, line["name"], given | later)))


def _misfit(first_year: int, start: int, end: int, until: int) -> str:
    """Return what is wrong with the years of a line; nothing if they fit."""
    if start < first_year:
        return f"it begins in {start}, before {first_year}, year 0 of the study"
    if until < end:
        return f"it goes on until {until}, but its profile already reaches {end}"
    if until > first_year + LONGEST:
        return f"it ends in {until}, more than {LONGEST} years after {first_year}, year 0 of the study"
    return ""


def _without_costs(programmes: Things, written: Sequence[tuple[str, Flow]]) -> Iterator[PortfolioError]:
    paid = {code for code, flow in written if flow.side == COST and any(flow.amounts.values())}
    for place, programme in programmes.items():
        if programme["code"] not in paid:
            message = "it costs nothing, so there is nothing to appraise"
            yield PortfolioError(message, key=place, programme=programme["code"])
