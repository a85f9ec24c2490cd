"""Writing to the outbox and sending what is in it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from jejaring.kit.refusal import Refusal
from jejaring.notices import queries, tasks
from jejaring.notices.models import Delivery, Notice, Webhook, Words

if TYPE_CHECKING:
    from jejaring.people.models import Person

ANSWER_SECONDS = 10
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # the demo's clock may run ahead of the worker's


@transaction.atomic
def notify(recipient: Person, say: Callable[[], Words], *, kind: str, at: datetime, key: str = "") -> bool:
    """Write a notice and its sending in the running transaction; tell whether it is new.

    `say` returns the words in the active language; it is asked once for each, so that a person reads a
    notice in the language they have chosen by then. A notice whose `key` this person already has is not given again.
    """
    texts = {language: _said(say, language) for language, _name in settings.LANGUAGES}
    fields = {"kind": kind, "created_at": at, "texts": texts, **texts[recipient.language]}
    if key:
        notice, new = Notice.objects.get_or_create(recipient=recipient, key=key, defaults=fields)
    else:
        notice, new = Notice.objects.create(recipient=recipient, **fields), True
    if new:
        tasks.send_notice.defer(notice_id=notice.pk)
    return new


def _said(say: Callable[[], Words], language: str) -> dict[str, str]:
    with translation.override(language):
        said = asdict(say())
    return {**said, "subject": said["subject"][:200]}


def send(notice_id: int, *, at: datetime) -> None:
    """Send a notice by e-mail; doing it again does nothing."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=notice_id)
        if notice.sent_at:
            return
        letter = f"{notice.body}\n\n{settings.PUBLIC_URL}{notice.link}\n" if notice.link else notice.body
        EmailMessage(notice.subject, letter, to=[notice.recipient.email]).send()
        notice.sent_at = at
        notice.save(update_fields=["sent_at"])


@transaction.atomic
def mark_read(notice: Notice, *, at: datetime) -> None:
    """Note that the recipient has seen the notice."""
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])


def mark_all_read(reader: Person, *, at: datetime) -> int:
    """Note that a person has seen all their notices; return how many were new to them."""
    return queries.unread_of(reader).update(read_at=at)


# --- webhooks -----------------------------------------------------------------------------------
@transaction.atomic
def add_webhook(url: str, *, kinds: Sequence[str] = ()) -> tuple[Webhook, str]:
    """Let an address be told of public events (no kinds: of all) and return it with its secret, this once.

    Raises Refusal if the address is no web address or is there already.
    """
    webhook = Webhook(url=url, kinds=list(kinds))
    try:
        webhook.full_clean()
    except ValidationError as fault:
        raise Refusal(" ".join(fault.messages), field="url") from fault
    webhook.save()
    return webhook, queries.secret_of(webhook)


@transaction.atomic
def renew_secret(webhook: Webhook) -> str:
    """Give a webhook a new secret and return it, this once; the old one signs nothing more."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    webhook.key_number += 1
    webhook.save(update_fields=["key_number"])
    return queries.secret_of(webhook)


def stop_webhook(webhook: Webhook) -> None:
    """Tell an address nothing more; what was delivered stays on record."""
    Webhook.objects.filter(pk=webhook.pk).update(active=False)


@transaction.atomic
def announce(kind: str, payload: Mapping[str, Any], *, at: datetime) -> None:
    """Tell every webhook that listens to `kind`, through the outbox. `payload` is public."""
    for webhook in Webhook.objects.filter(active=True):
        if not webhook.kinds or kind in webhook.kinds:
            delivery = Delivery.objects.create(webhook=webhook, kind=kind, payload=dict(payload), created_at=at)
            tasks.deliver.defer(delivery_id=delivery.pk)


def deliver(delivery_id: int, *, at: datetime) -> None:
    """Post a delivery with its signature (`X-Jejaring-Signature`: HMAC-SHA256 of the body).

    Raises httpx.HTTPError when the other side does not answer with success; the job is retried.
    """
    delivery = Delivery.objects.select_related("webhook").get(pk=delivery_id)
    if delivery.delivered_at or not delivery.webhook.active:
        return
    body = json.dumps({"kind": delivery.kind, "id": delivery.pk, **delivery.payload}, sort_keys=True).encode()
    signature = hmac.new(queries.secret_of(delivery.webhook).encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Jejaring-Signature": f"sha256={signature}"}
    answer = httpx.post(delivery.webhook.url, content=body, headers=headers, timeout=ANSWER_SECONDS)
    answer.raise_for_status()
    delivery.delivered_at, delivery.answer = at, _("accepted with %(code)s") % {"code": answer.status_code}
    delivery.save(update_fields=["delivered_at", "answer"])


# --- jobs ---------------------------------------------------------------------------------------
def retry_stalled_jobs() -> int:
    """Give jobs whose worker died back to the queue and return how many; every task may run twice."""
    stalled = queries.stalled_jobs()
    for job_id in stalled:
        app.job_manager.retry_job_by_id(job_id=job_id, retry_at=AT_ONCE)
    return len(stalled)
