"""What each person is credited with: time per session, hours, and the days on which they were there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from fractions import Fraction

from engines.presence.readings import USUAL, Reading, Slot, Tolerance
from engines.presence.stays import Stay, stays

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Credit:
    """What one person is credited with in one session: never more than its length. `marks` say what the rules did."""

    session: str
    time: timedelta
    stays: tuple[Stay, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """The presence of one person in an event: a credit per session with a reading, in order of the sessions."""

    person: int
    credits: tuple[Credit, ...] = ()
    days: tuple[date, ...] = ()

    @property
    def time(self) -> timedelta:
        """Return the time in all sessions together; no moment of it is counted twice."""
        return sum((one.time for one in self.credits), timedelta())

    @property
    def hours(self) -> Fraction:
        """Return the time in hours, exactly."""
        return hours(self.time)

    def in_session(self, session: str) -> Credit:
        """Return the credit in that session; one of no time if there is no reading."""
        return next((one for one in self.credits if one.session == session), Credit(session, timedelta()))


def hours(time: timedelta) -> Fraction:
    """Return a duration in hours, exactly."""
    return Fraction(time // timedelta(microseconds=1), HOUR // timedelta(microseconds=1))


def presence_of(
    readings: Iterable[Reading], slots: Iterable[Slot], *, zone: tzinfo, tolerance: Tolerance = USUAL
) -> dict[int, Presence]:
    """Return the presence of every person who has a reading that was not undone.

    A person is there on each day, in the event's zone, on which they came in by any door.
    """
    by_session = {slot.session: slot for slot in slots}
    by_person: dict[int, list[Reading]] = defaultdict(list)
    for reading in readings:
        if not reading.undone:
            by_person[reading.person].append(reading)
    return {person: _one(person, found, by_session, zone, tolerance) for person, found in sorted(by_person.items())}


def _one(person: int, readings: list[Reading], slots: dict[str, Slot], zone: tzinfo, tolerance: Tolerance) -> Presence:
    found, marks = stays(readings, slots, tolerance)
    by_session: dict[str, list[Stay]] = defaultdict(list)
    for stay in found:
        by_session[stay.session].append(stay)
    touched = sorted({*by_session, *marks}, key=lambda session: (slots[session].starts_at, session))
    days = {one.moment.astimezone(zone).date() for one in readings if one.entry}
    return Presence(
        person,
        tuple(_credit(session, by_session[session], marks.get(session, ())) for session in touched),
        tuple(sorted(days)),
    )


def _credit(session: str, found: list[Stay], marks: tuple[str, ...]) -> Credit:
    said = {*marks, *(mark for stay in found for mark in stay.marks)}
    return Credit(session, sum((stay.length for stay in found), timedelta()), tuple(found), tuple(sorted(said)))
