"""What this room does when an event is cancelled or its programme is released: those it concerns are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from engines.schedule import Programme, Session
from engines.schedule.changes import ADDED, DROPPED, HALL, RESTORED, SPEAKERS, TIME, TITLE, Change
from jejaring.delegations.queries.mail import AUDIENCES, audience
from jejaring.events.models import Event, ProgrammeVersion
from jejaring.events.signals import event_cancelled, programme_released
from jejaring.kit import words
from jejaring.people.models import Person
from jejaring.registration import mail
from jejaring.registration.models import SignUp

TOLD = {ADDED, DROPPED, RESTORED, TIME, HALL, TITLE, SPEAKERS}  # of a change of its text nobody is told by mail


def connect() -> None:
    """Listen; called once when the room starts."""
    event_cancelled.connect(tell_of_cancellation, dispatch_uid="registration.tell_of_cancellation")
    programme_released.connect(tell_of_changes, dispatch_uid="registration.tell_of_changes")


def tell_of_cancellation(sender: object, *, event: Event, by: Person | None, at: datetime, **_more: Any) -> None:
    """Drop what is not sent yet, and write once to everyone who is confirmed, waits, speaks or is invited."""
    mail.drop(event, at=at)
    people = [one for key in AUDIENCES for one in audience(event, key, on=timezone.localdate(at))]
    mail.write(
        event,
        "cancelled",
        people,
        template="event_cancelled",
        values=lambda: {"reason": event.end_reason},
        by=by,
        at=at,
    )


def tell_of_changes(
    sender: object,
    *,
    event: Event,
    version: ProgrammeVersion,
    before: ProgrammeVersion | None,
    changes: Iterable[Change],
    by: Person | None,
    at: datetime,
    **_more: Any,
) -> None:
    """Write to the speakers of the sessions that changed, and to those who have a seat in one; to nobody else."""
    new = Programme.from_json(version.content)
    old = Programme.from_json(before.content) if before else None
    if old and (old.begins_on, old.ends_on) != (new.begins_on, new.ends_on):
        mail.drop(event, beginning="reminder", at=at)
    told = [one for one in changes if TOLD & set(one.what)]
    people = [*_speakers(event, told, old, new), *_signed_up(event, told, old, new)]
    number = version.number
    mail.write(
        event,
        f"programme-{number}",
        people,
        template="programme_changed",
        values=lambda: {"version": str(number)},
        by=by,
        at=at,
    )


def _speakers(event: Event, changes: Sequence[Change], old: Programme | None, new: Programme) -> list[mail.Recipient]:
    concerns: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        for guid in change.affected:
            concerns[guid].append(change)
    found = event.speakers.filter(guid__in=concerns).select_related("person")
    return [mail.of_speaker(one, _details(concerns[str(one.guid)], old, new)) for one in found]


def _signed_up(event: Event, changes: Sequence[Change], old: Programme | None, new: Programme) -> list[mail.Recipient]:
    by_guid = {change.session.guid: change for change in changes}
    seats = SignUp.objects.filter(left_at=None, session__event=event, session__guid__in=by_guid)
    found = seats.select_related("session", "registration__person", "registration__delegation__contact")
    return [
        mail.of_registration(one.registration, _details([by_guid[str(one.session.guid)]], old, new)) for one in found
    ]


def _details(changes: Sequence[Change], old: Programme | None, new: Programme) -> Callable[[], str]:
    return lambda: "\n".join(in_words(change, old, new) for change in changes)


def in_words(change: Change, old: Programme | None, new: Programme) -> str:
    """Return what became of a session, in the active language and the event's zone."""
    values = {
        "title": change.session.title.in_language(translation.get_language() or "id"),
        "before": _place(change.before, old or new),
        "now": _place(change.after, new),
    }
    if DROPPED in change.what:
        return _("“%(title)s” is cancelled (it was to be: %(before)s).") % values
    if change.before is None or RESTORED in change.what:
        return _("“%(title)s” is on the programme: %(now)s.") % values
    if TIME in change.what or HALL in change.what:
        return _("“%(title)s” is moved: %(now)s, instead of %(before)s.") % values
    return _("“%(title)s”: its title or its speakers have changed; it stays at %(now)s.") % values


def _place(session: Session | None, programme: Programme) -> str:
    """Return when, in the zone of the event, and where a session is."""
    if session is None or session.starts_at is None:
        return _("time still open")
    halls = {one.guid: one.name for one in programme.halls}
    moment = words.moment(session.starts_at, programme.zone)
    return ", ".join(part for part in (moment, halls.get(session.hall, "")) if part)
