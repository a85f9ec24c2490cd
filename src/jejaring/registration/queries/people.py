"""Reads: who comes, for whoever may see it."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from jejaring.cities.models import Holding, Office
from jejaring.cities.queries import KEEPERS, SECRETARIAT, Reader, holding_on, holds_network_office
from jejaring.events.models import Event, Helper
from jejaring.events.queries import released_speakers
from jejaring.registration.models import Code, Delegation, Registration

ACTIVE = (Registration.State.APPLIED, Registration.State.WAITING, Registration.State.CONFIRMED)


def registrations_visible_to(reader: Reader, *, on: date) -> QuerySet[Registration]:
    """Managers see the registrations of their events, a delegation's own people theirs, and everyone their own."""
    found = Registration.objects.select_related("event", "group", "delegation__organisation")
    if not reader.is_authenticated:
        return found.none()
    if holds_network_office(reader, *SECRETARIAT, on=on):
        return found
    delegations = delegations_visible_to(reader, on=on).order_by().values("pk")
    return found.filter(
        Q(person=reader) | Q(event__in=_managed(reader, on).values("pk")) | Q(delegation__in=delegations)
    )


def delegations_visible_to(reader: Reader, *, on: date) -> QuerySet[Delegation]:
    """Managers see the delegations of their events; a government's keepers and a delegation's contact their own."""
    found = Delegation.objects.select_related("event", "group", "organisation")
    if not reader.is_authenticated:
        return found.none()
    if holds_network_office(reader, *SECRETARIAT, Office.Role.PRESIDENT, on=on):  # who signs the letters, too
        return found
    kept = Holding.objects.filter(holding_on(on), holder=reader, office__role__in=KEEPERS)
    own = Q(contact=reader) | Q(organisation__in=kept.values("office__organisation"))
    return found.filter(own | Q(event__in=_managed(reader, on).values("pk")))


def roster(event: Event) -> QuerySet[Registration]:
    """Return everyone who comes to an event, by name, each with the valid code in `codes`. Two queries."""
    valid = Prefetch("codes", Code.objects.filter(renewed_at=None))
    found = event.registrations.filter(state=Registration.State.CONFIRMED)
    return found.select_related("group", "delegation__organisation").prefetch_related(valid)


def everyone(event: Event) -> QuerySet[Registration]:
    """Return every registration of an event, by name, ended ones too, each with the valid code in `codes`."""
    found = event.registrations.select_related("event", "group", "delegation__organisation", "over_seats_by", "asked")
    return found.prefetch_related(Prefetch("codes", Code.objects.filter(renewed_at=None)))


def applications_of(person: Reader, *, on: date) -> list[tuple[Event, int]]:
    """Return the events that someone manages in which registrations wait for approval, with how many."""
    mine = Event.objects.all() if holds_network_office(person, *SECRETARIAT, on=on) else _managed(person, on)
    waiting = Count("registrations", filter=Q(registrations__state=Registration.State.APPLIED))
    found = Event.objects.filter(pk__in=mine.values("pk"), ends_on__gte=on).annotate(waiting=waiting)
    return [(one, one.waiting) for one in found.filter(waiting__gt=0).order_by("begins_on", "pk")]


def listed(event: Event) -> QuerySet[Registration]:
    """Return who comes and chose to stand in lists of participants: the one reading for everything public.

    Speakers stand in it once the version that names them is released.
    """
    spoken = Q(speaker=None) | Q(speaker__guid__in=released_speakers(event))
    found = event.registrations.filter(spoken, state=Registration.State.CONFIRMED, listed=True)
    return found.select_related("group", "delegation__organisation")


def _managed(reader: Reader, on: date) -> QuerySet[Event]:
    helps = Helper.objects.filter(
        Q(until=None) | Q(until__gte=on), since__lte=on, person=reader.pk, role=Helper.Role.MANAGER
    )
    return Event.objects.order_by().filter(pk__in=helps.values("event"))


def events_of(reader: Reader) -> QuerySet[Event]:
    """Return the events that someone with an account takes part in, whose materials for participants they may have."""
    own = Registration.objects.filter(person=reader.pk, state=Registration.State.CONFIRMED)
    return Event.objects.filter(pk__in=own.order_by().values("event"))
