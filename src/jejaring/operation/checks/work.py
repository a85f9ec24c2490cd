"""What goes on: the worker and its queue, files that wait for the bucket, the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from jejaring.files.queries import waiting
from jejaring.kit.queue import LETTERS as LETTERS_QUEUE
from jejaring.ledger import checking, queries
from jejaring.ledger.heads import heads_in
from jejaring.operation.findings import Finding, error, ok, warning

SILENT_SECONDS = 60  # a worker beats every 10 seconds
PATIENCE_SECONDS = 15 * 60
LETTERS = "%.send\\_%"  # tasks that send one
STATE = """
    SELECT
      (SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers),
      count(*) FILTER (WHERE status = 'todo'),
      count(*) FILTER (WHERE status = 'doing'),
      count(*) FILTER (WHERE status = 'failed'),
      count(*) FILTER (WHERE status IN ('todo', 'doing') AND task_name LIKE %s),
      coalesce((
        SELECT extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at)))::float8
        FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
        WHERE job.status = 'todo' AND coalesce(job.scheduled_at, event.at) <= now()
      ), 0)
    FROM procrastinate_jobs
"""

UNSENT = """
    SELECT count(*) FILTER (WHERE status = 'failed'),
      count(*) FILTER (WHERE status = 'todo' AND attempts > 0),
      coalesce(extract(epoch FROM now() - min(event.at) FILTER (WHERE status = 'todo' AND attempts > 0))::float8, 0)
    FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
    WHERE queue_name = %s
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """The worker's last heartbeat, in seconds ago (None: no worker), and how many jobs are in which state.

    `oldest_seconds` is how long the oldest job that could be done is waiting.
    """

    heartbeat_seconds: float | None
    waiting: int
    running: int
    failed: int
    letters: int
    oldest_seconds: float


def queue() -> Queue:
    """Return the state of the queue, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [LETTERS])
        return Queue(*cursor.fetchone())


def heartbeat() -> Iterator[Finding]:
    """Look whether a worker is there and keeps up."""
    state = queue()
    advice = "start `jejaring work`, or `jejaring serve` without --web-only"
    if state.heartbeat_seconds is None:
        yield error("no worker runs", advice)
    elif state.heartbeat_seconds > SILENT_SECONDS:
        yield error(f"the worker was last heard of {state.heartbeat_seconds:.0f} seconds ago", advice)
    else:
        yield ok(f"heard of {state.heartbeat_seconds:.0f} seconds ago; {state.running} jobs run, {state.waiting} wait")
    if state.oldest_seconds > PATIENCE_SECONDS:
        yield warning(
            f"the oldest job waits for {state.oldest_seconds / 60:.0f} minutes",
            "look at the worker's log; raise `jejaring work --concurrency`",
        )
    if state.failed:
        yield warning(
            f"{state.failed} jobs have failed for good, letters among them if mail was away",
            "look at the worker's log; `jejaring manage procrastinate shell` lists and retries them",
        )


def letters() -> Iterator[Finding]:
    """Look whether the mail server has taken the letters that were handed to it."""
    with connection.cursor() as cursor:
        cursor.execute(UNSENT, [LETTERS_QUEUE])
        given_up, tried, seconds = cursor.fetchone()
    advice = "look at the worker's log, and whether `jejaring doctor --mail ADDRESS` sends one"
    if tried:
        yield warning(f"{tried} letters were not taken yet, the oldest is {seconds / 60:.0f} minutes old", advice)
    if given_up:
        yield warning(f"{given_up} letters were given up", f"{advice}; then `jejaring manage retry_letters`")
    if not tried and not given_up:
        yield ok("the mail server has taken all that were handed to it")


def files() -> Iterator[Finding]:
    """Look whether the worker brings files into the bucket."""
    found = waiting()
    text = f"waiting for the bucket: {found.count}, the oldest for {found.oldest_seconds / 60:.0f} minutes"
    if found.oldest_seconds > PATIENCE_SECONDS:
        yield warning(f"{text}; the database keeps them", "look at what storage has, and at the worker's log")
    else:
        yield ok(text if found.count else "none waits in the database")


def ledger() -> Iterator[Finding]:
    """Look whether the whole chain is unbroken and holds the heads that were kept."""
    kept = [one.hash for one in heads_in(settings.LEDGER_HEADS)]
    found = list(checking.faults(kept))
    entries, _links = checking.sizes()
    head = queries.head()
    if found:
        advice = "change nothing and keep a copy of the database; `jejaring ledger verify` lists all"
        yield error(f"not valid in {len(found)} places: {found[0].sentence}", advice)
    else:
        yield ok(f"valid, {entries} entries, {len(kept)} kept heads" + (f"; head {head.hash}" if head else ""))
