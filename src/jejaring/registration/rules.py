"""Who may do what to registrations and delegations."""

from __future__ import annotations

from datetime import date

from jejaring.cities.queries import KEEPERS, Reader, holds_office
from jejaring.events.models import Event
from jejaring.events.rules import may_manage
from jejaring.registration.models import Delegation, Registration


def may_manage_participants(person: Reader, event: Event, *, on: date) -> bool:
    """Who manages an event admits, changes and removes its participants."""
    return may_manage(person, event, on=on)


def may_keep_delegation(person: Reader, delegation: Delegation, *, on: date) -> bool:
    """A delegation is kept by its contact, by those who keep its government's offices, and by the event's managers."""
    if not person.is_authenticated:
        return False
    own = delegation.contact_id == person.pk or holds_office(person, delegation.organisation, *KEEPERS, on=on)
    return own or may_manage(person, delegation.event, on=on)


def may_change(person: Reader, registration: Registration, *, on: date) -> bool:
    """A registration is changed by its own person, by who keeps its delegation, and by the event's managers."""
    if not person.is_authenticated:
        return False
    if registration.person_id == person.pk or may_manage(person, registration.event, on=on):
        return True
    return registration.delegation is not None and may_keep_delegation(person, registration.delegation, on=on)
