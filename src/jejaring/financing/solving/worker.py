"""A solver in a process of its own: it tells of every answer and bound at once, so that nothing is lost with it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from typing import NoReturn

from engines.portfolio.errors import PortfolioError
from engines.portfolio.neighbourhood import neighbourhood
from engines.portfolio.program import IntegerProgram, Solution
from engines.portfolio.solvers import SOLVERS, cp_sat, exact, highs

ROUNDS = "fix and reoptimise"
FIRST, ROUND = 1.0, 4.0  # seconds of a round: of the first, doubled each time, and at most
KEEP, LEAST, MOST, STEP = 0.8, 0.1, 0.95, 0.03  # the share kept: at first, its ends, and how it is adapted
CLOSE = 10_000  # a round is over when its bound is within this part of its value


@dataclass(frozen=True, slots=True)
class Bound:
    """No answer has a higher value."""

    value: int


@dataclass(frozen=True, slots=True)
class Found:
    """A better answer than the solver had."""

    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """The solver's last word."""

    solution: Solution


@dataclass(frozen=True, slots=True)
class Refused:
    """The solver cannot work on the programme, and why."""

    message: str


Message = Bound | Found | Ended | Refused


class Post:
    """What goes between a solver and the race: out its answers and bounds, in better answers of others."""

    def __init__(self, link: Connection, program: IntegerProgram, best: Sequence[int] | None) -> None:
        self._link, self._program = link, program
        self._bound: int | None = None
        self.best = best

    def listen(self) -> None:
        """Take in better answers; end this process when the race has gone."""
        threading.Thread(target=self._take_in, daemon=True).start()

    def _take_in(self) -> NoReturn:
        try:
            while True:
                self.best = self._link.recv()
        except (EOFError, OSError):
            os._exit(1)

    def report(self, best: int | None, bound: int | None) -> bool:
        """Tell of a bound; the race ends a solver, the solver need not stop."""
        if bound is not None and bound != self._bound:
            self._bound = bound
            self._link.send(Bound(bound))
        return False

    def found(self, values: Sequence[int]) -> None:
        """Tell of an answer, if none as good is known here."""
        if self.best is None or exact.value_of(self._program, values) > exact.value_of(self._program, self.best):
            self._link.send(Found(tuple(values)))

    def end(self, message: Ended | Refused) -> None:
        """Say the last word."""
        self._link.send(message)


def enter(
    name: str,
    link: Connection,
    inherited: Sequence[Connection],
    program: IntegerProgram,
    best: Sequence[int] | None,
    seconds: float,
    seed: int,
    work: float | None,
) -> None:
    """Run a solver to its end in this process, from the `best` answer known.

    Ctrl-C is for the race; what solvers print is for nobody.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in inherited:
        other.close()  # else this process would hold open what tells its siblings that the race has gone
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    post = Post(link, program, best)
    post.listen()
    if best is not None:
        program = replace(program, hint=dict(enumerate(best)))
    try:
        if name == ROUNDS:
            solution = fix_and_reoptimise(program, post, seconds, seed)
        else:
            solution = SOLVERS[name](
                program, seconds=seconds, seed=seed, work=work, report=post.report, found=post.found
            )
    except PortfolioError as refusal:
        post.end(Refused(str(refusal)))
    else:
        post.end(Ended(solution))


def fix_and_reoptimise(program: IntegerProgram, post: Post, seconds: float, seed: int) -> Solution:
    """Improve the best answer known, whoever found it: keep a part of it, let HiGHS decide the rest anew, again.

    A round that comes to its end lets the next keep less, one that does not lets it keep more.
    """
    ends = time.monotonic() + seconds
    _look_for_first(program, post, ends, seed)
    keep, patience, number = KEEP, FIRST, seed
    while post.best is not None and (left := ends - time.monotonic()) > 0:
        known = post.best
        part = neighbourhood(program, known, keep=keep, seed=number)
        report = _until_close(exact.value_of(program, known))
        improve = partial(_improve, program, post)
        seconds = min(patience, left)
        solved = highs.solve(part, seconds=seconds, seed=number, work=None, report=report, found=improve)
        finished = solved.proven or report(solved.value, solved.bound)
        keep = max(LEAST, keep - STEP) if finished else min(MOST, keep + STEP)
        number, patience = number + 1, min(2 * patience, ROUND)
    return exact.solution(program, ROUNDS, post.best, None)


def _look_for_first(program: IntegerProgram, post: Post, ends: float, seed: int) -> None:
    """Have an answer to improve: another solver's, or the first that CP-SAT finds."""
    patience = FIRST
    while post.best is None and (left := ends - time.monotonic()) > 0:
        first = cp_sat.solve(
            program,
            seconds=min(patience, left),
            seed=seed,
            work=None,
            report=lambda best, _: best is not None or post.best is not None,
        )
        if first.values is not None:
            _improve(program, post, first.values)
        patience *= 2


def _improve(program: IntegerProgram, post: Post, values: Sequence[int]) -> None:
    post.found(values)
    if post.best is None or exact.value_of(program, values) > exact.value_of(program, post.best):
        post.best = values


def _until_close(known: int) -> Callable[[int | None, int | None], bool]:
    """Say when a round has little left to give."""

    def enough(best: int | None, bound: int | None) -> bool:
        return bound is not None and (bound - max(known, best or known)) * CLOSE <= abs(bound)

    return enough
