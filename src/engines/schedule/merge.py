"""A draft and a file that was read, brought together: what is known by its identifier stays the same thing.

A hall, track or speaker of the file is that of the draft with the same guid, or else the only one of the same name. A
session is known by its guid alone. What the draft has and the file has not stays. A file of another program has
no place for much that a draft has: what it leaves out is kept. A biography is taken over with a new speaker only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engines.schedule.changes import differences
from engines.schedule.programme import Hall, Part, Programme, Session, Speaker, Text, Track
from engines.schedule.voc_reading import Reading

RESTATED = "restated"  # a session that is cancelled before and after, in other words


@dataclass(frozen=True, slots=True)
class Merge:
    """The draft as it would be; and of the file's sessions those that are new, differ or are the same.

    `changed` has in which respects each differs. `kept` are those of the draft that the file does not name;
    `kept_names` the names that a hall or track of the file could not take because another has them.
    """

    programme: Programme
    added: tuple[Session, ...]
    changed: tuple[tuple[Session, tuple[str, ...]], ...]
    unchanged: tuple[Session, ...]
    kept: tuple[Session, ...]
    kept_names: tuple[str, ...] = ()


def merge(draft: Programme, reading: Reading, *, next_number: int, aliases: Mapping[str, str] | None = None) -> Merge:
    """Return what the draft becomes with the sessions of a file.

    A new session keeps its number of the file if no session had it yet: from `next_number` on. `aliases` are guids
    under which a speaker of the draft was known before. The version, slug, name, days and zone stay the draft's.
    """
    found = reading.programme
    halls, tracks = _matched(draft.halls, found.halls), _matched(draft.tracks, found.tracks)
    speakers = _matched(draft.speakers, found.speakers, aliases)
    old = {one.guid: one for one in draft.sessions}
    numbers = _numbers(found.sessions, old, next_number)
    new = {}
    for one in found.sessions:
        before = old.get(one.guid)
        placed = replace(
            one,
            number=before.number if before else numbers[one.guid],
            hall=halls.get(one.hall, ""),
            track=tracks.get(one.track, ""),
            parts=_parts(one.parts, speakers),
            sequence=0,
        )
        new[one.guid] = placed if before is None or reading.own else _filled_up(placed, before)
    changed = [(one, _what(old[guid], one)) for guid, one in new.items() if guid in old and one != old[guid]]
    all_halls, kept_halls = _halls(draft, reading, halls)
    all_tracks, kept_tracks = _tracks(draft, reading, tracks)
    return Merge(
        programme=replace(
            draft,
            halls=all_halls,
            tracks=all_tracks,
            speakers=_speakers(draft, reading, speakers, aliases or {}),
            sessions=tuple({**old, **new}.values()),
        ),
        added=tuple(one for guid, one in new.items() if guid not in old),
        changed=tuple(changed),
        unchanged=tuple(one for guid, one in new.items() if one == old.get(guid)),
        kept=tuple(one for guid, one in old.items() if guid not in new),
        kept_names=(*kept_halls, *kept_tracks),
    )


def _what(before: Session, after: Session) -> tuple[str, ...]:
    return differences(before, after) or (RESTATED,)


def _name(one: Hall | Track | Speaker) -> str:
    return one.name.in_language("id") if isinstance(one.name, Text) else one.name


def _matched(
    known: Iterable[Hall | Track | Speaker],
    found: Iterable[Hall | Track | Speaker],
    aliases: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return for each guid of the file the guid it has in the draft; its own if it is new there."""
    old, new = list(known), list(found)
    guids = {one.guid: one.guid for one in old} | dict(aliases or {})
    matched = {one.guid: guids[one.guid] for one in new if one.guid in guids}
    taken = set(matched.values())
    names = Counter(_name(one).casefold() for one in new)
    free: dict[str, list[str]] = {}
    for one in old:
        if one.guid not in taken:
            free.setdefault(_name(one).casefold(), []).append(one.guid)
    for one in new:
        name = _name(one).casefold()
        if one.guid not in matched:
            alone = names[name] == 1 and len(free.get(name, ())) == 1
            matched[one.guid] = free[name][0] if alone else one.guid
    return matched


def _numbers(found: Iterable[Session], old: Mapping[str, Session], next_number: int) -> dict[str, int]:
    """Return the numbers of the sessions that are new: that of the file where nobody has had it."""
    new = sorted((one for one in found if one.guid not in old), key=lambda one: one.number)
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for one in new:
        if one.number >= next_number and one.number not in taken:
            numbers[one.guid] = one.number
            taken.add(one.number)
    highest = max([next_number - 1, *numbers.values()])
    for n, one in enumerate((one for one in new if one.guid not in numbers), start=1):
        numbers[one.guid] = highest + n
    return numbers


def _parts(parts: Iterable[Part], speakers: Mapping[str, str]) -> tuple[Part, ...]:
    """Return the parts with the draft's speakers; who was named twice speaks once."""
    found: dict[str, Part] = {}
    for part in parts:
        guid = speakers.get(part.speaker, part.speaker)
        found.setdefault(guid, Part(guid, part.role))
    return tuple(found.values())


def _filled_up(found: Session, before: Session) -> Session:
    """Return a session of another program's file with what the file has no place for."""
    roles = {part.speaker: part for part in before.parts}
    return replace(
        found,
        title=Text(found.title.id or before.title.id, before.title.en),
        abstract=Text(found.abstract.id or before.abstract.id, before.abstract.en),
        kind=before.kind,
        state=before.state,
        example=before.example,
        parts=tuple(roles.get(part.speaker, part) for part in found.parts),
    )


def _halls(draft: Programme, reading: Reading, matched: Mapping[str, str]) -> tuple[tuple[Hall, ...], list[str]]:
    halls, names = {one.guid: one for one in draft.halls}, _Names((one.venue, one.name) for one in draft.halls)
    for found in reading.programme.halls:
        guid = matched[found.guid]
        if known := halls.get(guid):
            name = names.renamed((known.venue, known.name), found.name)
            seats = found.capacity if reading.own or found.capacity is not None else known.capacity
            halls[guid] = replace(known, name=name, capacity=seats)
        else:
            halls[guid] = replace(found, name=names.new(found.venue, found.name))
    return tuple(halls.values()), names.kept


def _tracks(draft: Programme, reading: Reading, matched: Mapping[str, str]) -> tuple[tuple[Track, ...], list[str]]:
    tracks = {one.guid: one for one in draft.tracks}
    names = _Names(("", one.name.in_language("id")) for one in draft.tracks)
    for found in reading.programme.tracks:
        guid, called = matched[found.guid], found.name.in_language("id")
        if known := tracks.get(guid):
            name = names.renamed(("", known.name.in_language("id")), called)
            english = found.name.en if reading.own and name == called else known.name.en
            dimension = found.dimension if reading.own else known.dimension
            tracks[guid] = Track(guid, Text(name, english), dimension)
        else:
            tracks[guid] = Track(guid, Text(names.new("", called), found.name.en), found.dimension)
    return tuple(tracks.values()), names.kept


class _Names:
    """Names that may be given once per place, and those that could not be given (`kept`)."""

    def __init__(self, taken: Iterable[tuple[str, str]]) -> None:
        self._taken = set(taken)
        self.kept: list[str] = []

    def renamed(self, known: tuple[str, str], name: str) -> str:
        """Return the new name, or the known one if another has the new one, or had it before the file was read."""
        place, before = known
        if name != before and (place, name) in self._taken:
            self.kept.append(name)
            return before
        self._taken.add((place, name))
        return name

    def new(self, place: str, name: str) -> str:
        """Return the name, with a number if another has it."""
        found, n = name, 1
        while (place, found) in self._taken:
            n += 1
            found = f"{name} ({n})"
        self._taken.add((place, found))
        return found


def _speakers(
    draft: Programme, reading: Reading, matched: Mapping[str, str], aliases: Mapping[str, str]
) -> tuple[Speaker, ...]:
    speakers = {one.guid: one for one in draft.speakers}
    for found in reading.programme.speakers:
        guid = matched[found.guid]
        known = speakers.get(guid)
        if known is None:
            speakers[guid] = found
        elif found.guid in aliases:
            continue
        else:
            title = found.title if reading.own else known.title
            speakers[guid] = replace(known, name=found.name, title=title)
    return tuple(speakers.values())
