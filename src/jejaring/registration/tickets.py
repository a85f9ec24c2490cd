"""The secret in the address of a participant's own page: in no table, and made again from the installation's key."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from jejaring.registration.models import Registration


def token_of(registration: Registration) -> str:
    """Return the secret of a registration's own page."""
    return salted_hmac("registration.ticket", str(registration.public_id), algorithm="sha256").hexdigest()[:40]


def hash_of(token: str) -> str:
    """Return what is stored of a secret."""
    return sha256(token.encode()).hexdigest()


def link_of(registration: Registration) -> str:
    """Return the absolute address of a registration's own page, in the person's language."""
    with override(registration.language):
        return f"{settings.PUBLIC_URL}{reverse('registration:ticket', args=[token_of(registration)])}"
