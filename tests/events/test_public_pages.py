"""The public pages of events: the released programme and nothing else, always in the event's own zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engines.schedule import CANCELLED, CEREMONY, Programme, Session, Text
from jejaring.admission.models import Journey
from jejaring.events.actions.search import let_be_found
from jejaring.events.models import Event, Helper
from jejaring.kit import clock
from tests.events.programme_of_seven_tracks import conference, guid, released
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory
from tests.factories.events import EventFactory, HelperFactory, SessionFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/en/acara/kota-bertemu/"


@pytest.fixture
def event() -> Event:
    found: Event = EventFactory(announced=True, slug="kota-bertemu", name_id="Kota Bertemu")
    return found


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def programme(event: Event, *sessions: Session, **more: object) -> Programme:
    made = replace(conference(event, halls=2, per_hall=0, days=1), sessions=sessions)
    return replace(made, **more)  # type: ignore[arg-type]


def session(number: int, start: datetime, minutes: int = 60, **more: object) -> Session:
    end = start + timedelta(minutes=minutes)
    return Session(guid(f"session {number}"), number, Text(f"Sesi {number}"), starts_at=start, ends_at=end, **more)  # type: ignore[arg-type]


# 09.00 WITA on the first day
NINE = datetime(2020, 3, 16, 1, tzinfo=UTC)


def test_an_event_in_preparation_is_not_there_for_strangers_but_for_its_manager(client: Client) -> None:
    event = EventFactory(slug="belum-siap")
    released(event, conference(event, halls=1))
    addresses = ["", "sesi/1/", "versi/", "versi/1/"]
    assert [client.get(f"/acara/belum-siap/{one}").status_code for one in addresses] == [404] * 4
    client.force_login(HelperFactory(event=event, role=Helper.Role.MANAGER).person)
    assert [client.get(f"/acara/belum-siap/{one}").status_code for one in addresses] == [200] * 4
    client.logout()
    assert "belum-siap" not in page_of(client, "/acara/")


def test_a_cancelled_event_says_so_on_top_and_why(client: Client, event: Event) -> None:
    Event.objects.update(state=Event.State.CANCELLED, end_reason="Gunung meletus.")
    page = page_of(client, ADDRESS)
    assert "This event has been cancelled. Gunung meletus." in page
    assert page.index("has been cancelled") < page.index("The programme is not released yet")


def test_the_public_reads_the_latest_released_version_and_never_the_draft(client: Client, event: Event) -> None:
    SessionFactory(event=event, title_id="Masih rahasia")
    assert "The programme is not released yet" in page_of(client, ADDRESS)
    released(event, programme(event, session(1, NINE)))
    released(event, programme(event, session(2, NINE)))
    page = page_of(client, ADDRESS)
    assert ("Masih rahasia" in page, "Sesi 1<" in page, "Sesi 2<" in page) == (False, False, True)
    assert "Version 2, released 1 February 2020, 09:00 WITA" in page


def test_a_session_over_midnight_appears_once_under_the_day_it_begins(client: Client, event: Event) -> None:
    night = datetime(2020, 3, 16, 14, 30, tzinfo=UTC)  # 22.30 WITA, until 00.30 of the next day
    released(event, programme(event, session(1, night, 120), session(2, NINE + timedelta(days=1))))
    page = page_of(client, ADDRESS)
    assert page.count(">Sesi 1<") == 1
    first, second = page.index("Monday, 16 March 2020</h2>"), page.index("Tuesday, 17 March 2020</h2>")
    assert first < page.index(">Sesi 1<") < second < page.index(">Sesi 2<")
    assert "22:30–00:30 WITA the next day" in page


def test_times_are_those_of_the_events_zone_on_page_session_and_version(client: Client, event: Event) -> None:
    Event.objects.update(time_zone=Event.Zone.WIT)
    released(event, programme(event, session(1, NINE, 90), zone="Asia/Jayapura"))
    for address in ("", "sesi/1/", "versi/1/"):
        assert "10.00–11.30 WIT" in page_of(client, f"/acara/kota-bertemu/{address}")
    assert 'datetime="2020-03-16T10:00+09:00"' in page_of(client, ADDRESS)


def test_a_cancelled_session_is_struck_through_and_an_example_is_marked(client: Client, event: Event) -> None:
    released(
        event, programme(event, session(1, NINE, state=CANCELLED), session(2, NINE, example=True), session(3, NINE))
    )
    page = page_of(client, ADDRESS)
    assert '<b class="no">Cancelled</b> <s><a href="sesi/1/">Sesi 1</a></s>' in page
    assert [page.count('class="example"'), page.count("<s>")] == [1, 1]
    assert "This session has been cancelled." in page_of(client, f"{ADDRESS}sesi/1/")
    assert "The time is an example" in page_of(client, f"{ADDRESS}sesi/2/")


def test_day_track_and_room_are_chosen_in_the_address_and_unknown_ones_ignored(client: Client, event: Event) -> None:
    made = conference(event, halls=3, per_hall=2, days=2)
    released(event, made)
    whole = page_of(client, ADDRESS).count('<a href="sesi/')
    track, hall = made.tracks[1].guid[:8], made.halls[1].guid[:8]
    of_track = page_of(client, f"{ADDRESS}?jalur={track}")
    assert of_track.count('<a href="sesi/') == sum(one.track == made.tracks[1].guid for one in made.sessions)
    of_both = page_of(client, f"{ADDRESS}?jalur={track}&ruang={hall}&hari=2020-03-17")
    assert (of_both.count("<h2>Tuesday"), of_both.count("<h2>Monday")) == (1, 0)
    assert page_of(client, f"{ADDRESS}?jalur=nichts&ruang=x&hari=gestern").count('<a href="sesi/') == whole
    assert "Nothing matches" in page_of(
        client, f"{ADDRESS}?hari=2020-03-17&ruang={made.halls[0].guid[:8]}&jalur={track}"
    )


@pytest.mark.parametrize("address", ["", "sesi/1/", "versi/"])
def test_a_page_costs_the_same_queries_with_10_and_1000_sessions(client: Client, address: str) -> None:
    costs = []
    for slug, per_hall in (("kecil", 1), ("besar", 47)):
        event = EventFactory(announced=True, slug=slug)
        released(event, conference(event, halls=7, per_hall=per_hall))
        with CaptureQueriesContext(connection) as counted:
            client.get(f"/acara/{slug}/{address}")
        costs.append(len(counted))
    assert costs[0] == costs[1] <= 12


def test_a_large_programme_shows_one_day_under_150_kilobytes_and_leads_to_the_others(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = EventFactory(announced=True, slug="besar", ends_on=date(2020, 3, 20))
    made = conference(event, halls=10, per_hall=16, days=5)
    assert len(made.sessions) > 800 - 10
    released(event, made)
    first = client.get("/en/acara/besar/").content
    assert len(first) < 150_000
    shown = page_of(client, "/en/acara/besar/")
    assert (shown.count('class="day '), "Monday, 16 March 2020</h2>" in shown) == (1, True)
    assert all(f'href="?hari=2020-03-{day}"' in shown for day in (16, 17, 18, 19, 20))
    assert page_of(client, "/en/acara/besar/?hari=semua").count('class="day ') == 5
    monkeypatch.setattr(clock, "today", lambda: date(2020, 3, 18))
    assert "Wednesday, 18 March 2020</h2>" in page_of(client, "/en/acara/besar/")


def test_an_earlier_version_stays_as_it_was_and_says_what_changed(client: Client, event: Event) -> None:
    released(event, programme(event, session(1, NINE), session(2, NINE)))
    later = session(1, NINE + timedelta(hours=1))
    released(event, programme(event, later, session(2, NINE, state=CANCELLED)), note="Pesawat terlambat")
    first = page_of(client, f"{ADDRESS}versi/1/")
    assert "This version has been replaced. Version 2 is valid:" in first
    assert ("09:00–10:00 WITA" in first, "Pesawat terlambat" in first) == (True, False)
    second = page_of(client, f"{ADDRESS}versi/2/")
    assert "2 changes since version 1" in second
    assert "Time: Monday, 16 March 2020, 10:00–11:00 WITA instead of Monday, 16 March 2020, 09:00–10:00 WITA" in second
    assert "Cancelled; it was planned for Monday, 16 March 2020, 09:00–10:00 WITA" in second
    assert client.get(f"{ADDRESS}versi/3/").status_code == 404
    assert page_of(client, f"{ADDRESS}versi/").count("/versi/") >= 2


def test_the_ceremony_and_the_citys_path_lead_to_each_other_once_the_letter_is_public(
    client: Client, event: Event
) -> None:
    city = OrganisationFactory(short_name="Kota Padang", slug="kota-padang")
    journey = JourneyFactory(organisation=city)
    row = SessionFactory(event=event, number=7, kind=CEREMONY, journey=journey)
    released(event, programme(event, replace(session(7, NINE, kind=CEREMONY), guid=str(row.guid))))
    assert "letter of intent of Kota Padang" not in page_of(client, f"{ADDRESS}sesi/7/")
    Journey.objects.update(state=Journey.State.LOI_SIGNED)
    journey.steps.create(
        verb="complete_loi", to_state="loi_signed", decided_on=event.begins_on, recorded_at=NINE, by=PersonFactory()
    )
    shown = page_of(client, f"{ADDRESS}sesi/7/")
    assert (
        '<a href="/en/anggota/kota-padang/#perjalanan">The letter of intent of Kota Padang is signed here</a>' in shown
    )
    path = page_of(client, "/en/anggota/kota-padang/")
    assert '<a href="/en/acara/kota-bertemu/sesi/7/">at Kota Bertemu</a>' in path


def test_search_finds_events_and_released_sessions_and_nothing_of_a_draft(client: Client, event: Event) -> None:
    hidden = EventFactory(name_id="Bertemu Rahasia")
    SessionFactory(event=event, title_id="Banjir yang belum dirilis")
    shown, gone = session(1, NINE), session(2, NINE, state=CANCELLED)
    made = programme(event, replace(shown, title=Text("Peringatan banjir")), replace(gone, title=Text("Banjir batal")))
    released(event, made)
    let_be_found(event, made)
    let_be_found(hidden, made)
    page = page_of(client, "/en/cari/?q=banjir")
    assert page.count("Peringatan banjir") == 1
    assert 'href="/en/acara/kota-bertemu/sesi/1/"' in page
    assert ("belum dirilis" in page, "Banjir batal" in page) == (False, False)
    found = page_of(client, "/en/cari/?q=bertemu")
    assert ("Kota Bertemu" in found, "Bertemu Rahasia" in found) == (True, False)


def test_the_page_of_events_has_the_next_one_large_and_says_when_there_is_none(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No meeting of the network has been announced yet" in page_of(client, "/en/acara/")
    host = OrganisationFactory(short_name="Kota Kupang")
    for year in (2019, 2021, 2022):
        EventFactory(announced=True, host=host, begins_on=date(year, 5, 4), ends_on=date(year, 5, 6))
    EventFactory(state=Event.State.CANCELLED, host=host, begins_on=date(2020, 12, 1), ends_on=date(2020, 12, 2))
    monkeypatch.setattr(clock, "today", lambda: date(2020, 6, 1))
    page, to_come = page_of(client, "/en/acara/"), "The cities meet in Kota Kupang on 4–6 May 2021"
    assert f"<h1>{to_come}</h1>" in page
    assert ("One more meeting is announced" in page, "2 meetings before" in page) == (True, True)
    assert to_come in page_of(client, "/en/")
    assert f"<h1>{to_come}</h1>" in page_of(client, "/en/belajar/")
    monkeypatch.setattr(clock, "today", lambda: date(2021, 5, 5))
    assert "<h1>The cities are meeting in Kota Kupang</h1>" in page_of(client, "/en/acara/")
    monkeypatch.setattr(clock, "today", lambda: date(2023, 1, 1))
    assert "<h1>The cities met in Kota Kupang on 4–6 May 2022</h1>" in page_of(client, "/en/acara/")
    assert "The cities met" not in page_of(client, "/en/")


def test_a_citys_page_lists_the_public_events_it_hosts(client: Client) -> None:
    journey = JourneyFactory(state=Journey.State.LOI_SIGNED, organisation__slug="kota-tuan-rumah")
    EventFactory(announced=True, host=journey.organisation, slug="umum")
    EventFactory(host=journey.organisation, slug="belum-umum")
    page = page_of(client, "/en/anggota/kota-tuan-rumah/")
    assert ("/en/acara/umum/" in page, "belum-umum" in page, "Events it hosts" in page) == (True, False, True)
