"""Long jobs: started by a person, done by a worker, watched, stopped and found again by their owner.

    job = jobs.start("dues.read_statement", owner=by, at=at, number=number, file_id=file.pk, mapping=mapping)
    return redirect(jobs.address_to_follow(job))

A job is queued in the running transaction. Its kind is registered in `registry.job_kinds`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from jejaring.kit import registry
from jejaring.kit.models import Job
from jejaring.kit.persons import Person
from jejaring.kit.queue import defer
from jejaring.kit.refusal import Refusal

OPEN = Q(state__in=[Job.State.WAITING, Job.State.RUNNING])
REPORT_SECONDS = 0.5
FOLLOW = "ikuti"  # the key of an address


class JobStopped(Exception):
    """The owner has asked that the job be stopped."""


@transaction.atomic
def start(kind: str, *, owner: Person, at: datetime, **arguments: Any) -> Job:
    """Queue a job and return it. Raises RegistryError for an unknown kind."""
    registry.job_kinds[kind]  # an unknown kind is an error here, not in the worker
    job = Job.objects.create(owner_id=owner.pk, kind=kind, arguments=arguments, created_at=at)
    defer("kit.run_job", job_id=job.pk)
    return job


def address_to_follow(job: Job) -> str:
    """Return the address of a job's page that goes on to the result, even if the job is done before it is asked for.

    The job's own address shows a job that is done with a link to its result.
    """
    return f"{job.get_absolute_url()}?{FOLLOW}=1"


def jobs_of(owner: Any) -> QuerySet[Job]:
    """Return a person's jobs, newest first; nobody else sees them."""
    return Job.objects.filter(owner=owner.pk) if owner.is_authenticated else Job.objects.none()


@transaction.atomic
def stop(job: Job, *, at: datetime) -> None:
    """Ask that a job be stopped; one that has not begun ends at once.

    Raises Refusal if it has ended.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    if not job.is_open:
        raise Refusal(_("This job has already ended."))
    job.stop_asked_at = job.stop_asked_at or at
    if job.state == Job.State.WAITING:
        job.state, job.ended_at = Job.State.STOPPED, at
    job.save(update_fields=["stop_asked_at", "state", "ended_at"])


class Reporter:
    """Writes how far a job is at most twice a second, on a connection of its own.

    So it can be seen while the work is still in one transaction, and the owner's wish to stop is heard there.
    """

    def __init__(self, job: Job) -> None:
        self._job_id = job.pk
        self._connection = connections[DEFAULT_DB_ALIAS].copy()
        self._next = 0.0

    def __call__(self, done: int, total: int | None = None) -> None:
        if time.monotonic() < self._next and done != total:
            return
        self._next = time.monotonic() + REPORT_SECONDS
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE kit_job SET done = %s, total = %s WHERE id = %s RETURNING stop_asked_at IS NOT NULL",
                [done, total, self._job_id],
            )
            row = cursor.fetchone()
        if row is None or row[0]:
            raise JobStopped

    def close(self) -> None:
        self._connection.close()


def run(job_id: int, *, clock: Callable[[], datetime]) -> None:
    """Do a job that is queued, or was left behind by a worker that died. One that has ended is left alone.

    An error that is no Refusal is raised again, after the job has said that it failed.
    """
    job = _begin(job_id, at=clock())
    if job is None:
        return
    report = Reporter(job)
    try:
        with override(job.owner.language):
            url = registry.job_kinds[job.kind].run(job.owner, report, **job.arguments)
        _end(job, Job.State.DONE, at=clock(), url=url)
    except JobStopped:
        _end(job, Job.State.STOPPED, at=clock())
    except Refusal as refusal:
        with override(job.owner.language):
            _end(job, Job.State.FAILED, at=clock(), error=str(refusal))
    except Exception:
        with override(job.owner.language):
            error = _("An error on our side stopped it. What it had not finished was not stored; try again later.")
        _end(job, Job.State.FAILED, at=clock(), error=error)
        raise
    finally:
        report.close()


@transaction.atomic
def _begin(job_id: int, *, at: datetime) -> Job | None:
    job = Job.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=job_id).first()
    if job is None or not job.is_open:
        return None
    if job.stop_asked_at:
        job.state, job.ended_at = Job.State.STOPPED, at
        job.save(update_fields=["state", "ended_at"])
        return None
    job.state, job.done = Job.State.RUNNING, 0
    job.save(update_fields=["state", "done"])
    return job


def _end(job: Job, state: Job.State, *, at: datetime, url: str = "", error: str = "") -> None:
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=at, result_url=url, error=error)
