"""Metrics for Prometheus: what this machine's web processes have answered, and the state of the queue.

Each web process counts in a file of its own, in the folder that config names before this is imported; whichever
process is asked adds them up. The queue is read from the database when metrics are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from jejaring.files.queries import Waiting, waiting
from jejaring.operation.checks import database, work
from jejaring.operation.findings import Check, Finding, run

CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
SECONDS = 3.0

_requests = CollectorRegistry()
REQUESTS = Histogram(
    "jejaring_request_seconds",
    "Duration of requests in seconds, by HTTP status.",
    ["status"],
    buckets=BUCKETS,
    registry=_requests,
)


class State(Collector):
    """What is read from the database: whether it answers, the queue, and files that wait."""

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges; where the database does not answer in time, only that."""
        up, found = list[Finding](), list[tuple[work.Queue, Waiting]]()

        def look() -> list[Finding]:
            up.extend(database.answers())
            found.append((work.queue(), waiting()))  # not there before the first migration
            return up

        run([Check("metrics", look, "", seconds=SECONDS)])
        yield _gauge("database_up", "Whether the database answers.", float(bool(up)))
        for queue, files in found[:1]:
            yield _gauge("jobs_waiting", "Jobs that wait, those for later too.", queue.waiting)
            yield _gauge("jobs_running", "Jobs under way.", queue.running)
            yield _gauge("jobs_failed", "Jobs that have failed for good.", queue.failed)
            yield _gauge("job_oldest_seconds", "How long the oldest job that is due waits.", queue.oldest_seconds)
            yield _gauge("letters_waiting", "Letters that are not sent yet.", queue.letters)
            yield _gauge("files_waiting", "Files that are not in the bucket yet.", files.count)
            if queue.heartbeat_seconds is not None:
                yield _gauge("worker_heartbeat_seconds", "Since the worker's last heartbeat.", queue.heartbeat_seconds)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"jejaring_{name}", text, value=value)


def exposition() -> bytes:
    """Return all metrics in the text format."""
    state = CollectorRegistry()
    state.register(State())
    requests = _requests
    if settings.METRICS is not None and settings.METRICS.is_dir():
        requests = CollectorRegistry()
        MultiProcessCollector(requests, path=str(settings.METRICS))  # type: ignore[no-untyped-call]  # the library's
    return generate_latest(requests) + generate_latest(state)
