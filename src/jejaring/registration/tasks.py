"""Background work of this room: each task calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock
from jejaring.kit.queue import LETTERS, PATIENT


@app.task(queue=LETTERS, retry=PATIENT)
def send_message(message_id: int) -> None:
    """Send one letter to a participant."""
    from jejaring.registration.actions import mail  # loads models, which are not there yet on import

    mail.send_message(message_id, at=clock.now())
