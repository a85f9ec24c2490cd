"""What the ledger lets rooms above it know."""

from __future__ import annotations

from django.dispatch import Signal

# Sent in the entry's own transaction, with `entry` and the `record` it is about.
entry_recorded = Signal()
