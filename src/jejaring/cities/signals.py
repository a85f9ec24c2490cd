"""What this room tells the rooms above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with organisation: a government was opened or its facts were changed.
organisation_changed = Signal()

# Sent with office, giver (Person), taker (Person), on (date), by (Person | None), inside the transaction.
office_handed_over = Signal()

# Asked with holding (Holding) and on (date) before a holding ends: a receiver answers with a list of
# sentences, one for each thing that only this person can finish. Any sentence stops the hand-over.
personal_things = Signal()
