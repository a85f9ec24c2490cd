"""The home page says from data what is so."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.admission.models import Journey, Step
from jejaring.kit import clock
from jejaring.membership.models import NumberSeries
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory, RegionFactory
from tests.factories.membership import MembershipFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> None:
    OrganisationFactory(network=True, slug="citynet-indonesia", short_name="Citynet Indonesia")
    NumberSeries.objects.create(pk=1, opening_count=24, last_number=24, source="Berita, 17 Oktober 2019")


def candidate(name: str) -> Journey:
    journey: Journey = JourneyFactory(organisation__short_name=name, state=Journey.State.LOI_SIGNED)
    Step.objects.create(
        journey=journey,
        verb="complete_loi",
        from_state="loi_drafted",
        to_state="loi_signed",
        decided_on=date(2019, 10, 17),
        recorded_at="2019-10-18T02:00:00Z",
        by=PersonFactory(),
    )
    return journey


def home(client: Client) -> str:
    answer = client.get("/en/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_empty_network_says_how_to_begin(client: Client) -> None:
    page = home(client)
    assert "A network of regencies and cities" in page
    assert "The first city to sign a cooperation agreement appears here." in page
    assert '<a class="button" href="/en/bergabung/">How to join</a>' in page
    assert "What has changed lately" not in page


@pytest.mark.usefixtures("network")
def test_the_count_its_source_and_the_mission_come_from_data(client: Client) -> None:
    MembershipFactory(named_only=True, organisation__short_name="Kota Kupang")
    page = home(client)
    assert "<h1>24 regencies and cities learn from each other</h1>" in page
    assert "Berita, 17 Oktober 2019" in page
    assert "1 member. 23 more members are counted, but no source names them." in page
    assert "A strategic forum for regencies and cities" in page


@pytest.mark.usefixtures("network")
def test_the_one_candidate_is_named_with_its_coming_number(client: Client) -> None:
    JourneyFactory(organisation__short_name="Kota Diam")  # interest only: not public
    candidate("Kota Padang")
    page = home(client)
    assert "<h1>Kota Padang is about to become member number 25</h1>" in page
    assert "Kota Padang and the network signed a letter of intent" in page
    assert "17 October 2019" in page
    assert "Kota Diam" not in page


@pytest.mark.usefixtures("network")
def test_of_two_candidates_nobody_is_promised_the_next_number(client: Client) -> None:
    candidate("Kota Padang")
    candidate("Kota Ambon")
    page = home(client)
    assert "is about to become member number" not in page
    assert "<h1>24 regencies and cities learn from each other</h1>" in page


@pytest.mark.usefixtures("network")
def test_the_newest_member_is_the_finding_for_two_months(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    padang = RegionFactory(code="13.71", name="Kota Padang")
    MembershipFactory(
        number=25, since=date(2019, 10, 24), organisation__short_name="Kota Padang", organisation__region=padang
    )
    monkeypatch.setattr(clock, "today", lambda: date(2019, 12, 23))
    page = home(client)
    assert "<h1>Kota Padang is member number 25 of a network that learns together</h1>" in page
    assert page.count('<text class="map-name"') == 1
    assert 'class="map-dot map-selected"' in page
    monkeypatch.setattr(clock, "today", lambda: date(2019, 12, 24))
    assert "<h1>25 regencies and cities learn from each other</h1>" in home(client)


@pytest.mark.usefixtures("network")
def test_only_what_is_public_is_among_the_changes(client: Client) -> None:
    declined = candidate("Kota Mundur")
    candidate("Kota Ambon")
    Journey.objects.filter(pk=declined.pk).update(state=Journey.State.DECLINED, closed_on=date(2019, 11, 1))
    page = home(client)
    assert "Kota Ambon and the network signed a letter of intent" in page
    assert "Kota Mundur" not in page


@pytest.mark.usefixtures("network")
def test_the_way_in_is_drawn_once_with_its_longest_time(client: Client) -> None:
    page = home(client)
    assert page.count('<ol class="strip">') == 1
    assert page.count('<li class="todo">') == 8
    assert "Eight steps to membership, 120 working days at most" in page


@pytest.mark.usefixtures("network")
def test_the_home_page_costs_the_same_with_one_city_and_with_three(client: Client) -> None:
    costs = []
    for more in (1, 2):
        for _ in range(more):
            MembershipFactory()
            candidate("Kota Calon")
        with CaptureQueriesContext(connection) as counted:
            home(client)
        costs.append(len(counted))
    assert costs[0] == costs[1] <= 14
