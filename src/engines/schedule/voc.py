"""What schedule.xml and schedule.json of the conference world have in common when they are written.

Both formats have one language and no place for states, sequences, parts or seats. A file of ours has the Indonesian
texts as title and abstract and the English ones as subtitle and description; what has no place stands in `extras`,
which other readers pass over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engines.schedule.programme import CANCELLED, CONFIRMED, Programme, Session, Text

GENERATOR = "Jejaring"
PREFIX = Text("DIBATALKAN: ", "CANCELLED: ")  # before the title, for readers that know no states


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses of an event and, with `{number}`, of its sessions; "" where there are none."""

    event: str = ""
    session: str = ""

    def of(self, session: Session) -> str:
        """Return the address of a session, or ""."""
        return self.session.format(number=session.number)


@dataclass(frozen=True, slots=True)
class Entry:
    """One session as both formats have it; `persons` are guid, name and biography."""

    guid: str
    number: int
    room: str
    title: str
    subtitle: str
    track: str
    kind: str
    language: str
    abstract: str
    description: str
    date: str
    duration: str
    persons: tuple[tuple[str, str, str], ...]
    end: str = ""
    line: int = 0


def acronym(programme: Programme) -> str:
    """Return the slug as both schemas want it: at least four small letters, digits and underscores."""
    return re.sub(r"[^a-z0-9_]", "_", programme.slug.lower()).ljust(4, "_")


def written_days(programme: Programme) -> list[tuple[date, datetime, datetime]]:
    """Return the days of the event, and any other on which a session begins, from midnight to midnight."""
    zone = ZoneInfo(programme.zone)
    found = sorted({*programme.days, *(day for one in programme.sessions if (day := programme.day_of(one)))})
    return [
        (day, datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone))
        for day in found
    ]


def labels(programme: Programme) -> dict[str, str]:
    """Return what each hall is called in a file, where names must differ; under "" what no hall is called."""
    names = Counter(one.name for one in programme.halls)
    found: dict[str, str] = {}
    for one in programme.halls:
        alone = names[one.name] == 1 or not one.venue
        found[one.guid] = _unused(one.name if alone else f"{one.name} ({one.venue})", found.values())
    return found | {"": _unused(programme.place or "–", found.values())}


def track_labels(programme: Programme) -> dict[str, str]:
    """Return what each track is called in a file, where names must differ."""
    found: dict[str, str] = {}
    for one in programme.tracks:
        found[one.guid] = _unused(one.name.in_language("id"), found.values())
    return found | {"": ""}


def _unused(name: str, taken: Iterable[str]) -> str:
    others = set(taken)
    return next(
        found for n in range(1, len(others) + 2) if (found := name if n == 1 else f"{name} ({n})") not in others
    )


def entries(programme: Programme, day: date) -> Iterator[tuple[Session, Entry]]:
    """Yield the sessions that begin on a day, in order, with their entries."""
    zone = ZoneInfo(programme.zone)
    halls, tracks = labels(programme), track_labels(programme)
    speakers = {one.guid: one for one in programme.speakers}
    for session in programme.on_day(day):
        title, subtitle = _both(_marked(session))
        abstract, description = _both(session.abstract)
        starts_at, ends_at = session.starts_at, session.ends_at
        if not starts_at or not ends_at:
            continue
        persons = (speakers[part.speaker] for part in session.parts if part.speaker in speakers)
        yield (
            session,
            Entry(
                guid=session.guid,
                number=session.number,
                room=halls.get(session.hall, halls[""]),
                title=title,
                subtitle=subtitle,
                track=tracks.get(session.track, ""),
                kind=session.kind,
                language=session.language,
                abstract=abstract,
                description=description,
                date=starts_at.astimezone(zone).isoformat(),
                end=ends_at.astimezone(zone).isoformat(),
                duration=duration_text(session.duration),
                persons=tuple((one.guid, one.name, one.biography.in_language("id")) for one in persons),
            ),
        )


def duration_text(duration: timedelta) -> str:
    """Return hours and minutes, and seconds where there are any."""
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def extras(programme: Programme) -> dict[str, Any]:
    """Return as plain values what neither format has a place for."""
    plain = programme.as_json()
    halls, tracks = labels(programme), track_labels(programme)
    return {
        **{key: plain[key] for key in ("slug", "name", "place", "released_at", "speakers")},
        "halls": [{**one, "label": halls[one["guid"]]} for one in plain["halls"]],
        "tracks": [{**one, "label": tracks[one["guid"]]} for one in plain["tracks"]],
        "sessions": [{"guid": one.guid, **found} for one in programme.sessions if (found := _extras_of(one))],
    }


def _extras_of(session: Session) -> dict[str, Any]:
    found = {
        "state": session.state if session.state != CONFIRMED else "",
        "sequence": session.sequence,
        "example": session.example,
        "roles": [{"guid": part.speaker, "role": part.role} for part in session.parts if part.role != "speaker"],
        "only_en": [key for key in ("title", "abstract") if (text := getattr(session, key)).en and not text.id],
    }
    return {key: value for key, value in found.items() if value}


def _both(text: Text) -> tuple[str, str]:
    return text.in_language("id"), text.en if text.id else ""


def _marked(session: Session) -> Text:
    """Return the title as a reader sees it who knows no states."""
    title = session.title
    if session.state != CANCELLED:
        return title
    return Text(PREFIX.id + title.id if title.id else "", PREFIX.en + title.en if title.en else "")
