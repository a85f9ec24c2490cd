"""Who may see a record of a higher room, asked by a lower one that only has its name.

`ledger` and `documents` hold things that belong to records of rooms above them. Each such room
registers a `registry.Doorway` per kind of record. Without one the answer is no.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model

from jejaring.kit import clock, registry


def may_see(reader: Any, record_type: str, record_id: str) -> bool:
    """Tell whether a person or visitor may see that record today; the id "" asks a question about a whole kind."""
    doorway, today = registry.doorways.find(record_type), clock.today()
    if doorway is None or not (is_id(record_type, record_id) or (doorway.may_see and not record_id)):
        return False
    if doorway.may_see:
        return doorway.may_see(reader, record_id, on=today)
    return bool(doorway.visible and doorway.visible(reader, on=today).filter(pk=record_id).exists())


def is_id(record_type: str, record_id: str) -> bool:
    """Tell whether a record of that kind can have that id: "12", and neither "abc", "012" nor 2 to the power of 70."""
    try:
        return str(apps.get_model(record_type)._meta.pk.clean(record_id, None)) == record_id
    except ValidationError:
        return False


def name_of(record: Model) -> tuple[str, str]:
    """Return the record's type and id, as low rooms keep them: ("admission.journey", "12")."""
    return record._meta.label_lower, str(record.pk)
