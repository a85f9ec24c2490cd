"""Sending letters to participants, by the worker."""

from __future__ import annotations

from datetime import datetime
from smtplib import SMTPException

from jejaring.notices.mail import send_mail
from jejaring.registration import tickets
from jejaring.registration.models import Message


def send_message(message_id: int, *, at: datetime) -> None:
    """Send a letter, without a lock meanwhile; one that was sent or dropped is left alone.

    Raises OSError or SMTPException if the mail server does not take it, after that has been noted, and DoesNotExist
    while the transaction that wrote it has not ended: the worker then tries again.
    """
    message = Message.objects.get(pk=message_id)
    if message.sent_at or message.dropped_at:
        return
    try:
        send_mail(message.subject, tickets.body_of(message), to=message.recipient)
    except (OSError, SMTPException):
        Message.objects.filter(pk=message_id).update(failed_at=at)
        raise
    Message.objects.filter(pk=message_id).update(sent_at=at, failed_at=None)
