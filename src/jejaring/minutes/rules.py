"""Who may do what with minutes: those who run the event or the session write, managers approve, the network signs."""

from __future__ import annotations

from datetime import date

from jejaring.cities.queries import Reader, holds_network_office
from jejaring.events.models import Event, Helper
from jejaring.events.queries import helps_on
from jejaring.events.rules import may_manage, may_manage_session
from jejaring.minutes.models import ActionItem, Minutes
from jejaring.minutes.queries import SIGNERS


def may_keep_minutes(person: Reader, event: Event, *, on: date) -> bool:
    """Managers of the event or of one of its sessions, and who signs for the network, open the list."""
    if may_manage(person, event, on=on) or holds_network_office(person, *SIGNERS, on=on):
        return True
    own = helps_on(on).filter(event=event, role=Helper.Role.SESSION)
    return person.is_authenticated and own.filter(person=person).exists()


def may_read(person: Reader, minutes: Minutes, *, on: date) -> bool:
    """Who writes, approves or signs them reads them in the making."""
    return may_write(person, minutes, on=on) or may_sign(person, on=on)


def may_write(person: Reader, minutes: Minutes, *, on: date) -> bool:
    """Managers of the event write; of a session's minutes also who manages that session."""
    if minutes.session:
        return may_manage_session(person, minutes.session, on=on)
    return may_manage(person, minutes.event, on=on)


def may_approve(person: Reader, minutes: Minutes, *, on: date) -> bool:
    """Managers of the event approve, and begin corrections."""
    return may_manage(person, minutes.event, on=on)


def may_sign(person: Reader, *, on: date) -> bool:
    """The president, the secretary and the secretariat sign for the network."""
    return holds_network_office(person, *SIGNERS, on=on)


def may_report(person: Reader, item: ActionItem, *, on: date) -> bool:
    """The owner of an item reports on it, and so do the managers of the event."""
    own = item.approved and person.is_authenticated and item.owner_id == person.pk
    return own or may_manage(person, item.minutes.event, on=on)
