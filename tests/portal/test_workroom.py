"""The workroom shows what waits for a person, by due date, and their rooms."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.admission.models import Journey
from jejaring.cities.models import Holding, Office, Organisation
from jejaring.kit import clock, registry
from jejaring.kit.components import Waiting
from jejaring.kit.registry import RoomInbox
from jejaring.notices.models import Notice
from jejaring.people.models import Person
from tests.factories.admission import JourneyFactory
from tests.factories.cities import HoldingFactory, OrganisationFactory
from tests.factories.membership import MembershipFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2019, 10, 17, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _october_2019(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_shift", lambda: NOW - datetime.now(tz=UTC))


@pytest.fixture
def secretariat() -> Person:
    network: Organisation = OrganisationFactory(network=True)
    held: Holding = HoldingFactory(office__organisation=network, office__role=Office.Role.SECRETARIAT)
    return held.holder


def room(client: Client, person: Person) -> str:
    client.force_login(person)
    answer = client.get("/en/ruang/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_workroom_needs_a_person(client: Client) -> None:
    assert client.get("/ruang/").status_code == 302


def test_overdue_comes_first_then_today_this_week_and_later(client: Client, secretariat: Person) -> None:
    for name, due in (
        ("Kota Kemudian", date(2019, 12, 1)),
        ("Kota Hari Ini", date(2019, 10, 17)),
        ("Kota Terlambat", date(2019, 10, 14)),
        ("Kota Pekan Ini", date(2019, 10, 21)),
    ):
        JourneyFactory(organisation__short_name=name, due_on=due, waiting_on="network")
    page = room(client, secretariat)
    assert "4 things wait for you; 1 of them overdue." in page
    order = ["Overdue", "Kota Terlambat", "Today", "Kota Hari Ini", "This week", "Kota Pekan Ini", "Later"]
    places = [page.index(words, page.index("<h1>")) for words in [*order, "Kota Kemudian"]]
    assert places == sorted(places)
    assert "3 days late" in page


def test_what_waits_for_another_city_is_not_shown(client: Client) -> None:
    mine = HoldingFactory(office__role=Office.Role.LIAISON)
    JourneyFactory(organisation=mine.office.organisation, state=Journey.State.LOI_SIGNED, waiting_on="city")
    JourneyFactory(organisation__short_name="Kota Lain", state=Journey.State.LOI_SIGNED, waiting_on="city")
    page = room(client, mine.holder)
    assert "1 thing waits for you; none is overdue." in page
    assert "Kota Lain" not in page
    assert mine.office.title in page


def test_an_empty_workroom_says_what_would_be_there(client: Client, secretariat: Person) -> None:
    assert "What needs your signature, your answer or your decision appears here" in room(client, secretariat)
    assert "You hold no office today" in room(client, PersonFactory())


def test_the_first_workroom_of_a_liaison_shows_the_one_thing_to_do(client: Client) -> None:
    mine = HoldingFactory(office__role=Office.Role.LIAISON)
    page = room(client, mine.holder)
    address = f"/en/bergabung/minat/{mine.office.organisation.slug}/"
    assert page.count(f'<a class="button" href="{address}">Express interest') == 1
    assert "Nothing waits for you" not in page
    assert client.get(address).status_code == 200
    JourneyFactory(organisation=mine.office.organisation)
    assert "The first step" not in room(client, mine.holder)


def test_whose_city_is_a_member_is_not_asked_to_join(client: Client) -> None:
    mine = HoldingFactory(office__role=Office.Role.LIAISON)
    MembershipFactory(organisation=mine.office.organisation)
    assert "The first step" not in room(client, mine.holder)


def test_the_rail_has_at_most_seven_entries(client: Client, secretariat: Person) -> None:
    HoldingFactory(holder=secretariat, office__role=Office.Role.LIAISON)
    page = room(client, secretariat)
    rail = page[page.index('<nav class="rail"') : page.index("</nav>", page.index('<nav class="rail"'))]
    assert rail.count("<li>") == 7
    assert "The network&#x27;s rooms" in rail


def test_what_waits_is_narrowed_to_one_room(client: Client, secretariat: Person) -> None:
    JourneyFactory(organisation__short_name="Kota Padang", due_on=date(2019, 10, 21), waiting_on="network")
    other = Waiting("Reconcile", "Kota Kupang", date(2019, 10, 18), "because", "/ruang/iuran/", "Reconcile")
    with registry.inboxes.lent("dues", RoomInbox("Dues", lambda person, *, on, holdings: [other], order=30)):
        page = room(client, secretariat)
        assert re.findall(r'<a href="\?([a-z=]*)"', page) == ["", "ruang=admission", "ruang=dues"]
        assert ("Kota Padang" in page, "Kota Kupang" in page) == (True, True)
        narrowed = client.get("/en/ruang/?ruang=dues").content.decode()
        assert ("Kota Padang" in narrowed, "Kota Kupang" in narrowed) == (False, True)
        assert "Kota Padang" in client.get("/en/ruang/?ruang=nothing").content.decode()


def test_only_unread_news_of_ones_own_are_shown(client: Client, secretariat: Person) -> None:
    def tell(subject: str, **fields: object) -> None:
        Notice.objects.create(
            **{"recipient": secretariat, "kind": "x", "body": "x", "created_at": NOW} | fields, subject=subject
        )

    tell("Kabar baru")
    tell("Kabar lama", read_at=NOW)
    tell("Kabar orang lain", recipient=PersonFactory())
    page = room(client, secretariat)
    assert ("Kabar baru" in page, "Kabar lama" in page, "Kabar orang lain" in page) == (True, False, False)


def test_the_workroom_costs_the_same_with_one_thing_and_with_three(client: Client, secretariat: Person) -> None:
    client.force_login(secretariat)
    costs = []
    for more in (1, 2):
        for _ in range(more):
            JourneyFactory(due_on=date(2019, 10, 21), waiting_on="network")
        with CaptureQueriesContext(connection) as counted:
            page = client.get("/en/ruang/").content.decode()
        costs.append((page.count('<p class="what">'), len(counted)))
    assert [things for things, _queries in costs] == [1, 3]
    assert costs[0][1] == costs[1][1] <= 27


def test_the_most_urgent_are_shown_at_once_and_the_rest_on_demand(client: Client, secretariat: Person) -> None:
    for number in range(30):
        due = date(2019, 12, 30 - number)
        JourneyFactory(organisation__short_name=f"Kota Ke-{number:02}", due_on=due, waiting_on="network")
    page = room(client, secretariat)
    assert "30 things wait for you" in page
    assert [f"Kota Ke-{number:02}" in page for number in (29, 5, 4, 0)] == [True, True, False, False]
    assert "Show all 30" in page
    whole = client.get("/en/ruang/?semua=1").content.decode()
    assert all(f"Kota Ke-{number:02}" in whole for number in range(30))
    assert "Show all" not in whole
