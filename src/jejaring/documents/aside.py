"""Run a coroutine from ordinary code, also where the thread already runs an event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")

for narrator in ("pyhanko", "pyhanko_certvalidator"):  # they tell each finding in the log; ours is in the report
    logging.getLogger(narrator).setLevel(logging.CRITICAL)


def run_aside(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Return what `work()` comes to, run in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()
