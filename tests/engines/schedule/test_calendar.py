"""iCalendar: the same for three independent readers, and stable from version to version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import icalendar
import ics
import pytest
import vobject

from engines.schedule import CANCELLED, TENTATIVE, Part, Programme, ScheduleError, Text
from engines.schedule.calendar import calendar
from engines.schedule.release import release
from engines.schedule.voc import Addresses
from tests.engines.schedule.programmes import BALLROOM, GUEST, HOST, ROOM, TRACK, at, guid, programme, session

LONG = Text("Penandatanganan nota kesepahaman antara kota; tepat waktu, dan ramai – " * 3, "Signing; and, more")
BUSY = programme(
    session(
        1, at(16, 9), 1.5, title=LONG, hall=BALLROOM.guid, track=TRACK.guid, parts=(Part(GUEST.guid),), example=True
    ),
    session(2, at(16, 22), 4, hall=ROOM.guid, state=TENTATIVE, abstract=Text("Baris satu\nbaris dua")),
    session(3, at(17, 9), parts=(Part(HOST.guid),), state=CANCELLED, sequence=2),
    version=4,
    released_at=datetime(2019, 10, 1, tzinfo=UTC),
)
Row = tuple[str, datetime, datetime, str, int, str]


def by_icalendar(content: bytes) -> list[Row]:
    events = icalendar.Calendar.from_ical(content).events
    rows = []
    for one in events:
        assert isinstance(one.start, datetime)
        assert isinstance(one.end, datetime)
        rows.append((str(one["uid"]), one.start, one.end, str(one["summary"]), one.sequence, str(one["status"])))
    return rows


def by_vobject(content: bytes) -> list[Row]:
    events = vobject.readOne(content.decode()).contents["vevent"]
    return [
        (
            one.uid.value,
            one.dtstart.value,
            one.dtend.value,
            one.summary.value,
            int(one.sequence.value),
            one.status.value,
        )
        for one in events
    ]


def by_ics(content: bytes) -> list[Row]:
    events = sorted(ics.Calendar(content.decode()).events)
    sequences = {str(line.value) for one in events for line in one.extra if line.name == "SEQUENCE"}
    assert sequences == {"0", "2"}
    return [
        (
            one.uid,
            one.begin.datetime,
            one.end.datetime,
            one.name,
            next(int(line.value) for line in one.extra if line.name == "SEQUENCE"),
            one.status,
        )
        for one in events
    ]


def expected(found: Programme) -> list[Row]:
    states = {TENTATIVE: "TENTATIVE", CANCELLED: "CANCELLED"}
    return [
        (one.guid, one.starts_at, one.ends_at, one.title.id, one.sequence, states.get(one.state, "CONFIRMED"))
        for one in found.sessions
        if one.starts_at and one.ends_at
    ]


@pytest.mark.parametrize("reader", [by_icalendar, by_vobject, by_ics])
def test_three_independent_readers_find_the_same_sessions(reader: object) -> None:
    assert callable(reader)
    assert reader(calendar(BUSY, language="id")) == expected(BUSY)


def test_complaint_3_moments_are_in_the_zone_of_the_event_which_the_calendar_describes() -> None:
    in_utc = replace(
        BUSY,
        sessions=tuple(
            replace(one, starts_at=one.starts_at and one.starts_at.astimezone(UTC), ends_at=one.ends_at)
            for one in BUSY.sessions
        ),
    )
    written = calendar(in_utc, language="id")
    assert written == calendar(BUSY, language="id")
    assert b"DTSTART;TZID=Asia/Makassar:20191016T090000\r\n" in written
    described = icalendar.Calendar.from_ical(written).timezones
    assert [str(one["tzid"]) for one in described] == ["Asia/Makassar"]
    assert [one["tzoffsetto"].to_ical() for one in described[0].standard] == ["+0800"]


def test_complaint_4_a_cancelled_session_stays_with_its_uid_and_moving_makes_no_second_one() -> None:
    first = release(programme(session(1, at(16, 9)), session(2, at(16, 11))), None, 1, at(1, 8))
    second = release(programme(session(1, at(17, 14))), first, 2, at(2, 8))
    rows = {
        uid: (begins, sequence, status)
        for uid, begins, _, _, sequence, status in by_icalendar(calendar(second, language="id"))
    }
    assert rows == {guid("1"): (at(17, 14), 1, "CONFIRMED"), guid("2"): (at(16, 11), 1, "CANCELLED")}
    assert b"DTSTAMP:20191002T000000Z" in calendar(second, language="id")


def test_complaint_1_the_calendar_of_a_day_has_what_begins_on_it_and_once() -> None:
    days = [date(2019, 10, day) for day in (15, 16, 17, 18)]
    uids = [[row[0] for row in by_icalendar(calendar(BUSY, language="id", day=day))] for day in days]
    assert uids == [[], [guid("1"), guid("2")], [guid("3")], []]


def test_the_calendar_of_a_person_has_the_sessions_they_chose() -> None:
    chosen = calendar(BUSY, language="id", sessions={guid("3"), guid("1")})
    assert [row[0] for row in by_icalendar(chosen)] == [guid("1"), guid("3")]


def test_texts_are_in_the_language_asked_for_and_lines_are_folded() -> None:
    addresses = Addresses("https://uji.example/", "https://uji.example/sesi/{number}/")
    english = calendar(BUSY, language="en", addresses=addresses)
    event = icalendar.Calendar.from_ical(english).events[0]
    assert {name: str(event[name]) for name in ("summary", "location", "description", "url")} == {
        "summary": "Signing; and, more",
        "location": "Ballroom, Gedung Uji",
        "description": "Guest, Expert\n\nThis time is an example: no source gives it.",
        "url": "https://uji.example/sesi/1/",
    }
    assert max(map(len, calendar(BUSY, language="id").split(b"\r\n"))) <= 75
    assert b"X-WR-CALNAME:Seminar Uji" in calendar(BUSY, language="id")


def test_a_programme_that_was_not_released_has_no_calendar() -> None:
    with pytest.raises(ScheduleError, match="released"):
        calendar(programme(), language="id")
