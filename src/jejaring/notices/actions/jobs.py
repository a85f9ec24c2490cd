"""Background jobs whose worker has died."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from jejaring.notices import queries

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # the demo's clock may run ahead of the worker's


def retry_stalled_jobs() -> int:
    """Give jobs whose worker died back to the queue and return how many; every task may run twice."""
    stalled = queries.stalled_jobs()
    for job_id in stalled:
        app.job_manager.retry_job_by_id(job_id=job_id, retry_at=AT_ONCE)
    return len(stalled)
