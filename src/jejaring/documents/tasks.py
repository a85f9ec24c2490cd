"""Timed work of this room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit.queue import PATIENT


@app.periodic(cron="17 2 * * *")
@app.task(queueing_lock="sweep_orphans", retry=PATIENT)
def sweep_orphans(timestamp: int) -> None:
    from jejaring.documents import actions  # loaded when the worker has loaded every room

    actions.sweep_orphans()
