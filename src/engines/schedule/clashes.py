"""What cannot be true at once: two sessions in one hall or with one speaker, a hall or a speaker not available."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import cast

from engines.schedule.programme import CANCELLED, Programme, Session

HALL_TAKEN, SPEAKER_TAKEN = "hall-taken", "speaker-taken"
HALL_CLOSED, SPEAKER_AWAY = "hall-closed", "speaker-away"


@dataclass(frozen=True, slots=True)
class Available:
    """A span in which a hall can be used or a speaker can come; `of` is the guid. Without any, always."""

    of: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Clash:
    """Sessions (guids, in order) that clash: two, or one outside the hours of its hall or speaker.

    `about` is the guid of the hall or the speaker. Each of the sessions is marked by it.
    """

    kind: str
    about: str
    sessions: tuple[str, ...]


def clashes(programme: Programme, availabilities: Iterable[Available] = ()) -> tuple[Clash, ...]:
    """Return every clash once, by start of its first session, whatever the order of sessions and availabilities.

    Moments are compared, never days: a session over midnight is one span. Sessions that touch do not clash; those
    that are cancelled or not placed clash with nothing.
    """
    placed = [one for one in programme.sessions if one.state != CANCELLED and one.starts_at and one.ends_at]
    in_hall, of_speaker = defaultdict(list), defaultdict(list)
    for session in placed:
        if session.hall:
            in_hall[session.hall].append(session)
        for speaker in {part.speaker for part in session.parts}:
            of_speaker[speaker].append(session)
    hours = _merged(availabilities)
    found = chain(
        _taken(HALL_TAKEN, in_hall),
        _taken(SPEAKER_TAKEN, of_speaker),
        _outside(HALL_CLOSED, in_hall, hours),
        _outside(SPEAKER_AWAY, of_speaker, hours),
    )
    begins = {one.guid: _span(one)[0] for one in placed}
    return tuple(
        sorted(found, key=lambda one: (min(begins[guid] for guid in one.sessions), one.kind, one.sessions, one.about))
    )


def by_session(found: Iterable[Clash]) -> dict[str, tuple[Clash, ...]]:
    """Return the clashes of every session that has any, by its guid."""
    marks: dict[str, list[Clash]] = defaultdict(list)
    for clash in found:
        for guid in clash.sessions:
            marks[guid].append(clash)
    return {guid: tuple(of_session) for guid, of_session in marks.items()}


def _span(session: Session) -> tuple[datetime, datetime]:
    return cast(datetime, session.starts_at), cast(datetime, session.ends_at)  # only placed sessions come here


def _taken(kind: str, groups: Mapping[str, Sequence[Session]]) -> Iterator[Clash]:
    for about, sessions in groups.items():
        running: list[Session] = []
        for session in sorted(sessions, key=_span):
            begins, _ = _span(session)
            running = [one for one in running if _span(one)[1] > begins]
            for other in running:
                yield Clash(kind, about, tuple(sorted((session.guid, other.guid))))
            running.append(session)


def _outside(
    kind: str, groups: Mapping[str, Sequence[Session]], hours: Mapping[str, Sequence[tuple[datetime, datetime]]]
) -> Iterator[Clash]:
    for about, sessions in groups.items():
        for session in sessions if about in hours else ():
            begins, ends = _span(session)
            if not any(opens <= begins and ends <= closes for opens, closes in hours[about]):
                yield Clash(kind, about, (session.guid,))


def _merged(availabilities: Iterable[Available]) -> dict[str, list[tuple[datetime, datetime]]]:
    """Return the hours of each hall and speaker, those that touch or overlap as one span."""
    hours: dict[str, list[tuple[datetime, datetime]]] = {}
    for one in sorted(availabilities, key=lambda one: (one.begins_at, one.ends_at)):
        spans = hours.setdefault(one.of, [])
        if spans and one.begins_at <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], one.ends_at))
        else:
            spans.append((one.begins_at, one.ends_at))
    return hours
