"""Letters about an account: queued with what they tell of, and sealed while they wait.

Some hold a code or a link that opens something, so in the queue there is no letter that can be read, nor in a copy of
the database. One that has waited longer than what it holds counts is not sent.
"""

from __future__ import annotations

import base64
import json
import logging

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

from jejaring.kit.queue import defer
from jejaring.notices.mail import send_mail

DAY = 24 * 60 * 60  # seconds
logger = logging.getLogger(__name__)


def queue_letter(subject: str, text: str, *, to: str, seconds: int = DAY) -> None:
    """Have a letter sent, if the running transaction commits; `seconds` is how long it may wait."""
    sealed = _box().encrypt(json.dumps([subject, text, to]).encode()).decode("ascii")
    defer("people.send_letter", sealed=sealed, seconds=seconds)


def send_letter(sealed: str, seconds: int) -> None:
    """Send a letter from the queue, unless it has waited too long. Raises OSError if the server does not take it."""
    if (letter := opened(sealed, seconds)) is None:
        logger.warning("a letter about an account was not sent: it waited too long, or was sealed with another key")
        return
    subject, text, to = letter
    send_mail(subject, text, to=to)


def opened(sealed: str, seconds: int) -> tuple[str, str, str] | None:
    """Return subject, text and address of a sealed letter; None if it cannot be opened any more."""
    try:
        subject, text, to = json.loads(_box().decrypt(sealed, ttl=seconds))
    except InvalidToken:
        return None
    return subject, text, to


def _box() -> Fernet:
    key = salted_hmac("jejaring.people.letters", "seal", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
