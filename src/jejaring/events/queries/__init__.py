"""Reads: events, their programme as it is drafted and as it was released, and who works for them."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from engines import schedule
from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office
from jejaring.events.models import Event, Helper, Part, ProgrammeVersion, Session


def events_visible_to(reader: Reader, *, on: date) -> QuerySet[Event]:
    """Announced, closed and cancelled events are public; one in preparation is seen by those who work for it."""
    if holds_network_office(reader, *SECRETARIAT, on=on):
        return Event.objects.all()
    visible = ~Q(state=Event.State.DRAFT)
    if reader.is_authenticated:
        visible |= Q(pk__in=helps_on(on).filter(person=reader).values("event"))
    return Event.objects.filter(visible)


def is_helper(reader: Reader, event: Event, *roles: Helper.Role, on: date, session: Session | None = None) -> bool:
    """Tell whether someone has one of these tasks in an event, or in one session of it, on that day."""
    if not reader.is_authenticated:
        return False
    return helps_on(on).filter(event=event, person=reader, role__in=roles, session=session).exists()


def helps_on(on: date) -> QuerySet[Helper]:
    """Return the tasks that are in force on that day."""
    return Helper.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


def current_version(event: Event) -> ProgrammeVersion | None:
    """Return the version of the programme that the public reads; None before the first release."""
    return event.versions.order_by("-number").first()


def released(event: Event) -> schedule.Programme | None:
    """Return the programme as it was last released; None before the first release. One query."""
    version = current_version(event)
    return schedule.Programme.from_json(version.content) if version else None


def released_sessions(event: Event) -> frozenset[str]:
    """Return the guids of the sessions in the version that the public reads. One query."""
    found = released(event)
    return frozenset(one.guid for one in found.sessions) if found else frozenset()


def released_speakers(event: Event) -> frozenset[str]:
    """Return the guids of those who have a part in a session of the version that the public reads. One query."""
    found = released(event)
    held = [one for one in found.sessions if one.state != schedule.CANCELLED] if found else []
    return frozenset(part.speaker for one in held for part in one.parts)


def drafted(event: Event) -> schedule.Programme:
    """Return the programme as it stands in draft; its sessions have no sequence yet. Five queries.

    A biography is in no version: its speaker can take it back at any time, so it is read from the speaker's row.
    """
    parts = Prefetch("parts", Part.objects.select_related("speaker"))
    sessions = list(event.sessions.select_related("hall", "track").prefetch_related(parts))
    return schedule.Programme(
        slug=event.slug,
        name=schedule.Text(event.name_id, event.name_en),
        zone=event.time_zone,
        begins_on=event.begins_on,
        ends_on=event.ends_on,
        place=", ".join(event.venues.values_list("name", flat=True)),
        halls=tuple(
            schedule.Hall(str(one.guid), one.name, one.venue.name, one.capacity)
            for one in event.halls.select_related("venue")
        ),
        tracks=tuple(
            schedule.Track(str(one.guid), schedule.Text(one.name_id, one.name_en), one.dimension)
            for one in event.tracks.all()
        ),
        speakers=tuple(
            schedule.Speaker(str(one.guid), one.name, schedule.Text(one.title_id, one.title_en))
            for one in event.speakers.all()
        ),
        sessions=tuple(map(_session, sessions)),
    )


def _session(one: Session) -> schedule.Session:
    return schedule.Session(
        guid=str(one.guid),
        number=one.number,
        title=schedule.Text(one.title_id, one.title_en),
        kind=one.kind,
        abstract=schedule.Text(one.abstract_id, one.abstract_en),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        hall=str(one.hall.guid) if one.hall else "",
        track=str(one.track.guid) if one.track else "",
        language=one.language,
        parts=tuple(schedule.Part(str(part.speaker.guid), part.role) for part in one.parts.all()),
        state=one.state,
        example=one.example_time,
    )
