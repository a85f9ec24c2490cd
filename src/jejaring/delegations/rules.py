"""Who invites cities and signs the invitations."""

from __future__ import annotations

from datetime import date

from jejaring.cities.queries import Reader, holds_network_office
from jejaring.delegations.queries.delegations import SIGNERS
from jejaring.events.models import Event
from jejaring.events.rules import may_manage


def may_invite(person: Reader, event: Event, *, on: date) -> bool:
    """Who manages an event invites cities in the network's name; the letter counts once it is signed."""
    return may_manage(person, event, on=on)


def may_sign_invitations(person: Reader, *, on: date) -> bool:
    """The president and the secretary of the network sign invitations."""
    return holds_network_office(person, *SIGNERS, on=on)
