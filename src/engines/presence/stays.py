"""From readings to stays: when one person was in which session.

The rules, in the order in which they apply:
1. What was undone counts nothing.
2. A reading at a session's door counts from `Tolerance.before` its start to `Tolerance.after` its end; another is
   marked OUTSIDE.
3. A stay begins with an entry, not before the session's start, and ends with the exit, not after the session's end.
   A second entry without anything between changes nothing.
4. Who goes out by the door of the event leaves the session, too.
5. An entry without exit is closed at the session's end and marked CLOSED_BY_RULE.
6. An exit without entry counts nothing and is marked NO_ENTRY.
7. A moment counts for one session: the one entered last. A stay ends where a later one begins, and is then marked
   ENTERED_ELSEWHERE; who comes back is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from engines.presence.readings import EVENT_DOOR, Reading, Slot, Tolerance

CLOSED_BY_RULE = "closed_by_rule"
ENTERED_ELSEWHERE = "entered_elsewhere"
NO_ENTRY = "no_entry"
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of one person in a session, with what the rules did to it. It may have no length."""

    session: str
    begins_at: datetime
    ends_at: datetime
    marks: tuple[str, ...] = ()

    @property
    def length(self) -> timedelta:
        """Return how long the stay is."""
        return self.ends_at - self.begins_at


@dataclass(slots=True)
class _Walk:
    """What is known while the readings of one person are gone through in order of time."""

    slots: Mapping[str, Slot]
    tolerance: Tolerance
    entered: list[Stay] = field(default_factory=list)  # in order of entry; the end is that of the session until known
    open: dict[str, int] = field(default_factory=dict)  # session: index in `entered`
    marked: dict[str, set[str]] = field(default_factory=dict)  # marks of readings without a stay

    def read(self, reading: Reading) -> None:
        if reading.session == EVENT_DOOR:
            for session in [] if reading.entry else list(self.open):
                self._leave(session, reading.moment)
            return
        slot = self.slots.get(reading.session)
        if slot is None:
            return
        early, late = slot.starts_at - self.tolerance.before, slot.ends_at + self.tolerance.after
        if not early <= reading.moment <= late:
            self.marked.setdefault(slot.session, set()).add(OUTSIDE)
        elif reading.entry:
            self._enter(slot, reading.moment)
        elif slot.session in self.open:
            self._leave(slot.session, reading.moment)
        else:
            self.marked.setdefault(slot.session, set()).add(NO_ENTRY)

    def _enter(self, slot: Slot, moment: datetime) -> None:
        known = self.open.get(slot.session)
        if known is not None:
            if known == len(self.entered) - 1:
                return  # read again, with nothing between
            self._leave(slot.session, moment)
        self.open[slot.session] = len(self.entered)
        begins_at = min(max(moment, slot.starts_at), slot.ends_at)
        self.entered.append(Stay(slot.session, begins_at, slot.ends_at))

    def _leave(self, session: str, moment: datetime) -> None:
        index = self.open.pop(session)
        stay = self.entered[index]
        self.entered[index] = replace(stay, ends_at=min(max(moment, stay.begins_at), stay.ends_at))

    def close(self) -> None:
        for index in self.open.values():
            self.entered[index] = replace(self.entered[index], marks=(CLOSED_BY_RULE,))
        self.open.clear()


def stays(
    readings: Iterable[Reading], slots: Mapping[str, Slot], tolerance: Tolerance
) -> tuple[tuple[Stay, ...], dict[str, tuple[str, ...]]]:
    """Return the stays of one person, none of which overlap, and the marks of readings that made none, by session.

    The order in which readings were reported makes no difference: they are gone through by their moments, at one
    moment exits before entries.
    """
    walk = _Walk(slots, tolerance)
    counted = {one for one in readings if not one.undone}
    for reading in sorted(counted, key=lambda one: (one.moment, one.entry, one.session)):
        walk.read(reading)
    walk.close()
    marks = {session: tuple(sorted(found)) for session, found in walk.marked.items()}
    return tuple(_without_overlaps(walk.entered)), marks


def _without_overlaps(entered: list[Stay]) -> list[Stay]:
    """Return the stays, each ended where one that was entered later begins."""
    cut: list[Stay] = []
    next_begins: datetime | None = None
    for stay in reversed(entered):
        if next_begins is not None and next_begins < stay.ends_at:
            marks = tuple(mark for mark in stay.marks if mark != CLOSED_BY_RULE)
            ends_at = max(next_begins, stay.begins_at)
            stay = replace(stay, ends_at=ends_at, marks=(*marks, ENTERED_ELSEWHERE))
        if stay.length:
            next_begins = min(next_begins, stay.begins_at) if next_begins else stay.begins_at
        cut.append(stay)
    return cut[::-1]


def inside_at(readings: Iterable[Reading], at: datetime, *, since: datetime) -> bool:
    """Tell whether a person is at the event at a moment: read since the day began, and not out by its door after."""
    seen = [one for one in readings if not one.undone and since <= one.moment <= at]
    if not seen:
        return False
    last = max(seen, key=lambda one: (one.moment, one.entry))
    return last.entry or last.session != EVENT_DOOR
