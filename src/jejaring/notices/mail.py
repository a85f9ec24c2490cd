"""E-mail of our own words: its subject is one line, whatever names it holds.

Letters are sent by the worker's own queue for them, never while a page is waited for, and never inside a transaction:
a mail server that is slow would hold its locks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.mail import EmailMessage
from django.db import transaction

from jejaring.texts.judge import cleaned

Taken = set[tuple[str, ...]]  # subject and addresses of letters
_taken: ContextVar[Taken | None] = ContextVar("what the mail server has taken of the job under way", default=None)


@contextmanager
def sending_once(taken: Taken) -> Iterator[None]:
    """Send no letter meanwhile that is among those taken, and add those that are.

    A job that cannot note that its letter left, on a full disk, is tried again, and keeps the set from before.
    """
    token = _taken.set(taken)
    try:
        yield
    finally:
        _taken.reset(token)


def send_mail(subject: str, text: str, *, to: str) -> None:
    """Send a letter to one address. Raises OSError or SMTPException if the mail server does not take it."""
    send(EmailMessage(cleaned(subject), text, to=[to]))


def send(letter: EmailMessage) -> None:
    """Send a letter. Raises what `send_mail` does, and RuntimeError inside a transaction."""
    with transaction.atomic(durable=True):
        pass  # nothing is read; it refuses to begin inside another
    taken, key = _taken.get(), (str(letter.subject), *letter.to)
    if taken is None:
        letter.send()
    elif key not in taken:
        letter.send()
        taken.add(key)
