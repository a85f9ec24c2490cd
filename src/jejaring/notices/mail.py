"""E-mail of our own words: its subject is one line, whatever names it holds.

Letters are sent by the worker's own queue for them, never while a page is waited for, and never inside a transaction:
a mail server that is slow would hold its locks.
"""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.db import transaction

from jejaring.texts.judge import cleaned


def send_mail(subject: str, text: str, *, to: str) -> None:
    """Send a letter to one address. Raises OSError or SMTPException if the mail server does not take it."""
    send(EmailMessage(cleaned(subject), text, to=[to]))


def send(letter: EmailMessage) -> None:
    """Send a letter. Raises what `send_mail` does, and RuntimeError inside a transaction."""
    with transaction.atomic(durable=True):
        pass  # nothing is read; it refuses to begin inside another
    letter.send()
