"""Wherever the samples are worked on, the result is the same to the last bit."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import active_children
from multiprocessing.context import ForkProcess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.scoring.parallel import Executor, Outcome, serial
from engines.scoring.reading import specification_from
from engines.scoring.results import RobustnessRun
from engines.scoring.robustness import run
from engines.scoring.structure import Node, structure_of
from engines.scoring.table import Data, table_of
from jejaring.console.terminal import Refused
from jejaring.indicators.runs import parallel
from jejaring.indicators.runs.parallel import executor_for
from tests.desk import Desk
from tests.processes import children_of, cpu_seconds, kill, on_linux, runs
from tests.waiting import AMPLE, until

CODES = [f"i{at}" for at in range(6)]
TREE = structure_of(
    [Node(code, 1, f"g{at % 2}") for at, code in enumerate(CODES)] + [Node(g, 2, "top") for g in ("g0", "g1")]
    + [Node("top", 3)]
)  # fmt: skip
VARIED = specification_from(
    {
        "steps": [{"impute": {"method": "mean"}}, {"normalise": {"range": [1, 100]}}, {"aggregate": {}}],
        "robustness": {
            "weights": {"noise": 0.5, "levels": [1, 2]},
            "vary": {"normalise": ["minmax", "zscore"], "aggregate": ["arithmetic", "geometric"]},
        },
    }
)


def some_run(executor: Executor) -> RobustnessRun:
    values = np.random.default_rng(5).gamma(2.0, size=(150, len(CODES)))
    values[3, 1] = np.nan
    known = Data(table_of([f"u{at}" for at in range(150)], CODES, values))
    return run(VARIED, TREE, known, samples=60, seed=3, executor=executor)


def assert_same(one: RobustnessRun, other: RobustnessRun) -> None:
    assert np.array_equal(one.spread.ranks, other.spread.ranks)
    assert [repr(found) for found in one.sensitivity] == [repr(found) for found in other.sensitivity]  # NaN is NaN
    assert (one.ties, one.warnings) == (other.ties, other.warnings)


@pytest.fixture(scope="module")
def here() -> RobustnessRun:
    return some_run(serial)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_processes_of_this_machine_change_nothing(here: RobustnessRun, workers: int) -> None:
    with executor_for(workers) as executor:
        assert_same(some_run(executor), here)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Have a Dask cluster of two processes on this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", host="127.0.0.1", silence_logs=50
    ) as cluster:
        yield str(cluster.scheduler_address)


def test_a_cluster_changes_nothing(here: RobustnessRun, scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "PATIENCE", AMPLE)
    with executor_for(scheduler=scheduler) as executor:
        assert_same(some_run(executor), here)


@pytest.mark.parametrize(
    "address", ["garbage", "", "foo://x:1", "127.0.0.1", "127.0.0.1:8786", "tcp://127.0.0.1", "tcp://127.0.0.1:port"]
)
def test_what_is_no_address_is_refused_with_one_that_would_be(address: str) -> None:
    message = f"--scheduler: {address!r} is not an address such as tcp://localhost:8786"
    with pytest.raises(Refused) as refused, executor_for(scheduler=address):
        pass
    assert refused.value.lines == (message,)


def test_a_scheduler_that_does_not_answer_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "PATIENCE", 1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
        refused = pytest.raises(Refused, match=rf"--scheduler: {address} does not answer")
        with refused, executor_for(scheduler=address) as executor:
            some_run(executor)


def test_a_scheduler_without_workers_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, dashboard_address=":0", host="127.0.0.1", silence_logs=50) as cluster:
        address = str(cluster.scheduler_address)
        refused = pytest.raises(Refused, match=rf"--scheduler: {address} has no workers that answer")
        with refused, executor_for(scheduler=address) as executor:
            monkeypatch.setattr(parallel, "PATIENCE", 1)  # now that the scheduler itself has answered
            some_run(executor)


@pytest.fixture
def lone_scheduler(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """Have a scheduler with a worker, each a process of its own; give the scheduler's number and address."""
    contact, numbers = tmp_path / "scheduler.json", []
    with ExitStack() as begun:
        for program, *options in (("scheduler", "--port", "0"), ("worker", "--nthreads", "1")):
            asked = ["-m", f"distributed.cli.dask_{program}", *options, "--host", "127.0.0.1", "--no-dashboard"]
            process = begun.enter_context(
                subprocess.Popen([sys.executable, *asked, "--scheduler-file", contact], stderr=subprocess.DEVNULL)
            )
            begun.callback(process.kill)
            numbers.append(process.pid)
            until(contact.exists)
        yield numbers[0], json.loads(contact.read_text(encoding="utf-8"))["address"]


@pytest.mark.kills
def test_a_scheduler_that_is_lost_is_said_in_a_sentence(
    lone_scheduler: tuple[int, str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    number, address = lone_scheduler
    monkeypatch.setattr(parallel, "PATIENCE", AMPLE)
    with pytest.raises(Refused) as refused, executor_for(scheduler=address) as executor:
        executor.evaluated(_end, number, [_All(np.array([0]))], (1, 1))
    assert refused.value.lines == (f"--scheduler: {address} was lost before the work was done",)
    assert capfd.readouterr().err == ""


@dataclass(frozen=True)
class _All:
    rows: NDArray[np.intp]


def _end(process: int, _: _All) -> Outcome:
    os.kill(process, signal.SIGKILL)
    time.sleep(AMPLE)
    raise AssertionError("nobody asks any more")


def test_no_more_processes_are_begun_than_there_are_pieces_of_work() -> None:
    with executor_for(64) as executor:
        assert len(set(executor.map(_who, None, range(2)))) <= 2
        assert list(executor.map(_who, None, [])) == []


def forked() -> list[object]:
    """Return the processes of ours that there still are; a cluster of Dask has its own."""
    return [process for process in active_children() if isinstance(process, ForkProcess)]


def _who(_: None, __: int) -> int:
    return os.getpid()


def test_a_process_that_cannot_be_begun_is_refused_and_those_begun_end(monkeypatch: pytest.MonkeyPatch) -> None:
    fork, begun = os.fork, list[int]()

    def scarce() -> int:
        if len(begun) == 2:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", scarce)
    with pytest.raises(Refused) as refused, executor_for(4) as executor:
        list(executor.map(_who, None, range(8)))
    assert refused.value.lines == ("--workers: 4 processes cannot be started: Resource temporarily unavailable",)
    assert (len(begun), forked()) == (2, [])


def test_what_the_first_piece_of_work_to_fail_raises_is_raised_here() -> None:
    with pytest.raises(FileNotFoundError, match="piece 1") as raised, executor_for(2) as executor:
        list(executor.map(_missing, None, range(9)))
    assert "in _missing" in raised.value.__notes__[0]
    assert forked() == []


def _missing(_: None, at: int) -> int:
    if at:
        time.sleep(0.2 if at == 1 else 0)
        raise FileNotFoundError(f"piece {at}")
    return at


def test_who_wants_no_more_outcomes_does_not_wait_for_the_work() -> None:
    began = time.monotonic()
    with executor_for(2) as executor:
        assert next(iter(executor.map(_sleep, None, [0, AMPLE, AMPLE]))) == 0
    assert (forked(), time.monotonic() - began < AMPLE / 2) == ([], True)


def _sleep(_: None, seconds: float) -> float:
    time.sleep(seconds)
    return seconds


Running = subprocess.Popen[str]


@pytest.fixture
def running(desk: Desk) -> Iterator[Running]:
    """Have a long run with two workers, which have just begun: of many units, so that workers do nearly all of it."""
    units = [f"u{at},Unit {at},West,{10 + at},{1 + at % 9},{1 + at % 7},{10 + at % 80}" for at in range(300)]
    desk.write("units.csv", "\n".join(["uCode,uName,Region,People,Schools,Clinics,Smoke", *units, ""]))
    asked = ("robustness", "index.yaml", "--out", "sure", "--samples", "100000", "--workers", "2")
    with subprocess.Popen(
        [sys.executable, "-m", "jejaring.config.cli", "index", *asked],
        cwd=desk.folder,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as command:
        until(lambda: len(children_of(command.pid)) == 2)
        yield command


def at_work(command: Running) -> list[int]:
    """Return the workers of the run as soon as two have computed for a while."""
    until(lambda: sum(cpu_seconds(child) > 0.2 for child in children_of(command.pid)) == 2)
    return children_of(command.pid)


@pytest.mark.kills
@on_linux
@pytest.mark.parametrize("working", [False, True], ids=["while processes begin", "while they work"])
def test_stopping_is_said_in_a_sentence_and_leaves_nothing_behind(desk: Desk, running: Running, working: bool) -> None:
    before = desk.files()
    if working:
        at_work(running)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does, to every process of the command
    _, complaint = running.communicate(timeout=AMPLE)
    assert (running.returncode, complaint) == (130, "stopped before there was anything to say\n")
    assert desk.files() == before


@pytest.mark.kills
@on_linux
@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_command_in_whatever_way_it_ends(running: Running, way: signal.Signals) -> None:
    children = at_work(running)
    os.kill(running.pid, way)
    running.communicate(timeout=AMPLE)
    until(lambda: not any(runs(child) for child in children))


@pytest.mark.kills
@on_linux
def test_a_process_that_is_killed_ends_the_command_in_a_sentence(desk: Desk, running: Running) -> None:
    before = desk.files()
    kill(at_work(running)[0])
    _, complaint = running.communicate(timeout=AMPLE)
    assert (running.returncode, complaint) == (
        2,
        "--workers: a process ended before its work was done: was it stopped, or is memory short?\n",
    )
    assert desk.files() == before
