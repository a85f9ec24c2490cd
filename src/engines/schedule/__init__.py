"""Programmes of events: what one is, what clashes in it, how two versions differ, and the formats it is exchanged in.

Values in, values out: no clock, no files, no Django. Moments are aware datetimes; a day begins at midnight of the
programme's own zone, and a session belongs to the day on which it begins.
"""

from engines.schedule.programme import (
    BREAK,
    CANCELLED,
    CEREMONY,
    CONFIRMED,
    KINDS,
    TENTATIVE,
    Hall,
    Part,
    Programme,
    ScheduleError,
    Session,
    Speaker,
    Text,
    Track,
)

__all__ = [
    "BREAK",
    "CANCELLED",
    "CEREMONY",
    "CONFIRMED",
    "KINDS",
    "TENTATIVE",
    "Hall",
    "Part",
    "Programme",
    "ScheduleError",
    "Session",
    "Speaker",
    "Text",
    "Track",
]
