"""The secret in the address of a participant's own page: in no table, and made again from the installation's key.

A letter is stored with an address that opens nothing for strangers; the secret takes its place when it is sent.
"""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac

from jejaring.registration.models import Message, Registration


def token_of(registration: Registration) -> str:
    """Return the secret of a registration's own page."""
    return _token(registration.public_id)


def hash_of(token: str) -> str:
    """Return what is stored of a secret."""
    return sha256(token.encode()).hexdigest()


def registration_with(token: str) -> Registration | None:
    """Return whose own page a secret opens; None if it opens nothing."""
    found = Registration.objects.select_related("event", "group", "delegation__organisation", "speaker", "asked")
    return found.filter(token_hash=hash_of(token)).first()


def path_of(registration: Registration) -> str:
    """Return the address of a registration's own page for who is signed in, in the active language."""
    return reverse("registration:own_ticket", args=[registration.public_id])


def occasion(what: str, registration: Registration) -> str:
    """Return the occasion of a letter about one registration, whose own page it may open."""
    return f"{what}-{registration.public_id.hex}"


def body_of(message: Message) -> str:
    """Return a letter as it is sent: the address of the own page that its occasion names gets the secret."""
    try:
        public_id = UUID(message.occasion.rpartition("-")[2])
    except ValueError:
        return message.body
    return message.body.replace(f"/tiket/{public_id}/", f"/tiket/{_token(public_id)}/")


def _token(public_id: UUID) -> str:
    return salted_hmac("registration.ticket", str(public_id), algorithm="sha256").hexdigest()[:40]
