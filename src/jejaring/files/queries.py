"""Reads of what waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

WAITING = """
    SELECT count(DISTINCT sha256), coalesce(extract(epoch FROM statement_timestamp() - min(since))::float8, 0)
    FROM files_waitingfile WHERE seen_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many files have not been seen in the bucket yet, and since how many seconds the oldest waits."""

    count: int
    oldest_seconds: float


def waiting() -> Waiting:
    """Return what waits for the bucket, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return Waiting(*cursor.fetchone())
