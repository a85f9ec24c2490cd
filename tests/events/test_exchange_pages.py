"""What other programs read of a released programme, the page of an import, and the commands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from benchmarks.conference import conference
from engines.schedule import voc_json, voc_xml
from jejaring.agenda.actions.exchange import import_programme
from jejaring.config import cli
from jejaring.console import terminal
from jejaring.events.actions.releases import release_programme
from jejaring.events.actions.sessions import cancel_session
from jejaring.events.models import Event, ProgrammeImport
from jejaring.events.queries import released
from tests.engines.schedule import schemas
from tests.factories.events import EventFactory, HelperFactory, SessionFactory
from tests.factories.people import PersonFactory

AT = datetime(2020, 3, 2, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    """An announced event of fourteen sessions, released once."""
    found: Event = EventFactory(announced=True, slug="uji")
    import_programme(found, conference(14), by=None, at=AT)
    release_programme(found, by=None, at=AT)
    return found


def test_the_released_programme_is_sent_in_three_formats_valid_and_equal(client: Client, event: Event) -> None:
    as_xml, as_json, as_ics = (client.get(f"/acara/uji/jadwal.{ending}") for ending in ("xml", "json", "ics"))
    assert (schemas.xml_faults(as_xml.content), schemas.json_faults(as_json.content)) == ([], [])
    programme = released(event)
    assert programme
    assert voc_xml.read(as_xml.content).whole() == voc_json.read(as_json.content).whole() == programme
    events = icalendar.Calendar.from_ical(as_ics.content).events
    assert [(str(one["uid"]), one.start, one.end) for one in events] == [
        (one.guid, one.starts_at, one.ends_at) for one in programme.sessions
    ]
    assert [one["Content-Type"].partition(";")[0] for one in (as_xml, as_json, as_ics)] == [
        "text/xml",
        "application/json",
        "text/calendar",
    ]


def test_complaint_3_formats_and_page_agree_on_day_and_time_in_the_zone_of_the_event(
    client: Client, event: Event
) -> None:
    session = event.sessions.get(number=8)
    page = client.get("/en/acara/uji/sesi/8/").content.decode()
    assert "00.30" in page or "00:30" in page
    assert "WITA" in page
    events = icalendar.Calendar.from_ical(client.get("/acara/uji/jadwal.ics").content).events
    found = next(one for one in events if str(one["uid"]) == str(session.guid))
    assert found["dtstart"].to_ical() == b"20200316T003000"
    assert found["dtstart"].params["TZID"] == "Asia/Makassar"
    conference_json = client.get("/acara/uji/jadwal.json").json()["schedule"]["conference"]
    rows = [one for room in conference_json["days"][0]["rooms"].values() for one in room]
    assert next(one["date"] for one in rows if one["id"] == 8) == "2020-03-16T00:30:00+08:00"


def test_complaint_4_a_cancelled_session_stays_in_the_feed_with_its_uid_and_a_higher_sequence(
    client: Client, event: Event
) -> None:
    session = event.sessions.get(number=3)
    cancel_session(session, by=None, at=AT)
    release_programme(event, by=None, at=AT)
    events = icalendar.Calendar.from_ical(client.get("/acara/uji/jadwal.ics").content).events
    rows = {str(one["uid"]): (str(one["status"]), one.sequence) for one in events}
    assert len(rows) == len(events) == 14
    assert rows.pop(str(session.guid)) == ("CANCELLED", 1)
    assert set(rows.values()) == {("CONFIRMED", 0)}


def test_a_calendar_of_a_day_and_of_chosen_sessions(client: Client, event: Event) -> None:
    def numbers(address: str) -> list[int]:
        events = icalendar.Calendar.from_ical(client.get(address).content).events
        of_guid = {str(one.guid): one.number for one in event.sessions.all()}
        return sorted(of_guid[str(one["uid"])] for one in events)

    assert numbers("/acara/uji/hari/2020-03-16.ics") == list(range(1, 15))
    assert numbers("/acara/uji/hari/2020-03-17.ics") == []
    assert numbers("/acara/uji/jadwal.ics?sesi=2,5,99") == [2, 5]
    wrong = (
        "hari/2020-03-19.ics",
        "hari/besok.ics",
        "hari/2020-13-01.ics",
        "jadwal.ics?sesi=a",
        "jadwal.ics?sesi=1,,2",
    )
    assert {client.get(f"/acara/uji/{one}").status_code for one in wrong} == {404}


def test_who_has_the_file_is_answered_304_until_the_next_release(client: Client, event: Event) -> None:
    first = client.get("/acara/uji/jadwal.xml")
    asked = {"if-none-match": first["ETag"]}
    again = client.get("/acara/uji/jadwal.xml", headers=asked)
    assert (again.status_code, again.content, first["Cache-Control"]) == (304, b"", "public, max-age=300")
    assert client.get("/en/acara/uji/jadwal.xml", headers=asked).status_code == 200
    cancel_session(event.sessions.get(number=1), by=None, at=AT)
    assert client.get("/acara/uji/jadwal.xml", headers=asked).status_code == 304  # the draft is not public
    release_programme(event, by=None, at=AT)
    assert client.get("/acara/uji/jadwal.xml", headers=asked).status_code == 200


def test_what_is_not_announced_or_not_released_has_no_file(client: Client) -> None:
    hidden, unreleased = EventFactory(), EventFactory(announced=True)
    SessionFactory(event=hidden)
    release_programme(hidden, by=None, at=AT)
    addresses = [f"/acara/{one.slug}/jadwal.{ending}" for one in (hidden, unreleased) for ending in ("xml", "ics")]
    assert {client.get(one).status_code for one in addresses} == {404}


@pytest.mark.parametrize("sessions", [7, 700])
def test_a_file_costs_the_same_queries_for_seven_and_700_sessions(
    client: Client, sessions: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found = EventFactory(announced=True, slug="besar")
    import_programme(found, conference(sessions, speakers=5), by=None, at=AT)
    release_programme(found, by=None, at=AT)
    with django_assert_max_num_queries(4):
        assert client.get("/acara/besar/jadwal.json").status_code == 200


# --- the page of an import --------------------------------------------------------------------
@pytest.fixture
def manager(event: Event, client: Client) -> Client:
    person = PersonFactory()
    HelperFactory(event=event, person=person)
    client.force_login(person)
    return client


def upload(content: bytes, name: str = "jadwal.json") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def test_a_manager_uploads_looks_at_the_report_and_takes_it_over(manager: Client, event: Event) -> None:
    found = json.loads(conference(21))
    room = found["schedule"]["conference"]["days"][0]["rooms"]["Ruang 1"]
    room[0] |= {"title": "Judul baru"}
    room[1] |= {"duration": "00:00"}
    room[2] |= {"date": "2020-03-16T00:00:00+08:00"}
    answer = manager.post("/en/acara/uji/kelola/program/impor/", upload(json.dumps(found).encode()), follow=True)
    page = answer.content.decode()
    for text in (
        "Judul baru",
        "It ends when it begins.",
        "At the same time in one room",
        "Nothing has been changed yet",
    ):
        assert text in page
    assert event.sessions.count() == 14
    kept = event.imports.get()
    assert f"/impor/{kept.pk}/" in answer.redirect_chain[-1][0]
    page = manager.post(f"/en/acara/uji/kelola/program/impor/{kept.pk}/", follow=True).content.decode()
    assert "This was taken over into the draft." in page
    assert event.sessions.count() == 21
    assert event.sessions.get(number=1).title_id == "Judul baru"
    assert "taken over already" in manager.post(f"/en/acara/uji/kelola/program/impor/{kept.pk}/").content.decode()


def test_a_file_that_cannot_be_read_is_refused_beside_its_field_and_nothing_is_kept(manager: Client) -> None:
    wrong = ((b"<schedule>", "jadwal.xml"), (b"%PDF-1.7", "jadwal.pdf"), (b"", "jadwal.json"))
    pages = [manager.post("/acara/uji/kelola/program/impor/", upload(*one)).content.decode() for one in wrong]
    assert ["aria-invalid" in page or "errorlist" in page for page in pages] == [True, True, True]
    assert not ProgrammeImport.objects.exists()


def test_only_who_manages_the_event_imports(client: Client, event: Event) -> None:
    client.force_login(PersonFactory())
    assert client.get("/acara/uji/kelola/program/impor/").status_code == 403
    assert client.post("/acara/uji/kelola/program/impor/", upload(conference(1))).status_code == 403
    assert not ProgrammeImport.objects.exists()


def test_an_import_of_another_event_is_not_found(manager: Client) -> None:
    other = EventFactory()
    kept = ProgrammeImport.objects.create(event=other, name="x", content=b"", by=PersonFactory(), at=AT)
    assert manager.get(f"/acara/uji/kelola/program/impor/{kept.pk}/").status_code == 404


# --- the commands -----------------------------------------------------------------------------
@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    """Return what runs a command on the database of the test and returns its code and what it printed."""
    from contextlib import nullcontext

    monkeypatch.setattr(cli, "installation", lambda _arguments: nullcontext())

    def command(*words: str) -> tuple[int, str]:
        code = terminal.main(cli.parser(), words)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return command


def test_commands_import_and_export_with_a_report(event: Event, run: object, tmp_path: Path) -> None:
    assert callable(run)
    file, out = tmp_path / "jadwal.xml", tmp_path / "keluar.json"
    assert run("events", "export", "uji", "--format", "xml", "--out", str(file)) == (0, "")
    assert file.read_bytes() == Client().get("/acara/uji/jadwal.xml").content
    other = EventFactory(slug="lain")
    code, printed = run("events", "import", str(file), "--event", "lain")
    assert (code, printed.splitlines()) == (
        0,
        ["sessions: 14 new, 0 changed, 0 unchanged, 0 refused; conflicts: 0"],
    )
    assert other.sessions.count() == 14
    assert run("events", "export", "lain", "--format", "json", "--draft", "--out", str(out)) == (0, "")
    assert len(voc_json.read(out.read_bytes()).whole().sessions) == 14
    code, printed = run("events", "export", "uji", "--format", "ics")
    assert (code, printed.count("BEGIN:VEVENT"), printed.count("BEGIN:VTIMEZONE")) == (0, 14, 1)


def test_a_command_ends_with_1_where_a_session_is_refused_and_names_it_with_its_line(
    run: object, tmp_path: Path
) -> None:
    assert callable(run)
    event, file = EventFactory(slug="lain"), tmp_path / "jadwal.json"
    file.write_bytes(conference(3).replace(b'"duration": "00:30"', b'"duration": "00:00"', 1))
    code, printed = run("events", "import", str(file), "--event", "lain")
    assert code == 1
    assert printed.splitlines()[1].startswith("refused: line 1, session 1 (Kota cerdas")
    assert event.sessions.count() == 2


def test_commands_refuse_in_a_line_what_is_not_there(event: Event, run: object, tmp_path: Path) -> None:
    assert callable(run)
    EventFactory(slug="kosong")
    broken = tmp_path / "rusak.xml"
    broken.write_text("<schedule>\n")
    asked = (
        (("import", str(tmp_path / "tiada.xml"), "--event", "uji"), "cannot be read"),
        (("import", str(broken), "--event", "uji"), "breaks off (line 2)"),
        (("import", str(broken), "--event", "tiada"), "There is no event tiada."),
        (("export", "tiada", "--format", "xml"), "There is no event tiada."),
        (("export", "kosong", "--format", "xml"), "not released yet"),
    )
    for words, sentence in asked:
        code, printed = run("events", *words)
        assert (code, sentence in printed, printed.count("\n")) == (2, True, 1), printed
