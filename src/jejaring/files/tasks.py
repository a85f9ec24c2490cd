"""Background work of this room: each task calls an action that may run twice without harm.

One runs at a time, so that a bucket that does not answer holds one of the worker's places, not all.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

LOCK = "files.upload"


@app.task(lock=LOCK)
def upload(sha256: str) -> None:
    """Upload a file soon after it was put; if that fails, the round does it."""
    from jejaring.files import actions  # loads models, which are not there yet on import

    actions.upload(sha256)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="files.upload_waiting", lock=LOCK, pass_context=False)
def upload_waiting(timestamp: int) -> None:
    """Look every five minutes for what a silent bucket or a killed worker left waiting, and what has settled."""
    from jejaring.files import actions  # as above

    actions.upload_waiting()
