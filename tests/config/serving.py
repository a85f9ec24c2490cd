"""`jejaring serve` beside a test, as in production, on loopback."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes import environment, free_port
from tests.waiting import AMPLE

SERVE = [sys.executable, "-m", "jejaring.config.cli", "serve", "--port"]


def production(data: Path, port: int, **more: str) -> dict[str, str]:
    """Return the environment of an installation in a folder, on the database of the test."""
    return environment(
        **{
            "JEJARING_MODE": "production",
            "JEJARING_SECRET_KEY": "Nb7-3qXw_ZkT5rVh2LpYd8sGc4JmQ6fA1uEo9iRt0KxB",
            "JEJARING_HOSTS": "127.0.0.1",
            "JEJARING_URL": f"http://127.0.0.1:{port}",
            "JEJARING_SECURE": "no",
            "JEJARING_DATA": str(data),
            **more,
        }
    )


@contextmanager
def serving(data: Path, *words: str, **more: str) -> Iterator[str]:
    """Serve until the block ends; give the address once it is ready."""
    port = free_port()
    command = [*SERVE, str(port), *words]
    with subprocess.Popen(command, env=production(data, port, **more), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            printed = [process.stdout.readline()]
            if printed[0].startswith("Collecting"):
                printed.append(process.stdout.readline())
            assert printed[-1] == f"ready: http://127.0.0.1:{port}/\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(AMPLE) == 0
