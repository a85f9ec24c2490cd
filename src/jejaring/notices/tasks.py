"""Background work of this room: the worker calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock
from jejaring.kit.queue import LETTERS, PATIENT
from jejaring.notices import actions


@app.task(queue=LETTERS, retry=PATIENT)
def send_notice(notice_id: int) -> None:
    actions.send(notice_id, at=clock.now())


@app.task(retry=PATIENT)
def deliver(webhook_id: int) -> None:
    """Send what is due to one webhook, by the machine's clock: receivers compare the time with their own."""
    actions.deliver_due(webhook_id, now=clock.machine_now, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="queue_due_webhooks")
def queue_due_webhooks(timestamp: int) -> None:
    """Look every minute for messages whose time has come; `timestamp` is the scheduler's."""
    actions.queue_due_webhooks(at=clock.machine_now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs")
def retry_stalled_jobs(timestamp: int) -> None:
    """Look every minute for jobs that a killed worker left behind; `timestamp` is the scheduler's."""
    actions.retry_stalled_jobs()
