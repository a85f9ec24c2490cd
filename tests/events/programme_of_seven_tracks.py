"""A made-up conference of seven parallel tracks, released: what the public pages are looked at and measured with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from engines.schedule import BREAK, CEREMONY, Hall, Part, Programme, Session, Speaker, Text, Track
from jejaring.events.models import Event, ProgrammeVersion
from tests.factories.events import ProgrammeVersionFactory

DIMENSIONS = ("governance", "branding", "economy", "living", "society", "environment", "")
NAMES = ("Tata kelola", "Jenama kota", "Ekonomi", "Kehidupan", "Masyarakat", "Lingkungan", "Data terbuka")
TITLES = (
    "Satu data untuk semua dinas: dari lembar kerja ke keputusan wali kota",
    "Pasar tanpa antre",
    "Peringatan dini banjir dengan sensor murah",
    "Perizinan dalam tiga hari kerja",
    "Bank sampah yang menghitung",
)
ZONE = ZoneInfo("Asia/Makassar")


def guid(name: str) -> str:
    """Return a permanent identifier for a name."""
    return str(uuid5(NAMESPACE_URL, name))


def conference(event: Event, *, halls: int = 7, per_hall: int = 4, days: int = 3) -> Programme:
    """Return the programme of an event: per day an opening, then `per_hall` talks in each hall at once, and breaks."""
    rooms = tuple(Hall(guid(f"{event.slug} hall {n}"), f"Ruang {n + 1}", "Balai Uji", 60) for n in range(halls))
    tracks = tuple(
        Track(guid(f"{event.slug} track {n}"), Text(NAMES[n % 7], f"Track {n + 1}"), DIMENSIONS[n % 7])
        for n in range(halls)
    )
    speakers = tuple(Speaker(guid(f"{event.slug} speaker {n}"), f"Pembicara Uji {n + 1}") for n in range(40))
    sessions: list[Session] = []

    def add(day: date, hour: float, minutes: int, title: str, **more: Any) -> None:
        start = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(hours=hour)
        number = len(sessions) + 1
        end = start + timedelta(minutes=minutes)
        sessions.append(
            Session(
                guid(f"{event.slug} {number}"),
                number,
                Text(title),
                starts_at=start.astimezone(UTC),
                ends_at=end.astimezone(UTC),
                **more,
            )
        )

    for n in range(days):
        day = event.begins_on + timedelta(days=n)
        add(
            day,
            8.5,
            60,
            "Pembukaan dan sambutan" if n == 0 else "Penandatanganan surat minat",
            kind=CEREMONY,
            hall=rooms[0].guid,
        )
        for row in range(per_hall):
            for place, room in enumerate(rooms):
                number = len(sessions)
                parts = (Part(speakers[number % 40].guid), Part(speakers[(number * 7 + 1) % 40].guid, "moderator"))
                long = place == 2 and row == 0 and per_hall > 1
                if place == 2 and row == 1:
                    continue
                add(
                    day,
                    10 + row * 0.75,
                    90 if long else 40,
                    TITLES[number % 5],
                    hall=room.guid,
                    track=tracks[place].guid,
                    parts=parts if place else parts[:1],
                )
        add(day, 10 + per_hall * 0.75, 60, "Makan siang", kind=BREAK)
    return Programme(
        slug=event.slug,
        name=Text(event.name_id),
        zone=event.time_zone,
        begins_on=event.begins_on,
        ends_on=event.begins_on + timedelta(days=days - 1),
        version=1,
        place="Balai Uji",
        halls=rooms,
        tracks=tracks,
        speakers=speakers,
        sessions=tuple(sessions),
    )


def released(event: Event, programme: Programme, **more: object) -> ProgrammeVersion:
    """Release a programme as the next version of an event."""
    version: ProgrammeVersion = ProgrammeVersionFactory(event=event, content=programme.as_json(), **more)
    return version
