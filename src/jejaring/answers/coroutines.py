"""Run a coroutine from ordinary code, also where the thread already runs an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_coroutine(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Return the result of the coroutine that `work` makes, run in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()
