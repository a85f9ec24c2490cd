"""What this room registers."""

from __future__ import annotations

from jejaring.events import public_offers, speaker_registrations, work_offers
from jejaring.events.verbs import VERBS
from jejaring.kit import registry


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    public_offers.register()
    work_offers.register()
    speaker_registrations.register()
