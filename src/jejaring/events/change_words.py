"""The difference of two versions of a programme in words, session by session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from engines.schedule import Programme, Session
from engines.schedule.changes import (
    ABSTRACT,
    ADDED,
    DROPPED,
    HALL,
    KIND,
    RESTORED,
    SPEAKERS,
    TIME,
    TITLE,
    TRACK,
    Change,
    changes,
    renamings,
)
from jejaring.events import models, times
from jejaring.events.times import language
from jejaring.kit.words import NOTHING


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of one session; `number` is None for what is no session (a hall with another name)."""

    title: str
    number: int | None
    lines: Sequence[str]


def described(before: Programme | None, after: Programme) -> list[Changed]:
    """Return what changed from one version to the next, in the order of the programme, then names that changed."""
    found = [
        Changed(_title(one.session, after), one.session.number, [_line(word, one, before, after) for word in one.what])
        for one in changes(before, after)
    ]
    renamed = [
        (one.before.in_language(language()), one.after.in_language(language())) for one in renamings(before, after)
    ]
    return [*found, *(Changed(new, None, [_("It was called “%(name)s”") % {"name": old}]) for old, new in renamed)]


def _line(word: str, change: Change, before: Programme | None, after: Programme) -> str:
    """Return one respect in which a session changed, as a sentence."""
    was, now = (change.before, before or after), (change.after, after)
    if word == ADDED:
        return _("New: %(when)s") % {"when": _when(*now)}
    if word == DROPPED:
        return _("Cancelled; it was planned for %(when)s") % {"when": _when(*was)}
    if word == RESTORED:
        return _("Takes place after all: %(when)s") % {"when": _when(*now)}
    if found := VALUES.get(word):
        label, value = found
        words = {"what": capfirst(str(label)), "before": value(*was), "after": value(*now)}
        return _("%(what)s: %(after)s instead of %(before)s") % words
    return _("The description was rewritten") if word == ABSTRACT else _("Details were corrected")


def _when(one: Session | None, programme: Programme) -> str:
    day = programme.day_of(one) if one else None
    if one is None or day is None or one.starts_at is None or one.ends_at is None:
        return NOTHING
    return f"{times.weekday(day)}, {times.span(one.starts_at, one.ends_at, programme.zone)}"


def _hall(one: Session | None, programme: Programme) -> str:
    return next((hall.name for hall in programme.halls if one and hall.guid == one.hall), NOTHING)


def _title(one: Session | None, programme: Programme) -> str:
    return one.title.in_language(language()) if one else NOTHING


def _track(one: Session | None, programme: Programme) -> str:
    found = (track for track in programme.tracks if one and track.guid == one.track)
    return next((track.name.in_language(language()) for track in found), NOTHING)


def _speakers(one: Session | None, programme: Programme) -> str:
    names = {speaker.guid: speaker.name for speaker in programme.speakers}
    return ", ".join(names.get(part.speaker, "") for part in one.parts) if one and one.parts else NOTHING


def _kind(one: Session | None, programme: Programme) -> str:
    return str(models.Session.Kind(one.kind).label) if one else NOTHING


VALUES: Mapping[str, tuple[Promise, Callable[[Session | None, Programme], str]]] = {
    TIME: (gettext_lazy("time"), _when),
    HALL: (pgettext_lazy("event", "room"), _hall),
    TITLE: (gettext_lazy("title"), _title),
    SPEAKERS: (gettext_lazy("speakers"), _speakers),
    TRACK: (gettext_lazy("track"), _track),
    KIND: (gettext_lazy("kind"), _kind),
}
