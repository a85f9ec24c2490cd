"""When a message that was not accepted is sent again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# After the first attempt, the second, …: ten attempts in about three days. The schedule is the example of
# Standard Webhooks 1.0.0, with a minute instead of its five seconds, since due messages are looked for every minute.
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.2
LONGEST_PATIENCE = timedelta(days=1)


def delay_after(tries: int, *, chance: float) -> timedelta | None:
    """Return how long to wait after `tries` attempts, or None if there is no further one.

    `chance`, from 0 to 1, spreads the waiting evenly over ±20 %, so that what failed together does not
    come again together. Raises ValueError for less than one attempt.
    """
    if tries < 1:
        raise ValueError(f"{tries} attempts cannot have failed")
    if tries > len(DELAYS):
        return None
    return DELAYS[tries - 1] * (1 + JITTER * (2 * chance - 1))


def patience_asked(retry_after: str, *, at: datetime) -> timedelta | None:
    """Return how long a `Retry-After` header asks to wait: seconds or an HTTP date, one day at most.

    None if the header is missing, cannot be read or lies in the past.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        asked = timedelta(seconds=min(int(text[:9]), LONGEST_PATIENCE.total_seconds()))
    else:
        try:
            day = parsedate_to_datetime(text)
        except ValueError:
            return None
        asked = (day if day.tzinfo else day.replace(tzinfo=UTC)) - at
    return min(asked, LONGEST_PATIENCE) if asked > timedelta() else None
