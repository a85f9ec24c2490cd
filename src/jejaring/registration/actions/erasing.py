"""Personal data of participants: erased when an account is deleted, on request, and some time after the event."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration import mail, seats
from jejaring.registration.models import Message, Registration
from jejaring.registration.queries.people import ACTIVE

KEPT_DAYS = 730  # after the event: contact details and answers
CONTACT = {"email": "", "phone": "", "answers": {}}
ERASED_NAME = "–"


@transaction.atomic
def erase(registration: Registration, *, by: Person | None, at: datetime) -> None:
    """Erase who is behind a registration that has ended. Raises Refusal if it has not: it is cancelled first."""
    found = Registration.objects.select_for_update().get(pk=registration.pk)
    if found.state in ACTIVE:
        raise Refusal(_("Cancel the registration first."))
    _erase(found, by=by, at=at)
    record("registration.erase", found, by=by, at=at)


@transaction.atomic
def erase_person(person: Person, *, by: Person | None, at: datetime) -> None:
    """Erase a person from every registration; those of events to come are cancelled, and the seats go on."""
    mail.forget(Message.objects.filter(recipient=person.email), by=by, at=at)
    for one in Registration.objects.filter(person=person).select_related("event").order_by("group", "pk"):
        if one.state in ACTIVE and one.event.ends_on >= at.date():
            seats.free(one, "cancel", at=at, reason=_("The account was deleted."))
        _erase(Registration.objects.get(pk=one.pk), by=by, at=at)
        record("registration.erase", one, by=by, at=at)


def _erase(registration: Registration, *, by: Person | None, at: datetime) -> None:
    if registration.email:
        mail.forget(registration.event.messages.filter(recipient=registration.email.lower()), by=by, at=at)
    registration.name = registration.sort_name = ERASED_NAME
    registration.position, registration.listed = "", False
    for name, value in CONTACT.items():
        setattr(registration, name, value)
    registration.save()


@transaction.atomic
def erase_contacts(*, on: date, at: datetime) -> int:
    """Erase contact details and answers of events that ended KEPT_DAYS ago; return of how many registrations.

    Names stay with the record of who came: certificates and minutes rest on it.
    """
    old = Registration.objects.filter(event__ends_on__lt=on - timedelta(days=KEPT_DAYS)).exclude(**CONTACT)
    erased = 0
    mail.forget(Message.objects.filter(event__in=old.values("event")), by=None, at=at)
    for one in old:
        Registration.objects.filter(pk=one.pk).update(**CONTACT)
        record("registration.erase", one, by=None, at=at)
        erased += 1
    return erased
