"""Who may invite people, let locked-out persons in again, and carry out what the personal-data law asks."""

from __future__ import annotations

from datetime import date

from jejaring.people import secretariat
from jejaring.people.models import DeletionRequest, FactorReset, Invitation, Person


def may_invite(person: Person, *, on: date) -> bool:
    """The secretariat invites anyone; rooms that keep offices ask their own rules before `actions.invite`."""
    return secretariat.is_secretariat(person, on=on)


def may_withdraw(person: Person, invitation: Invitation, *, on: date) -> bool:
    return invitation.invited_by_id == person.pk or secretariat.is_secretariat(person, on=on)


def may_delete(person: Person, request: DeletionRequest, *, on: date) -> bool:
    """The secretariat deletes accounts, but nobody their own: two pairs of eyes."""
    return request.person_id != person.pk and secretariat.is_secretariat(person, on=on)


def may_ask_factor_reset(person: Person, *, on: date) -> bool:
    """The secretariat asks for any account, also for one that keeps the installation."""
    return secretariat.is_secretariat(person, on=on)


def may_confirm_factor_reset(person: Person, reset: FactorReset, *, on: date) -> bool:
    """A second person of the secretariat confirms: neither who asked nor whose account it is."""
    return person.pk not in (reset.asked_by_id, reset.person_id) and secretariat.is_secretariat(person, on=on)


def may_stop_factor_reset(person: Person, reset: FactorReset, *, on: date) -> bool:
    """The secretariat stops a reset, and so does the person whose account it is."""
    return person.pk == reset.person_id or secretariat.is_secretariat(person, on=on)
