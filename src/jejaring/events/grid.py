"""The grid of one day: halls side by side, time downwards, every session in its place; and the list of the others.

Positions are names of classes, for no style stands in a page: hours, five minutes and columns have a rule each in
`events/grid.css`, which adds them up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engines.schedule import Programme, Session
from jejaring.kit.words import in_language

STEP = 5  # minutes of a row
LEAST = 15  # minutes that a session takes up in the picture, so that its title has room
FIRST_HOUR, LAST_HOUR = 8, 17  # shown even of an empty day
MOST_HALLS, MOST_LINES = 47, 96  # that have a rule


@dataclass(frozen=True, slots=True)
class Block:
    """A session in the grid. `position` are its classes; `minutes` is when it begins, after midnight."""

    session: Session
    position: str
    minutes: int
    length: int
    hall: str
    tone: str
    speakers: str
    marks: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return in_language(self.session.title.id, self.session.title.en)

    @property
    def starts(self) -> str:
        """Return the clock time at which it begins, as a form takes it."""
        return _clock(self.minutes)

    @property
    def ends(self) -> str:
        return _clock(self.minutes + self.length)


@dataclass(frozen=True, slots=True)
class Column:
    """A hall of the grid, over as many lines as sessions stand beside each other in it."""

    guid: str
    name: str
    venue: str
    position: str


@dataclass(frozen=True, slots=True)
class Hour:
    label: str
    position: str


@dataclass(frozen=True, slots=True)
class DayGrid:
    """One day of a programme, drawn; `first` is the class of its first hour."""

    day: date
    first: str
    width: str
    hours: tuple[Hour, ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]


def grid_of(programme: Programme, day: date, marks: Mapping[str, tuple[str, ...]]) -> DayGrid:
    """Return the grid of a day. A session over midnight runs on below it, on the day on which it begins."""
    zone = ZoneInfo(programme.zone)
    sessions = programme.on_day(day)
    spans = {one.guid: _span(one, zone) for one in sessions}
    first = min([FIRST_HOUR, *(begins // 60 for begins, _length in spans.values())])
    last = max([LAST_HOUR, *((begins + length - 1) // 60 for begins, length in spans.values())])
    columns, blocks, line = [], [], 1
    for guid, name, venue in _halls(programme, sessions):
        lanes = _lanes([one for one in sessions if _hall(one, programme) == guid], spans)
        columns.append(Column(guid, name, venue, f"c{line} w{len(lanes)}"))
        for offset, lane in enumerate(lanes):
            blocks += [_block(programme, one, spans[one.guid], line + offset, marks.get(one.guid, ())) for one in lane]
        line += len(lanes)
    hours = tuple(Hour(f"{hour % 24:02d}", f"h{hour} m0") for hour in range(first, last + 1))
    ordered = sorted(blocks, key=lambda one: (one.minutes, one.session.number))
    return DayGrid(day, f"first-{first}", f"wide-{min(line - 1, MOST_LINES)}", hours, tuple(columns), tuple(ordered))


def unplaced(programme: Programme) -> list[Block]:
    """Return the sessions that have no time yet, by number, as blocks of an hour."""
    loose = sorted((one for one in programme.sessions if one.starts_at is None), key=lambda one: one.number)
    return [_block(programme, one, (0, 60), 1, ()) for one in loose]


def _span(session: Session, zone: ZoneInfo) -> tuple[int, int]:
    """Return the minute of the day at which a session begins, and how many it takes."""
    assert session.starts_at  # noqa: S101 - only placed sessions are on a day
    local: datetime = session.starts_at.astimezone(zone)
    return local.hour * 60 + local.minute, int(session.duration.total_seconds() // 60)


def _halls(programme: Programme, sessions: Sequence[Session]) -> list[tuple[str, str, str]]:
    """Return every hall by guid, name and venue, and "" for sessions of the day that have none yet."""
    halls = [(one.guid, one.name, one.venue) for one in programme.halls][:MOST_HALLS]
    known = {guid for guid, _name, _venue in halls}
    return halls if all(one.hall in known for one in sessions) and halls else [*halls, ("", "", "")]


def _hall(session: Session, programme: Programme) -> str:
    return session.hall if session.hall in {one.guid for one in programme.halls[:MOST_HALLS]} else ""


def _lanes(sessions: Sequence[Session], spans: Mapping[str, tuple[int, int]]) -> list[list[Session]]:
    """Return the sessions of a hall in as few lanes as let all be seen; one empty lane if there are none."""
    lanes: list[list[Session]] = [[]]
    ends = [0]
    for one in sorted(sessions, key=lambda one: (spans[one.guid][0], one.number)):
        begins = spans[one.guid][0] // STEP
        end = begins + _rows(spans[one.guid][1])
        free = next((n for n, until in enumerate(ends) if until <= begins), len(lanes))
        if free == len(lanes):
            lanes.append([])
            ends.append(0)
        lanes[free].append(one)
        ends[free] = end
    return lanes


def _rows(length: int) -> int:
    return max(-(-length // STEP), LEAST // STEP)


def _block(programme: Programme, one: Session, span: tuple[int, int], line: int, marks: tuple[str, ...]) -> Block:
    begins, length = span
    rows = _rows(length)
    position = f"h{begins // 60} m{begins % 60 // STEP} dh{rows // 12} dm{rows % 12} c{min(line, MOST_LINES)}"
    hall = next((hall.name for hall in programme.halls if hall.guid == one.hall), "")
    track = next((track.dimension for track in programme.tracks if track.guid == one.track), "")
    tone = f"{track} {one.kind} {'clashing' if marks else ''} {one.state}"
    names = {speaker.guid: speaker.name for speaker in programme.speakers} if one.parts else {}
    speakers = ", ".join(names[part.speaker] for part in one.parts)
    return Block(one, position, begins, length, hall, tone, speakers, marks)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
