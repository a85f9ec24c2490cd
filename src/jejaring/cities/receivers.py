"""What this room does when a lower room announces something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jejaring.cities.actions import take_office
from jejaring.people.models import Invitation, Person
from jejaring.people.signals import invitation_accepted


def give_the_promised_office(
    sender: object, *, invitation: Invitation, person: Person, at: datetime, **more: Any
) -> None:
    take_office(invitation, person, at=at)


def connect() -> None:
    """Listen; called once when the room starts."""
    invitation_accepted.connect(give_the_promised_office, dispatch_uid="cities.give_the_promised_office")
