"""People who register themselves, without an account, and what they do on their own page."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.registration import seats, telling
from jejaring.registration.actions.registrations import Entrant, register
from jejaring.registration.models import ParticipantGroup, Registration
from jejaring.registration.queries.people import ACTIVE
from jejaring.registration.queries.setup import is_open, setup_of

CONFIRM_WITHIN = timedelta(hours=48)


@transaction.atomic
def register_self(event: Event, entrant: Entrant, *, group: ParticipantGroup, at: datetime) -> Registration:
    """Register who asks for it, and write to them; return the registration.

    Without an account it has to be confirmed by the link in the letter within CONFIRM_WITHIN, and holds its seat or
    place in the queue meanwhile. Who sends the same name and address twice is registered once, and gets the link
    again. Raises Refusal if registration is not open, the group does not register person by person, or the person is
    registered already.
    """
    if not is_open(event, setup_of(event), at=at):
        raise Refusal(_("Registration is not open. Nothing was sent."))
    if group.by_delegation:
        raise Refusal(_("This group is invited city by city."), field="group")
    seats.lock(group.pk)
    if entrant.person is None and (known := _known(event, entrant)):
        telling.reminded_of_page(known, at=at)
        return known
    until = None if entrant.person else at + CONFIRM_WITHIN
    new = register(
        event, entrant, group=group, by=entrant.person, at=at, applies=group.needs_approval, confirm_until=until
    )
    telling.decided(new, at=at)
    return new


def _known(event: Event, entrant: Entrant) -> Registration | None:
    found = event.registrations.filter(state__in=ACTIVE, email__iexact=entrant.email, name__iexact=entrant.name)
    return found.first()


@transaction.atomic
def confirm(registration: Registration, *, at: datetime) -> None:
    """Confirm a registration by the link that was sent; once is enough. Raises Refusal if it has ended."""
    locked = Registration.objects.select_for_update().get(pk=registration.pk)
    if locked.state not in ACTIVE:
        raise Refusal(_("This registration has ended."))
    if locked.confirm_until:
        locked.confirm_until = None
        locked.save(update_fields=["confirm_until"])
        record("registration.confirm", locked, by=None, at=at)


def end_unconfirmed(*, at: datetime) -> int:
    """End the registrations that nobody has confirmed in time, and return how many; others move up.

    It may run twice: each is ended in a transaction of its own.
    """
    late = Registration.objects.filter(state__in=ACTIVE, confirm_until__lte=at).values_list("pk", flat=True)
    return sum(_end(pk, at) for pk in list(late))


@transaction.atomic
def _end(pk: int, at: datetime) -> bool:
    seats.lock(Registration.objects.values_list("group", flat=True).get(pk=pk))
    late = Registration.objects.select_for_update().get(pk=pk)
    if late.confirm_until is None or late.state not in ACTIVE:
        return False  # confirmed or ended meanwhile
    ended = seats.free(late, "cancel", at=at, reason=_("Not confirmed in time."))
    record("registration.cancel", ended, by=None, at=at)
    return True
