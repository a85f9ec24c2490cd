"""The processes that explain a plan end with the command, however that has ended."""

from __future__ import annotations

import multiprocessing
import signal
from pathlib import Path

import pytest

from engines.portfolio.problem import Plan
from jejaring.financing.files.problems import read_problem_file
from jejaring.financing.solving import explain as explaining
from tests.processes import children_of, on_linux, runs
from tests.waiting import until

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "portfolio-40.json"


@pytest.mark.solver
@pytest.mark.kills
@on_linux
def test_the_processes_end_when_the_command_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "absence", lambda *_asked: signal.pause())
    asked = {"problem": read_problem_file(EXAMPLE).problem, "plan": Plan((), ()), "trials": 0, "seed": 0, "workers": 2}
    running = multiprocessing.get_context("fork").Process(target=explaining.explain, kwargs=asked)
    running.start()
    assert running.pid
    pid = running.pid
    until(lambda: len(children_of(pid)) == 2)
    processes = children_of(pid)
    running.kill()
    running.join()
    until(lambda: not any(map(runs, processes)))
