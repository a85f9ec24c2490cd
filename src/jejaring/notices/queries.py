"""Reads: a person's notices, webhooks and their deliveries, jobs that nobody works on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from procrastinate import sql
from procrastinate.contrib.django import app

from jejaring.kit.doorways import may_see
from jejaring.kit.persons import Person
from jejaring.kit.queue import LETTERS
from jejaring.ledger.events import public_events
from jejaring.notices.models import Delivery, Event, Notice, Webhook

Deliveries = QuerySet[Delivery]
STALLED_SECONDS = 60


def notices_visible_to(reader: Any) -> QuerySet[Notice]:
    """A notice is seen by its recipient only."""
    return Notice.objects.filter(recipient=reader) if reader.is_authenticated else Notice.objects.none()


def unread_of(reader: Any) -> QuerySet[Notice]:
    return notices_visible_to(reader).filter(read_at=None)


# --- webhooks -----------------------------------------------------------------------------------
def webhooks_visible_to(reader: Any) -> QuerySet[Webhook]:
    """Return the webhooks for whoever keeps them, with `pending_count` and `failed_count`; none for others."""
    if not may_see(reader, Webhook._meta.label_lower, ""):
        return Webhook.objects.none()
    return Webhook.objects.annotate(
        pending_count=Count("deliveries", filter=Q(deliveries__state=Delivery.State.PENDING)),
        failed_count=Count("deliveries", filter=Q(deliveries__state=Delivery.State.FAILED)),
    )


def webhooks_of(person: Person) -> QuerySet[Webhook]:
    """Return the webhooks a person is in charge of."""
    return Webhook.objects.filter(owner_id=person.pk)


def deliveries_visible_to(reader: Any) -> Deliveries:
    """Return the deliveries of the webhooks a reader may see, with webhook, event and `attempt_count`."""
    if not may_see(reader, Webhook._meta.label_lower, ""):
        return Delivery.objects.none()
    return Delivery.objects.select_related("webhook", "event").annotate(attempt_count=Count("attempts"))


def locked_webhooks() -> QuerySet[Webhook]:
    """Return webhooks that stay locked until the transaction ends: first the webhook, then its deliveries.

    An action whose event gets a delivery meanwhile does not wait for the lock: it does not touch the key.
    """
    return Webhook.objects.select_for_update(no_key=True)


def due_deliveries(webhook_id: int, *, at: datetime) -> Deliveries:
    """Return what can be sent to a webhook at that moment, what is due longest first."""
    found = Delivery.objects.filter(_due(at), webhook_id=webhook_id)
    return found.select_related("webhook", "event").order_by("due_at", "pk")


def has_due(webhook_id: int, *, at: datetime) -> bool:
    """Tell whether something can be sent to a webhook at that moment."""
    return due_deliveries(webhook_id, at=at).exists()


def webhooks_with_due(*, at: datetime) -> list[int]:
    """Return the ids of webhooks to which something can be sent at that moment."""
    due = Delivery.objects.filter(_due(at), webhook=OuterRef("pk"))
    return list(Webhook.objects.filter(Exists(due)).order_by("pk").values_list("pk", flat=True))


def _due(at: datetime) -> Q:
    awake = Q(webhook__quiet_until=None) | Q(webhook__quiet_until__lte=at)
    return awake & Q(webhook__state=Webhook.State.ACTIVE, state=Delivery.State.PENDING, due_at__lte=at)


def events_for(webhook: Webhook, *, since: datetime) -> QuerySet[Event]:
    """Return the public events since a moment that a webhook listens to."""
    found = Event.objects.filter(occurred_at__gte=since).exclude(type=Event.TEST)
    return found.filter(type__in=webhook.types) if webhook.types else found


def known_types() -> set[str]:
    """Return the types of all public events."""
    return {event.type for event in public_events()}


# --- jobs ---------------------------------------------------------------------------------------
def stalled_jobs() -> list[int]:
    """Return the ids of background jobs whose worker has died in the middle of them."""
    found = app.connector.get_sync_connector().execute_query_all(
        query=sql.queries["select_stalled_jobs_by_heartbeat"],
        queue=None,
        task_name=None,
        seconds_since_heartbeat=STALLED_SECONDS,
    )
    return [row["id"] for row in found]


def letters_given_up() -> list[int]:
    """Return the ids of jobs that send a letter and have failed for good."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE queue_name = %s AND status = 'failed'", [LETTERS])
        return [job_id for (job_id,) in cursor.fetchall()]
