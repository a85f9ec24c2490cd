"""Next year's event as a copy of this one: its places, tracks and sessions, but nobody and nothing of the past."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.events.actions.lives import EventFacts, open_event
from jejaring.events.models import Event, Hall, Session, Track, Venue
from jejaring.events.signals import event_copied
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person

NO_SESSIONS, NOT_PLACED, SHIFTED = "none", "not_placed", "shifted"


@transaction.atomic
def copy_event(
    source: Event,
    slug: str,
    facts: EventFacts,
    *,
    sessions: str,
    by: Person | None,
    on: date,
    at: datetime,
) -> Event:
    """Open an event as a copy of another: venues, halls, tracks and, if wanted, sessions; no people and no versions.

    `sessions` is NO_SESSIONS, NOT_PLACED or SHIFTED: by as many days as the first days lie apart, at the same clock
    times. Raises Refusal as `open_event` does, or if a shifted session would be beyond the last day.
    """
    copied = (
        source.sessions.exclude(state=Session.State.CANCELLED) if sessions != NO_SESSIONS else Session.objects.none()
    )
    days = facts.begins_on - source.begins_on
    if sessions == SHIFTED and source.ends_on + days > facts.ends_on:
        raise Refusal(
            _("The copy has fewer days than %(event)s: copy its sessions without their times.")
            % {"event": source.name},
            field="sessions",
        )
    event = open_event(slug, facts, by=by, on=on, at=at, example=source.example)
    event.copied_from = source
    event.save(update_fields=["copied_from"])
    halls, tracks = _copy_places(source, event), _copy_tracks(source, event)
    for number, one in enumerate(copied.order_by("number"), 1):
        _copy_session(one, event, number, halls, tracks, days if sessions == SHIFTED else None)
    record("events.copy_event", event, by=by, on=on, at=at, data={"source": source.slug, "sessions": sessions})
    event_copied.send(Event, event=event, source=source, by=by, at=at)
    return event


def _copy_places(source: Event, event: Event) -> dict[int, Hall]:
    """Copy venues and halls; return each new hall by the key of the old one."""
    halls = {}
    for venue in source.venues.prefetch_related("halls"):
        new = Venue.objects.create(event=event, name=venue.name, address=venue.address, source=venue.source)
        for hall in venue.halls.all():
            values = {"name": hall.name, "capacity": hall.capacity, "order": hall.order}
            halls[hall.pk] = Hall.objects.create(venue=new, event=event, **values)
    return halls


def _copy_tracks(source: Event, event: Event) -> dict[int, Track]:
    names = ("name_id", "name_en", "dimension", "order")
    return {
        one.pk: Track.objects.create(event=event, **{name: getattr(one, name) for name in names})
        for one in source.tracks.all()
    }


def _copy_session(
    one: Session, event: Event, number: int, halls: dict[int, Hall], tracks: dict[int, Track], days: timedelta | None
) -> None:
    names = ("kind", "title_id", "title_en", "abstract_id", "abstract_en", "language", "capacity")
    new = Session(
        event=event, number=number, state=Session.State.TENTATIVE, **{name: getattr(one, name) for name in names}
    )
    new.track = tracks.get(one.track_id or 0)
    if days is not None and one.starts_at and one.ends_at:
        new.starts_at = _shifted(one.starts_at, one.event, event, days)
        new.ends_at = new.starts_at + (one.ends_at - one.starts_at)
        new.hall = halls.get(one.hall_id or 0)
    new.save()


def _shifted(moment: datetime, source: Event, event: Event, days: timedelta) -> datetime:
    """Return the moment so many days later, at the same clock time in the new event's zone."""
    there = moment.astimezone(ZoneInfo(source.time_zone)).replace(tzinfo=None)
    return (there + days).replace(tzinfo=ZoneInfo(event.time_zone))
