"""Background work of this room: the worker calls an action that may run twice without harm."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from jejaring.kit import clock

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=5)


@app.task(retry=PATIENT)
def send_notice(notice_id: int) -> None:
    from jejaring.notices import actions  # the action defers this task

    actions.send(notice_id, at=clock.now())


@app.task(retry=PATIENT)
def deliver(delivery_id: int) -> None:
    from jejaring.notices import actions  # the action defers this task

    actions.deliver(delivery_id, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs")
def retry_stalled_jobs(timestamp: int) -> None:
    """Look every minute for jobs that a killed worker left behind; `timestamp` is the scheduler's."""
    from jejaring.notices import actions  # the action's module defers the tasks above

    actions.retry_stalled_jobs()
