"""Indonesia's working days: national holidays and joint leave by year, and those of a region.

The years are files in `data/holidays/`; each names its decision, its sources and whether the
days were confirmed. What a province, regency or city adds is kept as `RegionalHoliday`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from engines.workdays import Calendar, WorkdaysError, due_date, workdays_left
from jejaring.cities.models import Organisation, RegionalHoliday
from jejaring.kit.words import bilingual

FOLDER = Path(__file__).parent / "data" / "holidays"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of a year's decision. `decision` is only filled if the day has one of its own."""

    day: date
    kind: Literal["national", "joint_leave"]
    name_id: str
    name_en: str
    decision: str
    name = bilingual("name")


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """A year's holidays with the decision they rest on. Not `confirmed`: to be checked by a human."""

    year: int
    decision: str
    decided_on: date | None
    confirmed: bool
    note_id: str
    note_en: str
    sources: tuple[str, ...]
    days: tuple[Holiday, ...]
    note = bilingual("note")


@cache
def holiday_years() -> Mapping[int, HolidayYear]:
    """Return every year there is a file for, oldest first."""
    return {year.year: year for year in (_read(path) for path in sorted(FOLDER.glob("*.yaml")))}


@cache
def national_calendar() -> Calendar:
    """Return the calendar of the whole country: five working days a week, holidays and joint leave off."""
    years = holiday_years()
    days = frozenset(holiday.day for year in years.values() for holiday in year.days)
    return Calendar(days, frozenset(years), name="Indonesia", source="; ".join(y.decision for y in years.values()))


def calendar_for(region_code: str | None) -> Calendar:
    """Return the calendar of a region: the country's, its province's and its own holidays.

    Without a region it is the country's. One query.
    """
    return calendars_for([region_code])[region_code] if region_code else national_calendar()


def calendars_for(region_codes: Collection[str | None]) -> Mapping[str | None, Calendar]:
    """Return the calendars of several regions (None: the country's) with one query."""
    national = national_calendar()
    wanted = {code for code in region_codes if code}
    added: dict[str, set[date]] = {}
    if wanted:
        found = RegionalHoliday.objects.filter(region__in=wanted | {code[:2] for code in wanted})
        for code, day in found.values_list("region", "day"):
            if day.year in national.years:
                added.setdefault(code, set()).add(day)
    return {code: _with(national, code, added) for code in region_codes}


def due_after(organisation: Organisation, workdays: int, *, start: date) -> date | None:
    """Return the day that is `workdays` working days after `start`, by the calendar of the organisation's region.

    None if no calendar covers those years: a deadline that is silently wrong is worse than none.
    """
    try:
        return due_date(start, workdays, calendar_for(organisation.region_id))
    except WorkdaysError:
        return None


def working_days_left(organisation: Organisation, *, due: date, on: date) -> int | None:
    """Return the working days from `on` to `due`, negative once one has passed since; None without a calendar."""
    try:
        return workdays_left(on, due, calendar_for(organisation.region_id))
    except WorkdaysError:
        return None


def _with(national: Calendar, code: str | None, added: Mapping[str, set[date]]) -> Calendar:
    more = (added.get(code, set()) | added.get(code[:2], set())) if code else set()
    if not more:
        return national
    return Calendar(national.holidays | more, national.years, name=f"Indonesia, {code}", source=national.source)


def _read(path: Path) -> HolidayYear:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return HolidayYear(
        year=content["year"],
        decision=content["decision"],
        decided_on=content.get("decided_on"),
        confirmed=content["confirmed"],
        note_id=content.get("note_id", ""),
        note_en=content.get("note_en", ""),
        sources=tuple(content["sources"]),
        days=tuple(
            Holiday(day["date"], day["kind"], day["name_id"], day["name_en"], day.get("decision", ""))
            for day in content["days"]
        ),
    )
