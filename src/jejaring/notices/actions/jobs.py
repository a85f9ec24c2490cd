"""Background jobs whose worker has died, and letters that were given up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from jejaring.notices import queries

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # the demo's clock may run ahead of the worker's


def retry_stalled_jobs() -> int:
    """Give jobs whose worker died back to the queue and return how many; every task may run twice."""
    return _retried(queries.stalled_jobs())


def retry_letters() -> int:
    """Put the letters that were given up in the queue again, each for one more attempt, and return how many."""
    return _retried(queries.letters_given_up())


def _retried(job_ids: Collection[int]) -> int:
    for job_id in job_ids:
        app.job_manager.retry_job_by_id(job_id=job_id, retry_at=AT_ONCE)
    return len(job_ids)
