"""Opening organisations, and keeping their facts and departments."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jejaring.cities.actions.offices import open_office
from jejaring.cities.facts import FLOWS
from jejaring.cities.letters import check_pattern
from jejaring.cities.models import Department, Holding, Office, Organisation, Region
from jejaring.cities.queries import holding_on
from jejaring.cities.signals import organisation_changed
from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.ledger.actions import record
from jejaring.people.models import Person

# Keputusan Presiden Nomor 41 Tahun 1987; provinces by the first digits of their code.
CENTRAL = ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76")
EASTERN = ("81", "82", "91", "92", "93", "94", "95", "96")
HEADS = {
    Region.Kind.PROVINCE: "Gubernur",
    Region.Kind.REGENCY: "Bupati",
    Region.Kind.CITY: "Wali Kota",
}
FACT_FIELDS = tuple(flow.field for flow in FLOWS)


@transaction.atomic
def open_organisation(
    region: Region, *, by: Person | None, on: date, example: bool = False, **facts: str
) -> Organisation:
    """Return the government of `region`, opened now if it was not yet.

    Name, head's title, seat and time zone follow from the region and can be given otherwise in
    `facts`. Its offices of head, regional secretary and liaison are opened with it, empty.
    """
    region = Region.objects.select_for_update().get(pk=region.pk)
    if there := Organisation.objects.filter(region=region).first():
        return there
    opened = Organisation.objects.create(**{**_usual_facts(region), **facts}, region=region, example=example)
    record("cities.open_organisation", opened, by=by, on=on, data={"region": region.code})
    place = opened.short_name
    for role, title in (
        (Office.Role.HEAD, opened.head_title),
        (Office.Role.REGIONAL_SECRETARY, f"Sekretaris Daerah {place}"),
        (Office.Role.LIAISON, f"Narahubung {place}"),
    ):
        open_office(opened, role=role, title=title, by=by, on=on, example=example)
    organisation_changed.send(sender=Organisation, organisation=opened)
    return opened


@transaction.atomic
def open_network(*, name: str, short_name: str, by: Person | None, on: date, **facts: str) -> Organisation:
    """Return the network itself, opened now if it was not yet, with its secretariat's office.

    Raises Refusal if it is being opened elsewhere at the same moment.
    """
    if there := Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first():
        return there
    values = {"slug": slugify(short_name) or "jejaring", **facts}
    with unless_taken("one_network_per_installation", _("The network has just been opened by someone else.")):
        opened = Organisation.objects.create(kind=Organisation.Kind.NETWORK, name=name, short_name=short_name, **values)
    record("cities.open_organisation", opened, by=by, on=on, data={"kind": opened.kind})
    open_office(opened, role=Office.Role.SECRETARIAT, title=f"Sekretariat {short_name}", seats=20, by=by, on=on)
    return opened


@transaction.atomic
def change_facts(organisation: Organisation, *, by: Person, on: date, **facts: str) -> Organisation:
    """Change what is typed once about an organisation; fields left out stay. No change, no entry.

    Raises TypeError for a field that is not such a fact, and Refusal (field "letter_pattern") if letters could not
    be numbered by it.
    """
    if strange := set(facts) - set(FACT_FIELDS):
        raise TypeError(f"not a fact of an organisation: {sorted(strange)}")
    fresh = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = sorted(name for name, value in facts.items() if getattr(fresh, name) != value)
    if not changed:
        return fresh
    for name in changed:
        setattr(fresh, name, facts[name])
    if {"letter_pattern", "letter_unit"} & set(changed):
        check_pattern(fresh)
    fresh.save(update_fields=changed)
    record("cities.change_facts", fresh, by=by, on=on, data={name: getattr(fresh, name) for name in changed})
    organisation_changed.send(sender=Organisation, organisation=fresh)
    return fresh


@transaction.atomic
def add_department(
    organisation: Organisation,
    *,
    name: str,
    by: Person | None,
    on: date,
    abbreviation: str = "",
    source: str = "",
    example: bool = False,
) -> Department:
    """Add a department (OPD). Raises Refusal if one of that name is there."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.departments.filter(name__iexact=name).exists():
        raise Refusal(_("There is already a department called “%(name)s”.") % {"name": name}, field="name")
    added = organisation.departments.create(name=name, abbreviation=abbreviation, source=source, example=example)
    record("cities.add_department", organisation, by=by, on=on, data={"department": added.name})
    return added


@transaction.atomic
def close_department(department: Department, *, by: Person, on: date) -> Department:
    """Close a department from the day `on`. Raises Refusal if it is closed or an office in it is held."""
    fresh = Department.objects.select_for_update().get(pk=department.pk)
    if fresh.closed_on:
        raise Refusal(_("This department has already been closed."))
    held = Holding.objects.filter(holding_on(on), office__department=fresh)
    if titles := sorted(held.values_list("office__title", flat=True).distinct()):
        raise Refusal(_("These offices are still held: %(titles)s. End them first.") % {"titles": ", ".join(titles)})
    fresh.closed_on = on
    fresh.save(update_fields=["closed_on"])
    record("cities.close_department", fresh.organisation, by=by, on=on, data={"department": fresh.name})
    return fresh


def _usual_facts(region: Region) -> dict[str, Any]:
    """Return the facts that follow from a region."""
    place = f"Provinsi {region.name}" if region.kind == Region.Kind.PROVINCE else region.name
    bare = region.name.removeprefix("Kabupaten ").removeprefix("Kota ")
    is_province = region.kind == Region.Kind.PROVINCE
    return {
        "kind": Organisation.Kind.PROVINCE if is_province else Organisation.Kind.CITY,
        "slug": slugify(place),
        "name": f"Pemerintah {place}",
        "short_name": place,
        "head_title": f"{HEADS[Region.Kind(region.kind)]} {bare}",
        "seat": bare.removeprefix("Administrasi ") if region.kind == Region.Kind.CITY else "",
        "time_zone": _time_zone(region.code),
        "source": region.source,
    }


def _time_zone(code: str) -> str:
    if code.startswith(CENTRAL):
        return "Asia/Makassar"
    return "Asia/Jayapura" if code.startswith(EASTERN) else "Asia/Jakarta"
