"""Who may see a history: whoever may see what it is the history of."""

from __future__ import annotations

from typing import Any

from jejaring.kit.doorways import may_see


def may_see_history(reader: Any, record_type: str, record_id: str) -> bool:
    """A record's history, and a person's own, is seen by whoever may see the record or the person."""
    return may_see(reader, record_type, record_id)
