"""Entering members that are older than the register, and the network of October 2019."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.cities.actions import open_organisation
from jejaring.cities.models import Organisation, Region
from jejaring.kit.data_files import load
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.membership.actions.members import load_kinds, open_register
from jejaring.membership.actions.organs import load_organs
from jejaring.membership.models import Membership, ParticipationKind
from jejaring.people.models import Person


@transaction.atomic
def enter_member(
    organisation: Organisation,
    *,
    source: str,
    by: Person | None,
    on: date,
    source_url: str = "",
    attested: str = "",
    note_id: str = "",
    note_en: str = "",
) -> Membership:
    """Enter a member that a source names and whose number is not recorded; it counts among the older ones.

    Entering it again from the same source changes nothing. Raises Refusal if it is a member otherwise.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    there = Membership.objects.filter(organisation=organisation, ended_on__isnull=True).first()
    if there and there.source_url == source_url and there.source == source:
        return there
    if there:
        raise Refusal(_("This organisation is already a member."))
    membership = Membership.objects.create(
        organisation=organisation,
        kind=ParticipationKind.objects.get(pk="full"),
        source=source,
        source_url=source_url,
        attested=attested,
        note_id=note_id,
        note_en=note_en,
    )
    record("membership.enter_member", membership, by=by, on=on, data={"source": source_url or source})
    return membership


@transaction.atomic
def seed_network_2019(*, on: date) -> int:
    """Enter Citynet Indonesia as sources describe it in October 2019; return the number of members they name.

    Doing it again changes nothing.
    """
    found = load("membership", "network_2019")
    load_kinds()
    open_register(found["opening_count"], found["source"], by=None, on=on, source_url=found["source_url"])
    for one in found["members"]:
        facts = {key: value for key, value in one.items() if key != "region"}
        city = open_organisation(Region.objects.get(pk=one["region"]), by=None, on=on)
        if not Membership.objects.filter(organisation=city).exists():
            enter_member(city, by=None, on=on, **facts)
    load_organs()
    return len(found["members"])
