"""Where the pieces of a robustness run are done: on the cores of this machine, or over a cluster."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from engines.scoring.errors import ScoringError
from engines.scoring.spreading import Spread, in_turn

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")
_job: tuple[Callable[[Any, Any], Any], Any] | None = None


def spread_over(workers: int = 1, scheduler: str | None = None) -> Spread:
    """Return how to do the work: with some processes here, or by the Dask scheduler at an address (`tcp://…`).

    The result is the same to the last bit. Raises ScoringError if the scheduler does not answer or Dask is not there.
    """
    if scheduler is not None:
        return _on_cluster(scheduler)
    return in_turn if workers == 1 else _on_cores(workers)


def _on_cores(workers: int) -> Spread:
    def spread(do: Callable[[S, T], R], shared: S, items: Sequence[T], *, near: bool = False) -> Iterable[R]:
        with ProcessPoolExecutor(workers, _context(), _begin, (do, shared)) as pool:
            yield from pool.map(_do, items, chunksize=max(1, len(items) // (8 * workers)))

    return spread


def _context() -> multiprocessing.context.BaseContext:
    """Fork where it can be done: what is shared is then not copied."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else "spawn")


def _begin(do: Callable[[Any, Any], Any], shared: Any) -> None:
    global _job
    _job = (do, shared)


def _do(item: Any) -> Any:
    if _job is None:
        raise RuntimeError("a worker process was given work before it was begun")
    do, shared = _job
    return do(shared, item)


def _on_cluster(address: str) -> Spread:
    try:
        from distributed import Client
    except ImportError as fault:
        message = "a scheduler needs Dask: pip install 'jejaring[spread]'"
        raise ScoringError(message) from fault

    def spread(do: Callable[[S, T], R], shared: S, items: Sequence[T], *, near: bool = False) -> Iterable[R]:
        if near:
            yield from in_turn(do, shared, items)
            return
        try:
            client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, TimeoutError, ValueError) as fault:
            raise ScoringError(f"the scheduler at {address} does not answer: {fault}") from fault
        with client:
            common = client.scatter(shared, broadcast=True, hash=False)
            for future in [client.submit(do, common, item, pure=False) for item in items]:
                yield future.result()
                future.release()

    return spread
