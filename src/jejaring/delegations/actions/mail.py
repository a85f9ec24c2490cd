"""Mail to participants: sent again, written by the managers, in words of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jejaring.delegations.queries.mail import AUDIENCES, audience
from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration import mail, wordings
from jejaring.registration.models import Message, Wording


@transaction.atomic
def resend(message: Message, *, by: Person, at: datetime) -> bool:
    """Have a letter that could not be sent tried again; return False if it waits in the queue already.

    Raises Refusal if it was sent, dropped, or has not failed.
    """
    found = Message.objects.select_for_update().get(pk=message.pk)
    if found.sent_at or found.dropped_at or not found.failed_at:
        raise Refusal(_("This message does not have to be sent again."))
    queued = mail.queue(found)
    record("registration.resend", found.event, by=by, at=at, data={"occasion": found.occasion, "message": found.pk})
    return queued


@transaction.atomic
def resend_failed(event: Event, *, by: Person, at: datetime) -> int:
    """Have every letter of an event that could not be sent tried again; return how many were put in the queue."""
    failed = event.messages.filter(sent_at=None, dropped_at=None, failed_at__isnull=False)
    queued = sum(mail.queue(one) for one in failed)
    record("registration.resend", event, by=by, at=at, data={"messages": queued})
    return queued


@transaction.atomic
def announce(
    event: Event, audiences: list[str], texts: Mapping[str, tuple[str, str]], *, by: Person, at: datetime
) -> list[Message]:
    """Write an announcement to the people of an event; return the letters.

    `audiences` are keys of AUDIENCES; `texts` has subject and text by language: who reads a language that has none
    gets the Indonesian. Raises Refusal without anyone to write to.
    """
    if unknown := set(audiences) - set(AUDIENCES):
        raise Refusal(_("There is no group “%(key)s”.") % {"key": min(unknown)}, field="audiences")

    def values() -> Mapping[str, str]:
        subject, text = wordings.in_active_language(texts)
        return {"subject": subject, "text": text}

    people = [one for key in audiences for one in audience(event, key, on=timezone.localdate(at))]
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)  # two announcements have two numbers
    number = event.messages.filter(occasion__startswith="announcement-").values("occasion").distinct().count() + 1
    written = mail.write(event, f"announcement-{number}", people, template="announcement", values=values, by=by, at=at)
    if not written:
        raise Refusal(_("There is nobody to write to."), field="audiences")
    return written


@transaction.atomic
def save_wording(
    event: Event, kind: str, language: str, *, subject: str, body: str, by: Person, at: datetime
) -> wordings.Template:
    """Put words of the managers in place of the usual; the usual again if both are empty.

    Raises Refusal, beside its field, for an unknown placeholder or if one of both is empty.
    """
    if not subject and not body:
        Wording.objects.filter(event=event, kind=kind, language=language).delete()
    else:
        wordings.check(wordings.proposed(kind, language, subject, body))
        values = {"subject": subject, "body": body}
        Wording.objects.update_or_create(event=event, kind=kind, language=language, defaults=values)
    record("registration.save_wording", event, by=by, at=at, data={"kind": kind, "language": language})
    return wordings.template(event, kind, language)
