"""A city's page shows its standing in public, and nothing of who is not public."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.admission.models import Journey, Step
from jejaring.cities.models import Office, Organisation
from jejaring.kit import registry
from jejaring.kit.registry import CitySection
from jejaring.membership.actions.members import open_register
from jejaring.membership.models import Membership, StandingDecision
from tests.factories.admission import JourneyFactory
from tests.factories.cities import HoldingFactory, OrganisationFactory, RegionFactory
from tests.factories.membership import MembershipFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def city_page(client: Client, city: Organisation) -> str:
    answer = client.get(f"/en/anggota/{city.slug}/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def decide(member: Membership, verb: str, target: str, reason: str) -> None:
    StandingDecision.objects.create(
        membership=member,
        verb=verb,
        from_standing="active",
        to_standing=target,
        reason=reason,
        decided_on=date(2021, 3, 1),
        recorded_at="2021-03-02T02:00:00Z",
        by=PersonFactory(),
    )


def test_a_member_is_shown_with_number_date_and_region(client: Client) -> None:
    member = MembershipFactory(
        number=25, organisation__short_name="Kota Padang", organisation__region__population=946_982
    )
    page = city_page(client, member.organisation)
    assert "Kota Padang is member number 25 of the network." in page
    assert "2 December 2019" in page
    assert "946,982" in page
    assert page.count('<b class="number-badge" aria-hidden="true">25</b>') == 1
    empty = "Offices it holds in the network, Events it hosts, Events its delegation went to, Contact."
    assert f"Nothing recorded yet: {empty}" in page
    assert '<section id="kontak">' not in page


def test_a_member_that_only_a_source_names_says_what_is_not_recorded(client: Client) -> None:
    page = city_page(client, MembershipFactory(named_only=True, source="Berita").organisation)
    assert "its number is not recorded" in page
    assert "Berita" in page
    assert "This city was a member before the register was opened." in page


def test_a_former_member_is_shown_with_the_decision_that_ended_it(client: Client) -> None:
    member = MembershipFactory(standing=Membership.Standing.WITHDRAWN, ended_on=date(2021, 3, 1))
    decide(member, "leave", "withdrawn", "Keputusan wali kota.")
    page = city_page(client, member.organisation)
    assert "was a member of the network" in page
    assert "Keputusan wali kota." in page


def test_a_candidate_is_shown_from_the_signed_letter_on(client: Client) -> None:
    journey = JourneyFactory()
    address = f"/anggota/{journey.organisation.slug}/"
    assert client.get(address).status_code == 404
    Journey.objects.update(state=Journey.State.LOI_SIGNED)
    assert "is joining the network" in city_page(client, journey.organisation)
    Journey.objects.update(state=Journey.State.DECLINED, closed_on=date(2019, 11, 1))
    assert client.get(address).status_code == 404


def test_neither_strangers_nor_the_network_have_a_page(client: Client) -> None:
    assert client.get(f"/anggota/{OrganisationFactory().slug}/").status_code == 404
    assert client.get(f"/anggota/{OrganisationFactory(network=True).slug}/").status_code == 404
    assert client.get("/anggota/kota-tidak-ada/").status_code == 404


def test_a_citys_page_is_a_row_of_anchored_sections_that_rooms_have_registered(client: Client) -> None:
    region = RegionFactory(name="Kota Padang", population=946_982, area_km2=694.3)
    member = MembershipFactory(organisation__region=region, organisation__email="diskominfo@contoh.jejaring.id")
    with registry.city_sections.lent(
        "rencana", CitySection("Plan", "cities/_region_section.html", lambda city, on: None, order=15)
    ):
        page = city_page(client, member.organisation)
    anchors = re.findall(r'<li><a href="#(\w+)">', page)
    assert anchors == ["hak", "angka", "perjalanan", "kontak"]
    assert re.findall(r'<section id="(\w+)"> <h2>', page) == anchors
    assert "<h2>946,982 people on 694.3 km²</h2>" in page
    assert (
        "Nothing recorded yet: Plan, Offices it holds in the network, Events it hosts, Events its delegation went to."
        in page
    )


def test_the_way_in_is_one_line_with_the_document_of_each_step(client: Client) -> None:
    journey = JourneyFactory(state=Journey.State.LOI_SIGNED)
    Step.objects.create(
        journey=journey,
        verb="complete_loi",
        from_state="loi_drafted",
        to_state="loi_signed",
        decided_on=date(2019, 10, 17),
        recorded_at="2019-10-18T02:00:00Z",
        by=PersonFactory(),
    )
    page = city_page(client, journey.organisation)
    line = page[page.index('<ol class="strip">') : page.index("</ol>", page.index('<ol class="strip">'))]
    assert re.findall(r'<li class="(\w+)"', line) == ["done", "todo"]
    assert "17 October 2019" in line


def test_a_citys_page_costs_the_same_with_one_decision_and_with_three(client: Client) -> None:
    member = MembershipFactory()
    costs = []
    for more in (1, 2):
        for _ in range(more):
            decide(member, "hold", "on_hold", "Alasan")
        with CaptureQueriesContext(connection) as counted:
            page = city_page(client, member.organisation)
        costs.append((page.count("Alasan"), len(counted)))
    assert [decisions for decisions, _queries in costs] == [1, 3]
    assert costs[0][1] == costs[1][1] <= 9


def test_a_member_number_is_written_without_separators_wherever_it_stands(client: Client) -> None:
    open_register(24, "Berita", by=None, on=date(2019, 10, 17))
    member = MembershipFactory(number=1025)
    secretary = HoldingFactory(
        office__organisation=OrganisationFactory(network=True), office__role=Office.Role.SECRETARIAT
    ).holder
    pages = {
        path: client.get(f"/en{path}").content.decode()
        for path in (f"/anggota/{member.organisation.slug}/", "/anggota/")
    }
    client.force_login(secretary)
    for path in ("/ruang/anggota/", f"/ruang/anggota/{member.organisation.slug}/"):
        pages[path] = client.get(f"/en{path}").content.decode()
    assert {path: (">1025<" in page, "1,025" in page) for path, page in pages.items()} == dict.fromkeys(
        pages, (True, False)
    )
