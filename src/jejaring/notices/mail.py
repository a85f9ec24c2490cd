"""E-mail of our own words: its subject is one line, whatever names it holds."""

from __future__ import annotations

from django.core.mail import EmailMessage

from jejaring.texts.judge import cleaned


def send_mail(subject: str, text: str, *, to: str) -> None:
    """Send a letter to one address. Raises OSError or SMTPException if the mail server does not take it."""
    EmailMessage(cleaned(subject), text, to=[to]).send()
