"""schedule.xml and schedule.json: valid, read by others, and read again as they were written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import pytest
import voc.schedule
from hypothesis import given, settings
from lxml import etree

from engines.schedule import (
    CANCELLED,
    TENTATIVE,
    Hall,
    Part,
    Programme,
    ScheduleError,
    Speaker,
    Text,
    Track,
    voc_json,
    voc_xml,
)
from engines.schedule.voc import Addresses
from engines.schedule.voc_reading import NEGATIVE as NEGATIVE_DURATION
from engines.schedule.voc_reading import NO_DURATION, NO_MOMENT, NO_TITLE, TWICE, UNEQUAL, ZERO, Problem
from tests.engines.schedule import schemas
from tests.engines.schedule.programmes import (
    BALLROOM,
    GUEST,
    HOST,
    ROOM,
    TRACK,
    at,
    guid,
    programme,
    programmes,
    session,
)

FORMATS = pytest.mark.parametrize("form", [voc_xml, voc_json])
ADDRESSES = Addresses("https://uji.example/acara/uji/", "https://uji.example/acara/uji/sesi/{number}/")
BUSY = programme(
    session(
        1,
        at(16, 9),
        1.5,
        title=Text("Pembukaan & <doa>", "Opening"),
        abstract=Text("Baris satu\nbaris dua ?>", "One line"),
        kind="ceremony",
        hall=BALLROOM.guid,
        track=TRACK.guid,
        parts=(Part(HOST.guid, "keynote"), Part(GUEST.guid)),
        sequence=3,
        example=True,
    ),
    session(2, at(16, 22), 4, title=Text("", "Night"), language="en", hall=ROOM.guid, state=TENTATIVE),
    session(3, at(17, 9), title=Text("Batal", "Off"), state=CANCELLED, sequence=1),
    version=4,
    released_at=at(1, 8),
)


def sorted_sessions(found: Programme) -> Programme:
    """Return a programme with its sessions in the order of a file."""
    return replace(found, sessions=tuple(sorted(found.sessions, key=attrgetter("starts_at", "number"))))


@FORMATS
def test_a_programme_is_read_again_as_it_was_written(form: Any) -> None:
    written = form.write(BUSY, ADDRESSES)
    assert form.read(written).whole() == BUSY
    assert form.write(form.read(written).whole(), ADDRESSES) == written


@settings(max_examples=25, deadline=None)
@given(programmes())
def test_whatever_the_programme_both_formats_are_valid_and_read_again_equal(found: Programme) -> None:
    as_xml, as_json = voc_xml.write(found), voc_json.write(found, ADDRESSES)
    assert (schemas.xml_faults(as_xml), schemas.json_faults(as_json)) == ([], [])
    assert voc_xml.read(as_xml).whole() == voc_json.read(as_json).whole() == sorted_sessions(found)


def test_halls_and_tracks_of_one_name_stay_apart() -> None:
    halls = (BALLROOM, replace(ROOM, name="Ballroom", venue="Hotel"), Hall(guid("third"), "Gedung Uji"))
    tracks = (TRACK, Track(guid("other"), Text("Tata kelola")))
    sessions = (
        *(session(n, at(16, 9), hall=hall.guid) for n, hall in enumerate(halls, start=1)),
        *(session(n, at(16, 9), track=track.guid) for n, track in enumerate(tracks, start=4)),
    )
    found = programme(*sessions, halls=halls, tracks=tracks)
    for form in (voc_xml, voc_json):
        assert form.read(form.write(found)).whole() == found


def test_complaint_6_exports_have_an_end_less_start_that_is_the_duration() -> None:
    events = [
        event
        for day in json.loads(voc_json.write(BUSY))["schedule"]["conference"]["days"]
        for room in day["rooms"].values()
        for event in room
    ]
    hours, minutes = zip(*(map(int, one["duration"].split(":")) for one in events), strict=True)
    lengths = [datetime.fromisoformat(one["end"]) - datetime.fromisoformat(one["date"]) for one in events]
    assert lengths == [timedelta(hours=h, minutes=m) for h, m in zip(hours, minutes, strict=True)]
    in_xml = etree.fromstring(voc_xml.write(BUSY))
    assert [node.text for node in in_xml.iter("duration")] == [one["duration"] for one in events]


def test_complaint_1_a_session_over_midnight_stands_once_under_the_day_it_begins() -> None:
    days = etree.fromstring(voc_xml.write(BUSY)).findall("day")
    assert [[event.get("id") for event in day.iter("event")] for day in days] == [["1", "2"], ["3"], []]
    assert [(day.get("start"), day.get("end")) for day in days[:1]] == [
        ("2019-10-16T00:00:00+08:00", "2019-10-17T00:00:00+08:00")
    ]


def test_complaint_3_moments_are_written_in_the_zone_of_the_event() -> None:
    in_utc = replace(BUSY, sessions=tuple(_in_utc(one) for one in BUSY.sessions))
    assert voc_xml.write(in_utc) == voc_xml.write(BUSY)
    assert b"<date>2019-10-16T09:00:00+08:00</date>" in voc_xml.write(in_utc)


def _in_utc(one: Any) -> Any:
    return replace(one, starts_at=one.starts_at.astimezone(), ends_at=one.ends_at.astimezone())


def test_a_cancelled_session_is_one_for_readers_that_know_no_states() -> None:
    event = next(one for one in etree.fromstring(voc_xml.write(BUSY)).iter("event") if one.get("id") == "3")
    assert (event.findtext("title"), event.findtext("subtitle")) == ("DIBATALKAN: Batal", "CANCELLED: Off")


def test_both_formats_are_valid_by_their_schemas_and_read_by_another_program() -> None:
    as_json = voc_json.write(BUSY, ADDRESSES)
    assert (schemas.xml_faults(voc_xml.write(BUSY, ADDRESSES)), schemas.json_faults(as_json)) == ([], [])
    theirs = voc.schedule.Schedule.from_dict(json.loads(as_json))
    events = theirs.foreach_event(lambda event: event)
    assert [(one["guid"], one.start) for one in events] == [(one.guid, one.starts_at) for one in BUSY.sessions]
    rewritten = voc_xml.read(theirs.xml().encode()).whole()
    mine = voc_json.read(as_json).whole()
    assert [(one.guid, one.number, one.starts_at, one.ends_at) for one in rewritten.sessions] == [
        (one.guid, one.number, one.starts_at, one.ends_at) for one in mine.sessions
    ]


@pytest.mark.skipif(schemas.FOLDER is None, reason="the example stands beside the repository in CI")
def test_the_example_of_the_schema_folder_is_read_and_its_rooms_of_one_identifier_stay_two() -> None:
    assert schemas.FOLDER
    found = voc_json.read((schemas.FOLDER / "example-democon.json").read_bytes())
    halls = {one.guid: one.name for one in found.programme.halls}
    assert sorted(halls.values()) == ["Gray Room", "Tan Room"]
    assert found.shared == ("Gray Room", "Tan Room")
    assert (len(found.whole().sessions), len(found.programme.speakers), len(found.programme.tracks)) == (36, 27, 2)
    assert [sum(halls[one.hall] == name for one in found.programme.sessions) for name in sorted(halls.values())] == [
        27,
        9,
    ]


EVENT = (
    '<event id="{id}" guid="{guid}"><title>{title}</title><date>{date}</date><duration>{duration}</duration></event>'
)
FILE = """<schedule><version>x</version><conference><title>Uji</title><acronym>uji_</acronym></conference>
<day date="2019-10-16" start="2019-10-16T00:00:00+08:00" end="2019-10-17T00:00:00+08:00"><room name="Aula">
{events}
</room></day></schedule>"""


def foreign(*events: dict[str, str]) -> bytes:
    """Return a schedule.xml of another program, one event per line from line 3."""
    good = {"title": "Baik", "date": "2019-10-16T09:00:00+08:00", "duration": "00:30"}
    rows = (
        EVENT.format(**{**good, "id": str(n), "guid": guid(str(n)), **one}) for n, one in enumerate(events, start=1)
    )
    return FILE.format(events="\n".join(rows)).encode()


def test_complaint_6_what_cannot_be_read_is_named_with_its_line_and_nothing_else_is_lost() -> None:
    found = voc_xml.read(
        foreign(
            {},
            {"duration": "00:00"},
            {"duration": "-00:30"},
            {"duration": "lama"},
            {"date": "2019-10-16"},
            {"title": ""},
            {"guid": guid("1")},
        )
    )
    kinds = [ZERO, NEGATIVE_DURATION, NO_DURATION, NO_MOMENT, NO_TITLE, TWICE]
    assert [(one.kind, one.line) for one in found.problems] == [(kind, n) for n, kind in enumerate(kinds, start=4)]
    assert str(found.problems[0]) == "line 4, session 2 (Baik): ends when it begins"
    assert [one.number for one in found.programme.sessions] == [1]
    with pytest.raises(ScheduleError, match=r"line 4, session 2 \(Baik\)"):
        found.whole()


def test_an_end_that_is_not_start_and_duration_is_named_with_its_line() -> None:
    written = voc_json.write(BUSY).replace(b"2019-10-17T02:00:00+08:00", b"2019-10-17T03:00:00+08:00")
    found = voc_json.read(written)
    line = 1 + next(n for n, text in enumerate(written.decode().splitlines()) if guid("2") in text and "{" not in text)
    assert found.problems == (Problem(UNEQUAL, "2 (Night)", line, guid("2")),)


def test_a_file_of_another_program_gets_the_same_identifiers_whenever_it_is_read() -> None:
    content = foreign({"guid": ""}, {"guid": "not-a-guid"})
    first, second = voc_xml.read(content), voc_xml.read(content)
    assert first == second
    assert len({one.guid for one in first.whole().sessions}) == 2
    assert not first.own


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1"),
        (b"<schedule>\n<day>\n</schedule>", "line 3: this is not XML"),
        (b"<html/>", "line 1: there is no schedule"),
        (b"<schedule><conference/></schedule>", "has no days"),
        (b'<!DOCTYPE schedule [<!ENTITY a "b">]><schedule><conference/></schedule>', "document type"),
        (b"<?jejaring [1]?><schedule><conference/></schedule>", "damaged"),
        (b'<?jejaring {"halls": [{}]}?><schedule><conference/></schedule>', "damaged"),
    ],
)
def test_what_is_no_schedule_xml_is_refused_with_the_line(content: bytes, message: str) -> None:
    with pytest.raises(ScheduleError, match=message):
        voc_xml.read(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1: this is not JSON"),
        (b'{\n"schedule": }', "line 2: this is not JSON"),
        (b"\xff\xfe", "this is not JSON"),
        (b"[" * 100_000, "this is not JSON"),
        (b"[]", "there is no schedule"),
        (b'{"schedule": {"conference": []}}', "there is no schedule"),
        (b'{"schedule": {"conference": {"start": "soon", "end": "later"}}}', "not a date: soon"),
        (b'{"schedule": {"conference": {"title": "x"}, "jejaring": 3}}', "damaged"),
    ],
)
def test_what_is_no_schedule_json_is_refused_with_the_line(content: bytes, message: str) -> None:
    with pytest.raises(ScheduleError, match=message):
        voc_json.read(content)


def test_an_entity_is_neither_resolved_nor_fetched() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><schedule><conference>&x;</conference></schedule>'
    with pytest.raises(ScheduleError, match="document type"):
        voc_xml.read(bomb)


def test_speakers_without_a_session_and_their_texts_are_kept() -> None:
    speakers = (HOST, Speaker(guid("third"), "Sukarno", Text("Ketua", "Chair"), Text("Riwayat", "Life")))
    found = programme(session(1, at(16, 9), parts=(Part(HOST.guid),)), speakers=speakers)
    assert voc_json.read(voc_json.write(found)).whole().speakers == speakers
    assert voc_xml.read(voc_xml.write(found)).whole().speakers == speakers
