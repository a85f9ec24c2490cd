"""Background work of this room: the worker calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock
from jejaring.kit.queue import LETTERS, PATIENT
from jejaring.people import actions, letters


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
    actions.erase_ended_links(at=clock.now())


@app.task(queue=LETTERS, retry=PATIENT)
def send_invitation(invitation_id: int) -> None:
    actions.send_invitation(invitation_id, at=clock.now())


@app.task(queue=LETTERS, retry=PATIENT)
def send_link_letter(link_id: int) -> None:
    actions.send_link_letter(link_id, at=clock.now())


@app.task(queue=LETTERS, retry=PATIENT)
def send_letter(sealed: str, seconds: int) -> None:
    """Send a letter that was written when its cause happened."""
    letters.send_letter(sealed, seconds)
