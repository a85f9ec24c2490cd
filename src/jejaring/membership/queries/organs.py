"""Bodies of the network and who held their offices, by term."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from jejaring.cities.models import Region
from jejaring.membership.models import Officer, Organ, OrganTerm


def terms_begun(on: date) -> QuerySet[OrganTerm]:
    """Return the terms that have begun by that day, newest first, with their office-holders. Two queries."""
    officers = Officer.objects.filter(Q(since__isnull=True) | Q(since__lte=on))
    officers = officers.select_related("organ", "region__government").order_by("order", "pk")
    return OrganTerm.objects.filter(first_year__lte=on.year).prefetch_related(Prefetch("officers", officers))


def officers_of(region: Region | None, *, on: date) -> QuerySet[Officer]:
    """Return the offices a region has held, in terms that have begun by that day, newest term first."""
    found = Officer.objects.filter(region=region) if region else Officer.objects.none()
    return found.filter(term__first_year__lte=on.year).select_related("term", "organ").order_by("-term", "order")


def organs() -> QuerySet[Organ]:
    """Return the bodies of the network in their order."""
    return Organ.objects.order_by("order")
