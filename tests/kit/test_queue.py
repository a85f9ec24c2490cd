"""Background work is queued by name, in the transaction of its cause."""

from __future__ import annotations

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from jejaring.kit.queue import defer, defer_once

pytestmark = pytest.mark.django_db
TASK = "jejaring.people.tasks.send_invitation"


def test_a_task_is_queued_with_its_arguments_if_its_cause_is_kept() -> None:
    defer("people.send_invitation", invitation_id=7)
    with transaction.atomic():
        defer("people.send_invitation", invitation_id=8)
        transaction.set_rollback(True)
    queued = ProcrastinateJob.objects.filter(task_name=TASK)
    assert [(job.task_name, job.args) for job in queued] == [(TASK, {"invitation_id": 7})]


def test_a_task_that_waits_already_is_not_queued_again() -> None:
    assert defer_once("people.send_invitation", lock="invitation-7", invitation_id=7)
    assert not defer_once("people.send_invitation", lock="invitation-7", invitation_id=7)
    assert ProcrastinateJob.objects.filter(task_name=TASK).count() == 1


def test_an_unknown_task_is_an_error() -> None:
    with pytest.raises(TaskNotFound):
        defer("people.send_nothing")
