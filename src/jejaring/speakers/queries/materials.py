"""Reads of materials: one doorway, before and after their embargo, for page, file, archive and search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office
from jejaring.events.models import Event, Helper, Material, ReleasedSession, Session
from jejaring.events.queries import helps_on
from jejaring.kit.registry import Registry
from jejaring.people.models import Person

# Rooms above answer in which events a person takes part: a queryset of the events' keys.
TakesPart = Callable[[Reader], QuerySet[Event]]
takes_part = Registry[TakesPart]("who takes part in an event")


def materials_visible_to(reader: Reader, *, on: date, at: datetime) -> QuerySet[Material]:
    """Return the materials a reader may have at a moment.

    Whoever runs the event or the session, or speaks in it, has them at once. Others have those of released sessions
    of a public event whose embargo is over: everyone the public ones, participants theirs.
    """
    found = Material.objects.filter(removed_at=None).select_related("session__event", "file")
    if holds_network_office(reader, *SECRETARIAT, on=on):
        return found
    audience = Q(audience=Material.Audience.PUBLIC)
    own = Q(pk__in=[])
    if reader.is_authenticated:
        own = _of_who_runs(reader, on) | Q(session__parts__speaker__person=reader)
        for events in takes_part:
            audience |= Q(audience=Material.Audience.PARTICIPANTS, session__event__in=events(reader))
    over = Q(embargo_until=None) | Q(embargo_until__lte=at)
    public = ~Q(session__event__state=Event.State.DRAFT) & Q(_is_released())
    return found.filter(pk__in=Material.objects.filter(own | (audience & over & public)).values("pk"))


def _of_who_runs(person: Person, on: date) -> Q:
    helps = helps_on(on).filter(person=person)
    managed = helps.filter(role=Helper.Role.MANAGER).values("event")
    return Q(session__event__in=managed) | Q(session__in=helps.filter(role=Helper.Role.SESSION).values("session"))


def _is_released() -> Exists:
    """Return whether a material's session stands in the released programme."""
    return Exists(ReleasedSession.objects.filter(event=OuterRef("session__event"), guid=OuterRef("session__guid")))


def public_materials(event: Event, *, at: datetime) -> QuerySet[Material]:
    """Return what everyone may have of an event at a moment, by session and title."""
    found = Material.objects.filter(removed_at=None, audience=Material.Audience.PUBLIC, session__event=event)
    over = Q(embargo_until=None) | Q(embargo_until__lte=at)
    if event.state == Event.State.DRAFT:
        return found.none()
    found = found.filter(over, Q(_is_released())).select_related("session", "file")
    return found.order_by(F("session__starts_at").asc(nulls_last=True), "session__number", "title", "pk")


def materials_of(session: Session) -> QuerySet[Material]:
    """Return every material of a session, removed ones too, for those who keep them."""
    return session.materials.select_related("file__uploaded_by", "removed_by", "speaker").order_by(
        "removed_at", "title"
    )
