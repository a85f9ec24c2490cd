"""What this room registers."""

from __future__ import annotations

from jejaring.kit import registry
from jejaring.kit.registry import Route, Who


def register() -> None:
    """Register routes; called once, when the room starts."""
    registry.routes.add("kit:theme", Route(Who.ANYONE))
