"""Where an event takes place: its venues with their halls, and the tracks of its programme."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from jejaring.events.actions.common import locked_open, refuse_in_use
from jejaring.events.models import Event, Hall, Session, Track, Venue
from jejaring.kit.refusal import unless_taken
from jejaring.ledger.actions import record
from jejaring.people.models import Person


@transaction.atomic
def add_venue(
    event: Event, *, name: str, by: Person | None, at: datetime, address: str = "", source: str = ""
) -> Venue:
    """Add a venue. Raises Refusal if the event has one of that name."""
    event = locked_open(event)
    with _name_taken("one_venue_per_name"):
        venue = Venue.objects.create(event=event, name=name, address=address, source=source)
    record("events.add_venue", event, by=by, at=at, data={"venue": name})
    return venue


@transaction.atomic
def change_venue(
    venue: Venue, *, name: str, by: Person | None, at: datetime, address: str = "", source: str = ""
) -> Venue:
    """Change a venue; it stays the same place. Raises Refusal if another of the event has that name."""
    event = locked_open(venue.event)
    venue.name, venue.address, venue.source = name, address, source
    with _name_taken("one_venue_per_name"):
        venue.save(update_fields=["name", "address", "source"])
    record("events.change_venue", event, by=by, at=at, data={"venue": name})
    return venue


@transaction.atomic
def remove_venue(venue: Venue, *, by: Person | None, at: datetime) -> None:
    """Remove a venue with its halls. Raises Refusal, naming the sessions, if one of them is in use."""
    event = locked_open(venue.event)
    found = Session.objects.filter(hall__venue=venue).order_by("number")
    refuse_in_use(found, _("Sessions take place at %(venue)s: move them first.") % {"venue": venue.name})
    name = venue.name
    venue.halls.all().delete()
    venue.delete()
    record("events.remove_venue", event, by=by, at=at, data={"venue": name})


@transaction.atomic
def add_hall(
    venue: Venue,
    *,
    name: str,
    by: Person | None,
    at: datetime,
    capacity: int | None = None,
    guid: uuid.UUID | None = None,
) -> Hall:
    """Add a hall, which comes last. Raises Refusal if the venue has one of that name."""
    event = locked_open(venue.event)
    last = event.halls.aggregate(last=Max("order"))["last"]
    values = {"guid": guid} if guid else {}
    with _name_taken("one_hall_per_name"):
        hall = Hall.objects.create(
            venue=venue, event=event, name=name, capacity=capacity, order=(last or 0) + 1, **values
        )
    record("events.add_hall", event, by=by, at=at, data={"hall": name})
    return hall


@transaction.atomic
def change_hall(
    hall: Hall, *, name: str, by: Person | None, at: datetime, capacity: int | None = None, order: int = 0
) -> Hall:
    """Change a hall; its sessions stay in it. Raises Refusal if the venue has another of that name."""
    event = locked_open(hall.event)
    hall.name, hall.capacity, hall.order = name, capacity, order
    with _name_taken("one_hall_per_name"):
        hall.save(update_fields=["name", "capacity", "order"])
    record("events.change_hall", event, by=by, at=at, data={"hall": name})
    return hall


@transaction.atomic
def remove_hall(hall: Hall, *, by: Person | None, at: datetime) -> None:
    """Remove a hall; released versions keep its name. Raises Refusal, naming the sessions, if it is in use."""
    event = locked_open(hall.event)
    found = hall.sessions.order_by("number")
    refuse_in_use(found, _("Sessions take place in %(hall)s: move them first.") % {"hall": hall.name})
    name = hall.name
    hall.delete()
    record("events.remove_hall", event, by=by, at=at, data={"hall": name})


@transaction.atomic
def add_track(
    event: Event,
    *,
    name_id: str,
    by: Person | None,
    at: datetime,
    name_en: str = "",
    dimension: str = "",
    guid: uuid.UUID | None = None,
) -> Track:
    """Add a track, which comes last. Raises Refusal if the event has one of that name."""
    event = locked_open(event)
    last = event.tracks.aggregate(last=Max("order"))["last"]
    values = {"guid": guid} if guid else {}
    with _name_taken("one_track_per_name", field="name_id"):
        track = Track.objects.create(
            event=event, name_id=name_id, name_en=name_en, dimension=dimension, order=(last or 0) + 1, **values
        )
    record("events.add_track", event, by=by, at=at, data={"track": name_id})
    return track


@transaction.atomic
def change_track(
    track: Track,
    *,
    name_id: str,
    by: Person | None,
    at: datetime,
    name_en: str = "",
    dimension: str = "",
    order: int = 0,
) -> Track:
    """Change a track. Raises Refusal if the event has another of that name."""
    event = locked_open(track.event)
    track.name_id, track.name_en, track.dimension, track.order = name_id, name_en, dimension, order
    with _name_taken("one_track_per_name", field="name_id"):
        track.save(update_fields=["name_id", "name_en", "dimension", "order"])
    record("events.change_track", event, by=by, at=at, data={"track": name_id})
    return track


@transaction.atomic
def remove_track(track: Track, *, by: Person | None, at: datetime) -> None:
    """Remove a track; released versions keep its name. Raises Refusal, naming the sessions, if it is in use."""
    event = locked_open(track.event)
    found = track.sessions.order_by("number")
    refuse_in_use(found, _("Sessions belong to %(track)s: give them another track first.") % {"track": track.name})
    name = track.name_id
    track.delete()
    record("events.remove_track", event, by=by, at=at, data={"track": name})


def _name_taken(constraint: str, *, field: str = "name") -> AbstractContextManager[None]:
    return unless_taken(constraint, _("There is one of this name already."), field=field)
