"""What this room tells the rooms above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with organisation: a government was opened or its facts were changed.
organisation_changed = Signal()

# Sent with office, giver (Person), taker (Person), on (date), by (Person | None), inside the transaction.
office_handed_over = Signal()
