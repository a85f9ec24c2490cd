"""Seats in sessions: taken and given back by who is registered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jejaring.events.models import Session
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration import seats
from jejaring.registration.models import Registration


@transaction.atomic
def sign_up(registration: Registration, session: Session, *, by: Person | None, at: datetime) -> None:
    """Take a seat in a session. Raises Refusal if none is free, or the registration is not confirmed."""
    seats.sign_up(registration, session, at=at)
    record("registration.sign_up", registration, by=by, at=at, data={"session": session.number})


@transaction.atomic
def leave(registration: Registration, session: Session, *, by: Person | None, at: datetime) -> None:
    """Give the seat in a session back; without one, nothing changes."""
    if seats.leave(registration, session, at=at):
        record("registration.leave_session", registration, by=by, at=at, data={"session": session.number})
