"""Background work of this room: the worker calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from jejaring.kit import clock

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=5)


@app.task(retry=PATIENT)
def send_invitation(invitation_id: int) -> None:
    from jejaring.people import actions  # the action defers this task

    actions.send_invitation(invitation_id, at=clock.now())
