"""Putting this room's background work in the queue, in the transaction of its cause.

Tasks call actions and actions queue tasks: here a task is named, so that neither module imports the other.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

TASKS = "jejaring.notices.tasks"


def defer(task: str, **arguments: Any) -> None:
    """Put one of this room's tasks in the queue. Raises procrastinate's TaskNotFound if there is no such task."""
    app.configure_task(f"{TASKS}.{task}", allow_unknown=False).defer(**arguments)


def defer_once(task: str, *, lock: str, **arguments: Any) -> bool:
    """Put a task in the queue unless one with the same `lock` is waiting there; return whether it was put there."""
    deferrer = app.configure_task(f"{TASKS}.{task}", allow_unknown=False, queueing_lock=lock)
    try:
        with transaction.atomic():
            deferrer.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
