"""Procrastinate's own commands, with a worker that outlives its database and sends letters beside other work."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, close_old_connections, connection
from procrastinate import App, JobContext, cli
from procrastinate.contrib.django import app
from procrastinate.contrib.django.management.commands import procrastinate as library
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from jejaring.kit.queue import LETTERS
from jejaring.notices.mail import Taken, sending_once

LETTERS_AT_ONCE = 2
POOL_SECONDS = 5.0  # for a connection; then the worker begins anew
PAUSE_SECONDS = 1.0
logger = logging.getLogger("jejaring.worker")
_taken_before: dict[int | None, Taken] = {}  # letters of jobs that failed after the mail server took them


class WorkerEnded(Exception):
    """A worker that should go on has ended, mostly because its database is away."""


class Command(library.Command):
    help = "Access procrastinate commands; the worker begins anew after a database that was away"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command that is named; a worker that waits for jobs runs until SIGTERM or Ctrl-C."""
        if options.get("func") is not cli.worker_ or not options.get("wait", True):
            super().handle(*args, **options)
            return
        own = {name: value for name, value in options.items() if name not in self._django_options}
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
        signal.signal(signal.SIGTERM, lambda *_given: signal.raise_signal(signal.SIGINT))
        app.worker_defaults |= {"install_signal_handlers": False, "task_middleware": [with_a_connection_that_works]}
        try:
            while True:
                _wait_for_the_database()
                _run_until_it_ends(own)
                logger.warning("the worker has lost its database, and begins anew")
        except KeyboardInterrupt:
            return


def _wait_for_the_database() -> None:
    while True:
        try:
            connection.ensure_connection()
        except OperationalError:
            time.sleep(PAUSE_SECONDS)
        else:
            connection.close()
            return


def _run_until_it_ends(options: dict[str, Any]) -> None:
    """Run workers until something fails. Raises KeyboardInterrupt when they are asked to stop, and have."""
    connector = PsycopgConnector(kwargs=connector_params(), timeout=POOL_SECONDS)
    try:
        with app.replace_connector(connector) as ours:
            asyncio.run(cli.execute_command({**options, "app": ours, "func": _workers}))
    except SystemExit:  # after a sentence about what has failed
        time.sleep(PAUSE_SECONDS)


async def _workers(app: App, **options: Any) -> None:
    """Run a worker for letters and one for everything else; if the queues are named, one for these.

    A mail server that is silent keeps the letters' worker busy, and nothing else.
    """
    others = sorted({task.queue for task in app.tasks.values()} - {LETTERS})
    kinds: dict[str, dict[str, Any]] = {
        "worker": {"queues": others},
        "letters": {"queues": [LETTERS], "concurrency": LETTERS_AT_ONCE},
    }
    async with asyncio.TaskGroup() as group:
        for name, own in kinds.items() if options.get("queues") is None else [("worker", {})]:
            group.create_task(_lasting(app, {**options, "name": name, **own}))


async def _lasting(app: App, options: dict[str, Any]) -> None:
    await app.run_worker_async(**options)
    raise WorkerEnded("the worker has ended")


def with_a_connection_that_works(call_next: Callable[[], Any], context: JobContext, _worker: object) -> Any:
    """Run a job, and leave no connection behind: one that has lost its server would fail every job after it."""
    close_old_connections()
    try:
        with _each_letter_once(context.job.id):
            return call_next()
    finally:
        close_old_connections()


@contextmanager
def _each_letter_once(job: int | None) -> Iterator[None]:
    """Let a job that failed after the mail server had taken its letters send none of them again."""
    taken = _taken_before.pop(job, set())
    try:
        with sending_once(taken):
            yield
    except BaseException:
        if taken:
            _taken_before[job] = taken
        raise
