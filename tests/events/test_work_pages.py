"""The pages of an event's work: who opens them, what they show, what they cost, and how a session is moved on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.events.actions import lives
from jejaring.events.actions.releases import release_programme
from jejaring.events.models import Availability, Event, Helper, Session
from jejaring.kit.refusal import Refusal
from tests.admission.cast import cast
from tests.events.work import AT, TODAY, Work, an_event_in_work
from tests.factories.events import (
    EventFactory,
    GroupFactory,
    HallFactory,
    HelperFactory,
    PartFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
)
from tests.membership.desk import a_desk

FIVE = timedelta(minutes=5)

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(client: Client) -> Work:
    found = an_event_in_work()
    client.force_login(found.manager)
    return found


def text(answer: Any) -> str:
    return str(answer.content.decode())


PAGES = (
    *("", "data/", "batal/", "tim/", "tempat/", "tempat/gedung/", "tempat/jalur/"),
    *("program/", "program/sesi/", "program/terbit/"),
)


@pytest.mark.parametrize("path", PAGES)
def test_a_manager_opens_every_page_of_the_work_and_a_stranger_none(client: Client, work: Work, path: str) -> None:
    work.session("Pembukaan", work.slot(16, "09:00", "10:00", work.a))
    assert client.get(work.url(path)).status_code == 200
    client.force_login(HelperFactory().person)
    assert client.get(work.url(path)).status_code == 404


def test_pages_of_places_show_and_change_them(client: Client, work: Work) -> None:
    venue, track = work.a.venue, TrackFactory(event=work.event)
    for path, typed in (
        (f"tempat/gedung/{venue.pk}/", {"name": "Hotel Lain"}),
        (f"tempat/gedung/{venue.pk}/ruang/", {"name": "Aula C", "capacity": "1.200"}),
        (f"tempat/ruang/{work.a.pk}/", {"name": "Aula Utama", "order": "5"}),
        (f"tempat/jalur/{track.pk}/", {"name_id": "Tata kelola", "order": "1", "dimension": "governance"}),
    ):
        assert client.get(work.url(path)).status_code == 200
        assert client.post(work.url(path), typed).status_code == 302
    assert [one.name for one in work.event.halls.all()] == ["Aula B", "Aula C", "Aula Utama"]
    page = text(client.get(work.url("tempat/")))
    assert all(name in page for name in ("Hotel Lain", "Aula Utama", "Tata kelola"))


def test_complaint_7_a_hall_in_use_stays_and_the_page_lists_its_sessions(client: Client, work: Work) -> None:
    session = work.session("Layanan darurat", work.slot(18, "09:00", "10:00", work.a))
    page = text(client.post(work.url(f"tempat/ruang/{work.a.pk}/hapus/")))
    assert f"{session.number} (Layanan darurat)" in page
    assert work.event.halls.count() == 2


def test_a_session_is_written_with_its_time_in_the_zone_of_the_event(client: Client, work: Work) -> None:
    speaker = SpeakerFactory(event=work.event)
    typed = {
        "title_id": "Branding kota",
        "kind": "talk",
        "state": "confirmed",
        "language": "id",
        "day": "2020-03-16",
        "starts": "09:00",
        "ends": "10:30",
        "hall": work.a.pk,
        "speaker_1": speaker.pk,
        "part_1": "keynote",
    }
    assert client.post(work.url("program/sesi/"), typed).status_code == 302
    session = work.event.sessions.get()
    assert session.starts_at is not None
    assert session.starts_at.isoformat() == "2020-03-16T01:00:00+00:00"
    assert [(one.speaker, one.role) for one in session.parts.all()] == [(speaker, "keynote")]
    page = text(client.get(work.url(f"program/sesi/{session.number}/")))
    assert 'value="09:00"' in page


def test_complaint_6_the_form_refuses_an_end_before_the_beginning_beside_its_field(client: Client, work: Work) -> None:
    typed = {
        "title_id": "Branding kota",
        "kind": "talk",
        "state": "confirmed",
        "language": "id",
        "day": "2020-03-16",
        "starts": "09:00",
        "ends": "08:00",
    }
    answer = client.post(work.url("program/sesi/"), typed)
    assert answer.status_code == 200
    assert "ends" in answer.context["form"].errors
    assert not work.event.sessions.exists()


def test_complaint_2_a_clash_is_marked_on_both_sessions_with_words(client: Client, work: Work) -> None:
    for title in ("Satu", "Dua"):
        work.session(title, work.slot(16, "09:00", "10:00", work.a))
    page = text(client.get(work.url("program/")))
    assert page.count("Aula A dipakai dua sesi") == 3  # on each session, and in the list of warnings


@pytest.mark.parametrize("by_script", [False, True])
def test_a_move_by_form_and_by_script_is_the_same_act(client: Client, work: Work, by_script: bool) -> None:
    session = work.session("Satu", work.slot(16, "09:00", "10:00", work.a))
    headers = {"X-Jejaring-Grid": "1"} if by_script else {}
    typed = {"day": "2020-03-17", "starts": "13:15", "minutes": "45", "hall": str(work.b.guid), "shown": "2020-03-17"}
    answer = client.post(work.url(f"program/sesi/{session.number}/pindah/"), typed, headers=headers)
    session.refresh_from_db()
    slot = work.slot(17, "13:15", "14:00", work.b)
    assert (session.starts_at, session.ends_at, session.hall) == (slot.starts_at, slot.ends_at, work.b)
    assert answer.status_code == (200 if by_script else 302)
    if by_script:
        assert f'id="sesi-{session.number}"' in answer.json()["html"]


def test_a_refused_move_leaves_the_session_and_tells_the_script_why(client: Client, work: Work) -> None:
    slot = work.slot(16, "09:00", "10:00", work.a)
    session = work.session("Satu", slot)
    typed = {"day": "2020-03-18", "starts": "23:00", "minutes": "480", "hall": "", "shown": "2020-03-16"}
    answer = client.post(work.url(f"program/sesi/{session.number}/pindah/"), typed, headers={"X-Jejaring-Grid": "1"})
    session.refresh_from_db()
    assert answer.status_code == 409
    assert "“Satu”" in answer.json()["said"]
    assert f'id="sesi-{session.number}"' in answer.json()["html"]
    assert session.starts_at == slot.starts_at


@pytest.mark.parametrize(
    ("step", "start", "hall"),
    [
        ("earlier", "08:45", "Aula A"),
        ("later", "09:15", "Aula A"),
        ("right", "09:00", "Aula B"),
        ("left", "09:00", "Aula A"),
    ],
)
def test_a_session_goes_by_steps_of_a_quarter_of_an_hour_and_of_a_room(
    client: Client, work: Work, step: str, start: str, hall: str
) -> None:
    session = work.session("Satu", work.slot(16, "09:00", "10:00", work.a))
    client.post(work.url(f"program/sesi/{session.number}/pindah/"), {"step": step})
    session = Session.objects.select_related("hall").get(pk=session.pk)
    assert session.hall is not None
    assert (session.starts_at, session.hall.name) == (work.slot(16, start, "23:00").starts_at, hall)


def test_a_session_is_taken_out_of_the_grid_and_stands_beside_it(client: Client, work: Work) -> None:
    session = work.session("Satu", work.slot(16, "09:00", "10:00", work.a))
    client.post(work.url(f"program/sesi/{session.number}/pindah/"), {"step": "out"})
    page = text(client.get(work.url("program/")))
    assert (f'id="sesi-{session.number}"' in page, f'data-number="{session.number}"' in page) == (False, True)


def test_the_grid_costs_the_same_queries_for_ten_and_a_thousand_sessions(client: Client, work: Work) -> None:
    begins = work.slot(16, "00:00", "01:00").starts_at
    assert begins
    Availability.objects.create(hall=work.a, begins_at=begins, ends_at=begins + 3 * FIVE)
    costs, shown = [], []
    for numbers in (range(10), range(10, 1000)):
        Session.objects.bulk_create(
            SessionFactory.build(
                event=work.event,
                number=n,
                hall=work.b if n % 2 else work.a,
                starts_at=begins + n // 2 * FIVE,
                ends_at=begins + (n // 2 + 1) * FIVE,
            )
            for n in numbers
        )
        PartFactory(session=work.event.sessions.get(number=numbers[0]))
        client.get(work.url("program/"))
        with CaptureQueriesContext(connection) as queries:
            page = text(client.get(work.url("program/")))
        costs.append(len(queries))
        shown.append(page.count('id="sesi-'))
    assert costs[0] == costs[1]
    assert shown == [10, 2 * 24 * 12]  # those of the first day


def test_the_list_of_events_costs_the_same_queries_for_one_and_three(client: Client) -> None:
    person, costs = HelperFactory().person, []
    client.force_login(person)
    for more in (0, 2):
        HelperFactory.create_batch(more, person=person)
        client.get("/ruang/acara/")
        with CaptureQueriesContext(connection) as queries:
            page = text(client.get("/ruang/acara/"))
        costs.append((len(queries), page.count("/kelola/")))
    assert costs == [(costs[0][0], 1), (costs[0][0], 3)]


def test_who_manages_one_session_changes_its_texts_and_nothing_else(client: Client, work: Work) -> None:
    slot = work.slot(16, "09:00", "10:00", work.a)
    session, other = work.session("Satu", slot), work.session("Dua", slot)
    person = HelperFactory(event=work.event, role=Helper.Role.SESSION, session=session).person
    client.force_login(person)
    typed = {"title_id": "Satu yang baru", "language": "id", "day": "", "state": "cancelled"}
    client.post(work.url(f"program/sesi/{session.number}/"), typed)
    session.refresh_from_db()
    assert (session.title_id, session.starts_at, session.state) == ("Satu yang baru", slot.starts_at, "confirmed")
    assert client.get(work.url(f"program/sesi/{other.number}/")).status_code == 403
    assert client.get(work.url("program/")).status_code == 403
    assert "Satu yang baru" in text(client.get(work.url()))


def test_a_release_is_compared_first_and_released_by_the_button(client: Client, work: Work) -> None:
    session = work.session("Pembukaan", work.slot(16, "09:00", "10:00", work.a))
    release_programme(work.event, by=work.manager, at=AT)
    client.post(work.url(f"program/sesi/{session.number}/pindah/"), {"step": "later"})
    page = text(client.get(work.url("program/terbit/")))
    assert "09.15" in page
    assert client.post(work.url("program/terbit/"), {"note": "Mulai lebih lambat"}).status_code == 302
    assert [one.number for one in work.event.versions.all()] == [2, 1]
    assert 'name="note"' not in text(client.get(work.url("program/terbit/")))


def test_the_hours_of_a_hall_mark_a_session_outside_them(client: Client, work: Work) -> None:
    work.session("Satu", work.slot(16, "09:00", "10:00", work.a))
    url = work.url(f"tempat/ruang/{work.a.pk}/jam/")
    client.post(url, {"day": "2020-03-16", "begins": "10:00", "ends": "17:00"})
    assert "tidak dapat dipakai" in text(client.get(work.url("program/")))
    span = work.a.availabilities.get()
    client.post(work.url(f"tempat/jam/{span.pk}/hapus/"))
    assert "tidak dapat dipakai" not in text(client.get(work.url("program/")))


def test_the_secretariat_opens_announces_and_copies_an_event_without_people(client: Client) -> None:
    client.force_login(a_desk().secretariat)
    typed = {
        "slug": "uji-2020",
        "name_id": "Seminar Uji",
        "kind": "seminar",
        "time_zone": "Asia/Jakarta",
        "begins_on": "2026-12-10",
        "ends_on": "2026-12-11",
        "series": "uji",
    }
    assert client.post("/ruang/acara/buka/", typed).status_code == 302
    event = Event.objects.get(slug="uji-2020")
    HelperFactory(event=event)
    SessionFactory(
        event=event, number=1, hall=HallFactory(event=event), starts_at="2026-12-10T02:00Z", ends_at="2026-12-10T03:00Z"
    )
    group = GroupFactory(event=event, seats=24)
    RegistrationFactory(event=event, group=group)
    client.post("/acara/uji-2020/kelola/umumkan/")
    copied = {**typed, "slug": "uji-2021", "begins_on": "2027-12-10", "ends_on": "2027-12-11", "sessions": "shifted"}
    assert client.post("/acara/uji-2020/kelola/salin/", copied).status_code == 302
    copy = Event.objects.get(slug="uji-2021")
    session = copy.sessions.get()
    assert (copy.state, copy.copied_from, copy.helpers.count(), copy.versions.count()) == ("draft", event, 0, 0)
    assert session.starts_at is not None
    assert session.starts_at.isoformat() == "2027-12-10T02:00:00+00:00"
    assert session.hall in copy.halls.all()
    assert [(one.key, one.seats, one.registrations.count()) for one in copy.groups.all()] == [(group.key, 24, 0)]
    event.refresh_from_db()
    assert event.state == "announced"
    page = text(Client().get("/acara/rangkaian/uji/"))
    assert ("/acara/uji-2020/" in page, "/acara/uji-2021/" in page) == (True, False)


def test_an_event_is_cancelled_with_a_reason_that_its_page_keeps(client: Client, work: Work) -> None:
    assert client.post(work.url("batal/"), {"reason": ""}).status_code == 200
    assert client.post(work.url("batal/"), {"reason": "Banjir di Kupang"}).status_code == 302
    work.event.refresh_from_db()
    assert (work.event.state, work.event.end_reason) == ("cancelled", "Banjir di Kupang")
    assert "Banjir di Kupang" in text(client.get(work.url()))


def test_addresses_of_days_and_sessions_that_are_not_there_show_the_first_day(client: Client, work: Work) -> None:
    for query in ("hari=2019-01-01", "hari=x", "pilih=99", "pilih=-1", "pilih=²"):
        assert client.get(work.url(f"program/?{query}")).status_code == 200
    assert EventFactory().slug not in text(client.get(work.url("program/")))


def test_the_signing_of_a_letter_of_intent_is_one_act_in_the_programme_and_in_the_journey(client: Client) -> None:
    people, world = cast(), an_event_in_work()
    journey = people.placed("loi_signed")
    slot = world.slot(17, "13:00", "13:30", world.a)
    session = world.session("Penandatanganan LoI", slot, kind="ceremony", journey=journey)
    lives.announce_event(world.event, by=world.manager, on=TODAY, at=AT)
    client.force_login(people.secretariat)
    address = f"/acara/{world.event.slug}/sesi/{session.number}/"
    assert address not in text(client.get(journey.get_absolute_url()))
    release_programme(world.event, by=world.manager, at=AT)
    page = text(client.get(journey.get_absolute_url()))
    assert (address in page, "17 Maret 2020, 13.00 WITA" in page) == (True, True)
    with pytest.raises(Refusal, match="upacara"):
        world.session("Rehat", kind="break", journey=journey)
