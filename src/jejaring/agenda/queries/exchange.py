"""What a schedule.xml or schedule.json would change in the draft of an event: worked out, nothing written."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import Max

from engines.schedule import Hall, Part, Programme, Session, Speaker, Text, Track, voc_json, voc_xml
from engines.schedule.clashes import Clash, clashes
from engines.schedule.merge import Merge, merge
from engines.schedule.release import faults
from engines.schedule.voc_reading import Reading
from jejaring.events import models
from jejaring.events.queries import drafted
from jejaring.events.queries.work import availabilities
from jejaring.texts.judge import TextError, judged

TOO_LONG, UNPRINTABLE = "too-long", "unprintable"  # beside the kinds of `engines.schedule`
LONGEST = {
    "title": models.Session._meta.get_field("title_id").max_length or 0,
    "hall": models.Hall._meta.get_field("name").max_length or 0,
    "venue": models.Venue._meta.get_field("name").max_length or 0,
    "track": models.Track._meta.get_field("name_id").max_length or 0,
    "dimension": models.Track._meta.get_field("dimension").max_length or 0,
    "speaker": models.Speaker._meta.get_field("name").max_length or 0,
    "position": models.Speaker._meta.get_field("title_id").max_length or 0,
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A session of a file that is not taken over: how the file names it, its line, and why (`kind`)."""

    session: str
    line: int
    kind: str
    guid: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would change: the draft as it is, as it would be, what is refused and what would then clash."""

    draft: Programme
    merge: Merge
    refused: tuple[Refused, ...]
    clashes: tuple[Clash, ...]
    shared: tuple[str, ...]

    def report(self) -> dict[str, Any]:
        """Return what became of the sessions, as JSON can hold it; it names no speaker."""
        found, before = self.merge, self.draft
        numbers = {one.guid: one.number for one in found.programme.sessions}
        named = {one.guid for one in self.refused}
        return {
            "added": [_row(one) for one in found.added],
            "changed": [{**_row(one), "what": list(what)} for one, what in found.changed],
            "kept": [_row(one) for one in found.kept if one.guid not in named],
            "unchanged": len(found.unchanged),
            "refused": [asdict(one) for one in self.refused],
            "clashes": [
                {"kind": one.kind, "sessions": sorted(numbers[guid] for guid in one.sessions)} for one in self.clashes
            ],
            "halls": [one.name for one in found.programme.halls if one not in before.halls],
            "tracks": len(found.programme.tracks) - len(before.tracks),
            "speakers": len(found.programme.speakers) - len(before.speakers),
            "shared": list(self.shared),
            "kept_names": list(found.kept_names),
        }


def _row(session: Session) -> dict[str, Any]:
    return {"number": session.number, "title": session.title.in_language("id")}


def plan_of(event: models.Event, content: bytes) -> Plan:
    """Return what a file would change in an event's draft. As many queries for ten sessions as for a thousand.

    Raises UnreadableFile if it is neither a schedule.xml nor a schedule.json. Sessions that the event cannot hold are
    refused one by one, and nothing else is lost.
    """
    reading = (voc_json if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else voc_xml).read(content)
    draft = drafted(event)
    problems = [Refused(one.session, one.line, one.kind, one.guid) for one in reading.problems]
    reading, unfit = _fit(_of_this_event(event, reading, draft), event)
    highest = event.sessions.aggregate(highest=Max("number"))["highest"] or 0
    next_number = max(highest, event.last_number) + 1
    merged = merge(draft, reading, next_number=next_number, aliases=_merged_speakers(event))
    merged = replace(merged, programme=replace(merged.programme, speakers=_unclaimed(event, draft, merged)))
    named = {one.guid for one in reading.programme.sessions}
    found = clashes(merged.programme, availabilities(event))
    return Plan(
        draft=draft,
        merge=merged,
        refused=tuple(sorted([*problems, *unfit], key=lambda one: one.line)),
        clashes=tuple(one for one in found if named & set(one.sessions)),
        shared=reading.shared,
    )


def own_guid(event: models.Event, guid: str) -> str:
    """Return the identifier, in an event, of a speaker whose own another event has already."""
    return str(uuid.uuid5(event.public_id, guid))


def _of_this_event(event: models.Event, reading: Reading, draft: Programme) -> Reading:
    """Return what was read with halls in a venue of the event, and speakers that are no other event's."""
    found = reading.programme
    known = {one.guid for one in draft.speakers}
    strange = {one.guid for one in found.speakers} - known
    rows = models.Speaker.with_removed.filter(guid__in=strange).exclude(event=event).values_list("guid", flat=True)
    elsewhere = {str(guid): own_guid(event, str(guid)) for guid in rows}
    venue = next((hall.venue for hall in draft.halls), "") or draft.place.partition(", ")[0] or event.name_id
    programme = replace(
        found,
        halls=tuple(replace(one, venue=one.venue or venue) for one in found.halls),
        speakers=tuple(replace(one, guid=elsewhere.get(one.guid, one.guid)) for one in found.speakers),
        sessions=tuple(
            replace(one, parts=tuple(Part(elsewhere.get(part.speaker, part.speaker), part.role) for part in one.parts))
            for one in found.sessions
        ),
    )
    return replace(reading, programme=programme)


def _merged_speakers(event: models.Event) -> dict[str, str]:
    """Return the identifier of each speaker who was merged into another, and that of who they are now."""
    rows = models.Speaker.with_removed.filter(event=event).exclude(merged_into=None)
    into = {str(guid): str(other) for guid, other in rows.values_list("guid", "merged_into__guid")}
    found = {}
    for guid, other in into.items():
        while other in into:
            other = into[other]
        found[guid] = other
    return found


def _unclaimed(event: models.Event, draft: Programme, merged: Merge) -> tuple[Speaker, ...]:
    """Return the speakers with those who took over their page as they themselves wrote it."""
    claimed = {str(guid) for guid in event.speakers.exclude(claimed_at=None).values_list("guid", flat=True)}
    own = {one.guid: one for one in draft.speakers if one.guid in claimed}
    return tuple(own.get(one.guid, one) for one in merged.programme.speakers)


# --- what the event can hold ------------------------------------------------------------------
def _fit(reading: Reading, event: models.Event) -> tuple[Reading, list[Refused]]:
    """Return what was read with its texts as they are kept, without the sessions that cannot be; and those."""
    wrong: dict[str, str] = {}
    found = reading.programme
    halls = _kept(found.halls, _hall, wrong)
    tracks = _kept(found.tracks, _track, wrong)
    speakers = _kept(found.speakers, _speaker, wrong)
    held = replace(found, zone=event.time_zone, begins_on=event.begins_on, ends_on=event.ends_on)
    beyond = {one.session.guid: one.kind for one in faults(held)}
    sessions, refused = [], []
    for one in found.sessions:
        named = (one.hall, one.track, *(part.speaker for part in one.parts))
        kind = beyond.get(one.guid) or next((wrong[guid] for guid in named if guid in wrong), "")
        try:
            sessions += [] if kind else [_session(one)]
        except _Unfit as error:
            kind = error.kind
        if kind:
            label = f"{one.number} ({one.title.in_language('id')})"
            refused.append(Refused(label, reading.lines.get(one.guid, 0), kind, one.guid))
    programme = replace(found, halls=halls, tracks=tracks, speakers=speakers, sessions=tuple(sessions))
    return replace(reading, programme=programme), refused


class _Unfit(ValueError):
    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


def _kept(group: Iterable[Any], fit: Any, wrong: dict[str, str]) -> tuple[Any, ...]:
    """Return halls, tracks or speakers with their texts as they are kept; those that cannot be are noted in `wrong`."""
    kept = []
    for one in group:
        try:
            kept.append(fit(one))
        except _Unfit as error:
            wrong[one.guid] = error.kind
    return tuple(kept)


def _line(text: str, longest: str) -> str:
    found = _judged(text, lines=False)
    if len(found) > LONGEST[longest]:
        raise _Unfit(TOO_LONG)
    return found


def _judged(text: str, *, lines: bool = True) -> str:
    try:
        return judged(text, lines=lines).strip()
    except TextError as error:
        raise _Unfit(UNPRINTABLE) from error


def _texts(text: Text, longest: str) -> Text:
    return Text(_line(text.id, longest), _line(text.en, longest))


def _hall(one: Hall) -> Hall:
    return replace(one, name=_line(one.name, "hall"), venue=_line(one.venue, "venue"))


def _track(one: Track) -> Track:
    return replace(one, name=_texts(one.name, "track"), dimension=_line(one.dimension, "dimension"))


def _speaker(one: Speaker) -> Speaker:
    biography = Text(_judged(one.biography.id), _judged(one.biography.en))
    return replace(one, name=_line(one.name, "speaker"), title=_texts(one.title, "position"), biography=biography)


def _session(one: Session) -> Session:
    """Return a session with its texts as they are kept; a title in one language is the Indonesian one, too."""
    title = _texts(one.title, "title")
    abstract = Text(_judged(one.abstract.id), _judged(one.abstract.en))
    return replace(one, title=title if title.id else Text(title.en), abstract=abstract)
