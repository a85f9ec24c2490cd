"""A programme as a picture: per day, how many sessions go on at once, from its first to its last hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engines.schedule import BREAK, CANCELLED, CEREMONY, Programme, Session
from jejaring.events import times
from jejaring.kit.markup import joined, markup
from jejaring.kit.words import number

WIDTH, LEFT, RIGHT, ROW, TOP, DEEP = 360, 4, 4, 78, 22, 34  # pixels of the drawing; DEEP is the highest bar
MOST_DAYS = 6


def draw_picture(programme: Programme) -> SafeString | None:
    """Return the picture, as wide as a phone; None for a programme in which nothing has a time."""
    held = [one for one in programme.sessions if one.starts_at and one.state != CANCELLED]
    days = {day: [one for one in held if programme.day_of(one) == day] for day in programme.days}
    shown = {day: found for day, found in list(days.items())[:MOST_DAYS] if found}
    if not shown:
        return None
    first, last = _hours(shown, programme.zone)
    most = max((count for found in shown.values() for *_times, count in _at_once(found)), default=1)

    def place(at: datetime, day: date) -> float:
        hours = (times.local(at, programme.zone).replace(tzinfo=None) - _midnight(day)) / timedelta(hours=1)
        return LEFT + (min(max(hours, first), last) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    rows = []
    for row, (day, found) in enumerate(shown.items()):
        base = row * ROW + TOP + DEEP + 8
        bars = [(place(start, day), place(end, day), DEEP * count / most) for start, end, count in _at_once(found)]
        rites = [place(one.starts_at, day) for one in found if one.kind == CEREMONY and one.starts_at]
        rows.append(_row(day, _span(found, programme.zone), bars, rites, base))
    return markup(
        '<svg class="drawing programme-picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        len(shown) * ROW,
        _in_words(shown),
        joined(rows),
    )


def _row(
    day: date, hours: str, bars: Sequence[tuple[float, float, float]], rites: Sequence[float], base: float
) -> SafeString:
    drawn = (
        f'<rect x="{x:.1f}" y="{base - high:.1f}" width="{max(end - x - 1, 1):.1f}" height="{high:.1f}"/>'
        for x, end, high in bars
    )
    marks = (f'<path class="rite" d="M{x + 5:.1f} {base - DEEP - 6}l5 5-5 5-5-5z"/>' for x in rites)
    return markup(
        '<text class="strong" x="{0}" y="{1}">{2}</text>'
        '<text class="quiet" x="{3}" y="{1}" text-anchor="end">{4}</text>'
        '{5}<path class="axis" d="M{0} {6}H{3}"/>{7}',
        LEFT,
        base - DEEP - 10,
        times.weekday(day).rpartition(" ")[0],
        WIDTH - RIGHT,
        hours,
        SafeString("".join(drawn)),
        base,
        SafeString("".join(marks)),
    )


def _at_once(sessions: Sequence[Session]) -> Iterator[tuple[datetime, datetime, int]]:
    """Yield from when to when how many sessions go on, breaks not counted."""
    spans = [(one.starts_at, one.ends_at) for one in sessions if one.starts_at and one.ends_at and one.kind != BREAK]
    edges = sorted({edge for span in spans for edge in span})
    for start, end in pairwise(edges):
        if count := sum(begins <= start and end <= ends for begins, ends in spans):
            yield start, end, count


def _hours(days: dict[date, list[Session]], zone: str) -> tuple[float, float]:
    """Return the earliest and latest hour of all days, counted from the midnight each begins with."""
    found = [
        (times.local(at, zone).replace(tzinfo=None) - _midnight(day)) / timedelta(hours=1)
        for day, sessions in days.items()
        for one in sessions
        for at in (one.starts_at, one.ends_at)
        if at
    ]
    return min(found), max(found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _span(sessions: Sequence[Session], zone: str) -> str:
    starts = [one.starts_at for one in sessions if one.starts_at]
    ends = [one.ends_at for one in sessions if one.ends_at]
    return times.span(min(starts), max(ends), zone)


def _in_words(days: dict[date, list[Session]]) -> str:
    counted = []
    for day, sessions in days.items():
        count = sum(one.kind != BREAK for one in sessions)
        words = ngettext("%(count)s session", "%(count)s sessions", count) % {"count": number(count)}
        counted.append(f"{times.weekday(day)}: {words}")
    return _("The programme day by day. %(days)s") % {"days": "; ".join(counted)}
