"""What this room registers."""

from __future__ import annotations

from jejaring.kit import registry
from jejaring.outcomes.verbs import VERBS


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
