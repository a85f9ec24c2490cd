"""Who has been there enough: a share of the sessions, of the hours, or of the days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from engines.presence.credit import Presence, hours
from engines.presence.readings import PresenceError, Slot

SESSIONS, HOURS, DAYS = "sessions", "hours", "days"
MEASURES = (SESSIONS, HOURS, DAYS)
NO_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class Rule:
    """At least `percent` of what one could attend. A session is attended from `session_percent` of its length."""

    measure: str = SESSIONS
    percent: int = 80
    session_percent: int = 50

    def __post_init__(self) -> None:
        """Raise PresenceError for another measure, or a share that is not from 0 to 100 percent."""
        if self.measure not in MEASURES:
            raise PresenceError(f"no measure: {self.measure}")
        if not (0 <= self.percent <= 100 and 0 <= self.session_percent <= 100):
            raise PresenceError("a share is from 0 to 100 percent")


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a rule is met, and why: `reached` and `needed` of `possible`, all in the unit of `rule.measure`.

    `attended` and `missed` are sessions that count; of parallel ones that were missed none stands beside one attended.
    """

    met: bool
    rule: Rule
    reached: Fraction
    needed: Fraction
    possible: Fraction
    attended: tuple[str, ...]
    missed: tuple[str, ...]


def eligibility(presence: Presence, slots: Iterable[Slot], days: Iterable[date], rule: Rule) -> Eligibility:
    """Return whether a person meets the rule. Breaks count neither way.

    Of parallel sessions nobody can attend all: what is possible is the most that one person could. An event without
    anything to attend is met by nobody.
    """
    counting = [slot for slot in slots if slot.counts]
    time = {one.session: one.time for one in presence.credits}
    attended = [slot for slot in counting if _is_attended(time.get(slot.session, NO_TIME), slot, rule)]
    of_those = {slot.session for slot in attended}
    missed = [slot.session for slot in counting if slot.session not in of_those and not _overlaps(slot, attended)]
    every_day = set(days)
    possible, reached = {
        SESSIONS: lambda: (most_sessions(counting), Fraction(len(attended))),
        HOURS: lambda: (
            most_hours(counting),
            hours(sum((time.get(one.session, NO_TIME) for one in counting), NO_TIME)),
        ),
        DAYS: lambda: (Fraction(len(every_day)), Fraction(len(every_day.intersection(presence.days)))),
    }[rule.measure]()
    reached = min(reached, possible)
    needed = possible * rule.percent / 100
    return Eligibility(
        met=bool(possible) and reached >= needed,
        rule=rule,
        reached=reached,
        needed=needed,
        possible=possible,
        attended=tuple(slot.session for slot in attended),
        missed=tuple(missed),
    )


def most_sessions(slots: Iterable[Slot]) -> Fraction:
    """Return how many sessions one person can attend from start to end, when some are parallel."""
    number, free_from = 0, None
    for slot in sorted(slots, key=lambda one: one.ends_at):
        if free_from is None or slot.starts_at >= free_from:
            number, free_from = number + 1, slot.ends_at
    return Fraction(number)


def most_hours(slots: Iterable[Slot]) -> Fraction:
    """Return how many hours one person can spend in sessions, when some are parallel."""
    total, until = timedelta(), None
    for slot in sorted(slots, key=lambda one: one.starts_at):
        begins_at: datetime = slot.starts_at if until is None else max(until, slot.starts_at)
        if slot.ends_at > begins_at:
            total, until = total + (slot.ends_at - begins_at), slot.ends_at
    return hours(total)


def _is_attended(time: timedelta, slot: Slot, rule: Rule) -> bool:
    return bool(time) and time * 100 >= slot.length * rule.session_percent


def _overlaps(slot: Slot, others: Iterable[Slot]) -> bool:
    return any(slot.starts_at < other.ends_at and other.starts_at < slot.ends_at for other in others)
