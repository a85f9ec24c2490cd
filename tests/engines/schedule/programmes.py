"""Programmes for tests: three days in Kupang's zone, and whatever sessions Hypothesis likes."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engines.schedule import CANCELLED, CONFIRMED, TENTATIVE, Hall, Part, Programme, Session, Speaker, Text, Track

WITA = ZoneInfo("Asia/Makassar")
FIRST, LAST = date(2019, 10, 16), date(2019, 10, 18)


def guid(name: str) -> str:
    """Return a guid that is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://uji.example/{name}"))


BALLROOM, ROOM = Hall(guid("ballroom"), "Ballroom", "Gedung Uji", 300), Hall(guid("room"), "Ruang Rapat")
TRACK = Track(guid("track"), Text("Tata kelola", "Governance"), "smart-governance")
HOST, GUEST = Speaker(guid("host"), "Narasumber"), Speaker(guid("guest"), "Guest", Text("Ahli", "Expert"))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of October 2019 in WITA."""
    return datetime(2019, 10, day, hour, minute, tzinfo=WITA)


def session(number: int, begins: datetime | None, hours: float = 1, **more: Any) -> Session:
    """Return a session that lasts so many hours."""
    ends = begins + timedelta(hours=hours) if begins else None
    return Session(
        **{
            "guid": guid(str(number)),
            "number": number,
            "title": Text(f"Sesi {number}"),
            "starts_at": begins,
            "ends_at": ends,
            **more,
        }
    )


def programme(*sessions: Session, **more: Any) -> Programme:
    """Return a programme of three days with two halls, a track and two speakers."""
    return Programme(
        **{
            "slug": "uji",
            "name": Text("Seminar Uji", "Test Seminar"),
            "zone": "Asia/Makassar",
            "begins_on": FIRST,
            "ends_on": LAST,
            "place": "Gedung Uji",
            "halls": (BALLROOM, ROOM),
            "tracks": (TRACK,),
            "speakers": (HOST, GUEST),
            "sessions": sessions,
            **more,
        }
    )


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
TEXTS = st.builds(Text, WORDS, WORDS | st.just(""))
PARTS = st.lists(
    st.builds(
        Part, st.sampled_from([HOST.guid, GUEST.guid]), st.sampled_from(["speaker", "keynote", "moderator", "host"])
    ),
    max_size=2,
    unique_by=lambda part: part.speaker,
).map(tuple)


@st.composite
def sessions(draw: st.DrawFn, number: int) -> Session:
    """Return a session of at most four hours, by the quarter of an hour, on one of the days."""
    begins = at(16, 0) + timedelta(minutes=15 * draw(st.integers(0, 3 * 96 - 1)))
    return session(
        number,
        begins,
        draw(st.integers(1, 16)) / 4,
        title=draw(TEXTS),
        abstract=draw(TEXTS | st.just(Text(""))),
        kind=draw(st.sampled_from(["talk", "keynote", "ceremony", "break"])),
        hall=draw(st.sampled_from([BALLROOM.guid, ROOM.guid, ""])),
        track=draw(st.sampled_from([TRACK.guid, ""])),
        language=draw(st.sampled_from(["id", "en"])),
        parts=draw(PARTS),
        state=draw(st.sampled_from([CONFIRMED, TENTATIVE, CANCELLED])),
        sequence=draw(st.integers(0, 5)),
        example=draw(st.booleans()),
    )


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Return a released programme of up to eight sessions."""
    numbers = range(1, draw(st.integers(0, 8)) + 1)
    return programme(*(draw(sessions(n)) for n in numbers), version=draw(st.integers(1, 9)), released_at=at(1, 8))
