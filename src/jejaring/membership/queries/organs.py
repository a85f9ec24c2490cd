"""Bodies of the network and who held their offices, by term."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from jejaring.kit.compiled import compiled
from jejaring.membership.models import Officer, Organ, OrganTerm


def terms_begun(on: date) -> QuerySet[OrganTerm]:
    """Return the terms that have begun by that day, newest first, with their office-holders. Two queries."""
    officers = Officer.objects.filter(Q(since__isnull=True) | Q(since__lte=on))
    officers = officers.select_related("organ", "region__government").order_by("order", "pk")
    return OrganTerm.objects.filter(first_year__lte=on.year).prefetch_related(Prefetch("officers", officers))


def officers_of(region: str | None, *, on: date) -> list[Officer]:
    """Return the offices a region (by its code) has held, in terms that have begun by that day, newest term first."""
    return _officers(region, on.year) if region else []


@compiled
def _officers(region: str, year: int) -> QuerySet[Officer]:
    found = Officer.objects.filter(region=region, term__first_year__lte=year).select_related("term")
    shown = ("title_id", "title_en", "person_name", "person_title", "source", "term__first_year", "term__last_year")
    return found.only(*shown).order_by("-term", "order")


def organs() -> QuerySet[Organ]:
    """Return the bodies of the network in their order."""
    return Organ.objects.order_by("order")


def officers_on(day: date) -> list[Officer]:
    """Return who holds the network's offices for a region on that day, in their order. One query."""
    in_term = Q(term__first_year__lte=day.year, term__last_year__gte=day.year)
    in_office = (Q(since__isnull=True) | Q(since__lte=day)) & (Q(until__isnull=True) | Q(until__gte=day))
    found = Officer.objects.filter(in_term & in_office, region__isnull=False).select_related("region", "term")
    return list(found.order_by("-term__first_year", "order", "pk"))


def president_among(officers: Iterable[Officer]) -> Officer | None:
    """Return who of the office-holders presides."""
    return next((one for one in officers if one.title_en.casefold() == "president"), None)


def all_terms() -> QuerySet[OrganTerm]:
    """Return every term, also those to come, newest first, with their office-holders. Two queries."""
    officers = Officer.objects.select_related("organ", "region").order_by("order", "pk")
    return OrganTerm.objects.prefetch_related(Prefetch("officers", officers))


def organs_with_uses() -> QuerySet[Organ]:
    """Return the bodies with `uses`, the number of their office-holders."""
    return organs().annotate(uses=Count("officers"))
