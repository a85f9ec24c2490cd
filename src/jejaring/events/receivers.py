"""What this room does when a lower room announces something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jejaring.events.actions.helpers import take_task
from jejaring.people.models import Invitation, Person
from jejaring.people.signals import invitation_accepted


def give_the_promised_task(
    sender: object, *, invitation: Invitation, person: Person, at: datetime, **more: Any
) -> None:
    take_task(invitation, person, at=at)


def connect() -> None:
    """Listen; called once when the room starts."""
    invitation_accepted.connect(give_the_promised_task, dispatch_uid="events.give_the_promised_task")
