"""What this room does when a lower room announces something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jejaring.events.models import Event
from jejaring.events.signals import event_copied, speakers_changed
from jejaring.people.models import Person
from jejaring.people.signals import person_deleted
from jejaring.registration.actions.erasing import erase_person
from jejaring.registration.actions.setup import copy_setup
from jejaring.registration.actions.speakers import register_speakers


def register_who_speaks(sender: object, *, event: Event, by: Person | None, at: datetime, **more: Any) -> None:
    register_speakers(event, by=by, at=at)


def copy_the_registration(
    sender: object, *, event: Event, source: Event, by: Person | None, at: datetime, **more: Any
) -> None:
    copy_setup(source, event, by=by, at=at)


def erase_who_is_deleted(sender: object, *, person: Person, by: Person | None, at: datetime, **more: Any) -> None:
    erase_person(person, by=by, at=at)


def connect() -> None:
    """Listen; called once when the room starts."""
    person_deleted.connect(erase_who_is_deleted, dispatch_uid="registration.erase_who_is_deleted")
    event_copied.connect(copy_the_registration, dispatch_uid="registration.copy_the_registration")
    speakers_changed.connect(register_who_speaks, dispatch_uid="registration.register_who_speaks")
