"""What this room does when a lower room announces something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jejaring.events.models import Event
from jejaring.events.signals import speakers_changed
from jejaring.people.models import Person
from jejaring.registration.actions.speakers import register_speakers


def register_who_speaks(sender: object, *, event: Event, by: Person | None, at: datetime, **more: Any) -> None:
    register_speakers(event, by=by, at=at)


def connect() -> None:
    """Listen; called once when the room starts."""
    speakers_changed.connect(register_who_speaks, dispatch_uid="registration.register_who_speaks")
