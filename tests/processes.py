"""Processes beside a test: what they start with; and, looked up in /proc, what belongs to a command and still works."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

on_linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up in /proc")


def environment(**more: str) -> dict[str, str]:
    """Return what a process beside a test starts with: the test's database, and a file of ledger heads of its own.

    A worker keeps the ledger's head on a minute of every hour; in the file of the run it would meet the next test.
    """
    server = urlsplit(os.environ["DATABASE_URL"])
    database = server._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    heads = Path(tempfile.mkdtemp(dir=os.environ["JEJARING_DATA"])) / "heads.txt"
    return {**os.environ, "DATABASE_URL": database, "JEJARING_LEDGER_HEADS": str(heads), **more}


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes(*words: str) -> list[int]:
    """Return the pids of other processes whose command line has all these words."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if all(word in command for word in words) and int(entry.name) != os.getpid():
                found.append(int(entry.name))
    return found


def children_of(pid: int) -> list[int]:
    """Return the pids of the processes that the main thread of a process has begun; none if it has ended."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    return []


def parent_of(pid: int) -> int:
    """Return the pid of the process that began another one; 0 if that has ended."""
    with suppress(OSError):
        return int(_stat(pid)[1])
    return 0


def runs(pid: int) -> bool:
    """Tell whether a process is there and more than a name in the table."""
    return bool(command_of(pid))


def command_of(pid: int) -> str:
    """Return the command line of a process; empty if it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return ""


def tree_of(pid: int) -> dict[int, str]:
    """Return the command lines by pid of a process, its children, theirs, and so on; empty if it has ended."""
    found = {pid: command_of(pid)} if runs(pid) else {}
    return found | {below: command for child in children_of(pid) for below, command in tree_of(child).items()}


def cpu_seconds(pid: int) -> float:
    """Return how long a process has computed, in seconds; 0 if it has ended."""
    with suppress(OSError):
        user, system = _stat(pid)[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return 0.0


def kill(*pids: int) -> None:
    """Kill processes; those that have ended meanwhile are left out."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
