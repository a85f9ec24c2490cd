"""Waiting for what happens, not for a time: the same test passes on a busy machine, only later."""

from __future__ import annotations

import time
from collections.abc import Callable

AMPLE = 600.0  # seconds; a limit that only something broken ever reaches, on a machine busy with other things as well


def until(happened: Callable[[], bool], timeout: float = AMPLE) -> None:
    """Return as soon as `happened()` is true. Raises AssertionError if it is not within `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not happened():
        assert time.monotonic() < deadline, f"it did not happen within {timeout:g} s"
        time.sleep(0.01)
