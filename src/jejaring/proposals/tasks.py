"""Background work of this room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock
from jejaring.proposals.actions import proposals


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="proposals.erase_ended", pass_context=False)
def erase_ended(timestamp: int) -> None:
    """Look every hour, so that a missed day is made up for."""
    proposals.erase_ended(at=clock.now())
