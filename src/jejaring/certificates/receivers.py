"""What this room does when a lower room announces something."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from jejaring.certificates.queries import certificate_of
from jejaring.kit.refusal import Refusal
from jejaring.registration.models import Registration
from jejaring.registration.signals import registrations_merged


def keep_one_certificate(sender: object, *, registration: Registration, into: Registration, **more: Any) -> None:
    """Refuse to end a registration that has a certificate in force: its person would get a second one."""
    if certificate_of(registration):
        sentence = _("%(name)s has a certificate in force. Keep that registration, or revoke the certificate first.")
        raise Refusal(sentence % {"name": registration.name}, field="into")


def connect() -> None:
    """Listen; called once when the room starts."""
    registrations_merged.connect(keep_one_certificate, dispatch_uid="certificates.keep_one_certificate")
