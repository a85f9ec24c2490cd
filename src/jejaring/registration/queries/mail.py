"""Whom to write to, and what reached whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Q, QuerySet

from jejaring.events.models import Event, Speaker
from jejaring.registration import mail
from jejaring.registration.mail import Recipient
from jejaring.registration.models import Delegation, Message, Registration

R, D = Registration.State, Delegation.State
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


def invited(event: Event, *states: str) -> QuerySet[Delegation]:
    """Return the delegations in these states that have a contact."""
    return event.delegations.filter(state__in=states, contact__isnull=False).select_related("contact")


def _people(*states: str) -> Callable[[Event], list[Recipient]]:
    return lambda event: [mail.of_registration(one) for one in registered(event, *states)]


def _contacts(*states: str) -> Callable[[Event], list[Recipient]]:
    return lambda event: [mail.of_person(one.contact) for one in invited(event, *states) if one.contact]


def _speakers(event: Event) -> list[Recipient]:
    return [mail.of_speaker(one) for one in speaking(event)]


_WRITES: Mapping[str, Callable[[Event], list[Recipient]]] = {
    "confirmed": _people(R.CONFIRMED),
    "waiting": _people(R.APPLIED, R.WAITING),
    "speaking": _speakers,
    "invited": _contacts(D.INVITED, D.ACCEPTED),
}
AUDIENCES = tuple(_WRITES)


def audience(event: Event, key: str) -> list[Recipient]:
    """Return the people of an event by what they are: "confirmed", "waiting", "speaking" or "invited" (contacts)."""
    return _WRITES[key](event)
