"""What this room registers."""

from __future__ import annotations

from jejaring.kit import registry
from jejaring.kit.registry import Route, Who


def register() -> None:
    """Register pages and routes; called once, when the room starts."""
    own_job = Route(Who.OFFICE, of="kit.job", take={"public_id": "public_id"})
    registry.pages.add("jobs", "kit:jobs")
    registry.routes.add_all(
        {"kit:theme": Route(Who.ANYONE), "kit:jobs": Route(Who.PERSON), "kit:job": own_job, "kit:stop_job": own_job}
    )
