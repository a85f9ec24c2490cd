"""The pages of this room: who may open them, what they show, what they refuse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.cities.actions import load_regions
from jejaring.cities.models import Department, Holding, Office, Organisation, RegionalHoliday
from jejaring.people.models import Invitation
from tests.factories.cities import (
    DepartmentFactory,
    HoldingFactory,
    OfficeFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def signed_in(person: Any) -> Client:
    """Return a browser of this person, who has a second factor."""
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def padang() -> Organisation:
    region = RegionFactory(code="13.71", name="Kota Padang", province=RegionFactory(code="13", kind="province"))
    return OrganisationFactory(region=region, slug="kota-padang", short_name="Kota Padang")


@pytest.fixture
def liaison(padang: Organisation) -> Client:
    office = OfficeFactory(organisation=padang, role=Office.Role.LIAISON, title="Narahubung Kota Padang")
    return signed_in(HoldingFactory(office=office).holder)


@pytest.fixture
def secretary() -> Client:
    network = OrganisationFactory(network=True)
    return signed_in(HoldingFactory(office__organisation=network, office__role=Office.Role.SECRETARIAT).holder)


def queries_of(reader: Client, address: str) -> int:
    """Return how many queries a page costs once the process is warm."""
    reader.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(address).status_code == 200
    return len(asked)


OF_AN_ORGANISATION = ["", "fakta/", "opd/"]


# --- public pages -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path", ["/wilayah/", "/en/wilayah/", "/peta/13/", "/hari-libur/2019/", "/en/hari-libur/2027/"]
)
def test_public_pages_open_to_anyone_and_weigh_little(client: Client, padang: Organisation, path: str) -> None:
    load_regions()
    page = client.get(path)
    assert page.status_code == 200
    assert len(page.content) < 60_000


@pytest.mark.parametrize("path", ["/peta/00/", "/peta/13.71/", "/hari-libur/2028/"])
def test_pages_of_what_is_not_there_are_not_found(client: Client, padang: Organisation, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_regions_can_be_searched_filtered_and_taken_away(client: Client) -> None:
    load_regions()
    assert '<p class="sentence">514 kabupaten/kota</p>' in client.get("/wilayah/").content.decode()
    found = client.get("/wilayah/?q=padang&jenis=city&provinsi=13").content.decode()
    assert '<p class="sentence">2 kabupaten/kota</p>' in found  # Kota Padang, Kota Padang Panjang
    rows = client.get("/wilayah/?format=csv").getvalue()
    assert rows.count(b"\n") == 515


def test_the_list_of_regions_costs_the_same_for_one_and_for_three(client: Client) -> None:
    province = RegionFactory(code="01", kind="province")
    RegionFactory(province=province)
    cost = queries_of(client, "/wilayah/")
    RegionFactory.create_batch(2, province=province)
    assert queries_of(client, "/wilayah/") == cost <= 5
    assert client.get("/wilayah/").content.decode().count('data-label="Kode"') == 3


@pytest.mark.parametrize("holidays", [1, 3])
def test_the_holidays_of_a_year_cost_one_query_however_many(
    client: Client, holidays: int, django_assert_num_queries: Any
) -> None:
    for number in range(holidays):
        RegionalHoliday.objects.create(region=RegionFactory(), day=date(2019, 8, 1 + number), name="Hari jadi")
    with django_assert_num_queries(2):  # days; brand
        page = client.get("/hari-libur/2019/").content.decode()
    assert page.count("Hari jadi") == holidays


def test_a_year_that_could_not_be_confirmed_says_so(client: Client) -> None:
    assert "belum terkonfirmasi" in client.get("/hari-libur/2027/").content.decode()
    assert "belum terkonfirmasi" not in client.get("/hari-libur/2019/").content.decode()


def test_the_address_without_a_year_leads_to_this_one(client: Client) -> None:
    assert client.get("/hari-libur/")["Location"].startswith("/hari-libur/20")


# --- the workroom of an organisation ------------------------------------------------------------
@pytest.mark.parametrize("path", OF_AN_ORGANISATION)
def test_strangers_sign_in_other_cities_find_nothing_and_its_people_come_in(
    client: Client, padang: Organisation, liaison: Client, secretary: Client, path: str
) -> None:
    other = signed_in(HoldingFactory().holder)
    address = f"/ruang/organisasi/kota-padang/{path}"
    answers = [reader.get(address).status_code for reader in (client, other, liaison, secretary)]
    assert answers == [302, 404, 200, 200]


def test_another_citys_organisation_is_in_no_list_and_no_export(padang: Organisation) -> None:
    other = signed_in(HoldingFactory().holder)
    for address in ("/ruang/organisasi/", "/ruang/organisasi/?q=padang", "/ruang/organisasi/?format=json"):
        assert "Kota Padang" not in other.get(address).content.decode()


def test_the_list_of_organisations_costs_the_same_for_one_and_for_three(secretary: Client) -> None:
    OrganisationFactory()
    cost = queries_of(secretary, "/ruang/organisasi/")
    OrganisationFactory.create_batch(2)
    assert queries_of(secretary, "/ruang/organisasi/") == cost
    page = secretary.get("/ruang/organisasi/").content.decode()
    assert page.count('data-label="Jenis"') == 3 + 1


@pytest.mark.parametrize("path", OF_AN_ORGANISATION)
def test_the_pages_of_an_organisation_cost_the_same_for_one_and_for_three(
    secretary: Client, padang: Organisation, path: str
) -> None:
    address = f"/ruang/organisasi/kota-padang/{path}"

    def add(count: int) -> None:
        DepartmentFactory.create_batch(count, organisation=padang)
        for office in OfficeFactory.create_batch(count, organisation=padang, seats=2):
            HoldingFactory.create_batch(2, office=office)

    add(1)
    cost = queries_of(secretary, address)
    add(2)
    assert queries_of(secretary, address) == cost


def test_facts_are_changed_by_their_keepers_and_shown_with_where_they_flow(
    liaison: Client, padang: Organisation
) -> None:
    page = liaison.get("/ruang/organisasi/kota-padang/fakta/")
    values = {**page.context["form"].initial, "address": "Jalan Uji 1", "website": "padang.go.id"}
    answer = liaison.post("/ruang/organisasi/kota-padang/fakta/", values)
    assert answer.status_code == 302
    padang.refresh_from_db()
    assert (padang.address, padang.website) == ("Jalan Uji 1", "https://padang.go.id")


def test_a_fact_that_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    liaison: Client, padang: Organisation
) -> None:
    values = {"name": "", "short_name": "Kota Padang", "time_zone": "Asia/Jakarta", "address": "Jalan Uji 1"}
    page = liaison.post("/ruang/organisasi/kota-padang/fakta/", values)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["name"]
    assert "Jalan Uji 1" in page.content.decode()
    assert "<h1>Kota Padang</h1>" in page.content.decode()


def test_who_only_heads_a_department_reads_but_changes_nothing(padang: Organisation) -> None:
    held = HoldingFactory(office__organisation=padang, office__role=Office.Role.DEPARTMENT_HEAD)
    client = signed_in(held.holder)
    assert client.get("/ruang/organisasi/kota-padang/fakta/").context["form"] is None
    for path in ("fakta/", "opd/"):
        assert client.post(f"/ruang/organisasi/kota-padang/{path}", {"name": "x"}).status_code == 403
    assert client.get(f"/ruang/organisasi/kota-padang/jabatan/{held.office_id}/isi/").status_code == 403


def test_departments_are_added_and_closed(liaison: Client, padang: Organisation) -> None:
    address = "/ruang/organisasi/kota-padang/opd/"
    assert liaison.post(address, {"name": "Dinas Uji", "abbreviation": "DU"}).status_code == 302
    again = liaison.post(address, {"name": "Dinas Uji", "abbreviation": "DU"})
    assert list(again.context["form"].errors) == ["name"]
    department = Department.objects.get()
    assert liaison.post(f"{address}{department.pk}/tutup/", {"on": "2019-10-17"}).status_code == 302
    department.refresh_from_db()
    assert department.closed_on == date(2019, 10, 17)
    elsewhere = DepartmentFactory()
    assert liaison.post(f"{address}{elsewhere.pk}/tutup/", {"on": "2019-10-17"}).status_code == 404


def test_the_liaison_hands_over_to_a_colleague(liaison: Client, padang: Organisation) -> None:
    held, colleague = Holding.objects.get(office__organisation=padang), PersonFactory()
    address = f"/ruang/organisasi/kota-padang/jabatan/{held.office_id}/serah-terima/"
    assert liaison.get(address).status_code == 200
    answer = liaison.post(address, {"email": colleague.email.upper(), "on": "2020-01-02", "decree": "SK 5/2020"})
    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.until == date(2020, 1, 1)
    assert Holding.objects.get(holder=colleague).since == date(2020, 1, 2)


def test_the_place_of_an_office_on_the_page_has_its_number_without_separators(
    secretary: Client, padang: Organisation
) -> None:
    OfficeFactory(pk=1234567, organisation=padang)
    assert 'id="jabatan-1234567"' in secretary.get("/ruang/organisasi/kota-padang/").content.decode()


def test_an_office_nobody_holds_is_not_handed_over_but_filled(secretary: Client, padang: Organisation) -> None:
    office = OfficeFactory(organisation=padang)
    address = f"/ruang/organisasi/kota-padang/jabatan/{office.pk}/"
    assert secretary.post(f"{address}serah-terima/", {})["Location"] == f"{address}isi/"


def test_of_several_holders_the_form_asks_who_hands_over(secretary: Client, padang: Organisation) -> None:
    office = OfficeFactory(organisation=padang, seats=2)
    _first, second = HoldingFactory.create_batch(2, office=office)
    address = f"/ruang/organisasi/kota-padang/jabatan/{office.pk}/serah-terima/"
    values = {"email": PersonFactory().email, "on": "2020-01-02"}
    assert list(secretary.post(address, values).context["form"].errors) == ["giver"]
    assert secretary.post(address, {**values, "giver": second.pk}).status_code == 302
    second.refresh_from_db()
    assert second.until == date(2020, 1, 1)


def test_a_refusal_is_said_beside_the_field_and_changes_nothing(liaison: Client, padang: Organisation) -> None:
    held = Holding.objects.get(office__organisation=padang)
    address = f"/ruang/organisasi/kota-padang/jabatan/{held.office_id}/serah-terima/"
    page = liaison.post(address, {"email": held.holder.email, "on": "2020-01-02"})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["email"]
    held.refresh_from_db()
    assert held.until is None


def test_an_address_without_account_gets_an_invitation(secretary: Client, padang: Organisation) -> None:
    office = OfficeFactory(organisation=padang, role=Office.Role.HEAD)
    address = f"/ruang/organisasi/kota-padang/jabatan/{office.pk}/isi/"
    without_name = secretary.post(address, {"email": "baru@contoh.id", "on": "2019-10-17"})
    assert list(without_name.context["form"].errors) == ["name"]
    answer = secretary.post(address, {"email": "baru@contoh.id", "name": "Wali Kota Padang", "on": "2019-10-17"})
    assert answer.status_code == 302
    assert Invitation.objects.get().office_id == str(office.pk)


def test_a_liaison_may_not_fill_the_heads_office(liaison: Client, padang: Organisation) -> None:
    office = OfficeFactory(organisation=padang, role=Office.Role.HEAD)
    address = f"/ruang/organisasi/kota-padang/jabatan/{office.pk}/isi/"
    assert liaison.post(address, {"email": PersonFactory().email, "on": "2019-10-17"}).status_code == 403
    assert not office.holdings.exists()


def test_a_holding_is_ended_by_who_may(secretary: Client, liaison: Client, padang: Organisation) -> None:
    held = HoldingFactory(office__organisation=padang, office__role=Office.Role.HEAD)
    address = f"/ruang/organisasi/kota-padang/pemegang/{held.pk}/akhiri/"
    assert liaison.post(address, {"on": "2019-12-31"}).status_code == 403
    assert secretary.post(address, {"on": "2019-12-31"}).status_code == 302
    held.refresh_from_db()
    assert held.until == date(2019, 12, 31)


def test_the_secretariat_opens_a_citys_organisation(secretary: Client, liaison: Client) -> None:
    region = RegionFactory(code="33.74", name="Kota Semarang")
    assert liaison.get("/ruang/organisasi/buka/").status_code == 403
    assert "Kota Semarang" in secretary.get("/ruang/organisasi/buka/").content.decode()
    answer = secretary.post("/ruang/organisasi/buka/", {"region": region.code})
    assert answer["Location"] == "/ruang/organisasi/kota-semarang/"
    assert Organisation.objects.get(region=region).name == "Pemerintah Kota Semarang"
