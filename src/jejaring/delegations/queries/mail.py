"""Whom to write to, and what reached whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from jejaring.delegations.queries.delegations import COMES, whom_to_ask, with_answers
from jejaring.events.models import Event, Speaker
from jejaring.registration import mail
from jejaring.registration.mail import Recipient
from jejaring.registration.models import Delegation, Message, Registration

R, D = Registration.State, Delegation.State
Writes = Callable[[Event, date], list[Recipient]]
IN_STATE = {
    "sent": Q(sent_at__isnull=False),
    "failed": Q(sent_at=None, dropped_at=None, failed_at__isnull=False),
    "waiting": Q(sent_at=None, dropped_at=None, failed_at=None),
    "dropped": Q(sent_at=None, dropped_at__isnull=False),
}


def state_of(message: Message) -> str:
    """Return "sent", "failed", "waiting" or "dropped", as in IN_STATE."""
    if message.sent_at:
        return "sent"
    if message.dropped_at:
        return "dropped"
    return "failed" if message.failed_at else "waiting"


def registered(event: Event, *states: str) -> QuerySet[Registration]:
    """Return the people of an event in these states, with what is needed to write to them."""
    return event.registrations.filter(state__in=states).select_related("person", "delegation__contact")


def speaking(event: Event) -> QuerySet[Speaker]:
    """Return the speakers who have a part in a session that is not cancelled."""
    from_sessions = Q(parts__session__event=event) & ~Q(parts__session__state="cancelled")
    return event.speakers.filter(from_sessions).select_related("person").distinct()


def _people(*states: str) -> Writes:
    return lambda event, _on: [mail.of_registration(one) for one in registered(event, *states)]


def _invited(event: Event, on: date) -> list[Recipient]:
    """Return whom to write to about the delegations that were told of their invitation and have not declined."""
    found = with_answers(event.delegations.filter(state__in=COMES)).filter(Q(is_signed=True) | Q(state=D.ACCEPTED))
    return [recipient for one in found for recipient in whom_to_ask(one, on=on)]


def _speakers(event: Event, _on: date) -> list[Recipient]:
    return [mail.of_speaker(one) for one in speaking(event)]


_WRITES: Mapping[str, Writes] = {
    "confirmed": _people(R.CONFIRMED),
    "waiting": _people(R.APPLIED, R.WAITING),
    "speaking": _speakers,
    "invited": _invited,
}
AUDIENCES = tuple(_WRITES)


def audience(event: Event, key: str, *, on: date) -> list[Recipient]:
    """Return the people of an event by what they are: "confirmed", "waiting", "speaking" or "invited" (contacts)."""
    return _WRITES[key](event, on)
