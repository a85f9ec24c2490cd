"""What goes in: readings at doors, sessions with their time, and how early or late a reading may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

EVENT_DOOR = ""  # the session of a reading at the door of the whole event


class PresenceError(ValueError):
    """A value cannot be; the message names it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One person read at one door. `session` is a guid, or EVENT_DOOR; `entry` is False for who goes out."""

    person: int
    session: str
    moment: datetime
    entry: bool = True
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A session with its time. A break does not count towards eligibility (`counts`)."""

    session: str
    starts_at: datetime
    ends_at: datetime
    counts: bool = True

    def __post_init__(self) -> None:
        """Raise PresenceError where a session does not end after it starts."""
        if self.ends_at <= self.starts_at:
            raise PresenceError(f"session {self.session} ends no later than it starts")

    @property
    def length(self) -> timedelta:
        """Return how long the session is."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How long before its start and after its end a door of a session may read somebody."""

    before: timedelta = timedelta(minutes=30)
    after: timedelta = timedelta(minutes=30)


USUAL = Tolerance()
