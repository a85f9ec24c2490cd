"""What this room tells the rooms above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with invitation (Invitation), person (Person) and at, inside the transaction that opens the account.
# `invitation.office_id` is what the inviting room wrote there; `invitation.invited_by` is who invited.
invitation_accepted = Signal()

# Sent with person, by (Person) and at, inside the transaction, after the account was anonymised.
person_deleted = Signal()
