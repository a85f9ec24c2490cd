"""A portfolio of solvers in parallel, one process each: best value and best bound of all, even if one fails."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from engines.portfolio.model import IntegerModel
from engines.portfolio.solvers import cbc, cp_sat, highs
from jejaring.financing.solving.scoreboard import RaceResult, Scoreboard
from jejaring.financing.solving.worker import ROUNDS, Bound, Ended, Failed, Found, enter

OnProgress = Callable[[int | None, int | None, float], None]
FEW_AND_DENSE = (cbc.NAME, cp_sat.NAME, highs.NAME, ROUNDS)
MANY_AND_SPARSE = (highs.NAME, ROUNDS, cbc.NAME, cp_sat.NAME)
BY_WORK = (cp_sat.NAME, highs.NAME)
DENSE = 0.5  # share of all variables that the mean constraint has
LAST_SHARE, LAST_SECONDS = 0.05, 0.5  # of the time, at most: before its end solvers hand in their answers


@dataclass(frozen=True, slots=True)
class Runner:
    """A running solver: its process, and the connection to it."""

    name: str
    process: BaseProcess
    link: Connection

    def end(self) -> int | None:
        """End the process if it is running; return its exit status."""
        self.process.kill()
        self.process.join()
        status = self.process.exitcode
        self.process.close()
        self.link.close()
        return status


def race(
    model: IntegerModel,
    *,
    seconds: float,
    seed: int = 0,
    workers: int = 2,
    work: float | None = None,
    on_progress: OnProgress | None = None,
) -> RaceResult:
    """Return the best answer that solvers find in parallel, `workers` at a time, within `seconds`.

    Where constraints are few and dense CBC and CP-SAT begin; where they are many and sparse HiGHS, and beside it rounds
    that fix a part of the best answer and decide the rest anew. When one ends, the next begins; a single worker gives
    each half of the time that is left. All stop as soon as value and bound meet. Ctrl-C ends it with the best so far.

    With `work` (about seconds, counted in steps) the solvers that count steps run to their end or limit, without
    exchanging answers, and `seconds` are only a safeguard. Among answers of equal value that of the solver first
    in PRECEDENCE counts; solvers before one that has proven its answer are waited for, those after it are not.

    Raises PortfolioError if every solver rejected the model or crashed.
    """
    began = time.monotonic()
    scoreboard = Scoreboard(model, by_work=work is not None)
    order = order_of(model, work)
    entrants = [*order, *([] if work is not None else [ROUNDS] * (workers - len(order)))]
    runners: dict[Connection, Runner] = {}
    shown: tuple[int | None, int | None] = (None, None)
    in_time = False
    try:
        while (left := began + seconds - time.monotonic()) > 0:
            while entrants and len(runners) < workers and not scoreboard.decided():
                share = left / 2 if workers == 1 and len(entrants) > 1 and work is None else left
                runner = start(entrants.pop(0), scoreboard, share, seed + len(entrants), work, list(runners))
                runners[runner.link] = runner
            if on_progress is not None and shown != (now := (scoreboard.value, scoreboard.bound)):
                shown = now
                on_progress(*shown, time.monotonic() - began)
            if scoreboard.decided() or not runners:
                in_time = True
                break
            ready = wait(list(runners), left)
            for link in [link for link in runners if link in ready]:
                hear(runners, link, scoreboard)
    except KeyboardInterrupt:
        in_time = False
    finally:
        for runner in runners.values():
            runner.end()
            scoreboard.outcomes.setdefault(runner.name, "stopped")
    return scoreboard.result(time.monotonic() - began, repeatable=work is not None and in_time)


def order_of(model: IntegerModel, work: float | None = None) -> tuple[str, ...]:
    """Return which solvers begin and which follow."""
    if work is not None:
        return BY_WORK
    terms = sum(len(constraint.terms) for constraint in model.constraints)
    dense = terms >= DENSE * len(model.constraints) * len(model.variables)
    return FEW_AND_DENSE if dense else MANY_AND_SPARSE


def start(
    name: str, scoreboard: Scoreboard, seconds: float, seed: int, work: float | None, others: Sequence[Connection]
) -> Runner:
    """Start a solver in a process of its own, from the best answer so far (with `work`: from the hint)."""
    known = scoreboard.hint if scoreboard.by_work else scoreboard.values
    here, there = multiprocessing.Pipe()
    forks = "fork" in multiprocessing.get_all_start_methods()  # the model is then not copied
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    inherited = (here, *others) if forks else ()
    in_hand = seconds - min(LAST_SHARE * seconds, LAST_SECONDS)
    if work is not None:
        in_hand = 2 * seconds  # only the caller keeps the time: what ends earlier has ended by work
    process = context.Process(
        target=enter,
        args=(name, there, inherited, scoreboard.model, known, in_hand, seed, work),
        name=name,
        daemon=True,
    )
    process.start()
    there.close()
    return Runner(name, process, here)


def hear(runners: dict[Connection, Runner], link: Connection, scoreboard: Scoreboard) -> None:
    """Receive a message of a solver, and forward a better answer to the rounds."""
    runner = runners[link]
    better = False
    try:
        match link.recv():
            case Bound(value):
                scoreboard.bounded(runner.name, value)
            case Found(values):
                better = scoreboard.answer(runner.name, values)
            case Ended(solution):
                better = scoreboard.ended(runner.name, solution)
                runners.pop(link).end()
            case Failed(message):
                scoreboard.refused(runner.name, message)
                runners.pop(link).end()
    except (EOFError, OSError):
        status = runners.pop(link).end()
        scoreboard.refused(runner.name, f"crashed (exit {status})")
    if better and not scoreboard.by_work:
        _pass_on(runners, scoreboard)


def _pass_on(runners: dict[Connection, Runner], scoreboard: Scoreboard) -> None:
    for link, runner in runners.items():
        if runner.name == ROUNDS:
            with suppress(OSError):  # it has just ended, which its connection will show
                link.send(scoreboard.values)
