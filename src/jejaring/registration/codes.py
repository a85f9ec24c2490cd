"""Codes of participants: made at random, read forgivingly, renewed one by one.

The alphabet is that of Crockford's Base32: no I, L, O and U. What someone types is read as that alphabet means it:
small letters are capitals, O is 0, I and L are 1, blanks and hyphens do not count.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jejaring.events.models import Event
from jejaring.kit.persons import Person
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.registration.models import Code, Registration

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
LOOK_ALIKES = str.maketrans("OIL", "011")
TRIES = 20  # a collision of 8 characters is one in a thousand million where a thousand codes are known
TEXT_IS_TAKEN, HAS_ONE = "registration_code_text_key", "one_valid_code_per_registration"


def make(registration: Registration, *, at: datetime) -> Code:
    """Return the valid code of a registration; one is made if there is none yet."""
    return valid_code(registration) or _made(registration, at=at)


def valid_code(registration: Registration) -> Code | None:
    """Return the code that the door admits; None before one was made."""
    return registration.codes.filter(renewed_at=None).first()


@transaction.atomic
def renew(code: Code, *, by: Person, at: datetime) -> Code:
    """Give a person a new code and return it; the old one stays known, and is answered as renewed.

    Nobody else's code changes. Raises Refusal if this one has been renewed already.
    """
    locked = Code.objects.select_for_update().get(pk=code.pk)
    if locked.renewed_at is not None:
        raise Refusal(_("This code has already been renewed; the newer one is valid."))
    locked.renewed_at = at
    locked.save(update_fields=["renewed_at"])
    fresh = _made(locked.registration, at=at)
    record("registration.renew_code", locked.registration, by=by, at=at, on=at.date(), data={"code": fresh.pk})
    return fresh


def normalised(typed: str) -> str:
    """Return what someone typed as a code is written; it need not be one."""
    return "".join(typed.split()).replace("-", "").upper().translate(LOOK_ALIKES)


def find(typed: str) -> Code | None:
    """Return the code, valid or renewed, that someone typed or a camera read; None if it is not known."""
    text = normalised(typed)
    if len(text) != LENGTH or not set(text) <= set(ALPHABET):
        return None
    return Code.objects.select_related("registration__event").filter(text=text).first()


def address(code: Code) -> str:
    """Return the absolute address in the QR of a badge, in the default language."""
    return address_of(code.registration.event, code.text)


def address_of(event: Event, text: str) -> str:
    """Return the absolute address of a code of an event, in the default language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.PUBLIC_URL}{reverse('registration:code', args=[event.slug, text])}"


def _made(registration: Registration, *, at: datetime) -> Code:
    """Make a code that no registration has had. Raises RuntimeError if every try collides."""
    for _try in range(TRIES):
        text = "".join(secrets.choice(ALPHABET) for _character in range(LENGTH))
        try:
            with transaction.atomic():
                return Code.objects.create(registration=registration, text=text, made_at=at)
        except IntegrityError as error:
            taken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
            if taken == HAS_ONE:  # another request made it at the same moment
                return registration.codes.get(renewed_at=None)
            if taken != TEXT_IS_TAKEN:
                raise
    raise RuntimeError(f"{TRIES} codes in a row were taken")
