"""Reads: regions, organisations, offices and who holds them on a day."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from jejaring.cities.models import Holding, Office, Organisation
from jejaring.people.models import Person

Reader = Person | AnonymousUser


def holding_on(day: date) -> Q:
    """Return the condition that a holding is in force on `day`."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def holdings_of(person: Person, *, on: date) -> QuerySet[Holding]:
    """Return what `person` holds on that day, with office and organisation."""
    found = Holding.objects.filter(holding_on(on), holder=person)
    return found.select_related("office__organisation", "office__department").order_by("office__organisation", "office")


def holders_of(organisation: Organisation, *roles: Office.Role, on: date) -> QuerySet[Person]:
    """Return the persons who hold one of `roles` in `organisation` on that day."""
    found = Holding.objects.filter(holding_on(on), office__organisation=organisation, office__role__in=roles)
    return Person.objects.filter(pk__in=found.values("holder"), is_active=True).order_by("pk")


def holds_office(reader: Reader, organisation: Organisation, *roles: Office.Role, on: date) -> bool:
    """Tell whether `reader` holds one of `roles` (any, if none is named) in `organisation` on that day."""
    if not reader.is_authenticated:
        return False
    found = Holding.objects.filter(holding_on(on), holder=reader, office__organisation=organisation)
    return (found.filter(office__role__in=roles) if roles else found).exists()


def holds_network_office(reader: Reader, *roles: Office.Role, on: date) -> bool:
    """Tell whether `reader` holds one of `roles` in the network itself on that day."""
    if not reader.is_authenticated:
        return False
    found = Holding.objects.filter(holding_on(on), holder=reader, office__organisation__kind=Organisation.Kind.NETWORK)
    return (found.filter(office__role__in=roles) if roles else found).exists()


def organisations_of(reader: Reader, *, on: date) -> QuerySet[Organisation]:
    """Return the organisations in which `reader` holds an office on that day."""
    if not reader.is_authenticated:
        return Organisation.objects.none()
    held = Holding.objects.filter(holding_on(on), holder=reader)
    return Organisation.objects.filter(pk__in=held.values("office__organisation"))


def the_network() -> Organisation:
    """Return the network itself. Raises Organisation.DoesNotExist before it has been set up."""
    return Organisation.objects.get(kind=Organisation.Kind.NETWORK)
