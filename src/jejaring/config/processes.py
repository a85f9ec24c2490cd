"""The processes that serve: their command lines, their port, and what ended ones have left behind."""

from __future__ import annotations

import os
import socket
import sys

from jejaring.config.environment import ConfigError

WEB_THREADS = 4
WEB_STOP_SECONDS = 8  # for answers that are under way


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command line that serves the web application."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers", "--log-level", "warning"),
        *("--workers-kill-timeout", str(WEB_STOP_SECONDS)),
        "jejaring.config.wsgi:application",
    ]


def worker_command(concurrency: int) -> list[str]:
    """Return the command line that does background and timed work."""
    return [
        *(sys.executable, "-m", "jejaring.config.cli", "manage", "procrastinate", "worker"),
        *("--concurrency", str(concurrency), "--delete-jobs", "successful"),
    ]


def refuse_taken_port(host: str, port: int, example: str) -> None:
    """Raise ConfigError if something listens at a port already, or the host is not this machine's."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as fault:
            why = fault.strerror if isinstance(fault, OSError) else str(fault)
            raise ConfigError(
                f"Nothing can be served at {host}, port {port} ({why}); choose another port, for example {example}."
            ) from fault


def is_there(pid: int) -> bool:
    """Tell whether there is a process of this number, whoever's it is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
