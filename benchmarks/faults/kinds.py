"""What is done to the installation: processes killed, the database and the mail server withheld, the disk filled."""

from __future__ import annotations

import errno
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.mail import MailServer, Mood
from benchmarks.faults.site import Site, signal_all

CHUNK = b"\0" * 65_536
POSTGRES = ("io worker", "checkpointer", "background writer", "walwriter", "autovacuum launcher", "jejaring")


@dataclass(frozen=True, slots=True)
class Fault:
    """Begun, held for some seconds and ended; meanwhile the database is started again only if it is `tended`."""

    name: str
    begin: Callable[[], None]
    seconds: float = 0.0
    end: Callable[[], None] = lambda: None
    tended: bool = True


def kills(site: Site) -> list[Fault]:
    """Return a fault per process: each is killed alone, the command and the database's main process last."""
    killed = [
        _kill(site, "a web process", "granian", skip=1),
        _kill(site, "the other web process", "granian", skip=1),
        _kill(site, "web, main process", "granian"),
        _kill(site, "worker", "procrastinate"),
        *(_kill(site, f"postgres, {name}", "postgres:", name) for name in POSTGRES),
        _kill(site, "jejaring serve", "jejaring.config.cli", "serve"),
    ]
    return [*killed, _kill(site, "postgres, main process", "bin/postgres")]


def _kill(site: Site, name: str, *words: str, skip: int = 0) -> Fault:
    return Fault(f"killed: {name}", lambda: signal_all([site.named(*words, skip=skip)], signal.SIGKILL))


def database_faults(site: Site, *, restart: float, away: float) -> list[Fault]:
    """Return the faults of a database that is restarted, away, and there but frozen, for so many seconds."""
    cluster = site.cluster
    assert cluster
    frozen: list[int] = []

    def freeze() -> None:
        frozen.extend(pid for pid, command in site.commands().items() if "postgres" in command)
        signal_all(frozen, signal.SIGSTOP)

    def thaw() -> None:
        signal_all(frozen, signal.SIGCONT)

    return [
        Fault(f"database restarted, {restart:g} s", cluster.stop, restart, cluster.start, tended=False),
        Fault(f"database away, {away:g} s", cluster.stop, away, cluster.start, tended=False),
        Fault(f"database frozen, {away:g} s", freeze, away, thaw, tended=False),
    ]


def mail_faults(mail: MailServer, *, silent: float, refusing: float) -> list[Fault]:
    """Return the faults of a mail server that is silent and that refuses, for so many seconds."""

    def becomes(mood: Mood) -> Callable[[], None]:
        return lambda: mail.become(mood)

    return [
        Fault(f"mail silent, {silent:g} s", becomes("silent"), silent, becomes("accepting")),
        Fault(f"mail refusing, {refusing:g} s", becomes("refusing"), refusing, becomes("accepting")),
    ]


def disk_full(folder: Path, seconds: float) -> Fault:
    """Return the fault of a disk without a free byte, by a file in `folder`, which must be on a small disk.

    What PostgreSQL frees meanwhile is filled, too.
    """
    filling, emptied = folder / "filling", threading.Event()

    def fill() -> None:
        with filling.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(CHUNK)
            except OSError as fault:
                if fault.errno != errno.ENOSPC:
                    raise

    def keep_full() -> None:
        while not emptied.wait(0.05):
            fill()
        filling.unlink()

    keeper = threading.Thread(target=keep_full)

    def begin() -> None:
        fill()
        keeper.start()

    def end() -> None:
        emptied.set()
        keeper.join()

    return Fault(f"disk full, {seconds:g} s", begin, seconds, end, tended=False)
