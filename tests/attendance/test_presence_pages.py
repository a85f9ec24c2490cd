"""Pages for managers: who was there, their hours, conflicts and corrections; and the stage."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jejaring.attendance import queries
from jejaring.attendance.models import Scan
from jejaring.events.models import Helper
from jejaring.kit import clock
from jejaring.people.models import Person
from tests.attendance.hall import MINUTE, NINE, House, a_house
from tests.factories.events import HallFactory, HelperFactory, PartFactory, SessionFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "now", lambda: NINE + 90 * MINUTE)
    return a_house()


def page_for(person: Person, house: House, name: str, **more: Any) -> str:
    client = Client()
    client.force_login(person)
    query = more.pop("query", "")
    answer = client.get(reverse(f"attendance:{name}", kwargs={"slug": house.event.slug, **more}) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(person: Person, house: House, name: str, sent: dict[str, Any], **more: Any) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(reverse(f"attendance:{name}", kwargs={"slug": house.event.slug, **more}), sent)


def test_complaint_12_door_roster_export_and_numbers_agree(house: House) -> None:
    guests = [house.guest() for _number in range(3)]
    for guest in guests[:2]:
        house.read(guest, 0, session=house.session)
        house.read(guest, 30, session=house.session)  # a second scan is no second person
        house.read(guest, 45, session=house.session, direction="out")
    text = page_for(house.manager, house, "people", query="?format=csv")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";" if ";" in text else ","))
    hours = sorted(float(list(row.values())[5].replace(",", ".")) for row in rows)
    assert hours == [0.0, 0.75, 0.75]
    assert queries.numbers(house.event).total.attended == sum(hour > 0 for hour in hours) == 2
    page = page_for(house.manager, house, "overview")
    assert '<span class="value">2</span>' in page
    assert [float(queries.attended(guest).hours) for guest in guests] == [0.75, 0.75, 0.0]


def test_the_pages_are_for_managers_and_not_for_stewards(house: House) -> None:
    client = Client()
    client.force_login(house.steward)
    for name in ("overview", "people", "conflicts"):
        assert client.get(reverse(f"attendance:{name}", args=[house.event.slug])).status_code == 403


def test_a_persons_page_has_the_time_per_session_and_what_the_rule_did(house: House) -> None:
    guest = house.guest()
    house.read(guest, 20, session=house.session)
    page = page_for(house.manager, house, "person", public_id=guest.public_id)
    assert "40 menit" in page
    assert str(house.session.title) in page


def test_a_reading_is_added_by_hand_with_its_reason_in_the_events_zone(house: House) -> None:
    guest = house.guest()
    sent = {"door": str(house.session.guid), "direction": "in", "day": "2020-03-16", "time": "09:20", "reason": "Lupa"}
    answer = post(house.manager, house, "add_reading", sent, public_id=guest.public_id)
    assert answer.status_code == 302
    scan = Scan.objects.get()
    assert (scan.scanned_at, scan.scanned_by, scan.reason) == (NINE + 20 * MINUTE, house.manager, "Lupa")
    assert queries.attended(guest).time == 40 * MINUTE
    assert "Lupa" in page_for(house.manager, house, "person", public_id=guest.public_id)


def test_a_reading_that_is_still_to_come_is_refused_beside_its_time(house: House) -> None:
    sent = {"door": "acara", "direction": "in", "day": "2020-03-18", "time": "09:20", "reason": "Lupa"}
    answer = post(house.manager, house, "add_reading", sent, public_id=house.guest().public_id)
    assert "time" in answer.context["form"].errors
    assert Scan.objects.count() == 0


def test_a_scan_is_undone_by_a_manager_who_says_why(house: House) -> None:
    guest = house.guest()
    scan = house.read(guest)
    post(house.manager, house, "undo_by_hand", {"reason": "Salah orang"}, guid=scan.guid)
    page = page_for(house.manager, house, "person", public_id=guest.public_id)
    assert f"{house.manager.name}: Salah orang" in " ".join(page.split())
    assert queries.presence(house.event) == {}


def test_a_conflict_is_shown_and_settled(house: House) -> None:
    guest = house.guest(registration__state="cancelled", registration__name="Peserta Uji")
    scan = house.read(guest, 5, offline=True, unchecked=("validity",))
    assert "Peserta Uji" in page_for(house.manager, house, "conflicts")
    post(house.manager, house, "settle", {"counts": "yes", "reason": "Disapa"}, guid=scan.guid)
    assert "Peserta Uji" not in page_for(house.manager, house, "conflicts")
    assert set(queries.presence(house.event)) == {guest.pk}


@pytest.mark.parametrize("name", ["overview", "people", "conflicts"])
def test_the_pages_cost_the_same_queries_for_one_and_four(house: House, name: str) -> None:
    client, costs = Client(), []
    client.force_login(house.manager)
    for more in (1, 3):
        for _number in range(more):
            house.read(house.guest(), 5, session=house.session)
            house.read(house.guest(registration__state="cancelled"), 5, offline=True)
        with CaptureQueriesContext(connection) as queries_of_page:
            client.get(reverse(f"attendance:{name}", args=[house.event.slug]))
        costs.append(len(queries_of_page))
    assert costs[0] == costs[1]


# --- the stage ----------------------------------------------------------------------------------
def test_the_stage_shows_what_is_on_who_is_next_and_whether_they_have_arrived(house: House) -> None:
    hall = HallFactory(event=house.event)
    now = clock.now()
    on = SessionFactory(event=house.event, hall=hall, starts_at=now - 10 * MINUTE, ends_at=now + 20 * MINUTE)
    following = SessionFactory(event=house.event, hall=hall, starts_at=now + 30 * MINUTE, ends_at=now + 60 * MINUTE)
    speakers = [SpeakerFactory(event=house.event, name=name) for name in ("Sudah Datang", "Belum Datang")]
    for speaker in speakers:
        PartFactory(session=following, speaker=speaker)
    house.read(house.speaking(speakers[0]), 80)
    stage_manager = HelperFactory(event=house.event, role=Helper.Role.STAGE).person
    page = " ".join(page_for(stage_manager, house, "stage", hall=hall.guid).split())
    assert f"<h1>{on.title}</h1>" in page
    assert f"<h2>{following.title}</h2>" in page
    assert f'data-until="{(now + 20 * MINUTE).isoformat()}" data-now="{now.isoformat()}"' in page
    arrived = [
        (name, page.partition(name)[2].partition("</li>")[0].count("chip ok"))
        for name in ("Sudah Datang", "Belum Datang")
    ]
    assert arrived == [("Sudah Datang", 1), ("Belum Datang", 0)]


def test_the_stage_counts_to_the_next_session_and_says_when_nothing_more_comes(house: House) -> None:
    hall = HallFactory(event=house.event)
    now = clock.now()
    SessionFactory(event=house.event, hall=hall, starts_at=now + 30 * MINUTE, ends_at=now + timedelta(hours=1))
    assert "30 min" in page_for(house.manager, house, "stage", hall=hall.guid)
    assert "data-until" not in page_for(house.manager, house, "stage", hall=HallFactory(event=house.event).guid)


def test_the_stage_is_closed_to_door_stewards(house: House) -> None:
    client = Client()
    client.force_login(house.steward)
    hall = HallFactory(event=house.event)
    assert client.get(reverse("attendance:stage", args=[house.event.slug, hall.guid])).status_code == 403
