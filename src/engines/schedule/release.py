"""Which draft can be released, and the version that a release makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from engines.schedule.changes import differences
from engines.schedule.programme import CANCELLED, Programme, ScheduleError, Session

NO_DURATION, NEGATIVE_DURATION, BEYOND_EVENT = "no-duration", "negative-duration", "beyond-event"
NIGHT_ENDS = time(6)  # the last evening of an event may go on until then


@dataclass(frozen=True, slots=True)
class Fault:
    """A session that cannot be held as it stands."""

    kind: str
    session: Session

    def __str__(self) -> str:
        found = {
            NO_DURATION: "ends when it begins",
            NEGATIVE_DURATION: "ends before it begins",
            BEYOND_EVENT: "is not within the days of the event",
        }[self.kind]
        return f"session {self.session.number} ({self.session.title.in_language('id')}): {found}"


def faults(programme: Programme) -> tuple[Fault, ...]:
    """Return the placed sessions that cannot be released, in the order of the programme.

    A session has a duration, begins on a day of the event and ends at the latest at six in the morning after the
    last one. Days of the event do not bind a session that is cancelled.
    """
    found = ((one, _fault(one, programme)) for one in programme.sessions)
    return tuple(Fault(kind, session) for session, kind in found if kind)


def release(draft: Programme, previous: Programme | None, version: int, at: datetime) -> Programme:
    """Return the draft as a version: its placed sessions, each with its sequence, and what was cancelled since.

    A sequence grows by one with each version in which the session changed. A session that was released and is no
    longer there, or has no time any more, stays as it was released, cancelled, with what it names.
    Raises ScheduleError naming every session that has a fault (`faults`), or the number of two sessions.
    """
    if found := faults(draft):
        raise ScheduleError("\n".join(map(str, found)))
    old = {one.guid: one for one in previous.sessions} if previous else {}
    placed = [one for one in draft.sessions if one.starts_at]
    kept = [_in_sequence(one, old.get(one.guid)) for one in placed]
    here = {one.guid for one in placed}
    gone = [_in_sequence(replace(one, state=CANCELLED), one) for guid, one in old.items() if guid not in here]
    _refuse_same_numbers([*kept, *gone])
    made = replace(draft, version=version, released_at=at, sessions=(*kept, *gone))
    return _with_names_of(previous, gone, made) if previous else made


def _fault(session: Session, programme: Programme) -> str:
    if session.starts_at is None or session.ends_at is None:
        return ""
    if session.duration <= timedelta():
        return NEGATIVE_DURATION if session.duration else NO_DURATION
    if session.state == CANCELLED:
        return ""
    day = programme.day_of(session)
    end = datetime.combine(programme.ends_on + timedelta(days=1), NIGHT_ENDS, ZoneInfo(programme.zone))
    within = day and programme.begins_on <= day <= programme.ends_on and session.ends_at <= end
    return "" if within else BEYOND_EVENT


def _in_sequence(session: Session, before: Session | None) -> Session:
    if before is None:
        return replace(session, sequence=0)
    return replace(session, sequence=before.sequence + bool(differences(before, session)))


def _refuse_same_numbers(sessions: list[Session]) -> None:
    seen: dict[int, Session] = {}
    for one in sessions:
        other = seen.setdefault(one.number, one)
        if other is not one:
            titles = " and ".join(found.title.in_language("id") for found in (other, one))
            raise ScheduleError(f"session {one.number} is two sessions: {titles}")


def _with_names_of(previous: Programme, gone: list[Session], made: Programme) -> Programme:
    """Return the version with the halls, tracks and speakers that only its cancelled sessions name."""
    named = {guid for one in gone for guid in (one.hall, one.track, *(part.speaker for part in one.parts))}
    here = {one.guid for group in (made.halls, made.tracks, made.speakers) for one in group}

    lacking = named - here
    return replace(
        made,
        halls=made.halls + tuple(one for one in previous.halls if one.guid in lacking),
        tracks=made.tracks + tuple(one for one in previous.tracks if one.guid in lacking),
        speakers=made.speakers + tuple(one for one in previous.speakers if one.guid in lacking),
    )
