"""Solvers side by side, a process each: best value and best bound taken together, whatever becomes of one of them."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from engines.portfolio.program import IntegerProgram
from engines.portfolio.solvers import cbc, cp_sat, highs
from jejaring.financing.solving.scoreboard import RaceResult, Standing
from jejaring.financing.solving.worker import ROUNDS, Bound, Ended, Found, Refused, enter

OnProgress = Callable[[int | None, int | None, float], None]
FEW_AND_DENSE = (cbc.NAME, cp_sat.NAME, highs.NAME, ROUNDS)
MANY_AND_SPARSE = (highs.NAME, ROUNDS, cbc.NAME, cp_sat.NAME)
BY_WORK = (cp_sat.NAME, highs.NAME)
DENSE = 0.5  # share of all variables that the mean constraint has
LAST_SHARE, LAST_SECONDS = 0.05, 0.5  # of the time, at most: before its end solvers hand in their answers


@dataclass(frozen=True, slots=True)
class Runner:
    """A solver at work: its process, and the line to it."""

    name: str
    process: BaseProcess
    link: Connection

    def end(self) -> int | None:
        """End the process if it has not ended, and return how it did."""
        self.process.kill()
        self.process.join()
        status = self.process.exitcode
        self.process.close()
        self.link.close()
        return status


def race(
    program: IntegerProgram,
    *,
    seconds: float,
    seed: int = 0,
    workers: int = 2,
    work: float | None = None,
    on_progress: OnProgress | None = None,
) -> RaceResult:
    """Return the best answer that solvers find side by side, `workers` at a time, in `seconds`.

    Where constraints are few and dense CBC and CP-SAT begin; where they are many and sparse HiGHS, and beside it rounds
    that fix a part of the best answer and decide the rest anew. When one ends, the next begins; a single worker gives
    each half of the time that is left. All stop as soon as value and bound meet. Ctrl-C ends it with the best so far.

    With `work` (about seconds, counted in steps) the solvers that can count steps work to their end or limit, none
    hears of another, and `seconds` are only there for the worst. Among answers of equal value that of the solver first
    in PRECEDENCE counts; solvers before one that has proven its answer are waited for, those after it are not.

    Raises PortfolioError if every solver refused the programme or broke down.
    """
    began = time.monotonic()
    standing = Standing(program, by_work=work is not None)
    order = order_of(program, work)
    entrants = [*order, *([] if work is not None else [ROUNDS] * (workers - len(order)))]
    runners: dict[Connection, Runner] = {}
    shown: tuple[int | None, int | None] = (None, None)
    in_time = False
    try:
        while (left := began + seconds - time.monotonic()) > 0:
            while entrants and len(runners) < workers and not standing.decided():
                share = left / 2 if workers == 1 and len(entrants) > 1 and work is None else left
                runner = start(entrants.pop(0), standing, share, seed + len(entrants), work, list(runners))
                runners[runner.link] = runner
            if on_progress is not None and shown != (now := (standing.value, standing.bound)):
                shown = now
                on_progress(*shown, time.monotonic() - began)
            if standing.decided() or not runners:
                in_time = True
                break
            ready = wait(list(runners), left)
            for link in [link for link in runners if link in ready]:
                hear(runners, link, standing)
    except KeyboardInterrupt:
        in_time = False
    finally:
        for runner in runners.values():
            runner.end()
            standing.outcomes.setdefault(runner.name, "stopped")
    return standing.result(time.monotonic() - began, repeatable=work is not None and in_time)


def order_of(program: IntegerProgram, work: float | None = None) -> tuple[str, ...]:
    """Return which solvers begin and which follow."""
    if work is not None:
        return BY_WORK
    terms = sum(len(constraint.terms) for constraint in program.constraints)
    dense = terms >= DENSE * len(program.constraints) * len(program.variables)
    return FEW_AND_DENSE if dense else MANY_AND_SPARSE


def start(
    name: str, standing: Standing, seconds: float, seed: int, work: float | None, others: Sequence[Connection]
) -> Runner:
    """Start a solver in a process of its own, from the best answer so far (with `work`: from the hint)."""
    known = standing.hint if standing.by_work else standing.values
    here, there = multiprocessing.Pipe()
    forks = "fork" in multiprocessing.get_all_start_methods()  # the programme is then not copied
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    inherited = (here, *others) if forks else ()
    in_hand = seconds - min(LAST_SHARE * seconds, LAST_SECONDS)
    if work is not None:
        in_hand = 2 * seconds  # the race alone keeps the time: what ends before has ended by work
    process = context.Process(
        target=enter,
        args=(name, there, inherited, standing.program, known, in_hand, seed, work),
        name=name,
        daemon=True,
    )
    process.start()
    there.close()
    return Runner(name, process, here)


def hear(runners: dict[Connection, Runner], link: Connection, standing: Standing) -> None:
    """Take in what a solver says, and pass a better answer on to the rounds."""
    runner = runners[link]
    better = False
    try:
        match link.recv():
            case Bound(value):
                standing.bounded(runner.name, value)
            case Found(values):
                better = standing.answer(runner.name, values)
            case Ended(solution):
                better = standing.ended(runner.name, solution)
                runners.pop(link).end()
            case Refused(message):
                standing.refused(runner.name, message)
                runners.pop(link).end()
    except (EOFError, OSError):
        status = runners.pop(link).end()
        standing.refused(runner.name, f"broke down (exit {status})")
    if better and not standing.by_work:
        _pass_on(runners, standing)


def _pass_on(runners: dict[Connection, Runner], standing: Standing) -> None:
    for link, runner in runners.items():
        if runner.name == ROUNDS:
            with suppress(OSError):  # it has just ended, which its line will tell
                link.send(standing.values)
