"""What this room registers."""

from __future__ import annotations

from jejaring.agenda import registrations as public_offers
from jejaring.events import work_offers
from jejaring.events.verbs import VERBS
from jejaring.kit import registry
from jejaring.speakers import registrations as speaker_registrations


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    public_offers.register()
    work_offers.register()
    speaker_registrations.register()
