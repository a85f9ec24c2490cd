"""How long a piece of work may wait for other systems, and how many threads may wait for one of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from jejaring.answers.errors import Unreachable

AT_ONCE = 2  # threads of a process; a web process has four, so pages that ask nobody always have some
PATIENCE_SECONDS = 2.0
REST_SECONDS = 5.0
_until: ContextVar[float | None] = ContextVar("when all asking must be over", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let everything that is asked meanwhile be over in that time together, and not each question in its own."""
    before = _until.get()
    ends = monotonic() + seconds
    token = _until.set(ends if before is None else min(before, ends))
    try:
        yield
    finally:
        _until.reset(token)


def left(seconds: float) -> float:
    """Return how long a question may take that has `seconds` of its own. Raises Unreachable if the time is over."""
    ends = _until.get()
    if ends is None:
        return seconds
    if (rest := ends - monotonic()) <= 0:
        raise Unreachable("the time for asking is over")
    return min(seconds, rest)


class Gate:
    """Lets a few threads of a process ask one system at a time, and none for a while after it did not answer.

    So a system that is silent takes a few threads for its limit of time, and then one of them every few seconds.
    """

    def __init__(self, name: str, at_once: int = AT_ONCE, patience: float = PATIENCE_SECONDS) -> None:
        self._name, self._patience = name, patience
        self._places = threading.BoundedSemaphore(at_once)
        self._rests_until = 0.0

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Ask meanwhile. Raises Unreachable if too many are waiting, or it has just not answered."""
        if monotonic() < self._rests_until:
            raise Unreachable(f"{self._name} did not answer a moment ago")
        if not self._places.acquire(timeout=self._patience):
            raise Unreachable(f"{self._name} is slow, and others are waiting for it")
        try:
            yield
        except Unreachable:
            self._rests_until = monotonic() + REST_SECONDS
            raise
        finally:
            self._places.release()


_gates: dict[str, Gate] = {}


def gate_of(system: str, patience: float = PATIENCE_SECONDS) -> Gate:
    """Return the one gate of this process for a system; `patience` is how many seconds one waits for a place."""
    return _gates.setdefault(system, Gate(system, patience=patience))  # in one step: two threads may ask at once
