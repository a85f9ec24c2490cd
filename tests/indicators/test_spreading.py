"""Wherever the samples are worked on, the result is the same to the last bit."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engines.scoring.errors import ScoringError
from engines.scoring.reading import specification_from
from engines.scoring.results import RobustnessRun
from engines.scoring.robustness import run
from engines.scoring.spreading import Spread, in_turn
from engines.scoring.structure import Node, structure_of
from engines.scoring.table import Data, table_of
from jejaring.indicators.spreading import spread_over
from tests.desk import Desk

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


def some_run(spread: Spread) -> RobustnessRun:
    values = np.random.default_rng(5).gamma(2.0, size=(150, len(CODES)))
    values[3, 1] = np.nan
    known = Data(table_of([f"u{at}" for at in range(150)], CODES, values))
    return run(VARIED, TREE, known, samples=60, seed=3, spread=spread)


def assert_same(one: RobustnessRun, other: RobustnessRun) -> None:
    assert np.array_equal(one.spread.ranks, other.spread.ranks)
    assert [repr(found) for found in one.sensitivity] == [repr(found) for found in other.sensitivity]  # NaN is NaN
    assert (one.ties, one.remarks) == (other.ties, other.remarks)


@pytest.fixture(scope="module")
def here() -> RobustnessRun:
    return some_run(in_turn)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_processes_of_this_machine_change_nothing(here: RobustnessRun, workers: int) -> None:
    with spread_over(workers) as spread:
        assert_same(some_run(spread), here)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Have a Dask cluster of two processes on this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as cluster:
        yield str(cluster.scheduler_address)


def test_a_cluster_changes_nothing(here: RobustnessRun, scheduler: str) -> None:
    with spread_over(scheduler=scheduler) as spread:
        assert_same(some_run(spread), here)


def test_a_scheduler_that_does_not_answer_is_refused_in_words() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
        refused = pytest.raises(ScoringError, match=rf"the scheduler at {address} does not answer")
        with refused, spread_over(scheduler=address) as spread:
            some_run(spread)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children of a process are looked up in /proc")
def test_stopping_is_said_in_a_sentence_and_leaves_nothing_behind(desk: Desk) -> None:
    before = desk.files()
    asked = ("robustness", "index.yaml", "--out", "sure", "--samples", "300000", "--workers", "2")
    with subprocess.Popen(
        [sys.executable, "-m", "jejaring.config.cli", "index", *asked],
        cwd=desk.folder,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        while len(children.read_text().split()) < 2:
            time.sleep(0.01)
        time.sleep(0.5)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does, to every process of the command
        _, complaint = running.communicate(timeout=60)
    assert (running.returncode, complaint) == (130, "stopped before there was anything to say\n")
    assert desk.files() == before
