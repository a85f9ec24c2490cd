"""A worker of the test database: does what is queued, then ends. `worker` starts it as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

from django.db import connection

from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import JobKind, Report
from tests.processes import environment

KIND = "test.count"


def count(owner: Any, report: Report, *, to: int, refuse: bool = False, break_: bool = False) -> str:
    """Count to a number, with a pause after each; return where the number can be seen."""
    for number in range(1, to + 1):
        report(number, to)
        time.sleep(float(os.environ.get("JOB_PAUSE", "0")))
    if refuse:
        raise Refusal("Row 7 has no date.")
    return f"/angka/{to // (not break_)}/"


COUNT = JobKind("Counting", count)


def worker(pause: float = 0) -> subprocess.Popen[bytes]:
    """Start a worker of the test database."""
    command = [sys.executable, "-m", "tests.kit.job_worker"]
    return subprocess.Popen(command, env=environment(JOB_PAUSE=str(pause)))


def give_back_jobs_of_killed_workers() -> int:
    """Do what the round of the minute does ten minutes after a worker was killed; return how many jobs go back."""
    from jejaring.notices.actions import retry_stalled_jobs  # loads models, which are not there yet in a worker

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '10 minutes'")
    return retry_stalled_jobs()


if __name__ == "__main__":
    import django

    django.setup()
    from procrastinate.contrib.django import app

    from jejaring.kit import registry

    registry.job_kinds.add(KIND, COUNT)
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's has it
    with app.replace_connector(connector) as worker_app:
        worker_app.run_worker(wait=False, install_signal_handlers=False)
