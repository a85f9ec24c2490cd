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
from jejaring.kit.terminal import Refused

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
        raise Refused(["--workers: this system cannot fork processes; leave it out"])


def refuse_beyond_memory(needed: int, samples: int) -> None:
    """Refuse a run that would need more bytes than this machine has."""
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
        """Do the work, each process putting its outcomes in memory that all have in common."""
        whole = _common(shape, np.float64), _common(shape, np.int32)
        deque(self.map(partial(_evaluate, do, whole), shared, works), maxlen=0)
        return whole


def _evaluate(do: Callable[[S, W], Outcome], whole: Outcome, shared: S, work: W) -> None:
    put(whole, work, do(shared, work))


def _common(shape: tuple[int, int], kind: type[np.generic]) -> NDArray[Any]:
    """Return an array that processes forked from now on write to together; it is freed when nobody holds it."""
    room = mmap(-1, max(1, shape[0] * shape[1] * np.dtype(kind).itemsize))
    return np.frombuffer(room, kind, shape[0] * shape[1]).reshape(shape)


@contextmanager
def _workers(count: int, job: Callable[[T], R], items: Sequence[T]) -> Iterator[list[Connection]]:
    """Have processes that do the job for the items whose positions they are sent; they are killed in the end.

    Raises Refused if they cannot be begun. A pool of the library would wait for the pieces its processes are at.
    """
    begun: list[BaseProcess] = []
    try:
        try:
            with _undisturbed():
                links = [_begin(begun, job, items) for _ in range(count)]
        except OSError as fault:
            raise Refused([f"--workers: {count} processes cannot be begun: {fault.strerror or fault}"]) from fault
        yield links
    finally:
        for process in begun:
            process.kill()
        for process in begun:
            process.join()


def _begin(begun: list[BaseProcess], job: Callable[[T], R], items: Sequence[T]) -> Connection:
    """Begin a process and return our end of the pipe to it; the other end is its alone, so that it closes with it."""
    ours, theirs = Pipe()
    with theirs:
        process = get_context("fork").Process(target=_work, args=(theirs, job, items), daemon=True)
        process.start()
    begun.append(process)
    return ours


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep Ctrl-C waiting; processes forked meanwhile never see it: who is asked to stop is the command."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(link: Connection, job: Callable[[T], R], items: Sequence[T]) -> None:
    """Do the job, in a process of its own, for the item at every position that comes, and send what it ends in."""
    Thread(target=_end_with_parent, daemon=True).start()
    while True:
        at = link.recv()
        try:
            outcome, fault = job(items[at]), None
        except Exception as raised:  # whatever it is, it is raised where the outcome is awaited
            raised.add_note("".join(format_exception(raised)))
            outcome, fault = None, raised
        link.send((at, (outcome, fault)))


def _end_with_parent() -> None:
    """End this process when the command that forked it is gone, in whatever way it went."""
    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)


def _in_order(links: Sequence[Connection], count: int) -> Iterator[Any]:
    """Hand out the positions, one at a time to each process, and give the outcomes in order.

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
        outcome, fault = done.pop(awaited)
        if fault is not None:
            raise fault
        yield outcome


@contextmanager
def _all_there() -> Iterator[None]:
    """Turn a pipe that closes because its process is gone into a refusal."""
    try:
        yield
    except (EOFError, OSError) as fault:
        message = "--workers: a process ended before its work was done: was it stopped, or is memory short?"
        raise Refused([message]) from fault


class DaskExecutor:
    """Runs work on the workers of a Dask scheduler, where it is worth sending what they need."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address

    def map(self, do: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterable[R]:
        """Do the work here."""
        return serial.map(do, shared, items)

    def evaluated(
        self, do: Callable[[S, W], Outcome], shared: S, works: Sequence[W], shape: tuple[int, int]
    ) -> Outcome:
        """Send the works out and put what comes back in its rows."""
        from distributed import KilledWorker

        try:
            common = self.client.scatter(shared, broadcast=True, hash=False, timeout=PATIENCE)
            asked = iter([self.client.submit(do, common, work, pure=False) for work in works])
            return serial.evaluated(lambda _, __: _received(next(asked)), shared, works, shape)
        except TimeoutError as fault:
            raise Refused([f"--scheduler: the one at {self.address} has no workers that answer"]) from fault
        except (CancelledError, OSError) as fault:
            raise Refused([f"--scheduler: the one at {self.address} was lost before the work was done"]) from fault
        except (KilledWorker, ImportError) as fault:
            message = f"--scheduler: a worker of the one at {self.address} cannot do the work: {fault}"
            raise Refused([message]) from fault


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
    except ImportError as fault:
        raise Refused(["--scheduler needs Dask: pip install 'jejaring[cluster]'"]) from fault
    for name in ("distributed", "distributed.client"):  # what it logs is refused below, in a sentence
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as fault:
        raise Refused([f"--scheduler: the one at {address} does not answer: {fault}"]) from fault
    with client:
        yield client
