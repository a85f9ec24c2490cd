"""Releasing the draft: a numbered version that never changes, and the signal to those it concerns."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engines.schedule import Programme, ScheduleError
from engines.schedule.changes import changes, renamings
from engines.schedule.release import release
from jejaring.events.actions.common import locked_open
from jejaring.events.models import Event, ProgrammeVersion
from jejaring.events.queries import current_version, drafted
from jejaring.events.signals import programme_released
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person


@transaction.atomic
def release_programme(event: Event, *, by: Person | None, at: datetime, note: str = "") -> ProgrammeVersion:
    """Release the draft as the next version, and let the rooms above know what changed in it.

    The event's row is locked, so two who press the button together release once. Raises Refusal if nothing is placed
    or nothing changed, or if a session cannot be held as it is drafted.
    """
    event = locked_open(event)
    before = current_version(event)
    previous = Programme.from_json(before.content) if before else None
    programme = next_version(event, previous, at=at)
    number = programme.version
    content = programme.as_json()
    version = ProgrammeVersion.objects.create(
        event=event,
        number=number,
        released_at=at,
        released_by=by,
        note=note,
        content=content,
        sha256=fingerprint(content),
    )
    record("events.release_programme", event, by=by, at=at, data={"version": number, "sha256": version.sha256})
    found = changes(previous, programme)
    programme_released.send(Event, event=event, version=version, before=before, changes=found, by=by, at=at)
    return version


def next_version(event: Event, previous: Programme | None, *, at: datetime) -> Programme:
    """Return what a release would make of the draft. Raises Refusal as `release_programme` does."""
    draft = drafted(event)
    try:
        programme = release(draft, previous, previous.version + 1 if previous else 1, at)
    except ScheduleError as error:
        raise Refusal(_("The programme cannot be released as it is: %(faults)s") % {"faults": error}) from error
    if not programme.sessions:
        raise Refusal(_("No session has a time yet: there is nothing to release."))
    if previous and not changes(previous, programme) and not renamings(previous, programme):
        raise Refusal(_("Nothing has changed since version %(number)s.") % {"number": previous.version})
    return programme


def fingerprint(content: object) -> str:
    """Return the SHA-256 of a version's content, in hexadecimal digits."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
