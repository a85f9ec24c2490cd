"""The installation that is disturbed: `jejaring serve`, its PostgreSQL, and what keeps both running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx

from jejaring.config.embedded import Cluster
from jejaring.console.parent_death import end_with_parent

TEND_SECONDS = 0.2


class Site:
    """A site at an address, with a PostgreSQL of its own or one that it only uses; it ends with this process."""

    def __init__(self, folder: Path, port: int, cluster: Cluster | None, **settings: str) -> None:
        self.folder, self.port, self.cluster = folder, port, cluster
        self.url = f"http://127.0.0.1:{port}"
        self.settings = {**settings, "JEJARING_DATA": str(folder), "JEJARING_URL": self.url}
        self.process: subprocess.Popen[bytes] | None = None

    def serve(self) -> None:
        """Start web and worker."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jejaring.config.cli", "serve", "--port", str(self.port)],
                env={**os.environ, **self.settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=partial(end_with_parent, os.getpid()),
            )

    def tend(self, seconds: float, *, database: bool = True) -> None:
        """Start again whatever has ended, as a service manager does, for some seconds."""
        deadline = time.monotonic() + seconds
        while True:
            if database and self.cluster and self.cluster.has_ended():
                self.cluster.start()
            if self.process is None or self.process.poll() is not None:
                self.serve()
            if time.monotonic() > deadline:
                return
            time.sleep(TEND_SECONDS)

    def is_ready(self) -> bool:
        """Tell whether the site reports that it is ready."""
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/siap/", timeout=5).status_code == httpx.codes.OK
        return False

    def end(self) -> int:
        """Stop web and worker in order; return the exit code."""
        if self.process is None:
            return 0
        self.process.terminate()
        return self.process.wait(60)

    def commands(self) -> dict[int, str]:
        """Return the command lines of all processes that belong to the site now, by pid."""
        found = _tree(self.process.pid) if self.process else {}
        if self.cluster and not self.cluster.has_ended():
            found |= _tree(self.cluster.pid)
        return found

    def named(self, *words: str, skip: int = 0) -> int:
        """Return the pid of the site's eldest process whose command line has these words, or of a later one.

        Raises LookupError if there is none.
        """
        found = sorted(pid for pid, command in self.commands().items() if all(word in command for word in words))
        if len(found) <= skip:
            raise LookupError(f"no process {' '.join(words)}")
        return found[skip]

    def orphans(self) -> dict[int, str]:
        """Return the command lines of processes that work in the site's folder and belong to nothing that runs."""
        known, found = self.commands(), dict[int, str]()
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and int(entry.name) not in {*known, os.getpid()}:
                with suppress(OSError):
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    surroundings = (entry / "environ").read_bytes().decode(errors="replace")
                    if command and str(self.folder) in f"{command} {surroundings} {(entry / 'cwd').readlink()}":
                        found[int(entry.name)] = command
        return found


def _tree(pid: int) -> dict[int, str]:
    """Return a process and all below it, with their command lines."""
    with suppress(OSError):
        here = Path(f"/proc/{pid}")
        command = (here / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        if command:
            below = (here / "task" / str(pid) / "children").read_text().split()
            return {pid: command, **{key: text for child in below for key, text in _tree(int(child)).items()}}
    return {}


def signal_all(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to processes; those that have ended meanwhile are left out."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
