"""What this room registers."""

from __future__ import annotations

from jejaring.kit import registry
from jejaring.kit.registry import Route, Who


def register() -> None:
    """Register routes; called once, when the room starts. Who sees details and metrics is asked by the views."""
    registry.routes.add_all({f"operation:{name}": Route(Who.ANYONE) for name in ("alive", "ready", "metrics")})
