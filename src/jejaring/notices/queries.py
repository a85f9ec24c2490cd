"""Reads: a person's notices, a webhook's secret, jobs that nobody works on."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from procrastinate import sql
from procrastinate.contrib.django import app

from jejaring.kit.persons import Person
from jejaring.notices.models import Notice, Webhook

STALLED_SECONDS = 60


def notices_visible_to(reader: Any) -> QuerySet[Notice]:
    """A notice is seen by its recipient only."""
    return Notice.objects.filter(recipient=reader) if reader.is_authenticated else Notice.objects.none()


def unread_of(reader: Any) -> QuerySet[Notice]:
    return notices_visible_to(reader).filter(read_at=None)


def tally_of(person: Person) -> tuple[int, int]:
    """Return how many notices a person has, and how many unread.

    The two never come back to what they were: the first only grows, and while it stands the second only shrinks.
    In plain SQL: the workroom asks this before it is drawn, and through the ORM it would cost twice as much.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE read_at IS NULL) FROM notices_notice WHERE recipient_id = %s",
            [person.pk],
        )
        everything, unread = cursor.fetchone()
    return everything, unread


def secret_of(webhook: Webhook) -> str:
    """Return the secret that signs a webhook's messages; it needs the installation's key."""
    name = f"{webhook.public_id}:{webhook.key_number}"
    return salted_hmac("notices.webhook", name, algorithm="sha256").hexdigest()


def stalled_jobs() -> list[int]:
    """Return the ids of background jobs whose worker has died in the middle of them."""
    found = app.connector.get_sync_connector().execute_query_all(
        query=sql.queries["select_stalled_jobs_by_heartbeat"],
        queue=None,
        task_name=None,
        seconds_since_heartbeat=STALLED_SECONDS,
    )
    return [row["id"] for row in found]
