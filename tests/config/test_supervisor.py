"""Whatever process is killed alone comes back, and none outlives the command that has begun it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from jejaring.config.embedded import Cluster, binaries
from jejaring.config.supervisor import LONGEST_PAUSE, Child
from tests.processes import environment, free_port, kill, on_linux, runs, tree_of
from tests.waiting import AMPLE, until

pytestmark = [on_linux, pytest.mark.xdist_group("supervisor")]
JEJARING = [sys.executable, "-m", "jejaring.config.cli"]
KINDS = {  # words of a command line, the first that fits, and how many there are; 0: as many as there happen to be
    "procrastinate": 1,
    "granian": 2,  # its main process, and one that answers
    "postgres: checkpointer": 1,
    "postgres: jejaring": 0,
    "bin/postgres": 1,
    "serve": 1,
}
SECONDS_TO_END = 20  # a few, on a busy machine


def kind_of(command: str) -> str:
    return next((kind for kind in KINDS if kind in command), "")


class Serving:
    """`jejaring serve` with an embedded database that holds what the tests' has."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.url = data, f"http://127.0.0.1:{port}"
        self.log = data / "log"
        self.start()

    def start(self) -> None:
        here = {"DATABASE_URL": "", "JEJARING_DATA": str(self.data), "JEJARING_URL": self.url}
        serve = [*JEJARING, "serve", "--workers", "1", "--port", self.url.rpartition(":")[2]]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(serve, env={**os.environ, **here}, stdout=log, stderr=log)
        until(self.is_whole)

    def is_whole(self) -> bool:
        """Tell whether every process is there and the site ready. Raises AssertionError if the command has ended."""
        assert self.process.poll() is None, self.log.read_text()
        counted = Counter(map(kind_of, tree_of(self.process.pid).values()))
        if any(counted[kind] != number for kind, number in KINDS.items() if number):
            return False
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/siap/", timeout=60).status_code == httpx.codes.OK
        return False

    def all_of(self, kind: str) -> list[int]:
        """Return the pids of its processes of a kind, the eldest first."""
        return sorted(pid for pid, command in tree_of(self.process.pid).items() if kind_of(command) == kind)

    def end(self) -> None:
        """End what still runs."""
        self.process.terminate()
        self.process.wait(AMPLE)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Serving]:
    data = tmp_path_factory.mktemp("data")
    for above in (data, *data.parents[:2]):
        above.chmod(0o755)
    cluster, dump, tools = Cluster(data / "postgres", durable=False), data / "dump", binaries(None)
    cluster.start()
    subprocess.run([tools / "pg_dump", "-Fc", f"--file={dump}", environment()["DATABASE_URL"]], check=True)
    subprocess.run([tools / "pg_restore", f"--dbname={cluster.url}", "--no-owner", dump], check=True)
    cluster.stop()
    made = Serving(data, free_port())
    yield made
    made.end()


@pytest.mark.kills
def test_each_process_that_is_killed_alone_comes_back(serving: Serving) -> None:
    victims = [(kind, place) for kind, number in KINDS.items() for place in range(max(number, 1)) if kind != "serve"]
    assert len(victims) == 6
    for kind, place in victims:
        pid = serving.all_of(kind)[place]
        kill(pid)
        until(lambda pid=pid: not runs(pid))  # type: ignore[misc]  # a default is how a loop's value is kept
        until(serving.is_whole)


@pytest.mark.kills
def test_nothing_outlives_a_command_that_is_killed_and_it_starts_again_at_once(serving: Serving) -> None:
    tree = tree_of(serving.process.pid)
    assert {kind_of(command) for command in tree.values()} >= set(KINDS)
    kill(serving.process.pid)
    serving.process.wait()
    until(lambda: not any(map(runs, tree)), SECONDS_TO_END)
    serving.start()
    tree = tree_of(serving.process.pid)
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(SECONDS_TO_END) == 0
    assert [pid for pid in tree if runs(pid)] == []


@pytest.fixture
def working() -> Iterator[subprocess.Popen[str]]:
    """`jejaring work`, which has begun its worker."""
    with subprocess.Popen([*JEJARING, "work"], env=environment(), stderr=subprocess.PIPE, text=True) as started:
        until(lambda: "procrastinate" in map(kind_of, tree_of(started.pid).values()))
        yield started
        started.kill()


@pytest.mark.kills
@pytest.mark.django_db(transaction=True)
def test_no_worker_outlives_a_command_that_is_killed(working: subprocess.Popen[str]) -> None:
    (worker,) = set(tree_of(working.pid)) - {working.pid}
    kill(working.pid)
    until(lambda: not runs(worker), SECONDS_TO_END)


@pytest.mark.kills
@pytest.mark.django_db(transaction=True)
def test_a_process_that_ends_at_its_start_ends_the_command_with_a_sentence(working: subprocess.Popen[str]) -> None:
    (worker,) = set(tree_of(working.pid)) - {working.pid}
    kill(worker)
    assert working.wait(SECONDS_TO_END) == 1
    assert working.stderr
    assert "worker has ended at its start (killed by SIGKILL); stopping.\n" in working.stderr.read()


def test_a_process_that_ends_again_and_again_is_started_after_longer_and_longer_pauses() -> None:
    child, pauses = Child("web", ["false"]), []
    for _ in range(7):
        child.start()
        until(lambda: child.ended() == "exit code 1")
        pauses.append(child.pause)
    assert pauses == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE]
    assert child.due > time.monotonic() + 20
    child.start_if_due()
    assert child.ended() == "", "it waits"
