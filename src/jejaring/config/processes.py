"""Web and worker as child processes: started together, watched, stopped in order."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import httpx

from jejaring.config.environment import ConfigError

WEB_THREADS = 4
START_SECONDS = 180
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command line that serves the web application."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers", "--log-level", "warning"),
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


def answers_in_time(url: str) -> bool:
    """Tell whether the web server answers at an address within START_SECONDS, whatever it says."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(httpx.HTTPError):
            httpx.get(url, timeout=5)
            return True
        time.sleep(0.3)
    return False


def forget_ended(metrics: Path) -> None:
    """Remove what web processes that have ended have counted, from the folder where each has files of its own."""
    for file in metrics.glob("*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdecimal() and not _is_there(int(pid)):
            file.unlink(missing_ok=True)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def die_with_parent() -> None:
    """Ask Linux to stop this child when its parent is killed, so that nothing is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Household:
    """The children of one `jejaring demo`, `jejaring serve` or `jejaring work`."""

    commands: Mapping[str, Sequence[str]]
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: bool = False

    def start(self) -> None:
        """Start every child that is not running."""
        for name, command in self.commands.items():
            if name not in self.children or self.children[name].poll() is not None:
                self.children[name] = subprocess.Popen(
                    list(command),
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C reaches the parent, which stops children in order
                    preexec_fn=die_with_parent,  # no threads here yet
                    env=dict(os.environ),
                )

    def stop(self) -> None:
        """Ask every child to finish; end those that do not."""
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def stopped(self) -> list[str]:
        """Return the names of children that have ended by themselves."""
        return [name for name, child in self.children.items() if child.poll() is not None]

    def listen_for_the_end(self) -> None:
        """Take Ctrl-C and SIGTERM as the wish to stop."""

        def wish(number: int, frame: FrameType | None) -> None:
            self.stopping = True

        signal.signal(signal.SIGINT, wish)
        signal.signal(signal.SIGTERM, wish)
