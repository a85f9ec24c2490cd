"""Dates, numbers and money as people of the active language write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import overload
from zoneinfo import ZoneInfo

from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext, ngettext

NOTHING = "–"
INDONESIAN_ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}
_TO_INDONESIAN = str.maketrans(",.", ".,")


def long_date(day: date | None) -> str:
    """Return "17 Oktober 2019"; an absent date is a dash."""
    return _long_date(day, get_language()) if day else NOTHING


@lru_cache(maxsize=4096)
def _long_date(day: date, language: str | None) -> str:
    return dateformat.format(day, "j F Y")


def moment(time: datetime | None, zone: str = "") -> str:
    """Return "17 Oktober 2019, 14.05 WIB", in `zone` or else the network's own."""
    if time is None:
        return NOTHING
    local = timezone.localtime(time, ZoneInfo(zone) if zone else None)
    clock = local.strftime("%H:%M" if _english() else "%H.%M")
    name = INDONESIAN_ZONES.get(local.utcoffset() or timedelta(), local.tzname() or "")
    return f"{long_date(local.date())}, {clock} {name}"


def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """Return 1.234,5 in Indonesian and 1,234.5 in English, with a true minus sign.

    Without `decimals` as many are shown as the value has.
    """
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    text = f"{exact:,.{decimals}f}" if decimals is not None else _as_it_is(exact)
    return (text if _english() else text.translate(_TO_INDONESIAN)).replace("-", "−")


def rupiah(sum_: int | Decimal | None) -> str:
    """Return "Rp 1.250.000.000": whole rupiah, sen only when there are some."""
    if sum_ is None:
        return NOTHING
    exact = Decimal(str(sum_))
    words = number(abs(exact), None if exact == exact.to_integral_value() else 2)
    return f"{'−' if exact < 0 else ''}Rp\u00a0{words}"


def until(day: date, today: date) -> str:
    """Return how far a due date is, in words: "3 days left", "today", "2 days late"."""
    days = (day - today).days
    if days == 0:
        return gettext("today")
    if days < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": -days}
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def shown(value: object) -> str:
    """Return a value as a person reads it. A year is text, not a number: give "2019"."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int | float | Decimal):
        return number(value)
    return str(value)


# --- one field in two languages -----------------------------------------------------------------
def in_language(indonesian: str, english: str) -> str:
    """Return the text of the active language; the Indonesian one where there is no English."""
    return english if english and _english() else indonesian


class bilingual:  # noqa: N801 - reads like `property`, which it is
    """`name = bilingual("name")`: an attribute that is `name_en` in English and `name_id` otherwise.

    For models and dataclasses. `Model.name.columns` names both columns, for `.only(*Model.name.columns)`.
    """

    __slots__ = ("columns",)

    def __init__(self, stem: str) -> None:
        self.columns = (f"{stem}_id", f"{stem}_en")

    @overload
    def __get__(self, owner: None, kind: type) -> bilingual: ...
    @overload
    def __get__(self, owner: object, kind: type) -> str: ...

    def __get__(self, owner: object | None, kind: type) -> bilingual | str:
        if owner is None:
            return self
        indonesian, english = self.columns
        return (getattr(owner, english) if _english() else "") or getattr(owner, indonesian)

    def __set__(self, owner: object, value: object) -> None:
        raise AttributeError(f"set {' and '.join(self.columns)} instead")


def _as_it_is(exact: Decimal) -> str:
    whole, dot, rest = f"{exact:f}".partition(".")
    rest = rest.rstrip("0")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}" + (f"{dot}{rest}" if rest else "")


def _english() -> bool:
    return (get_language() or "").startswith("en")
