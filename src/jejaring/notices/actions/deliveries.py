"""Public events on their way to other systems: written with their cause, sent at least once, sent again on request.

A delivery is a row written in the transaction of its event. A worker sends what is due to one webhook, in order and
one request at a time: a short transaction before each request notes the attempt, one after it notes the answer.
Nothing is locked meanwhile. A worker that is killed leaves the delivery waiting; it is sent again with the same id.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from random import SystemRandom

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from jejaring.kit.persons import Person
from jejaring.kit.queue import defer, defer_once
from jejaring.ledger.actions import record
from jejaring.ledger.events import public_event_of
from jejaring.ledger.models import Entry
from jejaring.notices import outbound, queries, retries
from jejaring.notices.actions.notices import notify
from jejaring.notices.messages import body_of
from jejaring.notices.models import Attempt, Delivery, Event, Webhook, Words
from jejaring.notices.signatures import signed_headers

LEASE = timedelta(seconds=outbound.ANSWER_SECONDS + 5)  # for how long one worker has a webhook to itself
TURN = timedelta(seconds=30)  # before other work gets its turn
QUIET = timedelta(minutes=5)  # longest rest of an unreachable webhook, unless it asks for more
DISABLE_AFTER = timedelta(days=3)  # without any success
BUSY_STATUSES = frozenset({429, 502, 503, 504})
GONE = 410

_random = SystemRandom()


# --- writing -----------------------------------------------------------------------------------
@transaction.atomic
def announce(entry: Entry, thing: Model) -> Event | None:
    """Write the public event that a ledger entry is, and its deliveries, in the running transaction.

    Returns None if the entry is not public. Webhooks that are paused or disabled get a delivery as well; it waits.
    """
    public = public_event_of(entry.verb)
    if public is None:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        facts = public.describe(thing, json.loads(entry.data))
    if facts is None:
        return None
    event = Event.objects.create(
        type=public.type,
        occurred_at=entry.at,
        data=dict(facts),
        entry=entry,
        example=bool(facts.get("example")),
    )
    for webhook in Webhook.objects.order_by("pk"):
        if webhook.wants(event.type):
            send_to(webhook, event)
    return event


def send_to(webhook: Webhook, event: Event) -> Delivery:
    """Write an event's delivery to one webhook and its sending, in the running transaction."""
    delivery = Delivery.objects.create(webhook=webhook, event=event)
    defer("notices.deliver", webhook_id=webhook.pk)
    return delivery


@transaction.atomic
def replay(delivery: Delivery, *, by: Person | None, at: datetime) -> Delivery:
    """Send a delivery again, with the same id, whatever became of it; return it as it now stands."""
    queries.locked_webhooks().get(pk=delivery.webhook_id)
    _put_in_line(Delivery.objects.filter(pk=delivery.pk))
    record("notices.replay_delivery", delivery.webhook, by=by, at=at, data={"event": str(delivery.event.public_id)})
    _wake(delivery.webhook)
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def replay_since(webhook: Webhook, since: datetime, *, by: Person | None, at: datetime) -> int:
    """Send a webhook every event it listens to that happened since a moment; return how many.

    Events from before the webhook was added are sent, too.
    """
    webhook = queries.locked_webhooks().get(pk=webhook.pk)
    events = queries.events_for(webhook, since=since)
    missing = events.exclude(deliveries__webhook=webhook)
    Delivery.objects.bulk_create([Delivery(webhook=webhook, event=event) for event in missing.order_by("pk")])
    count = _put_in_line(Delivery.objects.filter(webhook=webhook, event__in=events))
    record("notices.replay_since", webhook, by=by, at=at, data={"since": since, "deliveries": count})
    _wake(webhook)
    return count


def _put_in_line(deliveries: queries.Deliveries) -> int:
    return deliveries.update(state=Delivery.State.PENDING, tries=0, due_at=Now(), delivered_at=None)


def _wake(webhook: Webhook) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(quiet_until=None)
    defer("notices.deliver", webhook_id=webhook.pk)


# --- sending -----------------------------------------------------------------------------------
def deliver_due(webhook_id: int, *, now: Callable[[], datetime], at: datetime) -> int:
    """Send what is due to a webhook unless another worker is doing so; return how many requests were made.

    `now` is the machine's clock, for signatures and waiting; `at` is the network's time, for ledger and notices.
    Must not run inside a transaction.
    """
    ends, made = now() + TURN, 0
    while now() < ends and _take_turn(webhook_id, at=now()):
        try:
            while now() < ends and (attempt := _begin(webhook_id, at=now())):
                _finish(attempt, _send(attempt, at=now()), now=now(), at=at)
                made += 1
        finally:
            Webhook.objects.filter(pk=webhook_id).update(busy_until=None)
        if not queries.has_due(webhook_id, at=now()):  # what was written while this turn ended would else wait
            return made
    if made:
        defer("notices.deliver", webhook_id=webhook_id)
    return made


def queue_due_webhooks(*, at: datetime) -> int:
    """Queue the sending of every webhook that has something due; return how many were queued."""
    return sum(
        defer_once("notices.deliver", lock=f"webhook-{webhook_id}", webhook_id=webhook_id)
        for webhook_id in queries.webhooks_with_due(at=at)
    )


def _take_turn(webhook_id: int, *, at: datetime) -> bool:
    free = Webhook.objects.filter(Q(busy_until=None) | Q(busy_until__lte=at), pk=webhook_id)
    return bool(free.update(busy_until=at + LEASE))


@transaction.atomic
def _begin(webhook_id: int, *, at: datetime) -> Attempt | None:
    """Note that the next due delivery is being sent, and renew the lease; None if nothing is due."""
    if not Webhook.objects.filter(pk=webhook_id).update(busy_until=at + LEASE):
        return None  # removed meanwhile
    delivery = queries.due_deliveries(webhook_id, at=at).select_for_update(of=("self",)).first()
    if delivery is None:
        return None
    Delivery.objects.filter(pk=delivery.pk).update(tries=F("tries") + 1)
    delivery.attempts.filter(outcome="").update(outcome=Attempt.Outcome.INTERRUPTED, ended_at=at)
    return Attempt.objects.create(delivery=delivery, number=delivery.attempts.count() + 1, started_at=at)


def _send(attempt: Attempt, *, at: datetime) -> outbound.Answer:
    webhook, event = attempt.delivery.webhook, attempt.delivery.event
    body = body_of(event)
    return outbound.post(webhook.url, body.encode(), signed_headers(webhook, event.public_id, body, at=at))


@transaction.atomic
def _finish(attempt: Attempt, answer: outbound.Answer, *, now: datetime, at: datetime) -> None:
    """Note what became of an attempt, and what follows from it for its delivery and its webhook."""
    webhook = queries.locked_webhooks().filter(pk=attempt.delivery.webhook_id).first()
    if webhook is None:
        return  # removed meanwhile, and its deliveries with it
    delivery = Delivery.objects.select_for_update().get(pk=attempt.delivery_id)
    attempt.outcome, attempt.status, attempt.ended_at = answer.outcome, answer.status, now
    attempt.save(update_fields=["outcome", "status", "ended_at"])
    if answer.outcome == Attempt.Outcome.ACCEPTED:
        delivery.state, delivery.delivered_at = Delivery.State.DELIVERED, now
        webhook.failing_since = webhook.quiet_until = None
    else:
        _put_off(delivery, webhook, answer, now=now)
        webhook.failing_since = webhook.failing_since or attempt.started_at
    delivery.save(update_fields=["state", "delivered_at", "due_at"])
    webhook.save(update_fields=["failing_since", "quiet_until"])
    if webhook.state == Webhook.State.ACTIVE:
        _draw_consequences(webhook, delivery, answer, now=now, at=at)


def _put_off(delivery: Delivery, webhook: Webhook, answer: outbound.Answer, *, now: datetime) -> None:
    """Set when the delivery is tried again, if at all, and how long the webhook is left alone."""
    delay = retries.delay_after(max(delivery.tries, 1), chance=_random.random())
    patience = retries.patience_asked(answer.retry_after, at=now)
    if delay is None:
        delivery.state = Delivery.State.FAILED
    else:
        delivery.due_at = now + max(delay, patience or delay)
    if patience or answer.status in BUSY_STATUSES or answer.status is None:
        webhook.quiet_until = now + (patience or min(delay or QUIET, QUIET))


def _draw_consequences(
    webhook: Webhook, delivery: Delivery, answer: outbound.Answer, *, now: datetime, at: datetime
) -> None:
    if answer.status == GONE:
        _disable(webhook, "gone", at=at)
    elif webhook.failing_since and now - webhook.failing_since >= DISABLE_AFTER:
        _disable(webhook, "failing", at=at)
    elif delivery.state == Delivery.State.FAILED:
        _tell_owner_of_failure(webhook, at=at)


def _disable(webhook: Webhook, reason: str, *, at: datetime) -> None:
    webhook.state, webhook.state_since = Webhook.State.DISABLED, at
    webhook.save(update_fields=["state", "state_since"])
    record("notices.disable_webhook", webhook, by=None, at=at, data={"reason": reason})

    def say() -> Words:
        texts = {
            "gone": _("The other system answered that it no longer wants messages (410 Gone)."),
            "failing": _("No message has been accepted for three days."),
        }
        outlook = _("Nothing more is sent to it. Events are kept, and are sent when you resume the webhook.")
        subject = _("The webhook “%(name)s” was switched off") % {"name": webhook.name}
        return Words(subject, f"{texts[reason]} {outlook}", webhook.get_absolute_url())

    notify(webhook.owner, say, kind="notices.webhook_disabled", at=at)


def _tell_owner_of_failure(webhook: Webhook, *, at: datetime) -> None:
    def say() -> Words:
        subject = _("A message to “%(name)s” was not accepted") % {"name": webhook.name}
        text = _("Ten attempts over three days have failed; there will be no more. You can send it again yourself.")
        return Words(subject, text, webhook.get_absolute_url())

    notify(webhook.owner, say, kind="notices.delivery_failed", at=at, key=f"webhook-{webhook.pk}-{at.date()}")
