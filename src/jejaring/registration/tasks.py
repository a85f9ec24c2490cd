"""Background work of this room: each task calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock
from jejaring.kit.queue import LETTERS, PATIENT


@app.task(queue=LETTERS, retry=PATIENT)
def send_message(message_id: int) -> None:
    """Send one letter to a participant."""
    from jejaring.registration.actions import sending

    sending.send_message(message_id, at=clock.now())


@app.periodic(cron="19 * * * *")
@app.task(queueing_lock="registration.end_unconfirmed", pass_context=False)
def end_unconfirmed(timestamp: int) -> None:
    """Look every hour for registrations that nobody has confirmed in time."""
    from jejaring.registration.actions import self_registration  # as above

    self_registration.end_unconfirmed(at=clock.now())


@app.periodic(cron="43 2 * * *")
@app.task(queueing_lock="registration.erase_contacts", pass_context=False)
def erase_contacts(timestamp: int) -> None:
    """Look every night for contact details that are kept no longer."""
    from jejaring.registration.actions import erasing  # as above

    erasing.erase_contacts(on=clock.today(), at=clock.now())
