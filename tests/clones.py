"""Closed folders and commands in them, as root or as another account: a clone of this repository, an empty folder.

Debian closes the home of root (0700), and many close their own. The folder's virtual environment is made of links to
this one, which another account may not be able to read; one of its own it could. It gets the capability to read
everything for that reason, and no other: it writes only what is its own, and it is not root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from tests.processes import children_of

ROOT = Path(__file__).parents[1]
READS_ALL = "dac_read_search"
OUTSIDE = ("JEJARING", "DATABASE", "DJANGO", "MAKE", "PYTEST")  # how variables begin that a newcomer does not have


class Home:
    """A closed folder, and commands that an account runs in it."""

    def __init__(self, account: str) -> None:
        """Make the folder for an account by name; another than the running one can be chosen only by root."""
        self.account = pwd.getpwnam(account)
        self.home = Path(tempfile.mkdtemp(prefix="jejaring-home-"))
        self.home.chmod(0o700)
        self.folder = self.home  # where commands run
        self.environment: dict[str, str] = {}  # that they have beside what is usual
        self.give()

    @property
    def is_another(self) -> bool:
        """Tell whether the account is another one than that of the tests."""
        return self.account.pw_uid != os.geteuid()

    def give(self) -> None:
        """Let everything in the folder belong to the account."""
        if self.is_another:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def start(
        self, *command: str | Path, output: IO[str] | int, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start a command in the folder, with a closed umask and nothing that describes this installation."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(OUTSIDE)}
        return subprocess.Popen(
            [*self._as_the_account(), *command],
            cwd=self.folder,
            env={**inherited, "HOME": str(self.home), **self.environment, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            umask=0o077,
        )

    def run(self, *command: str | Path, environment: Mapping[str, str] | None = None) -> str:
        """Run a command to its end; return what it printed. Raises AssertionError with that if it fails."""
        with self.start(*command, output=subprocess.PIPE, environment=environment) as process:
            printed, _ = process.communicate()
        assert process.returncode == 0, f"{command} ended with {process.returncode}:\n{printed}"
        return printed

    def _as_the_account(self) -> list[str]:
        if not self.is_another:
            return []
        return [
            *("setpriv", f"--reuid={self.account.pw_uid}", f"--regid={self.account.pw_gid}", "--clear-groups"),
            *("--securebits=+no_setuid_fixup",),  # else access(2) forgets the capability
            *(f"--inh-caps=+{READS_ALL}", f"--ambient-caps=+{READS_ALL}", f"--bounding-set=-all,+{READS_ALL}"),
        ]

    def forget(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.home, ignore_errors=True)


class Clone(Home):
    """The working tree as a newcomer has it."""

    def __init__(self, account: str) -> None:
        super().__init__(account)
        self.folder = self.home / "jejaring"
        self.environment = {"PYTHONPATH": str(self.folder / "src")}
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
        ).stdout  # fmt: skip
        for name in listed.split("\0"):
            if (ROOT / name).is_file():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, self.folder / name)
                shutil.copymode(ROOT / name, self.folder / name)
        self._link_environment()
        self.give()

    def _link_environment(self) -> None:
        """Install as `make setup` would: what is stored once is linked, the translations are still to be compiled."""
        environment = self.folder / ".venv"
        environment.mkdir()
        for name in ("bin", "lib", "pyvenv.cfg"):
            (environment / name).symlink_to(Path(sys.prefix) / name)
        (environment / ".installed").touch()


def press_control_c(make: subprocess.Popen[str]) -> None:
    """Interrupt what `make` runs, as the terminal does."""
    for pid in children_of(make.pid):
        os.kill(pid, signal.SIGINT)


def unprivileged() -> str:
    """Return the account to try as: another than root, the running one if that is not root."""
    return "nobody" if os.geteuid() == 0 else this_account()


def this_account() -> str:
    """Return the name of the account that runs the tests."""
    return pwd.getpwuid(os.geteuid()).pw_name
