"""Background work of this room: the worker calls an action that may run twice without harm."""

from __future__ import annotations

from django.core.mail import EmailMessage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from jejaring.kit import clock
from jejaring.people import actions

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=5)


@app.periodic(cron="51 * * * *")
@app.task(queueing_lock="people.sweep_sessions", pass_context=False)
def sweep_sessions(timestamp: int) -> None:
    """Sweep every hour what is left of sessions that have ended."""
    actions.sweep_sessions(at=clock.now())


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="people.erase_unanswered_invitations", pass_context=False)
def erase_unanswered_invitations(timestamp: int) -> None:
    """Look every hour, so that a missed day is made up for."""
    actions.erase_unanswered(at=clock.now())


@app.task(retry=PATIENT)
def send_invitation(invitation_id: int) -> None:
    actions.send_invitation(invitation_id, at=clock.now())


@app.task(retry=PATIENT)
def send_letter(to: list[str], subject: str, body: str) -> None:
    """Send a letter that was written when its cause happened."""
    EmailMessage(subject, body, to=to).send()
