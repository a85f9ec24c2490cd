"""Laying out the demo: the network of October 2019 as its sources name it, and accounts to try it with."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from jejaring.cities.actions import add_department, appoint, change_facts, open_network, open_office, open_organisation
from jejaring.cities.models import Holding, Organisation, Region
from jejaring.dues.actions import load_example_table
from jejaring.kit import clock
from jejaring.people.models import Person
from jejaring.portal.demo import kupang
from jejaring.portal.demo.accounts import ACCOUNTS, BY_KEY, KUPANG, NETWORK, PADANG, Account
from jejaring.portal.demo.stamps import START, clock_file

BEFORE = date(2018, 1, 2)  # when example accounts took office: before anything the demo shows
ARTICLE = "Berita Pemerintah Kota Padang, 17 Oktober 2019"
REGIONS = {PADANG: "13.71", KUPANG: "53.71"}
# The article names the first two; the others are usual departments, so that a deliberation has guests.
NAMED_DEPARTMENTS = {
    "Dinas Komunikasi dan Informatika": "Diskominfo",
    "Bagian Hubungan Masyarakat Sekretariat Daerah": "Bagian Humas Setdako",
}
EXAMPLE_DEPARTMENTS = {
    "Badan Perencanaan Pembangunan Daerah": "Bappeda",
    "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu": "DPMPTSP",
    "Badan Pengelolaan Keuangan dan Aset Daerah": "BPKAD",
}


def lay_out() -> None:
    """Bring the demo's data up to date; doing it again changes nothing. Raises RuntimeError outside the demo."""
    if not settings.DEMO:
        raise RuntimeError("only the demo lays out demo data")
    if not clock_file().exists():
        clock.set_demo_time(START)
    call_command("seed_network_2019")
    with transaction.atomic():
        _open_places()
        for account in ACCOUNTS:
            _open_account(account)
        _choose_letter_units()
        load_example_table(by=None, on=START.date())
        kupang.lay_out()


def _open_places() -> None:
    open_network(name="Citynet Indonesia", short_name="Citynet Indonesia", slug=NETWORK, by=None, on=START.date())
    for slug, code in REGIONS.items():  # Padang's record is there to try the way in
        region = Region.objects.get(pk=code)
        open_organisation(region, slug=slug, example=slug == PADANG, by=None, on=START.date())
    padang = Organisation.objects.get(slug=PADANG)
    there = set(padang.departments.values_list("name", flat=True))
    for names, source, example in ((NAMED_DEPARTMENTS, ARTICLE, False), (EXAMPLE_DEPARTMENTS, "", True)):
        for name, abbreviation in names.items():
            if name not in there:
                facts = {"name": name, "abbreviation": abbreviation, "source": source}
                add_department(padang, example=example, by=None, on=START.date(), **facts)


def _open_account(account: Account) -> None:
    person, new = Person.objects.get_or_create(
        email=account.email, defaults={"name": account.name, "example": True, "joined_at": START}
    )
    if new or not person.is_active:  # an account that was removed as an example, but that the ledger keeps
        person.is_active = True
        person.set_unusable_password()  # the demo's start page signs in; nothing else does
        person.save(update_fields=["is_active", "password"])
    if account.role is None:
        return
    organisation = Organisation.objects.get(slug=account.organisation)
    office = open_office(organisation, role=account.role, title=account.title, example=True, by=None, on=BEFORE)
    if not Holding.objects.filter(office=office, holder=person).exists():
        appoint(office, person, by=None, on=BEFORE)


def _choose_letter_units() -> None:
    """Give the letters made in the demo a unit code, unless someone has typed one."""
    for slug, typed_by, unit in ((NETWORK, "sekretariat", "CNI"), (PADANG, "padang-narahubung", "SETDA-PDG")):
        place = Organisation.objects.get(slug=slug)
        if not place.letter_unit:
            person = Person.objects.get(email=BY_KEY[typed_by].email)
            change_facts(place, letter_unit=unit, by=person, on=START.date())
