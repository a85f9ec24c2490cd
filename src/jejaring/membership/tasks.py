"""Scheduled tasks of this room: each task calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock


@app.periodic(cron="22 * * * *")
@app.task(queueing_lock="membership.look_at_obligations", pass_context=False)
def look_at_obligations(timestamp: int) -> None:
    """Every hour: enter the year's obligations, remind, and propose decisions on what is overdue."""
    from jejaring.membership.actions import obligations  # loads models, which are not there yet on import

    obligations.daily_round(on=clock.today(), at=clock.now())
