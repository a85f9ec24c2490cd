"""Reads of speakers: the list of those who run the event, and who stands in the released programme with which talks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from engines import schedule
from jejaring.cities.queries import Reader
from jejaring.events.models import Event, Session, Speaker
from jejaring.events.queries.work import managed_events
from jejaring.people.models import OneUseLink
from jejaring.people.queries import OPEN_LINK

EARLIEST = datetime.min.replace(tzinfo=UTC)
CLAIM = "events.speaker"  # the purpose of a speaker's one-use link


def speakers_of(event: Event) -> QuerySet[Speaker]:
    """Return the speakers of an event's draft, with `session_count` and `link_sent_at` (of an open link)."""
    links = OneUseLink.objects.filter(OPEN_LINK, record_type="events.speaker", purpose=CLAIM)
    of_speaker = links.filter(record_id=Cast(OuterRef("pk"), OneUseLink._meta.get_field("record_id")))
    return event.speakers.select_related("organisation", "person").annotate(
        session_count=Count("parts__session", filter=~Q(parts__session__state=Session.State.CANCELLED)),
        link_sent_at=Subquery(of_speaker.values("made_at")[:1]),
        link_expires_at=Subquery(of_speaker.values("expires_at")[:1]),
    )


def speakers_visible_to(reader: Reader, *, on: date) -> QuerySet[Speaker]:
    """Return the speakers whose files and history a reader sees: their own, those of the events they manage, or all."""
    found = Speaker.with_removed.filter(event__in=managed_events(reader, on=on).values("pk"))
    return found | Speaker.with_removed.filter(person_id=reader.pk) if reader.is_authenticated else found


@dataclass(frozen=True, slots=True)
class Talk:
    """A session of the released programme and what a speaker does in it."""

    session: schedule.Session
    role: str

    @property
    def is_cancelled(self) -> bool:
        return self.session.state == schedule.CANCELLED


@dataclass(frozen=True, slots=True)
class Profile:
    """A speaker of the released programme: name and position as released, what else their own page shows, their talks.

    `row` is None where the speaker is known by the version only.
    """

    guid: str
    name: str
    title: schedule.Text
    row: Speaker | None
    talks: tuple[Talk, ...]


def profiles(event: Event, programme: schedule.Programme) -> list[Profile]:
    """Return who has a part in a released programme, by name; whoever was merged is the one they were merged into.

    One query. Who speaks in cancelled sessions only is left out of lists, not here: see `Profile.talks`.
    """
    rows = {str(one.guid): one for one in _rows(event)}
    said = {one.guid: one for one in programme.speakers}
    talks: dict[str, list[Talk]] = defaultdict(list)
    for session in sorted(programme.sessions, key=_when):
        for part in session.parts:
            guid = _present(rows, part.speaker)
            if all(talk.session is not session for talk in talks[guid]):
                talks[guid].append(Talk(session, part.role))
    found = [_profile(guid, rows.get(guid), said, tuple(given)) for guid, given in talks.items()]
    return sorted(found, key=lambda one: one.name.casefold())


def _profile(guid: str, row: Speaker | None, said: dict[str, schedule.Speaker], talks: tuple[Talk, ...]) -> Profile:
    released = said.get(guid)
    if row is not None and not row.removed_at:
        return Profile(guid, row.name, schedule.Text(row.title_id, row.title_en), row, talks)
    name = released.name if released else (row.name if row else "")
    return Profile(guid, name, released.title if released else schedule.Text(""), None, talks)


def _rows(event: Event) -> QuerySet[Speaker]:
    found = Speaker.with_removed.filter(event=event)
    return found.select_related("organisation", "portrait", "merged_into")


def _present(rows: dict[str, Speaker], guid: str) -> str:
    """Return the guid of whom a speaker was merged into, or their own."""
    seen = {guid}
    while (row := rows.get(guid)) and row.merged_into and str(row.merged_into.guid) not in seen:
        guid = str(row.merged_into.guid)
        seen.add(guid)
    return guid


def _when(session: schedule.Session) -> tuple[bool, datetime, int]:
    """Return what orders talks: those with a time first, by their beginning."""
    return session.starts_at is None, session.starts_at or EARLIEST, session.number
