"""The signals of membership to the rooms above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent in the running transaction with `membership` when a membership has been withdrawn or excluded.
membership_ended = Signal()
