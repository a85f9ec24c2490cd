"""Run code with a limit of time in a thread of its own; coroutines from ordinary code, also within an event loop."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from jejaring.answers.errors import Unreachable

Result = TypeVar("Result")


def run_coroutine(work: Callable[[], Coroutine[Any, Any, Result]], seconds: float | None = None) -> Result:
    """Return the result of the coroutine that `work` makes. Raises what `run_within` does."""
    return run_within(lambda: asyncio.run(work()), seconds)


def run_within(work: Callable[[], Result], seconds: float | None) -> Result:
    """Return what `work` returns, done in a thread of its own.

    Raises Unreachable if it is not done within `seconds`; the thread is left to end by itself. For work that may hang
    where nothing else limits it: in resolving a name, or in an answer that comes a byte at a time.
    """
    thread = ThreadPoolExecutor(1)
    try:
        return thread.submit(contextvars.copy_context().run, work).result(seconds)
    except TimeoutError as fault:
        raise Unreachable("it was not done in time") from fault
    finally:
        thread.shutdown(wait=False)
