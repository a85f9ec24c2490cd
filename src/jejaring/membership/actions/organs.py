"""Organs and officers of the network, from the data file."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jejaring.cities.models import Region
from jejaring.kit.data_files import load
from jejaring.membership.models import Officer, Organ, OrganTerm


@transaction.atomic
def load_organs() -> int:
    """Bring organs, terms and officers in line with the data file; return how many officers there are."""
    found = load("membership", "organs")
    for order, organ in enumerate(found["organs"], start=1):
        values = {"confirmed": True, **{key: value for key, value in organ.items() if key != "code"}, "order": order}
        Organ.objects.update_or_create(code=organ["code"], defaults=values)
    return sum(_load_term(term) for term in found["terms"])


def _load_term(found: dict[str, Any]) -> int:
    values = {key: found[key] for key in ("last_year", "note_id", "note_en", "source", "further_sources")}
    term, _new = OrganTerm.objects.update_or_create(first_year=found["first_year"], defaults=values)
    term.officers.all().delete()
    for order, officer in enumerate(found["officers"], start=1):
        facts = {key: value for key, value in officer.items() if key not in ("organ", "region")}
        Officer.objects.create(
            term=term,
            organ=Organ.objects.get(pk=officer["organ"]),
            region=Region.objects.get(pk=officer["region"]),
            order=order,
            **facts,
        )
    return len(found["officers"])
