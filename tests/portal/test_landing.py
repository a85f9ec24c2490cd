"""The landing pages say from data what is so, and lead on."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.admission.models import Journey
from jejaring.cities.models import Organisation
from jejaring.membership.models import NumberSeries
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory
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
    assert costs[0] == costs[1] <= 5


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
