"""Writing to the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from jejaring.kit.doorways import name_of
from jejaring.kit.persons import Person
from jejaring.ledger.models import Entry
from jejaring.ledger.signals import entry_recorded


@transaction.atomic(savepoint=False)
def record(
    verb: str,
    thing: Model,
    *,
    by: Person | None,
    at: datetime | None = None,
    on: date | None = None,
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """Write one entry in the running transaction, let rooms above know (`entry_recorded`), and return it.

    `verb` is "<room>.<verb>"; `by` is the person, or None when the system did it; `at` is
    when (None: the database's clock); `on` is the date of the decision; `data` holds plain
    values without personal data.
    """
    record_type, record_id = name_of(thing)
    text = json.dumps(data or {}, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    entry = Entry(verb=verb, record_type=record_type, record_id=record_id, actor_id=by.pk if by else None)
    entry.decided_on, entry.data = on, text
    if at is not None:
        entry.at = at
    entry.save(force_insert=True)
    entry_recorded.send(Entry, entry=entry, record=thing)
    return entry
