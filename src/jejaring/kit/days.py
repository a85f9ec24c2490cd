"""Bounds of dates: the earliest and the latest day by meaning, and one sentence that names both."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jejaring.kit import words
from jejaring.kit.components import Text
from jejaring.kit.refusal import Refusal

EARLIEST = date(1945, 8, 17)  # no act of an Indonesian government is older
LATEST = date(2100, 12, 31)

_NAMES = (
    ("januari", "january"),
    ("februari", "february"),
    ("maret", "march"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("agustus", "august"),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("desember", "december"),
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
IN_WORDS = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE)
IN_FIGURES = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Limit:
    """The first or last day that something can be dated, and what sets it, in words."""

    day: date
    why: Text = ""

    def __str__(self) -> str:
        day = words.long_date(self.day)
        return f"{day} ({self.why})" if self.why else day


def today_is(on: date) -> Limit:
    """Return the last day of what has happened."""
    return Limit(on, _("today"))


def latest_of(*limits: Limit | None) -> Limit:
    """Return the limit that comes last, for an earliest day that several acts set; `EARLIEST` without any."""
    return max((limit for limit in limits if limit), key=lambda limit: limit.day, default=Limit(EARLIEST))


def refuse_outside(day: date, *, earliest: Limit, latest: Limit, field: str) -> None:
    """Raise Refusal, beside `field`, if `day` is before `earliest` or after `latest`; both are named."""
    if earliest.day <= day <= latest.day:
        return
    values = {"day": words.long_date(day), "earliest": earliest, "latest": latest}
    if day < earliest.day:
        raise Refusal(
            _("%(day)s is too early: the earliest is %(earliest)s, the latest %(latest)s.") % values, field=field
        )
    raise Refusal(_("%(day)s is too late: the earliest is %(earliest)s, the latest %(latest)s.") % values, field=field)


def years_after(day: date, years: int) -> date:
    """Return the same day `years` later, within `EARLIEST` and `LATEST`; 29 February becomes the 28th."""
    year = day.year + years
    if year > LATEST.year:
        return LATEST
    if year < EARLIEST.year:
        return EARLIEST
    try:
        moved = day.replace(year=year)
    except ValueError:  # 29 February
        moved = day.replace(year=year, day=28)
    return min(max(moved, EARLIEST), LATEST)


def year_in(text: str, *, otherwise: int) -> int:
    """Return the year that an address names, or `otherwise` if it names none between `EARLIEST` and `LATEST`."""
    is_year = re.fullmatch(r"[0-9]{4}", text) and EARLIEST.year <= int(text) <= LATEST.year
    return int(text) if is_year else otherwise


def days_named(text: str) -> list[date]:
    """Return the days that a text names, as "31 Desember 2023", "31/12/2023" or "2023-12-31"."""
    found = [(year, MONTHS[month.lower()], day) for day, month, year in IN_WORDS.findall(text)]
    found += [(year, month, day) for day, month, year in IN_FIGURES.findall(text)]
    found += [tuple(day.split("-")) for day in ISO.findall(text)]
    days = []
    for year, month, day in found:
        with suppress(ValueError):  # "99/99/2023" is a number of something else
            days.append(date(int(year), int(month), int(day)))
    return days
