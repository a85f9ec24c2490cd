"""Importing schedules into a draft: several hundred sessions, found again, refused one by one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.conference import conference
from engines.schedule import voc_json, voc_xml
from jejaring.agenda.actions import exchange
from jejaring.agenda.queries.exchange import TOO_LONG, own_guid
from jejaring.events.models import Event, Hall, Part, ProgrammeImport, Session, Speaker, Track
from jejaring.events.queries import drafted
from jejaring.events.signals import speakers_changed
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from tests.engines.schedule import schemas
from tests.factories.events import EventFactory, HallFactory, PartFactory, SessionFactory, TrackFactory, VenueFactory
from tests.factories.people import PersonFactory

AT = datetime(2020, 3, 2, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def load(event: Event, content: bytes) -> dict[str, Any]:
    return exchange.import_programme(event, content, by=None, at=AT)


def changed(content: bytes, **of_first: Any) -> bytes:
    """Return the conference with its first session changed."""
    found = json.loads(content)
    found["schedule"]["conference"]["days"][0]["rooms"]["Ruang 1"][0] |= of_first
    return json.dumps(found).encode()


def test_a_conference_of_800_sessions_is_imported_with_few_queries_and_one_entry() -> None:
    small, large = EventFactory(), EventFactory()
    costs = []
    for event, sessions in ((small, 10), (large, 800)):
        with CaptureQueriesContext(connection) as queries:
            report = load(event, conference(sessions, speakers=10))
        costs.append(len(queries))
        assert (len(report["added"]), report["refused"], report["clashes"]) == (sessions, [], [])
        assert [one.verb for one in Entry.objects.filter(record_type="events.event", record_id=str(event.pk))] == [
            "events.import_programme"
        ]
    assert costs[0] == costs[1]
    counts = (large.sessions.count(), large.halls.count(), large.tracks.count(), large.speakers.count())
    assert counts == (800, 7, 6, 10)
    assert [one.number for one in large.sessions.order_by("number")] == list(range(1, 801))
    entry = Entry.objects.get(verb="events.import_programme", record_id=str(large.pk))
    assert json.loads(entry.data)["added"] == 800


def test_complaint_5_importing_the_same_file_again_makes_nothing_twice_and_changes_nothing() -> None:
    event = EventFactory()
    load(event, conference(40))
    before = drafted(event)
    report = load(event, conference(40))
    assert (report["added"], report["changed"], report["unchanged"], report["halls"]) == ([], [], 40, [])
    assert drafted(event) == before
    kinds: list[Any] = [Hall, Track, Speaker, Session, Part]
    assert [kind.objects.count() for kind in kinds] == [7, 6, 40, 40, 40]


def test_complaint_5_a_hall_renamed_here_or_in_the_file_moves_no_session_and_makes_no_second_hall() -> None:
    event = EventFactory()
    load(event, conference(14))
    hall = event.halls.get(name="Ruang 1")
    hall.name = "Aula"
    hall.save()
    report = load(event, conference(14))
    assert (report["changed"], report["unchanged"], report["halls"]) == ([], 14, ["Ruang 1"])
    assert event.halls.count() == 7
    assert event.halls.get(name="Ruang 1").pk == hall.pk
    assert hall.sessions.count() == 2


def test_complaint_6_sessions_that_cannot_be_are_refused_by_name_and_nothing_else_is_lost() -> None:
    event, whole = EventFactory(), conference(14)
    titles = ("Nol", "Mundur", "Terlalu lama", "x" * 301)
    wrong = zip(titles, ("00:00", "-01:00", "99:00", "01:00"), strict=True)
    found = json.loads(whole)
    rooms = found["schedule"]["conference"]["days"][0]["rooms"]
    for n, (title, duration) in enumerate(wrong, start=1):
        rooms[f"Ruang {n}"][0] |= {"title": title, "duration": duration}
    report = load(event, json.dumps(found, indent=1).encode())
    assert [(one["session"].partition("(")[2][:4], one["kind"]) for one in report["refused"]] == [
        ("Nol)", "zero-duration"),
        ("Mund", "negative-duration"),
        ("Terl", "beyond-event"),
        ("xxxx", TOO_LONG),
    ]
    lines = [one["line"] for one in report["refused"]]
    assert lines == sorted(lines)
    assert len(report["added"]) == event.sessions.count() == 10


def test_what_conflicts_is_reported_with_what_stands_in_the_draft_already() -> None:
    event = EventFactory()
    load(event, conference(7))
    hall = event.halls.get(name="Ruang 1")
    first = event.sessions.get(number=1)
    report = load(event, conference(7))
    assert report["clashes"] == []
    SessionFactory(event=event, number=99, hall=hall, starts_at=first.starts_at, ends_at=first.ends_at)
    report = load(event, changed(conference(7), title="Judul baru"))
    assert report["clashes"] == [{"kind": "hall-taken", "sessions": [1, 99]}]
    assert report["changed"] == [{"number": 1, "title": "Judul baru", "what": ["title"]}]
    assert [one["number"] for one in report["kept"]] == [99]


def test_the_draft_keeps_what_a_file_of_another_program_has_no_place_for() -> None:
    event = EventFactory()
    load(event, conference(7))
    row = event.sessions.get(number=1)
    row.title_en, row.state, row.capacity, row.example_time = "Title", Session.State.TENTATIVE, 30, True
    row.save()
    load(event, changed(conference(7), title="Judul baru"))
    row.refresh_from_db()
    assert (row.title_id, row.title_en, row.state, row.capacity, row.example_time) == (
        "Judul baru",
        "Title",
        Session.State.TENTATIVE,
        30,
        True,
    )


@pytest.mark.parametrize("form", [voc_xml, voc_json])
def test_what_one_event_exports_another_imports_equal(form: Any) -> None:
    event = EventFactory()
    venue = VenueFactory(event=event, name="Hotel Uji")
    track = TrackFactory(event=event, name_en="Track", dimension="economy")
    session = SessionFactory(
        event=event,
        hall=HallFactory(event=event, venue=venue, capacity=120),
        track=track,
        title_en="Title",
        abstract_id="Satu\ndua",
        kind=Session.Kind.CEREMONY,
        state=Session.State.TENTATIVE,
        example_time=True,
    )
    PartFactory(session=session, role=Part.Role.KEYNOTE)
    exported = form.write(drafted(event))
    other = EventFactory(name_id=event.name_id)
    report = load(other, exported)
    assert len(report["added"]) == 1
    ours, theirs = drafted(event), drafted(other)
    speaker = ours.speakers[0].guid
    assert [one.guid for one in theirs.speakers] == [own_guid(other, speaker)]
    assert (theirs.halls, theirs.tracks) == (ours.halls, ours.tracks)
    assert [
        (one.guid, one.title, one.abstract, one.kind, one.state, one.example, one.hall, one.track)
        for one in theirs.sessions
    ] == [
        (one.guid, one.title, one.abstract, one.kind, one.state, one.example, one.hall, one.track)
        for one in ours.sessions
    ]
    assert [part.role for one in theirs.sessions for part in one.parts] == ["keynote"]
    assert load(other, exported)["unchanged"] == 1


def test_rooms_above_learn_who_speaks_only_where_that_has_changed() -> None:
    event, heard = EventFactory(), []

    def hear(sender: object, **more: Any) -> None:
        heard.append(more["event"])

    speakers_changed.connect(hear)
    try:
        load(event, conference(7))
        load(event, conference(7))
        load(event, changed(conference(7), title="Judul baru"))
        assert heard == [event]
        load(event, changed(conference(7), persons=[]))
        assert heard == [event, event]
    finally:
        speakers_changed.disconnect(hear)


def test_a_speaker_who_took_over_their_page_is_not_overwritten() -> None:
    event = EventFactory()
    load(event, conference(1))
    event.speakers.update(name="Nama Sendiri", claimed_at=AT)
    report = load(event, conference(1))
    assert report["unchanged"] == 1
    assert [one.name for one in event.speakers.all()] == ["Nama Sendiri"]


def test_a_speaker_who_was_merged_stays_merged_and_one_who_was_removed_comes_back() -> None:
    event = EventFactory()
    load(event, conference(3))
    merged, removed, kept = event.speakers.order_by("name")
    event.sessions.all().delete()
    Speaker.objects.filter(pk=merged.pk).update(merged_into=kept, removed_at=AT)
    Speaker.objects.filter(pk=removed.pk).update(removed_at=AT)
    load(event, conference(3))
    speaking = Part.objects.order_by("session__number").values_list("speaker", flat=True)
    assert list(speaking) == [kept.pk, removed.pk, kept.pk]
    assert set(event.speakers.values_list("name", flat=True)) == {"Narasumber 2", "Narasumber 3"}


@pytest.mark.skipif(schemas.FOLDER is None, reason="the example stands beside the repository in CI")
def test_the_example_of_the_schema_folder_is_imported_and_its_rooms_of_one_identifier_stay_two() -> None:
    assert schemas.FOLDER
    content = (schemas.FOLDER / "example-democon.json").read_bytes()
    event = EventFactory(begins_on=date(2020, 12, 14), ends_on=date(2020, 12, 16), time_zone=Event.Zone.WIB)
    report = load(event, content)
    assert (len(report["added"]), report["refused"], report["shared"]) == (36, [], ["Gray Room", "Tan Room"])
    assert {one.name: one.sessions.count() for one in event.halls.all()} == {"Gray Room": 27, "Tan Room": 9}
    assert load(event, content)["unchanged"] == 36


def test_a_file_is_kept_for_a_look_changes_nothing_and_is_taken_over_once() -> None:
    event, person = EventFactory(), PersonFactory()
    kept = exchange.keep_file(event, SimpleUploadedFile("jadwal.json", conference(7)), by=person, at=AT)
    assert event.sessions.count() == 0
    again = exchange.keep_file(event, SimpleUploadedFile("jadwal.json", conference(14)), by=person, at=AT)
    assert list(event.imports.all()) == [again]
    assert kept.pk != again.pk
    loaded = exchange.load_file(again, by=person, at=AT)
    assert (loaded.state, bytes(loaded.content), len(loaded.report["added"])) == (ProgrammeImport.State.LOADED, b"", 14)
    with pytest.raises(Refusal, match="sudah diambil alih"):
        exchange.load_file(again, by=person, at=AT)
    assert event.sessions.count() == 14


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"{", b"<schedule/>", b"\x00\x01", b"[1]", b'{"schedule": 1}'])
def test_a_file_that_cannot_be_read_is_refused_with_the_line_and_nothing_is_kept(content: bytes) -> None:
    event = EventFactory()
    with pytest.raises(Refusal, match=r"tidak dapat dibaca.*\(baris 1\)"):
        exchange.keep_file(event, SimpleUploadedFile("jadwal.xml", content or b" "), by=PersonFactory(), at=AT)
    assert not ProgrammeImport.objects.exists()


def test_nothing_is_imported_into_an_event_that_is_over() -> None:
    event = EventFactory(state=Event.State.CLOSED)
    with pytest.raises(Refusal, match=event.name_id):
        load(event, conference(1))
    assert event.sessions.count() == 0
