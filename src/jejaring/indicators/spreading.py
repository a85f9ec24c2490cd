"""Where the pieces of a robustness run are done: on the cores of this machine, or over a cluster."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from mmap import mmap
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from engines.scoring.errors import ScoringError
from engines.scoring.spreading import Outcome, Rows, Spread, in_turn, put

if TYPE_CHECKING:
    from distributed import Client, Future

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")
W = TypeVar("W", bound=Rows)


@contextmanager
def spread_over(workers: int = 1, scheduler: str | None = None) -> Iterator[Spread]:
    """Have the work done by some processes here, or by the Dask scheduler at an address (`tcp://…`).

    The result is the same to the last bit. Meanwhile matrix products have one thread in every process: more would
    stand in the processes' way, and the last bit would hang on the machine.

    Raises ScoringError if the scheduler does not answer or Dask is not there.
    """
    with threadpool_limits(1):
        if scheduler is not None:
            with _client(scheduler) as client:
                yield OnCluster(client)
        else:
            yield in_turn if workers == 1 else OnCores(workers)


class OnCores:
    """By processes of this machine, forked for each stage: what is shared, and the work itself, is not copied."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def each(self, do: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterable[R]:
        """Do the work and give its outcomes in order."""
        job = partial(do, shared)
        with ProcessPoolExecutor(self.workers, get_context("fork"), _begin, (job, items)) as pool:
            yield from pool.map(_do, range(len(items)))

    def evaluated(
        self, do: Callable[[S, W], Outcome], shared: S, works: Sequence[W], shape: tuple[int, int]
    ) -> Outcome:
        """Do the work, each process putting its outcomes in memory that all have in common."""
        whole = _common(shape, np.float64), _common(shape, np.int32)
        deque(self.each(partial(_evaluate, do, whole), shared, works), maxlen=0)
        return whole


def _evaluate(do: Callable[[S, W], Outcome], whole: Outcome, shared: S, work: W) -> None:
    put(whole, work, do(shared, work))


def _common(shape: tuple[int, int], kind: type[np.generic]) -> NDArray[Any]:
    """Return an array that processes forked from now on write to together; it is freed when nobody holds it."""
    room = mmap(-1, max(1, shape[0] * shape[1] * np.dtype(kind).itemsize))
    return np.frombuffer(room, kind, shape[0] * shape[1]).reshape(shape)


_job: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def _begin(job: Callable[[Any], Any], items: Sequence[Any]) -> None:
    global _job
    signal(SIGINT, SIG_IGN)  # who is asked to stop is the command, and it stops them
    _job = (job, items)


def _do(at: int) -> Any:
    if _job is None:
        raise RuntimeError("a worker process was given work before it was begun")
    job, items = _job
    return job(items[at])


class OnCluster:
    """By the workers of a Dask scheduler, as far as what they need is worth sending."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def each(self, do: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterable[R]:
        """Do the work here."""
        return in_turn.each(do, shared, items)

    def evaluated(
        self, do: Callable[[S, W], Outcome], shared: S, works: Sequence[W], shape: tuple[int, int]
    ) -> Outcome:
        """Send the works out and put what comes back in its rows."""
        common = self.client.scatter(shared, broadcast=True, hash=False)
        asked = iter([self.client.submit(do, common, work, pure=False) for work in works])
        return in_turn.evaluated(lambda _, __: _received(next(asked)), shared, works, shape)


def _received(future: Future[Outcome]) -> Outcome:
    outcome = future.result()
    future.release()
    return outcome


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError as fault:
        message = "a scheduler needs Dask: pip install 'jejaring[spread]'"
        raise ScoringError(message) from fault
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as fault:
        raise ScoringError(f"the scheduler at {address} does not answer: {fault}") from fault
    with client:
        yield client
