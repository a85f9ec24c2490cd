"""The programme of an event as plain values: what a released version keeps, and what every format is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TENTATIVE, CONFIRMED, CANCELLED = "tentative", "confirmed", "cancelled"
BREAK, CEREMONY = "break", "ceremony"
KINDS = ("talk", "keynote", "panel", "workshop", "meeting", CEREMONY, "press", "visit", BREAK)


class ScheduleError(ValueError):
    """A programme does not hold together; the message names the session."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Indonesian and, where there is one, in English."""

    id: str
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.id or self.en)

    def in_language(self, language: str) -> str:
        """Return the text in that language, in the other one where it is missing."""
        return (self.en or self.id) if language == "en" else (self.id or self.en)


@dataclass(frozen=True, slots=True)
class Hall:
    """A room of a venue. `guid` never changes, whatever the name."""

    guid: str
    name: str
    venue: str = ""
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A line of sessions on one subject; `dimension` is a key of the six dimensions, or ""."""

    guid: str
    name: Text
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone who speaks; a single name is a whole name."""

    guid: str
    name: str
    title: Text = Text("")
    biography: Text = Text("")


@dataclass(frozen=True, slots=True)
class Part:
    """What a speaker does in a session: `role` is speaker, keynote, moderator or host."""

    speaker: str
    role: str = "speaker"


@dataclass(frozen=True, slots=True)
class Session:
    """One entry of the programme. `hall` and `track` are guids, or "".

    Without a moment it is not yet placed. `sequence` grows with every released version in which it changed, so that
    calendars follow. `example` marks times that no source gives.
    """

    guid: str
    number: int
    title: Text
    kind: str = "talk"
    abstract: Text = Text("")
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    hall: str = ""
    track: str = ""
    language: str = "id"
    parts: tuple[Part, ...] = ()
    state: str = CONFIRMED
    sequence: int = 0
    example: bool = False

    @property
    def duration(self) -> timedelta:
        """Return end less start; nothing for a session that is not placed."""
        return self.ends_at - self.starts_at if self.starts_at and self.ends_at else timedelta()


@dataclass(frozen=True, slots=True)
class Programme:
    """The whole programme of one event. `version` is 0 for a draft."""

    slug: str
    name: Text
    zone: str
    begins_on: date
    ends_on: date
    version: int = 0
    released_at: datetime | None = None
    place: str = ""
    halls: tuple[Hall, ...] = ()
    tracks: tuple[Track, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    sessions: tuple[Session, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day of the event."""
        return tuple(self.begins_on + timedelta(days=n) for n in range((self.ends_on - self.begins_on).days + 1))

    def day_of(self, session: Session) -> date | None:
        """Return the day a session begins on in the event's zone; None if it is not placed."""
        return session.starts_at.astimezone(ZoneInfo(self.zone)).date() if session.starts_at else None

    def on_day(self, day: date) -> tuple[Session, ...]:
        """Return the sessions that begin on that day, by start, hall and number."""
        order = {hall.guid: n for n, hall in enumerate(self.halls)}
        found = [session for session in self.sessions if self.day_of(session) == day]
        return tuple(sorted(found, key=lambda one: (one.starts_at, order.get(one.hall, len(order)), one.number)))

    def as_json(self) -> dict[str, Any]:
        """Return the programme as plain values that JSON can hold; `from_json` reads them."""
        return _plain(asdict(self))  # type: ignore[no-any-return]  # a mapping stays one

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Programme:
        """Return the programme that `as_json` wrote. Raises ScheduleError if something of it is missing."""
        try:
            return cls(
                **{
                    **found,
                    "name": Text(**found["name"]),
                    "begins_on": date.fromisoformat(found["begins_on"]),
                    "ends_on": date.fromisoformat(found["ends_on"]),
                    "released_at": _moment(found["released_at"]),
                    "halls": tuple(Hall(**one) for one in found["halls"]),
                    "tracks": tuple(Track(**_with_texts(Track, one)) for one in found["tracks"]),
                    "speakers": tuple(Speaker(**_with_texts(Speaker, one)) for one in found["speakers"]),
                    "sessions": tuple(_session(one) for one in found["sessions"]),
                }
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ScheduleError(f"not a programme: {error}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date, too


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _with_texts(kind: type[Any], found: Mapping[str, Any]) -> dict[str, Any]:
    texts = {one.name for one in fields(kind) if one.type == "Text"}
    return {key: Text(**value) if key in texts else value for key, value in found.items()}


def _session(found: Mapping[str, Any]) -> Session:
    moments = {"starts_at": _moment(found["starts_at"]), "ends_at": _moment(found["ends_at"])}
    parts = tuple(Part(**one) for one in found["parts"])
    return Session(**{**_with_texts(Session, found), **moments, "parts": parts})
