"""Who may see a record of this room, and the webhooks of the room below; asked by lower rooms."""

from __future__ import annotations

from typing import Any

from jejaring.kit import clock
from jejaring.people import secretariat


def may_see_person(reader: Any, record_id: str) -> bool:
    """A person's history is for that person and the secretariat."""
    if not reader.is_authenticated:
        return False
    return str(reader.pk) == record_id or secretariat.is_secretariat(reader, on=clock.today())


def may_see_webhooks(reader: Any, record_id: str) -> bool:
    """The webhooks of the room below are kept by the secretariat."""
    return reader.is_authenticated and secretariat.is_secretariat(reader, on=clock.today())
