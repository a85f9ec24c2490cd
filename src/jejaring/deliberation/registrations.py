"""What this room registers."""

from __future__ import annotations

from jejaring.kit import registry
from jejaring.kit.registry import Route, Who


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.routes.add_all(ROUTES)


_OF_JOURNEY = Route(Who.OFFICE, of="admission.journey", take={"public_id": "public_id"})
ROUTES = {
    "deliberation:call": _OF_JOURNEY,
    "deliberation:cancel": _OF_JOURNEY,
    "deliberation:conclude": _OF_JOURNEY,
    "deliberation:check": _OF_JOURNEY,
}
