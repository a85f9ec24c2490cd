"""schedule.json of the conference world (frab, pretalx): written, and read from any of them.

Schema: https://c3voc.de/schedule/schema.json. What the format has no place for stands under the key `jejaring` of
the schedule, which other readers pass over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engines.schedule import voc, voc_reading
from engines.schedule.programme import Programme, Session
from engines.schedule.voc_reading import DAMAGED, NO_SCHEDULE, NOT_JSON, UnreadableFile

SCHEMA = "https://c3voc.de/schedule/schema.json"


def write(programme: Programme, addresses: voc.Addresses | None = None) -> bytes:
    """Return the placed sessions as schedule.json; the same bytes for the same programme."""
    where = addresses or voc.Addresses()
    schedule: dict[str, Any] = {"version": str(programme.version), "conference": _conference(programme, where)}
    if where.event:
        schedule["base_url"] = where.event
    schedule["jejaring"] = voc.extras(programme)
    document = {"$schema": SCHEMA, "generator": {"name": voc.GENERATOR}, "schedule": schedule}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _conference(programme: Programme, where: voc.Addresses) -> dict[str, Any]:
    halls = voc.labels(programme)
    days = voc.written_days(programme)
    found: dict[str, Any] = {
        "acronym": voc.acronym(programme),
        "title": programme.name.in_language("id"),
        "start": programme.begins_on.isoformat(),
        "end": programme.ends_on.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": "00:05",
        "time_zone_name": programme.zone,
        "tracks": [{"name": label, "slug": f"t-{guid}"} for guid, label in voc.track_labels(programme).items() if guid],
        "rooms": [
            {"name": halls[one.guid], "guid": one.guid, "description": one.venue or None, "capacity": one.capacity}
            for one in programme.halls
        ],
        "days": [],
    }
    for index, (day, begins, ends) in enumerate(days, start=1):
        rooms: dict[str, list[dict[str, Any]]] = {label: [] for guid, label in halls.items() if guid}
        for session, entry in voc.entries(programme, day):
            rooms.setdefault(entry.room, []).append(_event(programme, session, entry, where))
        found["days"].append(
            {
                "index": index,
                "date": day.isoformat(),
                "day_start": begins.isoformat(),
                "day_end": ends.isoformat(),
                "rooms": rooms,
            }
        )
    return found | ({"url": where.event} if where.event else {})


def _event(programme: Programme, session: Session, entry: voc.Entry, where: voc.Addresses) -> dict[str, Any]:
    return {
        "guid": entry.guid,
        "id": entry.number,
        "date": entry.date,
        "start": entry.date[11:16],
        "end": entry.end,
        "duration": entry.duration[:-3] if entry.duration.count(":") == 2 else entry.duration,
        "room": entry.room,
        "slug": f"{voc.acronym(programme)}-sesi-{entry.number}",
        "url": where.of(session) or f"urn:uuid:{entry.guid}",
        "title": entry.title,
        "subtitle": entry.subtitle,
        "track": entry.track,
        "type": entry.kind,
        "language": entry.language,
        "abstract": entry.abstract,
        "description": entry.description,
        "persons": [
            {"guid": guid, "name": name, "biography": biography or None} for guid, name, biography in entry.persons
        ],
        "links": [],
        "attachments": [],
    }


def read(content: bytes) -> voc_reading.Reading:
    """Return what a schedule.json holds; sessions that cannot be read are its `problems`.

    Raises UnreadableFile, with the line where the text breaks off, if it is no such file.
    """
    text, found = _parsed(content)
    schedule = _mapping(_mapping(found).get("schedule"))
    conference = _mapping(schedule.get("conference"))
    if not conference:
        raise UnreadableFile(NO_SCHEDULE)
    extras = schedule.get("jejaring")
    if extras is not None and not isinstance(extras, dict):
        raise UnreadableFile(DAMAGED)
    days = [_mapping(day) for day in _list(conference.get("days"))]
    dates = [one for day in days if (one := _text(day.get("date")))] or [""]
    lines = _Lines(text)
    listed = [_mapping(one) for one in _list(conference.get("rooms"))]
    rooms = [(_text(one.get("name")), _text(one.get("guid")), one.get("capacity")) for one in listed]
    names = {name for name, _, _ in rooms}
    held = [(name.strip(), room) for day in days for name, room in _mapping(day.get("rooms")).items()]
    return voc_reading.read(
        voc_reading.Sheet(
            acronym=_text(conference.get("acronym")),
            title=_text(conference.get("title")),
            zone=_text(conference.get("time_zone_name")),
            begins=_text(conference.get("start")) or dates[0],
            ends=_text(conference.get("end")) or dates[-1],
            version=_text(schedule.get("version")),
            rooms=rooms + [(name, "", None) for name, _ in held if name not in names],
            tracks=[
                (_text(one.get("name")), _text(one.get("slug")).removeprefix("t-"))
                for one in map(_mapping, _list(conference.get("tracks")))
            ],
            entries=[_entry(name, _mapping(one), lines) for name, room in held for one in _list(room)],
            extras=extras,
        )
    )


def _parsed(content: bytes) -> tuple[str, Any]:
    try:
        text = content.decode("utf-8-sig")
        return text, json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(NOT_JSON, error.lineno, error.msg) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise UnreadableFile(NOT_JSON, found=str(error)) from error


class _Lines:
    """Finds the line on which an entry's identifier stands, in one walk through the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line, self._place = 1, 0

    def of(self, guid: str) -> int:
        """Return the line of an identifier, looked for after the last one; the last line where it is not found."""
        place = self._text.find(json.dumps(guid, ensure_ascii=False), self._place)
        if guid and place >= 0:
            self._line += self._text.count("\n", self._place, place)
            self._place = place
        return self._line


def _entry(room: str, found: Mapping[str, Any], lines: _Lines) -> voc.Entry:
    guid, number = _text(found.get("guid")), found.get("id")
    return voc.Entry(
        guid=guid,
        number=number if isinstance(number, int) and 0 < number < 1_000_000_000 else 0,
        room=room,
        title=_text(found.get("title")),
        subtitle=_text(found.get("subtitle")),
        track=_text(found.get("track")),
        kind=_text(found.get("type")),
        language=_text(found.get("language")),
        abstract=_text(found.get("abstract")),
        description=_text(found.get("description")),
        date=_text(found.get("date")),
        end=_text(found.get("end")),
        duration=_text(found.get("duration")),
        persons=tuple(_persons(found)),
        line=lines.of(guid),
    )


def _persons(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    persons = [_mapping(one) for one in _list(found.get("persons"))]
    return [
        (
            _text(one.get("guid")) or _text(one.get("code")) or _text(one.get("id")),
            name,
            _text(one.get("biography")),
        )
        for one in persons
        if (name := _text(one.get("name")) or _text(one.get("public_name")))
    ]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _text(value: Any) -> str:
    """Return a text or a number as text; "" for anything else."""
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
