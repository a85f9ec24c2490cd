"""What this room hears from the one below: every ledger entry, which may be a public event."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from jejaring.ledger.models import Entry
from jejaring.ledger.signals import entry_recorded
from jejaring.notices import actions


def listen() -> None:
    """Connect the receivers."""
    entry_recorded.connect(_announce, dispatch_uid="notices.announce")


def _announce(sender: Any, *, entry: Entry, record: Model, **rest: Any) -> None:
    actions.announce(entry, record)
