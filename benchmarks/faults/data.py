"""A small network to work in: members that owe dues, and a secretary who is signed in."""

from __future__ import annotations

from datetime import date

from benchmarks.pages import session_of
from jejaring.cities.actions import load_regions
from jejaring.cities.models import Holding, Office, Organisation, Region
from jejaring.dues.models import DuesBand, DuesTable
from jejaring.membership.actions.members import load_kinds
from jejaring.membership.models import Membership, ParticipationKind
from jejaring.people.models import Person

SINCE = date(2015, 1, 1)


def make() -> str:
    """Fill an empty database; return the secretary's session key."""
    load_regions()
    load_kinds()
    network = Organisation.objects.create(kind="network", slug="jejaring", name="Jejaring", short_name="Jejaring")
    person = Person.objects.create_user("sekretariat@contoh.id", name="Sekretariat")
    office = Office.objects.create(organisation=network, role=Office.Role.SECRETARIAT, title="Sekretariat")
    Holding.objects.create(office=office, holder=person, since=SINCE)
    regions = Region.objects.exclude(population=None).exclude(kind=Region.Kind.PROVINCE)
    rows = [
        Organisation(
            slug=f"contoh-{one.code.replace('.', '-')}",
            kind="city",
            region=one,
            name=f"Pemerintah {one.name}",
            short_name=one.name,
            example=True,
        )
        for one in regions
    ]
    full = ParticipationKind.objects.get(code="full")
    members = [
        Membership(organisation=city, kind=full, number=number, since=SINCE, example=True)
        for number, city in enumerate(Organisation.objects.bulk_create(rows), start=1)
    ]
    Membership.objects.bulk_create(members)
    table = DuesTable.objects.create(first_year=2020, decision="Contoh", example=True)
    DuesBand.objects.create(table=table, population_from=0, amount_idr=5_000_000)
    return session_of(person)
