"""City governments: opened on demand, their facts typed once, seen by their own people."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from jejaring.cities import actions, rules
from jejaring.cities.models import Office, Organisation, Region
from jejaring.cities.queries import organisations_visible_to
from jejaring.kit import registry
from jejaring.kit.doorways import may_see
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.people import second_factor, secretariat
from tests.factories.cities import (
    DepartmentFactory,
    HoldingFactory,
    OfficeFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = date(2019, 10, 17)


def holder(role: Office.Role, organisation: Organisation) -> Any:
    return HoldingFactory(office__role=role, office__organisation=organisation).holder


# --- opening ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "name", "kind", "expected"),
    [
        ("13.71", "Kota Padang", Region.Kind.CITY, ("kota-padang", "Wali Kota Padang", "Padang", "Asia/Jakarta")),
        (
            "35.15",
            "Kabupaten Sidoarjo",
            Region.Kind.REGENCY,
            ("kabupaten-sidoarjo", "Bupati Sidoarjo", "", "Asia/Jakarta"),
        ),
        ("53.71", "Kota Kupang", Region.Kind.CITY, ("kota-kupang", "Wali Kota Kupang", "Kupang", "Asia/Makassar")),
        ("91", "Papua", Region.Kind.PROVINCE, ("provinsi-papua", "Gubernur Papua", "", "Asia/Jayapura")),
    ],
)
def test_what_follows_from_a_region_need_not_be_typed(
    code: str, name: str, kind: Region.Kind, expected: tuple[str, ...]
) -> None:
    region = RegionFactory(code=code, name=name, kind=kind)
    opened = actions.open_organisation(region, by=None, on=DAY)
    assert (opened.slug, opened.head_title, opened.seat, opened.time_zone) == expected
    assert sorted(opened.offices.values_list("role", flat=True)) == ["head", "liaison", "regional_secretary"]


def test_a_government_is_opened_once_a_region() -> None:
    region = RegionFactory()
    first = actions.open_organisation(region, by=None, on=DAY)
    assert actions.open_organisation(region, by=None, on=DAY) == first
    assert Entry.objects.filter(verb="cities.open_organisation").count() == 1


def test_there_is_one_network_with_its_secretariat() -> None:
    network = actions.open_network(name="Jejaring Uji", short_name="Jejaring Uji", by=None, on=DAY)
    assert actions.open_network(name="Lain", short_name="Lain", by=None, on=DAY) == network
    assert [office.role for office in network.offices.all()] == [Office.Role.SECRETARIAT]


# --- facts and departments ----------------------------------------------------------------------
def test_changed_facts_are_recorded_and_unchanged_ones_are_not() -> None:
    organisation, person = OrganisationFactory(), PersonFactory()
    changed = actions.change_facts(organisation, by=person, on=DAY, address="Jalan Uji 1", name=organisation.name)
    assert changed.address == "Jalan Uji 1"
    actions.change_facts(organisation, by=person, on=DAY, address="Jalan Uji 1")
    (entry,) = Entry.objects.filter(verb="cities.change_facts")
    assert entry.data == '{"address":"Jalan Uji 1"}'


def test_what_is_no_fact_cannot_be_changed_as_one() -> None:
    with pytest.raises(TypeError, match="slug"):
        actions.change_facts(OrganisationFactory(), by=PersonFactory(), on=DAY, slug="lain")


def test_a_department_is_there_once_and_closes_once() -> None:
    department, person = DepartmentFactory(name="Dinas Uji"), PersonFactory()
    with pytest.raises(Refusal, match="already a department"):
        actions.add_department(department.organisation, name="dinas uji", by=person, on=DAY)
    assert actions.close_department(department, by=person, on=DAY).closed_on == DAY
    with pytest.raises(Refusal, match="already been closed"):
        actions.close_department(department, by=person, on=DAY)


def test_a_department_with_an_office_that_is_held_stays_open() -> None:
    department = DepartmentFactory()
    office = OfficeFactory(organisation=department.organisation, department=department, title="Kepala Dinas")
    HoldingFactory(office=office)
    with pytest.raises(Refusal, match="Kepala Dinas"):
        actions.close_department(department, by=PersonFactory(), on=DAY)
    department.refresh_from_db()
    assert department.closed_on is None


# --- who sees, who may --------------------------------------------------------------------------
def test_a_workroom_is_seen_by_its_own_people_and_the_networks_and_by_nobody_else() -> None:
    ours, theirs = OrganisationFactory.create_batch(2)
    network = OrganisationFactory(network=True)
    liaison = holder(Office.Role.LIAISON, ours)
    readers = [liaison, holder(Office.Role.SECRETARIAT, network), PersonFactory(), AnonymousUser()]
    seen = [set(organisations_visible_to(reader, on=DAY)) for reader in readers]
    assert seen == [{ours}, {ours, theirs, network}, set(), set()]
    assert [may_see(reader, "cities.organisation", str(theirs.pk)) for reader in readers] == [False, True, False, False]


@pytest.mark.parametrize(
    ("role", "fills"),
    [
        (Office.Role.HEAD, {"head", "liaison", "department_head"}),
        (Office.Role.REGIONAL_SECRETARY, {"head", "liaison", "department_head"}),
        (Office.Role.LIAISON, {"liaison", "department_head"}),
        (Office.Role.DEPARTMENT_HEAD, set()),
    ],
)
def test_a_liaison_cannot_make_a_signatory_and_others_cannot_appoint_at_all(role: Office.Role, fills: set[str]) -> None:
    organisation = OrganisationFactory()
    person = holder(role, organisation)
    offices = [OfficeFactory(organisation=organisation, role=r) for r in ("head", "liaison", "department_head")]
    assert {office.role for office in offices if rules.may_fill(person, office, on=DAY)} == fills
    elsewhere = OfficeFactory(role="liaison")
    assert not rules.may_fill(person, elsewhere, on=DAY)
    assert rules.may_keep(person, organisation, on=DAY) == (role != Office.Role.DEPARTMENT_HEAD)
    assert not rules.may_keep(person, elsewhere.organisation, on=DAY)


def test_the_secretariat_keeps_and_fills_everything_and_alone_opens_organisations() -> None:
    secretary = holder(Office.Role.SECRETARIAT, OrganisationFactory(network=True))
    office = OfficeFactory(role=Office.Role.HEAD)
    assert rules.may_keep(secretary, office.organisation, on=DAY)
    assert rules.may_fill(secretary, office, on=DAY)
    assert rules.may_open_organisation(secretary, on=DAY)
    assert not rules.may_open_organisation(holder(Office.Role.HEAD, office.organisation), on=DAY)
    assert secretariat.is_secretariat(secretary, on=DAY)


@pytest.mark.parametrize(("role", "must"), [(Office.Role.HEAD, True), (Office.Role.LIAISON, False)])
def test_who_signs_must_have_a_second_factor_while_in_office(role: Office.Role, must: bool) -> None:
    person = HoldingFactory(office__role=role, until=DAY).holder
    assert second_factor.must_have(person, on=DAY) == must
    assert not second_factor.must_have(person, on=date(2019, 10, 18))


def test_an_account_with_an_office_is_not_deleted() -> None:
    held = HoldingFactory(office__title="Narahubung Uji", office__organisation__short_name="Kota Uji")
    sentences = [one for hindrances in registry.deletion_hindrances for one in hindrances(held.holder, DAY)]
    assert "The office Narahubung Uji of Kota Uji has to be handed over or ended first." in sentences


@pytest.mark.django_db(transaction=True)
def test_the_network_opened_four_times_at_once_is_one_and_the_others_read_why() -> None:
    start = Barrier(4)

    def open_it(turn: int) -> str:
        start.wait()
        try:
            return str(actions.open_network(name=f"Jejaring {turn}", short_name=f"Uji {turn}", by=None, on=DAY).pk)
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(open_it, range(4)))
    network = Organisation.objects.get(kind=Organisation.Kind.NETWORK)
    assert str(network.pk) in answers
    assert answers <= {str(network.pk), "Jejaring baru saja dibuka oleh orang lain."}
