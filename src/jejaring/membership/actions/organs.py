"""Bodies and office-holders of the network, from the data file."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction

from jejaring.cities.models import Region
from jejaring.kit.data_files import file_sha256, load
from jejaring.ledger.actions import record
from jejaring.ledger.queries import entries_with
from jejaring.membership.models import Officer, Organ, OrganTerm


@transaction.atomic
def load_organs() -> int:
    """Bring bodies, terms and office-holders in line with the data file; return the number of office-holders.

    Doing it again changes and records nothing, as long as the file is the one that was last loaded.
    """
    found = load("membership", "organs")
    sha256 = file_sha256("membership", "organs")
    loaded = entries_with("membership.load_organs").first()
    if loaded and json.loads(loaded.data)["sha256"] == sha256:
        return sum(len(term["officers"]) for term in found["terms"])
    for order, organ in enumerate(found["organs"], start=1):
        values = {"confirmed": True, **{key: value for key, value in organ.items() if key != "code"}, "order": order}
        Organ.objects.update_or_create(code=organ["code"], defaults=values)
    officers = sum(_load_term(term) for term in found["terms"])
    record("membership.load_organs", Organ.objects.earliest("order"), by=None, data={"sha256": sha256})
    return officers


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
