"""Putting background work in the queue, in the transaction of its cause.

A task calls an action, and an action queues tasks: a task is named here, so that neither module imports the other.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

LETTERS = "letters"  # the queue of what sends a letter: a mail server that is silent holds up no other work
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=5)  # after 5 s, 25 s, 2 min, …: given up after a day


def defer(task: str, **arguments: Any) -> None:
    """Put the task of that name ("people.send_invitation") in the queue; it exists if the transaction commits.

    Raises procrastinate's TaskNotFound if there is no such task.
    """
    app.configure_task(_full(task), allow_unknown=False).defer(**arguments)


def defer_once(task: str, *, lock: str, **arguments: Any) -> bool:
    """Put a task in the queue unless one with the same `lock` is waiting there; return whether it was put there.

    Raises procrastinate's TaskNotFound if there is no such task.
    """
    deferrer = app.configure_task(_full(task), allow_unknown=False, queueing_lock=lock)
    try:
        with transaction.atomic():
            deferrer.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


def _full(task: str) -> str:
    room, _dot, name = task.partition(".")
    return f"jejaring.{room}.tasks.{name}"
