"""A generated conference of several hundred sessions, as another program would export it: for measuring and tests."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SLUG, SESSIONS = "konferensi-contoh", 800  # of the event that is measured
WITA = ZoneInfo("Asia/Makassar")
HALLS, SLOTS = 7, 40  # in each hall and day, half an hour each from midnight on


def _guid(kind: str, number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://uji.example/{kind}/{number}"))


def conference(sessions: int, *, halls: int = HALLS, speakers: int = 300) -> bytes:
    """Return a schedule.json of so many sessions on 16 to 18 March 2020: in each hall one after another, no clash."""
    days: list[dict[str, Any]] = []
    for index in range(3):
        begins = datetime(2020, 3, 16 + index, tzinfo=WITA)
        days.append(
            {
                "index": index + 1,
                "date": begins.date().isoformat(),
                "day_start": begins.isoformat(),
                "day_end": (begins + timedelta(days=1)).isoformat(),
                "rooms": {f"Ruang {hall}": [] for hall in range(1, halls + 1)},
            }
        )
    for n in range(sessions):
        place, slot = n % halls, n // halls
        day = slot // SLOTS
        date = datetime(2020, 3, 16 + day, tzinfo=WITA) + timedelta(minutes=30 * (slot % SLOTS))
        days[day]["rooms"][f"Ruang {place + 1}"].append(_event(n + 1, date, f"Ruang {place + 1}", n % speakers + 1))
    rooms = [
        {"name": f"Ruang {n}", "guid": _guid("room", n), "capacity": 40 * n, "description": None}
        for n in range(1, halls + 1)
    ]
    found = {
        "acronym": "besar",
        "title": "Konferensi Besar",
        "start": "2020-03-16",
        "end": "2020-03-18",
        "daysCount": 3,
        "timeslot_duration": "00:05",
        "time_zone_name": "Asia/Makassar",
        "rooms": rooms,
        "days": days,
    }
    return json.dumps({"schedule": {"version": "7", "conference": found}}).encode()


def _event(number: int, date: datetime, room: str, speaker: int) -> dict[str, Any]:
    return {
        "guid": _guid("session", number),
        "id": number,
        "date": date.isoformat(),
        "start": date.strftime("%H:%M"),
        "duration": "00:30",
        "room": room,
        "slug": f"besar-{number}",
        "url": f"https://uji.example/{number}",
        "title": f"Kota cerdas dan layanan publik: pengalaman ke-{number}",
        "subtitle": "",
        "track": f"Jalur {number % 6 + 1}",
        "type": "talk",
        "language": "id",
        "abstract": f"Apa yang berhasil, apa yang tidak, dan berapa biayanya. Bagian {number}.",
        "description": "",
        "persons": [{"guid": _guid("person", speaker), "name": f"Narasumber {speaker}"}],
        "links": [],
    }
