"""Who may see a record of a higher room, asked by a lower one that only has its name.

`ledger` and `documents` hold things that belong to records of rooms above them. Each such room
registers a `registry.Doorway` per kind of record. Without one the answer is no.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from jejaring.kit import clock, registry


def may_see(reader: Any, record_type: str, record_id: str) -> bool:
    """Tell whether `reader` (a person or an anonymous visitor) may see that record today."""
    doorway, today = registry.doorways.find(record_type), clock.today()
    if doorway is None:
        return False
    if doorway.may_see:
        return doorway.may_see(reader, record_id, on=today)
    try:
        return bool(doorway.visible and doorway.visible(reader, on=today).filter(pk=record_id).exists())
    except (ValueError, ValidationError):  # an id that this kind of record cannot have
        return False


def searched_records(reader: Any, *, on: date) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Yield each kind of record whose documents are searched, with what `reader` may see of it."""
    for record_type, doorway in registry.doorways.items():
        if doorway.visible and doorway.in_search:
            yield record_type, doorway.visible(reader, on=on)


def name_of(record: Model) -> tuple[str, str]:
    """Return the record's type and id, as low rooms keep them: ("admission.journey", "12")."""
    return record._meta.label_lower, str(record.pk)
