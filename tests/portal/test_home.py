"""The home page says from data what is so."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.admission.models import Journey, Step
from jejaring.membership.models import NumberSeries
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory
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
    assert "No members in the register yet" in page
    assert "No city is joining right now" in page


@pytest.mark.usefixtures("network")
def test_the_count_its_source_and_the_mission_come_from_data(client: Client) -> None:
    MembershipFactory(named_only=True, organisation__short_name="Kota Kupang")
    page = home(client)
    assert "A network of 24 regencies and cities" in page
    assert "Berita, 17 Oktober 2019" in page
    assert "Kota Kupang" in page
    assert "23 more members are counted, but no source names them." in page
    assert "press conference in Kupang, 16 October 2019" in page


@pytest.mark.usefixtures("network")
def test_the_one_candidate_is_named_with_its_coming_number(client: Client) -> None:
    JourneyFactory(organisation__short_name="Kota Diam")  # interest only: not public
    candidate("Kota Padang")
    page = home(client)
    assert "Kota Padang is about to become member number 25." in page
    assert "17 October 2019" in page
    assert "Kota Diam" not in page


@pytest.mark.usefixtures("network")
def test_of_two_candidates_nobody_is_promised_the_next_number(client: Client) -> None:
    candidate("Kota Padang")
    candidate("Kota Ambon")
    assert "is about to become member number" not in home(client)


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
    assert costs[0] == costs[1] <= 9
