"""Reading the ledger."""

from __future__ import annotations

import hashlib
from datetime import UTC

from django.db import connection
from django.db.models import Model, QuerySet

from jejaring.kit.doorways import name_of
from jejaring.ledger.models import Entry, Link

BEGINNING = "0" * 64


def entries_of(record: Model) -> QuerySet[Entry]:
    """Return a record's history, newest first, with actors."""
    record_type, record_id = name_of(record)
    return Entry.objects.filter(record_type=record_type, record_id=record_id).select_related("actor").order_by("-id")


def entries_with(verb: str) -> QuerySet[Entry]:
    """Return every entry of a verb, newest first."""
    return Entry.objects.filter(verb=verb).order_by("-id")


def canonical_text(entry: Entry) -> str:
    """Return the text the hash covers: the entry's fields, one per line."""
    at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    decided = entry.decided_on.isoformat() if entry.decided_on else ""
    actor = "" if entry.actor_id is None else entry.actor_id
    fields = [entry.pk, at, entry.verb, entry.record_type, entry.record_id, actor, decided, entry.data]
    return "\n".join(str(field) for field in fields)


def link_hash(previous: str, entry: Entry) -> str:
    """Return SHA-256 (hex) over the previous hash, a line end and the entry's canonical text."""
    return hashlib.sha256(f"{previous}\n{canonical_text(entry)}".encode()).hexdigest()


def head() -> Link | None:
    """Return the newest link; its hash stands for everything recorded so far."""
    return Link.objects.order_by("-number").first()


def head_hash() -> str | None:
    """Return the hash of the newest link, reading no other column: before an upgrade, others may not be there yet."""
    return Link.objects.order_by("-number").values_list("hash", flat=True).first()


def room_versions() -> dict[str, int]:
    """Return each room's version: a number that grows with every commit that records something in the room.

    In plain SQL: every cached page asks this, and the ORM would make it a third dearer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT room, number FROM ledger_roomversion")
        return dict(cursor.fetchall())
