"""Reads: who comes, for whoever may see it."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from jejaring.cities.models import Holding
from jejaring.cities.queries import KEEPERS, SECRETARIAT, Reader, holding_on, holds_network_office
from jejaring.events.models import Event, Helper
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
    return found.filter(Q(person=reader) | Q(event__in=_managed(reader, on)) | Q(delegation__in=delegations))


def delegations_visible_to(reader: Reader, *, on: date) -> QuerySet[Delegation]:
    """Managers see the delegations of their events; a government's keepers and a delegation's contact their own."""
    found = Delegation.objects.select_related("event", "group", "organisation")
    if not reader.is_authenticated:
        return found.none()
    if holds_network_office(reader, *SECRETARIAT, on=on):
        return found
    kept = Holding.objects.filter(holding_on(on), holder=reader, office__role__in=KEEPERS)
    own = Q(contact=reader) | Q(organisation__in=kept.values("office__organisation"))
    return found.filter(own | Q(event__in=_managed(reader, on)))


def roster(event: Event) -> QuerySet[Registration]:
    """Return everyone who comes to an event, by name, each with the valid code in `codes`. Two queries."""
    valid = Prefetch("codes", Code.objects.filter(renewed_at=None))
    found = event.registrations.filter(state=Registration.State.CONFIRMED)
    return found.select_related("group", "delegation__organisation").prefetch_related(valid)


def listed(event: Event) -> QuerySet[Registration]:
    """Return who comes and chose to stand in lists of participants: the one reading for everything public."""
    found = event.registrations.filter(state=Registration.State.CONFIRMED, listed=True)
    return found.select_related("group", "delegation__organisation")


def _managed(reader: Reader, on: date) -> QuerySet[Event, int]:
    helps = Helper.objects.filter(
        Q(until=None) | Q(until__gte=on), since__lte=on, person=reader.pk, role=Helper.Role.MANAGER
    )
    return Event.objects.filter(pk__in=helps.values("event")).order_by().values_list("pk", flat=True)
