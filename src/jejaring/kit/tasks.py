"""Background work of this room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock, jobs


@app.task
def run_job(job_id: int) -> None:
    jobs.run(job_id, clock=clock.now)
