"""Run a coroutine from ordinary code, also where the thread already runs an event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")

for library in ("pyhanko", "pyhanko_certvalidator"):  # they log each finding; ours is in the report
    logging.getLogger(library).setLevel(logging.CRITICAL)


def run_coroutine(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Return the result of the coroutine that `work` makes, run in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()
