"""What differs between two programmes of one event, session by session, and which speakers it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from engines.schedule.programme import CANCELLED, Programme, Session, Text

ADDED, DROPPED, RESTORED = "added", "cancelled", "restored"
TIME, HALL, TITLE, SPEAKERS = "time", "hall", "title", "speakers"
ABSTRACT, TRACK, KIND, LANGUAGE, STATE = "abstract", "track", "kind", "language", "state"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one session: `what` are the words of this module; `before` or `after` is None where it is not.

    A session that was cancelled or is no longer there is DROPPED.
    """

    what: tuple[str, ...]
    before: Session | None
    after: Session | None

    @property
    def session(self) -> Session:
        """Return the session as it now is, or as it last was."""
        return cast(Session, self.after or self.before)

    @property
    def affected(self) -> tuple[str, ...]:
        """Return the guids of the speakers who have or had a part in it, in order."""
        return tuple(sorted({part.speaker for one in (self.before, self.after) if one for part in one.parts}))


@dataclass(frozen=True, slots=True)
class Renaming:
    """A hall, track or speaker (`of`) with another name; no session moves by it."""

    of: str
    guid: str
    before: Text
    after: Text


def changes(before: Programme | None, after: Programme) -> tuple[Change, ...]:
    """Return the sessions that changed, by their start and number; without a programme `before`, all are added.

    What was cancelled and stays so is no change. The sequence of a session is no difference.
    """
    old = {one.guid: one for one in before.sessions} if before else {}
    new = {one.guid: one for one in after.sessions}
    pairs = [(old.get(guid), new.get(guid)) for guid in {**new, **old}]
    found = [Change(what, one, other) for one, other in pairs if (what := differences(one, other))]
    return tuple(sorted(found, key=_by_start))


def differences(before: Session | None, after: Session | None) -> tuple[str, ...]:
    """Return in which respects a session differs; nothing if it does not, or is cancelled in both."""
    was, is_now = (one is not None and one.state != CANCELLED for one in (before, after))
    if not was and not is_now:
        return ()
    if before is None or after is None or not is_now:
        return (ADDED,) if is_now else (DROPPED,)
    respects = (
        (RESTORED, was, True),
        (TIME, (before.starts_at, before.ends_at), (after.starts_at, after.ends_at)),
        (HALL, before.hall, after.hall),
        (TITLE, before.title, after.title),
        (SPEAKERS, before.parts, after.parts),
        (ABSTRACT, before.abstract, after.abstract),
        (TRACK, before.track, after.track),
        (KIND, before.kind, after.kind),
        (LANGUAGE, before.language, after.language),
        (STATE, was and (before.state, before.example), was and (after.state, after.example)),
    )
    return tuple(word for word, one, other in respects if one != other)


def renamings(before: Programme | None, after: Programme) -> tuple[Renaming, ...]:
    """Return the halls, tracks and speakers that are called otherwise than before, by their guids."""
    if before is None:
        return ()
    old, new = _names(before), _names(after)
    return tuple(Renaming(*key, old[key], name) for key, name in new.items() if key in old and old[key] != name)


def _names(programme: Programme) -> dict[tuple[str, str], Text]:
    halls = {("hall", one.guid): Text(one.name) for one in programme.halls}
    tracks = {("track", one.guid): one.name for one in programme.tracks}
    return halls | tracks | {("speaker", one.guid): Text(one.name) for one in programme.speakers}


def _by_start(change: Change) -> tuple[bool, float, int]:
    starts_at = change.session.starts_at
    return starts_at is None, starts_at.timestamp() if starts_at else 0.0, change.session.number
