"""What this room does when a lower room announces something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engines.schedule import Programme
from jejaring.events.actions.helpers import take_task
from jejaring.events.actions.search import let_be_found
from jejaring.events.models import Event, ProgrammeVersion
from jejaring.events.signals import programme_released
from jejaring.people.models import Invitation, Person
from jejaring.people.signals import invitation_accepted


def give_the_promised_task(
    sender: object, *, invitation: Invitation, person: Person, at: datetime, **more: Any
) -> None:
    take_task(invitation, person, at=at)


def let_sessions_be_found(sender: object, *, event: Event, version: ProgrammeVersion, **more: Any) -> None:
    let_be_found(event, Programme.from_json(version.content))


def connect() -> None:
    """Listen; called once when the room starts."""
    invitation_accepted.connect(give_the_promised_task, dispatch_uid="events.give_the_promised_task")
    programme_released.connect(let_sessions_be_found, dispatch_uid="events.let_sessions_be_found")
