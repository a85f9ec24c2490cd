"""Background work of this room: each task calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="delegations.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Every hour: remind cities of their answer, and participants of their event; each reminder is sent once."""
    from jejaring.delegations.actions import reminders

    reminders.daily_round(on=clock.today(), at=clock.now())
