"""Moving the demo's clock forward, day by day, so that what was due in between happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jejaring.admission.actions import deadlines
from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.membership.actions import obligations

FARTHEST = 366  # days in one go
MORNING = time(8, 0)
LOCK = "jejaring.demo.clock"


def move_to(day: date) -> int:
    """Let the clock go on in the morning of `day`; return how many days have passed.

    The daily round of every day in between runs as it would have. Raises Refusal for a day that
    is not ahead or too far.
    """
    with _only_mover():
        today = clock.today()
        days = (day - today).days
        if days < 1:
            raise Refusal(_("The demo's clock only goes forward: choose a day after today."), field="day")
        if days > FARTHEST:
            raise Refusal(_("One year at a time: choose a day within the next 366 days."), field="day")
        _live_through([today + timedelta(days=passed) for passed in range(1, days + 1)])
    return days


def _live_through(days: Sequence[date]) -> None:
    """Begin each day in turn, all or none of them."""
    before = clock.now()
    try:
        with transaction.atomic():
            for day in days:
                _begin(day)
    except BaseException:
        clock.set_demo_time(before)
        raise


def _begin(day: date) -> None:
    """Set the clock to the morning of `day` and do what the worker does every day."""
    morning = datetime.combine(day, MORNING, tzinfo=timezone.get_current_timezone())
    clock.set_demo_time(morning)
    deadlines.daily_round(on=day, at=morning)
    obligations.daily_round(on=day, at=morning)


@contextmanager
def _only_mover() -> Iterator[None]:
    """Let one move at a time. Raises Refusal while another one runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [LOCK])
        row = cursor.fetchone()
        if not (row and row[0]):
            raise Refusal(_("The clock is being moved right now. Wait a moment."), field="day")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [LOCK])
