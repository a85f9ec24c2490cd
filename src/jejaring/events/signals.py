"""The signals of this room to the rooms above it, each sent inside the transaction of its cause."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with `event`, `version` (ProgrammeVersion), `before` (the ProgrammeVersion it follows, or None), `changes`
# (of engines.schedule.changes, from the one to the other), `by` and `at` when a version of a programme is released.
programme_released = Signal()

# Sent with `event`, `by` and `at` when an event is cancelled; `event.end_reason` is why.
event_cancelled = Signal()

# Sent with `event`, `by` and `at` when who speaks has changed: a part is given or taken, a session cancelled, a name
# corrected.
speakers_changed = Signal()

# Sent with `event` (the new one), `source` (the Event it is a copy of), `by` and `at`, for what other rooms copy.
event_copied = Signal()
