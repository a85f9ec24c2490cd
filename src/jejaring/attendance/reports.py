"""Presence as rows of tables: by group, by session; and what the rules did, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engines import presence as engine
from engines.presence import Presence
from engines.presence.credit import hours
from jejaring.attendance.queries import GroupNumbers, Numbers, sessions_held
from jejaring.events.models import Event
from jejaring.kit import words

MARKS: dict[str, str | Promise] = {
    engine.CLOSED_BY_RULE: _("no exit was read: counted to the end of the session"),
    engine.ENTERED_ELSEWHERE: _("counted until another session was entered"),
    engine.NO_ENTRY: _("an exit without an entry: not counted"),
    engine.OUTSIDE: _("read outside the time of the session: not counted"),
}


def mark_words(marks: Iterable[str]) -> list[str]:
    """Return what the rules did, in words, each once."""
    found = set(marks)
    return [str(text) for mark, text in MARKS.items() if mark in found]


def group_rows(counts: Numbers) -> list[GroupNumbers]:
    """Return the groups of an event and, last, all of them together."""
    return [*counts.groups, counts.total]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session with how many persons were in it, how long on average, and how many stays the rule closed."""

    title: str
    when: str
    persons: int
    hours: float
    closed_by_rule: int


def session_rows(event: Event, found: dict[int, Presence]) -> list[SessionRow]:
    """Return a row per session that is held, in order of time. Two queries."""
    by_session = defaultdict(list)
    for one in found.values():
        for credit in one.credits:
            if credit.time:
                by_session[credit.session].append(credit)
    rows = []
    for session in sessions_held(event):
        there = by_session[str(session.pk)]
        total = sum((hours(credit.time) for credit in there), Fraction())
        rows.append(
            SessionRow(
                title=str(session.title),
                when=words.moment(session.starts_at, event.time_zone),
                persons=len(there),
                hours=round(float(total / len(there)), 2) if there else 0.0,
                closed_by_rule=sum(engine.CLOSED_BY_RULE in credit.marks for credit in there),
            )
        )
    return rows
