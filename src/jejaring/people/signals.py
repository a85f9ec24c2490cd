"""What this room tells the rooms above it, and asks of them."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with invitation (Invitation), person (Person) and at, inside the transaction that opens the account.
# `invitation.office_id` is what the inviting room wrote there; `invitation.invited_by` is who invited.
invitation_accepted = Signal()

# Asked with person and on (date) before an account is deleted: a receiver answers with a list of sentences,
# one for each thing that must be settled first (an office still held). Any sentence stops the deletion.
deletion_hindrances = Signal()

# Sent with person, by (Person) and at, inside the transaction, after the account was anonymised.
person_deleted = Signal()
