"""Who may invite people and carry out what the personal-data law asks."""

from __future__ import annotations

from datetime import date

from jejaring.people import secretariat
from jejaring.people.models import DeletionRequest, Invitation, Person


def may_invite(person: Person, *, on: date) -> bool:
    """The secretariat invites anyone; rooms that keep offices ask their own rules before `actions.invite`."""
    return secretariat.is_secretariat(person, on=on)


def may_withdraw(person: Person, invitation: Invitation, *, on: date) -> bool:
    return invitation.invited_by_id == person.pk or secretariat.is_secretariat(person, on=on)


def may_delete(person: Person, request: DeletionRequest, *, on: date) -> bool:
    """The secretariat deletes accounts, but nobody their own: two pairs of eyes."""
    return request.person_id != person.pk and secretariat.is_secretariat(person, on=on)
