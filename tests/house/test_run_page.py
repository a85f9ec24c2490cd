"""`docs/run.md` is followed from its first block to its last, in an empty folder, as an account without rights.

What stands on the page for a whole machine (the account's home, PostgreSQL's socket, the port) is put in from below.
A line that is not run as it stands is one of EXCEPTIONS, with its reason.
"""

from __future__ import annotations

import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.clones import Clone, unprivileged
from tests.house.test_own_server import debians_binaries
from tests.processes import free_port
from tests.waiting import AMPLE, until

PAGE = Path(__file__).parents[2] / "docs" / "run.md"
EXCEPTIONS = {
    "apt-get update": "changes the whole machine; scripts/install-tools installs what is needed",
    "apt-get install": "changes the whole machine; scripts/install-tools installs what is needed",
    "adduser": "changes the whole machine; the account that the test runs as stands for it",
    "runuser -l jejaring": "opens a shell; the test is that account already",
}
ENDS_WITH = {
    ".venv/bin/jejaring setup --check": 1,  # the secretariat has not yet prepared the rest
    ".venv/bin/jejaring doctor": 1,  # nothing answers at https://jejaring.example
    ".venv/bin/jejaring doctor --json": 1,
    ".venv/bin/jejaring doctor --mail": 1,
}


@dataclass
class Machine:
    """What stands for a bare Debian: a clone in a closed folder, and PostgreSQL of Debian with a socket in it."""

    clone: Clone
    port: int = field(default_factory=free_port)
    served: subprocess.Popen[str] | None = None

    @property
    def put_in(self) -> dict[str, str]:
        """Return what stands on the page, and what is put in for it."""
        home = str(self.clone.home)
        return {
            "/srv/jejaring/app": str(self.clone.folder),
            "/srv/jejaring": home,
            "/srv/backups": f"{home}/backups",
            "/run/postgresql": home,
            "runuser -u postgres -- ": "PGUSER=postgres ",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            "jejaring serve": f"jejaring serve --port {self.port}",
            "age1…": "$(cat backup-key.pub)",
            "backup-key backup-key.txt": "backup-key backup-key.txt > backup-key.pub",
            "--mail ADDRESS": "--mail jejaring@jejaring.example",
            "submission://jejaring:password@mail.example": "",  # none: letters go to the data folder
        }

    def run(self, script: str) -> tuple[int, str]:
        """Run a script as the account, with the settings that are there; return its exit code and what it printed."""
        settings = self.clone.home / "settings"
        before = f"export PATH={debians_binaries()}:$PATH PGHOST={self.clone.home}\n"
        before += f"if [ -f {settings} ]; then set -a; . {settings}; set +a; fi\n"
        with tempfile.TemporaryFile("w+") as output:
            process = self.clone.start("sh", "-euc", before + script, output=output)
            code = process.wait(AMPLE)
            output.seek(0)
            return code, output.read()

    def serve(self, command: str) -> None:
        """Start what goes on for ever, and wait until it is ready and the worker has been heard of."""
        with (self.clone.home / "log").open("w") as log:
            settings = f"set -a; . {self.clone.home}/settings; set +a; exec {command}"
            self.served = self.clone.start("sh", "-euc", settings, output=log)
        until(lambda: self.is_ready() or self.served is None or self.served.poll() is not None)
        assert self.is_ready(), (self.clone.home / "log").read_text()

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/siap/", timeout=AMPLE).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
def machine() -> Iterator[Machine]:
    made = Machine(Clone(unprivileged()))
    home, data = made.clone.home, made.clone.home / "cluster"
    options = f"-c listen_addresses= -c unix_socket_directories={home} -c fsync=off"
    begin = f"initdb -D {data} -U postgres -A trust >/dev/null; pg_ctl -D {data} -w -l {home}/postgres.log"
    code, output = made.run(f'{begin} -o "{options}" start')
    assert code == 0, output
    yield made
    if made.served:
        made.served.send_signal(signal.SIGINT)
        made.served.wait(AMPLE)
    made.run(f"pg_ctl -D {data} -m immediate stop")
    made.clone.forget()


def steps() -> list[str]:
    """Return the page's commands in their order; lines of a text that is written to a file stand with their command."""
    found: list[str] = []
    for block in re.findall(r"^ *```\n(.*?)^ *```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        for part in re.findall(r"[^\n]*<<END\n.*?\nEND$|[^\n]+", block, re.DOTALL | re.MULTILINE):
            found.append(part if "<<END" in part else part.partition(" #")[0].strip())
    return found


@pytest.mark.slow
def test_the_page_is_followed_from_a_bare_debian_to_the_first_invitation_and_beyond(machine: Machine) -> None:
    invitation = ""
    for step in steps():
        if any(step.startswith(exception) for exception in EXCEPTIONS):
            continue
        command = step
        for shown, real in machine.put_in.items():
            command = command.replace(shown, real)
        if "jejaring serve" in command:
            machine.serve(command)
            continue
        if "jejaring restore" in command:
            command = restored_elsewhere(machine)
        code, output = machine.run(command)
        expected = next((code for text, code in ENDS_WITH.items() if step.startswith(text)), 0)
        assert code == expected, f"{step}\n{output}"
        if found := re.search(r"https://jejaring\.example(/undangan/\S+)", output):
            invitation = found[1]
    behind_a_proxy = {"Host": "jejaring.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    opened = httpx.get(f"http://127.0.0.1:{machine.port}{invitation}", headers=behind_a_proxy, timeout=AMPLE)
    assert (bool(invitation), opened.status_code) == (True, 200)


def restored_elsewhere(machine: Machine) -> str:
    """Return the command that restores the backup just made into an empty place beside this one."""
    (made,) = (machine.clone.home / "backups").glob("*.age")
    return "; ".join(
        (
            "PGUSER=postgres createdb --owner=jejaring --template=template0 restored",
            f"mkdir {machine.clone.home}/restored",
            f"export JEJARING_DATA={machine.clone.home}/restored",
            'export DATABASE_URL="postgresql://jejaring@/restored?host=$PGHOST"',
            f".venv/bin/jejaring restore {made} --key backup-key.txt",
        )
    )


def test_every_exception_is_still_on_the_page() -> None:
    assert [one for one in (*EXCEPTIONS, *ENDS_WITH) if not any(step.startswith(one) for step in steps())] == []
