"""A job whose worker was killed is given back to the queue; one that is worked on is left alone."""

from __future__ import annotations

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from jejaring.notices import actions, tasks

pytestmark = pytest.mark.django_db


def entered_worker(seconds_ago: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [seconds_ago],
        )
        found: int = cursor.fetchone()[0]
    return found


def job_in_the_hands_of(worker_id: int | None) -> int:
    job_id = tasks.send_notice.defer(notice_id=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker_id, job_id]
        )
    return int(job_id)


def status_of(job_id: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=job_id).status)


def test_jobs_of_dead_workers_go_back_and_those_of_living_ones_stay() -> None:
    dead, forgotten, alive = (job_in_the_hands_of(found) for found in (entered_worker(600), None, entered_worker(1)))
    assert actions.retry_stalled_jobs() == 2
    assert [status_of(job) for job in (dead, forgotten, alive)] == ["todo", "todo", "doing"]
    assert actions.retry_stalled_jobs() == 0
