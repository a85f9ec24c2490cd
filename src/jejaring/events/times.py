"""Days and times of an event in words, always in its own zone and with the zone's name."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jejaring.kit.words import long_date, moment


def clock(at: datetime, zone: str) -> str:
    """Return "09.00 WITA"."""
    return moment(at, zone).rpartition(", ")[2]


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Return "09.00–10.30 WITA"; of a session over midnight, that it ends on the next day."""
    start, end = clock(starts_at, zone).partition(" ")[0], clock(ends_at, zone)
    if local_day(starts_at, zone) == local_day(ends_at, zone):
        return f"{start}–{end}"
    return _("%(start)s–%(end)s the next day") % {"start": start, "end": end}


def until(ends_at: datetime, zone: str) -> str:
    """Return "until 10.30 WITA"."""
    return _("until %(time)s") % {"time": clock(ends_at, zone)}


def local(at: datetime, zone: str) -> datetime:
    """Return a moment as the clocks of a zone show it."""
    return at.astimezone(ZoneInfo(zone))


def local_day(at: datetime, zone: str) -> date:
    """Return the day of a moment in a zone."""
    return local(at, zone).date()


def weekday(day: date) -> str:
    """Return "Rabu, 16 Oktober 2019"."""
    return f"{dateformat.format(day, 'l')}, {long_date(day)}"


def days(begins_on: date, ends_on: date) -> str:
    """Return "16–18 Oktober 2019"; the months or years of both where they differ."""
    if begins_on == ends_on:
        return long_date(begins_on)
    same = "j" if (begins_on.year, begins_on.month) == (ends_on.year, ends_on.month) else "j F"
    same = "j F Y" if begins_on.year != ends_on.year else same
    return f"{dateformat.format(begins_on, same)}–{long_date(ends_on)}"


def language() -> str:
    """Return the language in which a programme's texts are shown."""
    return "en" if (get_language() or "").startswith("en") else "id"
