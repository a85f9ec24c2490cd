"""A robustness run in parallel: on the cores of this machine, or on a Dask cluster."""

from __future__ import annotations

import logging
import os
import re
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from mmap import mmap
from multiprocessing import Pipe, get_all_start_methods, get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from traceback import format_exception
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engines.scoring.parallel import Executor, Outcome, Rows, put, serial
from jejaring.console.terminal import Refused

if TYPE_CHECKING:
    from distributed import Client, Future

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")
W = TypeVar("W", bound=Rows)
ADDRESS = re.compile(r"(tcp|tls)://([\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
GIB = 1 << 30
PATIENCE = 10  # seconds to wait for a scheduler and its workers


@contextmanager
def executor_for(workers: int = 1, scheduler: str | None = None) -> Iterator[Executor]:
    """Yield an executor: this process, some `workers` of this machine, or a Dask scheduler at an address (`tcp://…`).

    The result is the same to the last bit. Raises Refused, naming the option, if the scheduler does not answer, Dask is
    not there, or this machine cannot fork processes; and where the work is done, if a worker ends before its work.
    """
    if scheduler is not None:
        with _client(scheduler) as client:
            yield DaskExecutor(client, scheduler)
    elif workers == 1:
        yield serial
    elif "fork" in get_all_start_methods():
        yield ProcessExecutor(workers)
    else:
        raise Refused(["--workers: this system cannot fork processes; omit the option"])


def refuse_beyond_memory(needed: int, samples: int) -> None:
    """Raise Refused if a run would need more bytes than this machine has."""
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if needed > there:
        sizes = f"about {needed / GIB:,.0f} GiB of memory; this machine has {there / GIB:,.1f}"
        raise Refused([f"--samples: {samples:,} need {sizes}"])


class ProcessExecutor:
    """Runs work in processes of this machine, forked for each stage: neither shared data nor the work is copied."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, do: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterable[R]:
        """Yield the outcomes in order; if that is interrupted, the processes end at once."""
        with _workers(min(self.workers, len(items)), partial(do, shared), items) as links:
            yield from _in_order(links, len(items))

    def evaluated(
        self, do: Callable[[S, W], Outcome], shared: S, works: Sequence[W], shape: tuple[int, int]
    ) -> Outcome:
        """Return the outcomes; each process writes its own to shared memory."""
        whole = _common(shape, np.float64), _common(shape, np.int32)
        deque(self.map(partial(_evaluate, do, whole), shared, works), maxlen=0)
        return whole


def _evaluate(do: Callable[[S, W], Outcome], whole: Outcome, shared: S, work: W) -> None:
    put(whole, work, do(shared, work))


def _common(shape: tuple[int, int], kind: type[np.generic]) -> NDArray[Any]:
    """Return an array in memory shared with processes forked from now on; it is freed with its last reference."""
    room = mmap(-1, max(1, shape[0] * shape[1] * np.dtype(kind).itemsize))
    return np.frombuffer(room, kind, shape[0] * shape[1]).reshape(shape)


@contextmanager
def _workers(count: int, job: Callable[[T], R], items: Sequence[T]) -> Iterator[list[Connection]]:
    """Yield connections to processes that do the job for the items at the positions sent to them.

    They are killed in the end; a pool of the library would wait for the pieces in work. Raises Refused if they cannot
    be started.
    """
    begun: list[BaseProcess] = []
    try:
        try:
            with _undisturbed():
                links = [_begin(begun, job, items) for _ in range(count)]
        except OSError as error:
            raise Refused([f"--workers: {count} processes cannot be started: {error.strerror or error}"]) from error
        yield links
    finally:
        for process in begun:
            process.kill()
        for process in begun:
            process.join()


def _begin(begun: list[BaseProcess], job: Callable[[T], R], items: Sequence[T]) -> Connection:
    """Start a process and return our end of the pipe to it; the other end is its own, so that it closes with it."""
    ours, theirs = Pipe()
    with theirs:
        process = get_context("fork").Process(target=_work, args=(theirs, job, items), daemon=True)
        process.start()
    begun.append(process)
    return ours


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Defer Ctrl-C; processes forked meanwhile never receive it: only the command is stopped."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(link: Connection, job: Callable[[T], R], items: Sequence[T]) -> None:
    """Do the job in this process for the item at each position received, and send the outcome or the error."""
    Thread(target=_end_with_parent, daemon=True).start()
    while True:
        at = link.recv()
        try:
            outcome, error = job(items[at]), None
        except Exception as raised:  # whatever it is, it is raised where the outcome is awaited
            raised.add_note("".join(format_exception(raised)))
            outcome, error = None, raised
        link.send((at, (outcome, error)))


def _end_with_parent() -> None:
    """End this process when the command that forked it is gone, however it ended."""
    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)


def _in_order(links: Sequence[Connection], count: int) -> Iterator[Any]:
    """Send out the positions, one at a time to each process, and yield the outcomes in order.

    Raises what a job raised, and Refused if a process is gone.
    """
    left = iter(range(count))
    with _all_there():
        for link, at in zip(links, left, strict=False):
            link.send(at)
    done: dict[int, tuple[Any, Exception | None]] = {}
    for awaited in range(count):
        while awaited not in done:
            wait(links)
            for link in links:
                if link.poll():
                    with _all_there():
                        at, done[at] = link.recv()
                        if (more := next(left, None)) is not None:
                            link.send(more)
        outcome, error = done.pop(awaited)
        if error is not None:
            raise error
        yield outcome


@contextmanager
def _all_there() -> Iterator[None]:
    """Raise Refused if a pipe closes because its process is gone."""
    try:
        yield
    except (EOFError, OSError) as error:
        message = "--workers: a process ended before its work was done: was it stopped, or is memory short?"
        raise Refused([message]) from error


class DaskExecutor:
    """Runs work on the workers of a Dask scheduler, where it is worth sending what they need."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address

    def map(self, do: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterable[R]:
        """Yield the outcomes, computed in this process."""
        return serial.map(do, shared, items)

    def evaluated(
        self, do: Callable[[S, W], Outcome], shared: S, works: Sequence[W], shape: tuple[int, int]
    ) -> Outcome:
        """Submit the works and put the results in their rows."""
        from distributed import KilledWorker

        try:
            common = self.client.scatter(shared, broadcast=True, hash=False, timeout=PATIENCE)
            asked = iter([self.client.submit(do, common, work, pure=False) for work in works])
            return serial.evaluated(lambda _, __: _received(next(asked)), shared, works, shape)
        except TimeoutError as error:
            raise Refused([f"--scheduler: {self.address} has no workers that answer"]) from error
        except (CancelledError, OSError) as error:
            raise Refused([f"--scheduler: {self.address} was lost before the work was done"]) from error
        except (KilledWorker, ImportError) as error:
            message = f"--scheduler: a worker of {self.address} cannot do the work: {error}"
            raise Refused([message]) from error


def _received(future: Future[Outcome]) -> Outcome:
    outcome = future.result()
    future.release()
    return outcome


@contextmanager
def _client(address: str) -> Iterator[Client]:
    if not ADDRESS.fullmatch(address):
        raise Refused([f"--scheduler: {address!r} is not an address such as tcp://localhost:8786"])
    try:
        from distributed import Client
    except ImportError as error:
        raise Refused(["--scheduler needs Dask: pip install 'jejaring[cluster]'"]) from error
    for name in ("distributed", "distributed.client"):  # what it logs is reported below, in a sentence
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise Refused([f"--scheduler: {address} does not answer: {error}"]) from error
    with client:
        yield client
