"""Bodies and office-holders of the network, from the data file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from jejaring.cities.models import Region
from jejaring.kit.data_files import file_sha256, load
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.ledger.queries import entries_with
from jejaring.membership.models import Officer, Organ, OrganTerm
from jejaring.people.models import Person


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


@transaction.atomic
def enter_organs(
    organs: Sequence[Mapping[str, Any]], terms: Sequence[Mapping[str, Any]], *, by: Person | None, on: date
) -> None:
    """Enter bodies, and terms with their office-holders, as a data file describes them, after those that are there.

    Raises Refusal if a body or a term is there already.
    """
    if there := Organ.objects.filter(pk__in=[one["code"] for one in organs]).first():
        raise Refusal(_("The body %(name)s is there already.") % {"name": there})
    if known := OrganTerm.objects.filter(first_year__in=[one["first_year"] for one in terms]).first():
        raise Refusal(_("The term %(term)s is there already.") % {"term": known})
    last = Organ.objects.aggregate(last=Max("order"))["last"] or 0
    entered = [Organ(**one, order=order) for order, one in enumerate(organs, start=last + 1)]
    Organ.objects.bulk_create(entered)
    for one in terms:
        _load_term(one)
    codes, years = [one.pk for one in entered], [one["first_year"] for one in terms]
    thing = entered[0] if entered else Organ.objects.earliest("order")
    record("membership.enter_organs", thing, by=by, on=on, data={"organs": codes, "terms": years})


def _load_term(found: Mapping[str, Any]) -> int:
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
