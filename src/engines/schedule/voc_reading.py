"""What is read of schedule.xml and schedule.json of the conference world, from whatever program wrote them."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engines.schedule.programme import (
    CANCELLED,
    CONFIRMED,
    KINDS,
    TENTATIVE,
    Hall,
    Part,
    Programme,
    ScheduleError,
    Session,
    Speaker,
    Text,
    Track,
)
from engines.schedule.voc import PREFIX, Entry

NO_TITLE, NO_MOMENT, NO_DURATION, NEGATIVE = "no-title", "no-moment", "no-duration", "negative-duration"
ZERO, UNEQUAL, TWICE = "zero-duration", "end-differs", "twice"
SENTENCES = {
    NO_TITLE: "has no title",
    NO_MOMENT: "has no date and time with a zone",
    NO_DURATION: "has no duration in hours and minutes",
    ZERO: "ends when it begins",
    NEGATIVE: "ends before it begins",
    UNEQUAL: "has an end that is not its start and duration",
    TWICE: "has the identifier of another session",
}
NOT_XML, NOT_JSON, DOCTYPE, NO_SCHEDULE = "not-xml", "not-json", "doctype", "no-schedule"
NO_DAYS, NO_DATE, DAMAGED = "no-days", "no-date", "damaged"
REASONS = {
    NOT_XML: "this is not XML",
    NOT_JSON: "this is not JSON",
    DOCTYPE: "a document type (<!DOCTYPE …>) is not read",
    NO_SCHEDULE: "there is no schedule with a conference",
    NO_DAYS: "the conference has no days",
    NO_DATE: "the conference begins or ends on what is not a date",
    DAMAGED: "what Jejaring added to the file is damaged",
}
_ROLES = ("speaker", "keynote", "moderator", "host")
_DURATION = re.compile(r"(-?)(\d{1,4}):([0-5]?\d)(?::([0-5]?\d))?", re.ASCII)


class UnreadableFile(ScheduleError):
    """Nothing of a file can be read: why (`kind`, a key of REASONS), on which line, and what was found there."""

    def __init__(self, kind: str, line: int = 1, found: str = "") -> None:
        self.kind, self.line, self.found = kind, line, found
        super().__init__(f"line {line}: {REASONS[kind]}{found and f': {found}'}")


@dataclass(frozen=True, slots=True)
class Problem:
    """A session of a file that cannot be read: why, its number and title, and the line it begins on."""

    kind: str
    session: str
    line: int
    guid: str = ""

    def __str__(self) -> str:
        return f"line {self.line}, session {self.session}: {SENTENCES[self.kind]}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: the programme of the sessions that can be read, and the others.

    `own` tells that the file is one of ours and complete: what is blank in it is meant. `lines` has the line of each
    session by its guid; `shared` the names of rooms that had one identifier together and were given their own.
    """

    programme: Programme
    problems: tuple[Problem, ...] = ()
    own: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)
    shared: tuple[str, ...] = ()

    def whole(self) -> Programme:
        """Return the programme. Raises ScheduleError naming every session that could not be read, with its line."""
        if self.problems:
            raise ScheduleError("\n".join(map(str, self.problems)))
        return self.programme


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was read: `rooms` are name, guid and seats; `tracks` are name and guid."""

    acronym: str
    title: str
    zone: str
    begins: str
    ends: str
    version: str
    rooms: Sequence[tuple[str, str, object]]
    tracks: Sequence[tuple[str, str]]
    entries: Sequence[Entry]
    extras: Mapping[str, Any] | None


def read(sheet: Sheet) -> Reading:
    """Return what a file holds. Raises UnreadableFile if it has no days or its part of ours is damaged."""
    try:
        return _Reader(sheet).read()
    except (KeyError, TypeError, AttributeError) as error:
        if sheet.extras is None:
            raise
        raise UnreadableFile(DAMAGED, found=repr(error)) from error


def known_zone(name: str) -> ZoneInfo | None:
    """Return a time zone by its name, or None."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def day(text: str) -> date:
    """Return the day of a date or a moment. Raises UnreadableFile if it is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise UnreadableFile(NO_DATE, found=text) from error


def duration_of(text: str) -> timedelta | None:
    """Return a duration of hours, minutes and perhaps seconds, or None."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes, seconds = (int(one or 0) for one in found.groups()[1:])
    duration = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -duration if found[1] else duration


def moment(text: str, zone: ZoneInfo | None) -> datetime | None:
    """Return a moment; one without an offset is read in the zone of the file. None if it cannot be one."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if len(text.strip()) == len("2019-10-16"):
        return None
    found = found if found.tzinfo else found.replace(tzinfo=zone)
    return found if found.tzinfo and 1900 < found.year < 3000 else None


class _Reader:
    """Reads one sheet: names become guids, entries become sessions."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.own = sheet.extras is not None
        self.extras: Mapping[str, Any] = sheet.extras or {}
        self.zone = known_zone(sheet.zone)
        self.by_name: dict[str, str] = {}  # guids of halls by what the file calls them
        self.halls, self.shared = self._halls()
        self.tracks = self._tracks()
        self.speakers = self._own_speakers()
        self.own_sessions = {one["guid"]: one for one in self.extras.get("sessions", ())}

    def read(self) -> Reading:
        sessions: dict[str, Session] = {}
        lines: dict[str, int] = {}
        problems = []
        for entry in self.sheet.entries:
            session = self._session(entry)
            if isinstance(session, Session) and session.guid in sessions:
                session = TWICE
            if isinstance(session, str):
                label = f"{entry.number} ({entry.title or entry.guid})"
                problems.append(Problem(session, label, entry.line, proper(entry.guid)))
                continue
            sessions[session.guid], lines[session.guid] = session, entry.line
        in_order = sorted(sessions.values(), key=lambda one: (one.starts_at, one.number))
        return Reading(self._programme(tuple(in_order)), tuple(problems), self.own, lines, self.shared)

    def _programme(self, sessions: tuple[Session, ...]) -> Programme:
        sheet, extras = self.sheet, self.extras
        if not sheet.begins or not sheet.ends:
            raise UnreadableFile(NO_DAYS)
        name = _text(extras["name"]) if self.own else Text(sheet.title)
        released_at = extras.get("released_at")
        return Programme(
            slug=str(extras.get("slug", sheet.acronym)),
            name=name if name.in_language("id") == sheet.title else Text(sheet.title),
            zone=sheet.zone if self.zone else "UTC",
            begins_on=day(sheet.begins),
            ends_on=day(sheet.ends),
            version=int(sheet.version) if re.fullmatch(r"[0-9]{1,6}", sheet.version) else 0,
            released_at=moment(released_at, self.zone) if released_at else None,
            place=str(extras.get("place", "")),
            halls=tuple(self.halls.values()),
            tracks=tuple(self.tracks.values()),
            speakers=tuple(self.speakers.values()),
            sessions=sessions,
        )

    def _guid(self, kind: str, *parts: object) -> str:
        """Return the identifier of something the file gives none to: the same whenever the file is read again."""
        named = "/".join(map(str, (self.sheet.acronym, kind, *parts))).encode("utf-8", "replace").decode()
        return str(uuid.uuid5(uuid.NAMESPACE_URL, named))

    def _halls(self) -> tuple[dict[str, Hall], tuple[str, ...]]:
        """Return the halls; those that share an identifier under different names each get one of their own."""
        extra = {one["guid"]: one for one in self.extras.get("halls", ())}
        rooms = {name: (proper(guid), seats) for name, guid, seats in self.sheet.rooms}
        rooms = {name: found for name, found in rooms.items() if name and (found[0] or not self.own)}
        times = Counter(guid for guid, _ in rooms.values() if guid)
        halls = {}
        for name, (given, seats) in rooms.items():
            guid = given if given and times[given] == 1 else self._guid("room", name)
            own = extra.get(guid, {})
            called = str(own["name"]) if own.get("label") == name else name
            halls[guid] = Hall(guid, called, str(own.get("venue", "")), _seats(own.get("capacity", seats)))
            self.by_name[name] = guid
        return halls, tuple(name for name, (guid, _) in rooms.items() if guid and times[guid] > 1)

    def _tracks(self) -> dict[str, Track]:
        extra = {one["guid"]: one for one in self.extras.get("tracks", ())}
        named = {name: found for name, found in self.sheet.tracks if name}
        for entry in self.sheet.entries:
            if entry.track:
                named.setdefault(entry.track, "")
        tracks = {}
        for name, found in named.items():
            guid = proper(found) or self._guid("track", name)
            own = extra.get(guid, {})
            called = _text(own["name"]) if own.get("label") == name else Text(name)
            tracks[name] = Track(guid, called, str(own.get("dimension", "")))
        return tracks

    def _own_speakers(self) -> dict[str, Speaker]:
        return {
            guid: Speaker(guid, str(one["name"]), _text(one["title"]), _text(one["biography"]))
            for one in self.extras.get("speakers", ())
            if (guid := proper(one["guid"]))
        }

    def _session(self, entry: Entry) -> Session | str:
        """Return the session of an entry, or the kind of its problem."""
        starts_at, duration = moment(entry.date, self.zone), duration_of(entry.duration)
        ends_at = moment(entry.end, self.zone) if entry.end else None
        if duration is None and starts_at and ends_at:
            duration = ends_at - starts_at
        kind = _problem(entry, starts_at, ends_at, duration)
        if kind or not starts_at or duration is None:
            return kind or NO_MOMENT
        guid = proper(entry.guid) or self._guid("session", entry.guid or entry.number)
        own = self.own_sessions.get(guid, {})
        session = Session(
            guid=guid,
            number=entry.number,
            title=Text(entry.title),
            kind=_kind(entry.kind),
            starts_at=starts_at,
            ends_at=ends_at or starts_at + duration,
            hall=self.by_name.get(entry.room, ""),
            track=self.tracks[entry.track].guid if entry.track else "",
            language="en" if entry.language.lower()[:2] not in ("id", "") else "id",
            parts=self._parts(entry, {one["guid"]: one["role"] for one in own.get("roles", ())}),
        )
        return self._ours(session, entry, own) if self.own else self._foreign(session, entry)

    def _parts(self, entry: Entry, roles: Mapping[str, str]) -> tuple[Part, ...]:
        parts: dict[str, Part] = {}
        for found, name, biography in entry.persons:
            guid = proper(found) or self._guid("person", found or name)
            known = self.speakers.get(guid) or Speaker(guid, name, biography=Text(biography))
            self.speakers[guid] = replace(known, name=name)
            role = roles.get(guid, "speaker")
            parts[guid] = Part(guid, role if role in _ROLES else "speaker")
        return tuple(parts.values())

    def _ours(self, session: Session, entry: Entry, own: Mapping[str, Any]) -> Session:
        state, only_en = own.get("state", CONFIRMED), own.get("only_en", ())
        title = Text("", entry.title) if "title" in only_en else Text(entry.title, entry.subtitle)
        if state == CANCELLED:
            title = Text(title.id.removeprefix(PREFIX.id), title.en.removeprefix(PREFIX.en))
        abstract = Text("", entry.abstract) if "abstract" in only_en else Text(entry.abstract, entry.description)
        return replace(
            session,
            title=title,
            abstract=abstract,
            state=state if state in (TENTATIVE, CONFIRMED, CANCELLED) else CONFIRMED,
            sequence=int(own.get("sequence", 0)),
            example=bool(own.get("example")),
        )

    def _foreign(self, session: Session, entry: Entry) -> Session:
        title = " – ".join(filter(None, (entry.title, entry.subtitle)))
        abstract = "\n\n".join(dict.fromkeys(filter(None, (entry.abstract, entry.description))))
        return replace(session, title=Text(title), abstract=Text(abstract))


def proper(guid: str) -> str:
    """Return an identifier as it is kept, or "" if it is none."""
    try:
        return str(uuid.UUID(guid))
    except ValueError:
        return ""


def _text(found: Mapping[str, Any]) -> Text:
    return Text(str(found["id"]), str(found["en"]))


def _seats(found: object) -> int | None:
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 1_000_000 else None


def _problem(entry: Entry, starts_at: datetime | None, ends_at: datetime | None, duration: timedelta | None) -> str:
    if not entry.title:
        return NO_TITLE
    if starts_at is None or (entry.end and ends_at is None):
        return NO_MOMENT
    if duration is None:
        return NO_DURATION
    if duration <= timedelta():
        return NEGATIVE if duration else ZERO
    minutes = (ends_at or starts_at + duration) - starts_at - duration
    return UNEQUAL if abs(minutes) >= timedelta(minutes=1) else ""


def _kind(found: str) -> str:
    """Return the kind that a word of another programme means; a talk if none."""
    return next((kind for kind in KINDS if kind != "talk" and kind in found.lower()), "talk")
