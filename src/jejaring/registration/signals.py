"""What this room tells the rooms above it, each sent inside the transaction of its cause."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with `registration` (the one that ended), `into` (the one that stays) and `at` when two are one person's.
registrations_merged = Signal()
