"""What a message to another system says: type, timestamp and data, by Standard Webhooks."""

from __future__ import annotations

import json
from datetime import UTC

from jejaring.notices.models import Event


def body_of(event: Event) -> str:
    """Return the JSON text of a stored event's message: always the same, since the database keeps the order of keys."""
    happened = event.occurred_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    message = {"type": event.type, "timestamp": happened, "data": event.data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
