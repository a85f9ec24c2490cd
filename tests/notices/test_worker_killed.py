"""A real worker is killed with SIGKILL between sending and noting it: the message comes again, with the same id."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from jejaring.notices import actions
from jejaring.notices.models import Attempt, Delivery, Webhook
from tests.factories.notices import WebhookFactory
from tests.kit.job_worker import give_back_jobs_of_killed_workers
from tests.notices.receiver import Receiver
from tests.processes import environment
from tests.waiting import AMPLE, until

AT = datetime(2019, 10, 17, 3, tzinfo=UTC)


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """Run the worker as an installation does, on the tests' database."""
    command = [sys.executable, "-m", "jejaring.config.cli", "manage", "procrastinate", "worker", "--concurrency", "2"]
    child = subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@pytest.mark.kills
@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_has_sent_but_not_noted_comes_again_with_the_same_id(receiver: Receiver) -> None:
    webhook = WebhookFactory(url=receiver.url)
    deliveries = [actions.test_webhook(webhook, by=None, at=AT) for _ in range(3)]
    expected = [str(delivery.event.public_id) for delivery in deliveries]
    with worker() as first:

        def kill_at_the_second() -> None:
            if len(receiver.received) == 2:
                first.kill()
                first.wait()

        receiver.before_answer = kill_at_the_second
        first.wait(AMPLE)
    assert give_back_jobs_of_killed_workers() >= 1
    assert Webhook.objects.update(busy_until=timezone.now()) == 1  # its lease has run out, too
    assert (first.returncode, receiver.ids) == (-9, expected[:2])
    with worker():
        until(lambda: not Delivery.objects.filter(state="pending").exists())
    assert receiver.ids == [expected[0], expected[1], expected[1], expected[2]]
    bodies = [body for _headers, body in receiver.received]
    assert bodies[1] == bodies[2]
    outcomes = list(Attempt.objects.order_by("pk").values_list("delivery", "outcome"))
    assert outcomes == [
        (deliveries[0].pk, "accepted"),
        (deliveries[1].pk, "interrupted"),
        (deliveries[1].pk, "accepted"),
        (deliveries[2].pk, "accepted"),
    ]
