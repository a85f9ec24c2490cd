"""Web, worker and database are killed in the middle of signing: a step is done once or not at all.

Plays Kota Padang's journey against a real `jejaring demo`, and at each signature kills something
with SIGKILL while the request is on its way. The demo starts it again, the walk goes on, and in the
end Padang is member 25, every document has each signature once, and the ledger holds.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from jejaring.config.embedded import Cluster
from jejaring.portal.demo.walk import START, Walk, WalkError

MEND_SECONDS = 90
DELAYS = (0.05, 0.2, 0.5, 0.9)  # signing takes about a second: before, during, after


def processes(*words: str) -> list[int]:
    """Return the pids of processes whose command line has all these words."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if all(word in command for word in words) and int(entry.name) != os.getpid():
                found.append(int(entry.name))
    return found


def kill(*pids: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class House:
    """A demo in a folder of its own."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.home = Path(tempfile.mkdtemp(prefix="jejaring-kills-"))
        self.home.chmod(0o755)
        self.folder = self.home / "demo"
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.home / "log"
        self.visitors: list[Walk] = []
        self.start()

    def start(self) -> None:
        command = ["demo", "--port", str(self.port), "--data", str(self.folder)]
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("JEJARING", "DATABASE"))}
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jejaring.config.cli", *command],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def visitor(self) -> Walk:
        """Return a new visitor, whose connections are closed with the house."""
        self.visitors.append(Walk(self.url))
        return self.visitors[-1]

    def cluster(self) -> Cluster:
        return Cluster(self.folder / "postgres")

    def kill_web(self) -> None:
        kill(*processes("granian", str(self.port)))

    def kill_worker(self) -> None:
        parents = {self.process.pid}
        pids = [pid for pid in processes("procrastinate", "worker") if _parent(pid) in parents]
        assert pids
        kill(*pids)

    def kill_database(self) -> None:
        kill(int((self.cluster().folder / "pgdata" / "postmaster.pid").read_text().splitlines()[0]))

    def wait_until_it_serves(self) -> None:
        deadline = time.monotonic() + MEND_SECONDS
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}{START}", timeout=5).status_code == httpx.codes.OK:
                    return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.3)
        pytest.fail("the demo did not come back: " + self.log.read_text())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        for visitor in self.visitors:
            visitor.client.close()
        self.cluster().forget()
        shutil.rmtree(self.home, ignore_errors=True)


def _parent(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^PPid:\s+(\d+)", status, re.MULTILINE)
    assert found
    return int(found[1])


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    try:
        made.wait_until_it_serves()
        yield made
    finally:
        made.stop()


def signatures(house: House) -> list[tuple[int, int]]:
    """Return, for each signed document, how many signatures are recorded and how many `pdfsig` finds valid."""
    with psycopg.connect(house.cluster().url) as connection:
        rows = connection.execute(
            "SELECT d.sha256, count(*) FROM documents_document d"
            " JOIN documents_signature s ON s.document_id = d.id GROUP BY d.id ORDER BY count(*)"
        ).fetchall()
    return [(int(count), _valid(house.folder / "files" / "blobs" / sha256[:2] / sha256)) for sha256, count in rows]


def _valid(pdf: Path) -> int:
    told = subprocess.run(["pdfsig", "-nocert", str(pdf)], capture_output=True, text=True, check=False).stdout
    return told.count("Signature is Valid.")


def waiting_jobs(house: House) -> int:
    with psycopg.connect(house.cluster().url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
            " OR (status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))"
        ).fetchone()
    assert row
    return int(row[0])


def test_whatever_is_killed_while_signing_each_step_is_done_once(house: House) -> None:
    walk = house.visitor()
    blows: list[Callable[[], None]] = [house.kill_web, house.kill_database, house.kill_worker, house.kill_web]
    steps, done = walk.steps(), list[str]()
    while True:
        proposal = walk.get(START).form("langkah-berikutnya")
        timer = None
        if blows and proposal and re.search("tanda tangani|sign the", proposal.button_text, re.IGNORECASE):
            blow = blows.pop(0)
            timer = threading.Timer(DELAYS[len(blows) % len(DELAYS)], blow)
            timer.start()
        try:
            done.append(next(steps)[0])
        except StopIteration:
            break
        except (WalkError, httpx.HTTPError) as fault:
            if timer is None:
                pytest.fail(f"the walk stopped without a blow after {done}: {fault!r}")
        finally:
            if timer:
                timer.join()
                house.wait_until_it_serves()
                walk = house.visitor()
                steps = walk.steps()
    assert blows == []
    assert walk.member_number() == 25
    found = signatures(house)
    assert found[-2:] == [(2, 2), (2, 2)], "letter of intent and agreement carry each side's signature once"
    assert all(recorded == valid for recorded, valid in found)
    deadline = time.monotonic() + MEND_SECONDS
    while waiting_jobs(house) and time.monotonic() < deadline:
        time.sleep(1)
    assert waiting_jobs(house) == 0
    verified = subprocess.run(
        [sys.executable, "-m", "jejaring.config.cli", "ledger", "verify"],
        env=dict(os.environ, DATABASE_URL=house.cluster().url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, "unbroken" in verified.stdout) == (0, True), verified.stdout + verified.stderr


def test_the_demo_stops_in_order_and_goes_on_with_what_it_kept(house: House) -> None:
    walk = house.visitor()
    what, address, _ = next(walk.steps())
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(30) == 0
    assert not house.cluster().is_running()
    assert processes("granian", str(house.port)) == []
    house.start()
    house.wait_until_it_serves()
    answer = walk.client.get(address)
    assert (answer.status_code, str(answer.url)) == (httpx.codes.OK, address), what
    proposal = walk.get(START).form("langkah-berikutnya")
    assert proposal
    assert proposal.button_text != what
