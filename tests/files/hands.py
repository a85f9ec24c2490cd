"""Those who work at the same time, and what they leave."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import connection
from django.db.models import F

from jejaring.documents import actions
from jejaring.files.models import WaitingFile


def waits_for_a_lock() -> bool:
    """Tell whether somebody waits for what another transaction on this database holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE NOT granted AND datname = current_database()"
        )
        found: int = cursor.fetchone()[0]
    return found > 0


def swept() -> int:
    """Sweep in a thread of its own; return how many files were removed."""
    try:
        return actions.sweep_orphans()
    finally:
        connection.close()


def waiting(data: bytes) -> str:
    """Leave bytes in the database as `put` does where files go to a bucket; return their hash."""
    file = WaitingFile.objects.create(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    file.pieces.create(number=0, data=data)
    return file.sha256


def let_pass(minutes: int) -> None:
    """Let it be so much later for all that waits."""
    by = timedelta(minutes=minutes)
    WaitingFile.objects.update(since=F("since") - by, seen_at=F("seen_at") - by)
