"""Letters about accounts that wait in the queue, opened as the worker opens them."""

from __future__ import annotations

from dataclasses import dataclass

from procrastinate.contrib.django.models import ProcrastinateJob

from jejaring.people.letters import opened


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the queue."""

    to: str
    subject: str
    body: str


def waiting_letters() -> list[Letter]:
    """Return the letters in the queue, the first first."""
    jobs = ProcrastinateJob.objects.filter(task_name="jejaring.people.tasks.send_letter").order_by("pk")
    found = [opened(**job.args) for job in jobs]
    return [Letter(to, subject, body) for subject, body, to in filter(None, found)]
