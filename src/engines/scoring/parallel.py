"""The executor of the pieces of a run: one after the other here, or in parallel by an executor of the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from engines.scoring.results import Ranks
from engines.scoring.table import Array

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")


class Rows(Protocol):
    """A piece of work whose outcome is some rows of a whole."""

    @property
    def rows(self) -> NDArray[np.intp]:
        """Return the numbers of the rows."""


W = TypeVar("W", bound=Rows)
Outcome = tuple[Array, Ranks]  # scores and ranks, samples × units


class Executor(Protocol):
    """Runs the pieces of a run, in whatever place and order; their outcomes do not depend on it."""

    def map(self, do: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterable[R]:
        """Yield `do(shared, item)` of every item, in order: little work on much data, so it stays on this machine."""

    def evaluated(
        self, do: Callable[[S, W], Outcome], shared: S, works: Sequence[W], shape: tuple[int, int]
    ) -> Outcome:
        """Return scores and ranks, samples × units, of which `do(shared, work)` gives the rows of each work."""


class SerialExecutor:
    """Runs piece after piece in this process."""

    def map(self, do: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterable[R]:
        """Do the work when its outcome is asked for."""
        return (do(shared, item) for item in items)

    def evaluated(
        self, do: Callable[[S, W], Outcome], shared: S, works: Sequence[W], shape: tuple[int, int]
    ) -> Outcome:
        """Do the work and put its outcomes in their rows."""
        whole = np.empty(shape), np.empty(shape, dtype=np.int32)
        for work in works:
            put(whole, work, do(shared, work))
        return whole


serial = SerialExecutor()


def put(whole: Outcome, work: Rows, some: Outcome) -> None:
    """Write the outcome of a piece of work to its rows of the whole."""
    (scores, ranks), (some_scores, some_ranks) = whole, some
    scores[work.rows], ranks[work.rows] = some_scores, some_ranks
