"""Timed work of this room: each task calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="admission.look_at_due_dates", pass_context=False)
def look_at_due_dates(timestamp: int) -> None:
    """Send reminders and escalations every hour, so that a missed day is made up for; each is sent once."""
    from jejaring.admission.actions import deadlines  # loads models, which are not there yet on import

    deadlines.daily_round(on=clock.today(), at=clock.now())
