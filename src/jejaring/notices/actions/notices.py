"""Notices to persons: written to the outbox, sent by e-mail, read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import capfirst

from jejaring.kit.persons import Person
from jejaring.kit.queue import defer
from jejaring.notices import queries
from jejaring.notices.mail import send_mail
from jejaring.notices.models import Notice, Words
from jejaring.texts.judge import cleaned


@transaction.atomic
def notify(
    recipient: Person, say: Callable[[], Words], *, kind: str, at: datetime, key: str = "", by_mail: bool = True
) -> bool:
    """Write a notice and its sending in the running transaction; return whether it is new.

    Without `by_mail` it is shown in the workroom only: the caller has a letter of its own.

    `say` returns the words in the active language. It is called once per language, so that people read a notice
    in the language they have chosen by then. A notice whose `key` this person already has is not given again.
    """
    texts = {language: _said(say, language) for language, _name in settings.LANGUAGES}
    fields = {"kind": kind, "created_at": at, "texts": texts, **texts[recipient.language]}
    if key:
        notice, new = Notice.objects.get_or_create(recipient_id=recipient.pk, key=key, defaults=fields)
    else:
        notice, new = Notice.objects.create(recipient_id=recipient.pk, **fields), True
    if new and by_mail:
        defer("notices.send_notice", notice_id=notice.pk)
    return new


def _said(say: Callable[[], Words], language: str) -> dict[str, str]:
    with translation.override(language):
        said = asdict(say())
    return {**said, "subject": capfirst(cleaned(said["subject"]))[:200]}


def send(notice_id: int, *, at: datetime) -> None:
    """Send a notice by e-mail, without a lock meanwhile; sending it again does nothing."""
    notice = Notice.objects.select_related("recipient").get(pk=notice_id)
    if notice.sent_at:
        return
    letter = f"{notice.body}\n\n{settings.PUBLIC_URL}{notice.link}\n" if notice.link else notice.body
    send_mail(notice.subject, letter, to=notice.recipient.email)
    Notice.objects.filter(pk=notice.pk).update(sent_at=at)


@transaction.atomic
def mark_read(notice: Notice, *, at: datetime) -> None:
    """Record that the recipient has read the notice."""
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])


def mark_all_read(reader: Person, *, at: datetime) -> int:
    """Record that a person has read all their notices; return how many were unread."""
    return queries.unread_of(reader).update(read_at=at)
