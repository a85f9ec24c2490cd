"""The landing pages say from data what is so, and lead on."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.admission.models import Journey
from jejaring.cities.models import Organisation
from jejaring.membership.models import NumberSeries
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory, RegionFactory
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Organisation:
    NumberSeries.objects.create(pk=1, opening_count=24, last_number=24, source="Berita, 17 Oktober 2019")
    place: Organisation = OrganisationFactory(
        network=True, slug="citynet-indonesia", short_name="Citynet Indonesia", email="", phone=""
    )
    return place


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.usefixtures("network")
def test_the_cities_are_one_dot_each_named_or_only_counted(client: Client) -> None:
    member = MembershipFactory(named_only=True, organisation__short_name="Kota Kupang")
    JourneyFactory(organisation__short_name="Kota Ambon", state=Journey.State.LOI_SIGNED)
    JourneyFactory(organisation__short_name="Kota Diam")  # interest only: not public
    page = text_of(client, "/en/kota/")
    assert "<h1>24 members, 1 of them known by name</h1>" in page
    dots = [page.count(f'<li class="{kind}"></li>') for kind in ("named", "counted", "candidate")]
    assert dots == [1, 23, 1]
    assert f'href="{member.organisation.get_absolute_url()}"' in page
    assert ("Kota Ambon" in page, "Kota Diam" in page) == (True, False)


def test_the_page_of_the_cities_costs_the_same_with_one_city_and_with_three(client: Client) -> None:
    costs = []
    for more in (1, 2):
        for _ in range(more):
            MembershipFactory()
        with CaptureQueriesContext(connection) as counted:
            text_of(client, "/en/kota/")
        costs.append(len(counted))
    assert costs[0] == costs[1] <= 6


def member_of(people: int | None, name: str, **region: object) -> None:
    year = 2024 if people else None
    MembershipFactory(
        organisation=OrganisationFactory(
            short_name=name, region=RegionFactory(name=name, population=people, population_year=year, **region)
        )
    )


@pytest.mark.usefixtures("network")
def test_the_data_say_how_many_people_live_in_members_at_least(client: Client) -> None:
    member_of(900_000, "Kota Besar")
    member_of(100_000, "Kota Kecil")
    member_of(None, "Kota Tanpa Angka")
    member_of(9_000_000, "Provinsi Uji", kind="province", code="99")  # its cities are counted, if they are members
    RegionFactory(population=1_100_000, population_year=2024)
    page = text_of(client, "/en/data/")
    assert "<h1>At least 1 in 3 people in Indonesia lives in a member regency or city</h1>" in page  # 2.1 to 1 million
    assert "1,000,000 people live in the 2 members known by name" in page
    assert "Kota Besar is the largest of those known by name" in page
    assert "Kota Tanpa Angka" not in page


@pytest.mark.usefixtures("network")
def test_members_beyond_the_largest_are_one_bar_and_cost_nothing_more(client: Client) -> None:
    member_of(100, "Kota 1")
    with CaptureQueriesContext(connection) as first:
        text_of(client, "/en/data/")
    for index in range(2, 12):
        member_of(100 * index, f"Kota {index}")
    with CaptureQueriesContext(connection) as second:
        page = text_of(client, "/en/data/")
    assert len(first) == len(second) <= 4
    assert ("3 others" in page, "Kota 4<" in page, "Kota 3<" in page) == (True, True, False)


def test_without_members_the_data_claim_nothing_and_still_lead_on(client: Client) -> None:
    page = text_of(client, "/en/data/")
    assert "<h1>Figures to check and download</h1>" in page
    assert "<figure" not in page
    for address in ("/en/anggota/", "/en/wilayah/", "/en/riwayat/", "/en/anggota/data.csv", "/en/riwayat/ujung.txt"):
        assert f'{address}"' in page


def test_every_file_of_the_data_page_can_be_downloaded(client: Client) -> None:
    found = re.findall(r'href="([^"]+)" download', text_of(client, "/data/"))
    assert len(found) == 5
    assert {client.get(address.replace("&amp;", "&")).status_code for address in found} == {200}


def test_a_network_without_cities_says_what_would_be_there(client: Client) -> None:
    page = text_of(client, "/en/kota/")
    assert "No city is a member yet" in page
    assert "The first city to complete its journey will appear here." in page


@pytest.mark.usefixtures("network")
def test_the_network_says_what_it_is_for_and_where_that_comes_from(client: Client) -> None:
    page = text_of(client, "/en/jejaring/")
    assert "A network that its members run themselves" in page
    assert "press conference in Kupang, 16 October 2019" in page


@pytest.mark.parametrize(
    ("path", "doors"),
    [
        ("/en/kota/", ["/en/anggota/", "/en/wilayah/", "/en/anggota/#calon"]),
        ("/en/jejaring/", ["/en/bergabung/", "/en/organ/", "/en/keikutsertaan/", "/en/kontak/"]),
    ],
)
def test_a_landing_page_leads_to_the_pages_that_rooms_have_put_behind_it(
    client: Client, path: str, doors: list[str]
) -> None:
    page = text_of(client, path)
    shown = page[page.index('<ul class="doors">') :]
    assert [part.split('"')[0] for part in shown.split("</ul>")[0].split('<a href="')[1:]] == doors


def test_the_contact_page_shows_the_networks_address_or_else_the_one_it_writes_from(
    client: Client, network: Organisation
) -> None:
    assert "mailto:" in text_of(client, "/en/kontak/")
    Organisation.objects.filter(pk=network.pk).update(email="sekretariat@contoh.jejaring.id")
    assert 'href="mailto:sekretariat@contoh.jejaring.id"' in text_of(client, "/en/kontak/")
