"""A solver in its own process: it reports each answer and bound at once, so that nothing is lost if it crashes."""

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
from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.neighbourhood import neighbourhood
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
    """The final result of the solver."""

    solution: Solution


@dataclass(frozen=True, slots=True)
class Failed:
    """The solver rejected the model; `message` says why."""

    message: str


class Post:
    """The connection of a solver: sends its answers and bounds, receives better answers of others."""

    def __init__(self, link: Connection, model: IntegerModel, best: Sequence[int] | None) -> None:
        self._link, self._program = link, model
        self._bound: int | None = None
        self.best = best

    def listen(self) -> None:
        """Receive better answers; end this process when the parent is gone."""
        threading.Thread(target=self._take_in, daemon=True).start()

    def _take_in(self) -> NoReturn:
        try:
            while True:
                self.best = self._link.recv()
        except (EOFError, OSError):
            os._exit(1)

    def report(self, best: int | None, bound: int | None) -> bool:
        """Send a bound; the parent ends the solver, so it need not stop itself."""
        if bound is not None and bound != self._bound:
            self._bound = bound
            self._link.send(Bound(bound))
        return False

    def found(self, values: Sequence[int]) -> None:
        """Send an answer, if none as good is known here."""
        if self.best is None or exact.value_of(self._program, values) > exact.value_of(self._program, self.best):
            self._link.send(Found(tuple(values)))

    def end(self, message: Ended | Failed) -> None:
        """Send the final result."""
        self._link.send(message)


def enter(
    name: str,
    link: Connection,
    inherited: Sequence[Connection],
    model: IntegerModel,
    best: Sequence[int] | None,
    seconds: float,
    seed: int,
    work: float | None,
) -> None:
    """Run a solver to its end in this process, from the `best` answer known.

    Ctrl-C is handled by the parent; the output of solvers is discarded.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in inherited:
        other.close()  # else it would keep open the pipes by which its siblings notice that the parent is gone
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    post = Post(link, model, best)
    post.listen()
    if best is not None:
        model = replace(model, hint=dict(enumerate(best)))
    try:
        if name == ROUNDS:
            solution = fix_and_reoptimise(model, post, seconds, seed)
        else:
            solution = SOLVERS[name](model, seconds=seconds, seed=seed, work=work, report=post.report, found=post.found)
    except PortfolioError as refusal:
        post.end(Failed(str(refusal)))
    else:
        post.end(Ended(solution))


def fix_and_reoptimise(model: IntegerModel, post: Post, seconds: float, seed: int) -> Solution:
    """Improve the best known answer repeatedly: keep a part of it, let HiGHS decide the rest anew.

    After a round that finishes the next keeps less, after one that does not it keeps more.
    """
    ends = time.monotonic() + seconds
    _look_for_first(model, post, ends, seed)
    keep, patience, number = KEEP, FIRST, seed
    while post.best is not None and (left := ends - time.monotonic()) > 0:
        known = post.best
        part = neighbourhood(model, known, keep=keep, seed=number)
        report = _until_close(exact.value_of(model, known))
        improve = partial(_improve, model, post)
        seconds = min(patience, left)
        solved = highs.solve(part, seconds=seconds, seed=number, work=None, report=report, found=improve)
        finished = solved.proven or report(solved.value, solved.bound)
        keep = max(LEAST, keep - STEP) if finished else min(MOST, keep + STEP)
        number, patience = number + 1, min(2 * patience, ROUND)
    return exact.solution(model, ROUNDS, post.best, None)


def _look_for_first(model: IntegerModel, post: Post, ends: float, seed: int) -> None:
    """Wait for an answer to improve: another solver's, or the first that CP-SAT finds."""
    patience = FIRST
    while post.best is None and (left := ends - time.monotonic()) > 0:
        first = cp_sat.solve(
            model,
            seconds=min(patience, left),
            seed=seed,
            work=None,
            report=lambda best, _: best is not None or post.best is not None,
        )
        if first.values is not None:
            _improve(model, post, first.values)
        patience *= 2


def _improve(model: IntegerModel, post: Post, values: Sequence[int]) -> None:
    post.found(values)
    if post.best is None or exact.value_of(model, values) > exact.value_of(model, post.best):
        post.best = values


def _until_close(known: int) -> Callable[[int | None, int | None], bool]:
    """Return a function that reports when a round can hardly improve further."""

    def enough(best: int | None, bound: int | None) -> bool:
        return bound is not None and (bound - max(known, best or known)) * CLOSE <= abs(bound)

    return enough
