"""An account that somebody else may have got hold of is locked at once, and unlocked when its person has it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.actions.account import end_sessions
from jejaring.people.models import Person


@transaction.atomic
def lock(person: Person, *, by: Person | None, at: datetime) -> int:
    """Close an account: its sessions end, its password opens nothing any more. Return how many sessions ended.

    Offices and second factors stay. Raises Refusal if it is closed already.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refusal(_("This account is closed."))
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    ended = end_sessions(person, by=by, at=at)
    record("people.lock", person, by=by, at=at, data={"sessions": ended})
    return ended


@transaction.atomic
def unlock(person: Person, *, by: Person | None, at: datetime) -> None:
    """Open an account again that was locked; its person chooses a new password by the link of a letter.

    Raises Refusal if it is not closed, or was deleted.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Refusal(_("This account is not closed."))
    if person.deletion_requests.filter(done_at__isnull=False).exists():
        raise Refusal(_("This account was already deleted."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("people.unlock", person, by=by, at=at)
