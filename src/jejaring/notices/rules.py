"""Who may keep the webhooks."""

from __future__ import annotations

from typing import Any

from jejaring.kit.doorways import may_see
from jejaring.notices.models import Webhook


def may_keep_webhooks(person: Any) -> bool:
    """Whoever may see the webhooks keeps them: the room above that knows the secretariat opens this doorway."""
    return may_see(person, Webhook._meta.label_lower, "")
