"""Webhooks while workers and receiver are killed again and again: what was sent, received, lost, and received twice.

Documents are made public one after the other, which is a public event each. A real worker sends them to a receiver in
a process of its own, which notes each message's id on disk before it answers. Both are killed with SIGKILL.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.__main__ import database, free_port

CALM = 200  # messages while nothing is killed
DISTURBED = 200  # messages at least, while things are killed
PAUSE = 0.5  # seconds between two events while things are killed
ANSWER_SECONDS = 0.03  # as long as a receiver across the country takes
RECEIVER_DOWN = 3.0
LONGEST_RECOVERY = 150  # a lease of 20 s or a rest of 72 s, then a minute until the next look-out, and the start
PATIENCE = 600.0  # seconds to wait for the last message


def receive(port: int, log: Path) -> None:
    """Serve as a receiver that notes the id of every message, durably, before it answers."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            with lock, log.open("a") as file:
                file.write(f"{self.headers['webhook-id']}\n")
                file.flush()
                os.fsync(file.fileno())
            time.sleep(ANSWER_SECONDS)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            pass

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


class Process:
    """A child that can be killed with SIGKILL and started again."""

    def __init__(self, *command: str) -> None:
        self.command = [sys.executable, "-m", *command]
        self.kills = 0
        self.start()

    def start(self) -> None:
        self.child = subprocess.Popen(self.command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()
        self.kills += 1

    def end(self) -> None:
        self.child.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.child.wait(15)
        self.child.kill()
        self.child.wait()


class Log:
    """What the receiver has noted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def ids(self) -> list[str]:
        return self.path.read_text().split()

    def wait_for(self, ready: Callable[[list[str]], bool], seconds: float) -> bool:
        """Return whether the ids became `ready` within some seconds."""
        deadline = time.monotonic() + seconds
        while not ready(self.ids()):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def wait_for_more(self, count: int, seconds: float) -> bool:
        """Return whether so many more messages came within some seconds."""
        wanted = len(self.ids()) + count
        return self.wait_for(lambda ids: len(ids) >= wanted, seconds)


def documents(count: int) -> list[Any]:
    """Make rows of documents that are not public yet; nothing here opens their bytes."""
    from jejaring.documents.models import Document

    values = {"kind": "letter", "title": "Contoh", "issuer": "contoh", "issuer_name": "Contoh", "size": 1}
    values |= {"issued_on": date(2026, 1, 1), "issued_at": datetime(2026, 1, 1, tzinfo=UTC), "example": True}
    rows = [Document(**values, sha256="0" * 64, docx_sha256="0" * 64) for _ in range(count)]
    return Document.objects.bulk_create(rows)


def publish(count: int, pause: float) -> None:
    """Make documents public, one after the other."""
    from jejaring.documents.actions import publish_document

    for document in documents(count):
        publish_document(document, by=None, on=date(2026, 1, 1))
        time.sleep(pause)


def disturb(worker: Process, receiver: Process, log: Log, kills: int, recoveries: list[float]) -> None:
    """Kill the worker again and again while it is sending, and every fourth time the receiver instead.

    Adds the seconds from each kill to the next message to `recoveries`.
    """
    chance = random.Random(7)  # noqa: S311 - the same run every time
    for number in range(1, kills + 1):
        log.wait_for_more(3, PATIENCE)
        time.sleep(chance.uniform(0, 0.2))
        victim, rest = (receiver, RECEIVER_DOWN) if number % 4 == 0 else (worker, 0.0)
        victim.kill()
        killed = time.monotonic()
        time.sleep(rest)
        victim.start()
        log.wait_for_more(1, PATIENCE)
        recoveries.append(time.monotonic() - killed)


def measure(kills: int, folder: Path) -> bool:
    """Print both runs with their limits; return whether all are met."""
    from jejaring.notices.models import Event, Webhook
    from jejaring.people.models import Person

    port, log = free_port(), Log(folder / "received")
    owner = Person.objects.create(email="contoh@contoh.id", name="Contoh", example=True)
    now = datetime.now(UTC)
    Webhook.objects.create(name="Contoh", url=f"http://127.0.0.1:{port}/", owner=owner, state_since=now)
    receiver = Process("benchmarks.webhooks", "--receive", str(port), str(log.path))
    worker = Process("jejaring.config.cli", "manage", "procrastinate", "worker", "--concurrency", "2")
    try:
        publish(CALM, 0)
        began = time.monotonic()
        had = len(log.ids())
        calm = log.wait_for(lambda ids: len(set(ids)) >= CALM, PATIENCE)
        per_second = (CALM - had) / (time.monotonic() - began)
        print(f"undisturbed: {CALM} messages, {per_second:.0f} per second, each answered after {ANSWER_SECONDS} s")
        recoveries: list[float] = []
        disturber = threading.Thread(target=disturb, args=(worker, receiver, log, kills, recoveries))
        disturber.start()
        while disturber.is_alive() or Event.objects.count() < CALM + DISTURBED:
            publish(5, PAUSE)
        disturber.join()
        expected = {str(found) for found in Event.objects.values_list("public_id", flat=True)}
        log.wait_for(lambda ids: set(ids) >= expected, PATIENCE)
        print(f"disturbed: {worker.kills} workers and {receiver.kills} receivers killed with SIGKILL")
        return report(expected, log.ids(), kills, max(recoveries)) and calm
    finally:
        worker.end()
        receiver.end()


def report(expected: set[str], received: list[str], kills: int, recovery: float) -> bool:
    """Print the figures beside their limits; return whether all are met."""
    times = Counter(received)
    lost, strange = expected - set(times), set(times) - expected
    twice = {message: count for message, count in times.items() if count > 1}
    repeated = sum(count - 1 for count in twice.values())
    rows = (
        ("lost", len(lost), 0),
        ("received without an event", len(strange), 0),
        ("received again (once per kill at most)", repeated, kills),
        ("longest time from a kill to the next message, s", round(recovery), LONGEST_RECOVERY),
    )
    print(f"{'events':<50}{len(expected):>8}\n{'messages received':<50}{len(received):>8}")
    for name, found, limit in rows:
        print(f"{name:<50}{found:>8}      limit {limit:>4}  {'met' if found <= limit else 'NOT MET'}")
    for message, count in sorted(twice.items()):
        print(f"  {message}  {count} times, the same id")
    return all(found <= limit for _name, found, limit in rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.webhooks", description=__doc__)
    parser.add_argument("--kills", type=int, default=8, help="how often something is killed (8)")
    parser.add_argument("--receive", nargs=2, metavar=("PORT", "LOG"), help="be the receiver")
    arguments = parser.parse_args()
    if arguments.receive:
        receive(int(arguments.receive[0]), Path(arguments.receive[1]))
    with tempfile.TemporaryDirectory() as folder, database():
        os.environ |= {"JEJARING_MODE": "development"}  # the receiver is on this machine
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        return 0 if measure(arguments.kills, Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
