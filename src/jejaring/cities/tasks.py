"""Background work of this room: the worker calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.cities import actions
from jejaring.kit import clock
from jejaring.kit.queue import LETTERS, PATIENT


@app.periodic(cron="33 * * * *")
@app.task(queueing_lock="cities.erase_answered_requests", pass_context=False)
def erase_answered_requests(timestamp: int) -> None:
    """Look every hour, so that a missed day is made up for."""
    actions.erase_answered(at=clock.now())


@app.task(queue=LETTERS, retry=PATIENT)
def send_answer(request_id: int) -> None:
    actions.send_answer(request_id, at=clock.now())
