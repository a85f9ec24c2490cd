"""Presence in sessions from readings at doors: stays, credit, and who has earned a certificate."""

from engines.presence.credit import Credit, Presence, presence_of
from engines.presence.eligibility import (
    DAYS,
    HOURS,
    MEASURES,
    SESSIONS,
    Eligibility,
    Rule,
    eligibility,
    most_hours,
    most_sessions,
)
from engines.presence.readings import EVENT_DOOR, USUAL, PresenceError, Reading, Slot, Tolerance
from engines.presence.stays import CLOSED_BY_RULE, ENTERED_ELSEWHERE, NO_ENTRY, OUTSIDE, Stay, inside_at, stays

__all__ = [
    "CLOSED_BY_RULE",
    "DAYS",
    "ENTERED_ELSEWHERE",
    "EVENT_DOOR",
    "HOURS",
    "MEASURES",
    "NO_ENTRY",
    "OUTSIDE",
    "SESSIONS",
    "USUAL",
    "Credit",
    "Eligibility",
    "Presence",
    "PresenceError",
    "Reading",
    "Rule",
    "Slot",
    "Stay",
    "Tolerance",
    "eligibility",
    "inside_at",
    "most_hours",
    "most_sessions",
    "presence_of",
    "stays",
]
