"""The processes of one command: started together, started again when they end, stopped in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FrameType

import httpx

from jejaring.config.embedded import Cluster
from jejaring.config.environment import ConfigError
from jejaring.console.parent_death import end_with_parent

LOOK_SECONDS = 0.5
START_SECONDS = 180  # until the web server answers, on a busy machine
STOP_SECONDS = 10  # for what is under way
CALM_SECONDS = 10  # a process that has run as long has started
LONGEST_PAUSE = 30  # seconds before a process that ends again and again is started again


class Child:
    """A process that is kept running. One that ends soon after its start waits before the next, each time longer."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name, self.command = name, command
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = 0.0
        self.due = 0.0

    def start(self) -> None:
        """Start the process, which ends with this one."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            list(self.command),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the parent, which stops children in order
            preexec_fn=partial(end_with_parent, os.getpid()),  # no threads here
            env=dict(os.environ),
        )

    def ended(self) -> str:
        """Return how the process has ended, empty if it runs; from then on it is due to be started again."""
        if self.process is None or self.process.poll() is None:
            return ""
        code, self.process = self.process.returncode, None
        now = time.monotonic()
        early = now - self.began < CALM_SECONDS
        self.pause = min(max(1.0, 2 * self.pause), LONGEST_PAUSE) if early else 0.0
        self.due = now + self.pause
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def start_if_due(self) -> None:
        """Start the process again if it has ended and its pause is over."""
        if self.process is None and time.monotonic() >= self.due:
            self.start()

    def ask_to_end(self) -> None:
        """Send the process SIGTERM."""
        if self.process is not None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait until the process has ended; kill it at the deadline."""
        if self.process is not None:
            try:
                self.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


class Supervisor:
    """Runs the children of `jejaring demo`, `jejaring serve` or `jejaring work`, and the embedded database beside them.

    `url` is the address of the web server, empty if there is none; `on_ready` is called once, when it answers.
    """

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        *,
        cluster: Cluster | None,
        url: str = "",
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        self.children = [Child(name, command) for name, command in commands.items()]
        self.cluster, self.url, self.on_ready = cluster, url, on_ready
        self.stopping = self.ready = False

    def run(self) -> int:
        """Run everything until told to stop by SIGINT or SIGTERM; return the exit code.

        Raises ConfigError if a child ends before it is ready, or the database cannot be started again.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop_soon)
        self.began = time.monotonic()
        try:
            self._start()
            while not self.stopping:
                self._look()
                time.sleep(LOOK_SECONDS)
        finally:
            _report("\nStopping …")
            self._stop()
        return 0

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self) -> None:
        for child in self.children:
            child.start()

    def _stop(self) -> None:
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.end(deadline)

    def _look(self) -> None:
        if self.cluster and self.cluster.has_ended():
            self._start_everything_again(self.cluster)
        for child in self.children:
            if how := child.ended():
                if not self.ready:
                    raise ConfigError(f"{child.name} has ended at its start ({how}); stopping.")
                _report(f"{child.name} has ended ({how}); starting it again …")
            child.start_if_due()
        if not self.ready:
            self._become_ready()

    def _start_everything_again(self, cluster: Cluster) -> None:
        """Start the database, which has another port then, and all that hangs on it."""
        _report("The database has ended; starting everything again …")
        self._stop()
        cluster.start()
        os.environ["DATABASE_URL"] = cluster.url
        self._start()

    def _become_ready(self) -> None:
        """Notice that the web server answers, or that the children have run for a while where there is none."""
        seconds = time.monotonic() - self.began
        self.ready = _answers(f"{self.url}/sehat/") if self.url else seconds > CALM_SECONDS
        if self.ready and self.on_ready:
            self.on_ready()
        elif not self.ready and seconds > START_SECONDS:
            raise ConfigError(f"The web server did not answer at {self.url} within {START_SECONDS} seconds.")


def _answers(url: str) -> bool:
    try:
        httpx.get(url, timeout=2)
    except httpx.HTTPError:
        return False
    return True


def _report(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
