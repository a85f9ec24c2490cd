"""Web, worker and database are killed in the middle of signing: a step is done once or not at all.

Plays Kota Padang's journey against a real `make demo`, which all tests here share. An unprivileged account runs it,
from a clone that nobody else can enter. It is stopped and started after the first step, and then at each signature
something is killed with SIGKILL while the request is on its way. The demo starts it again, the walk goes on, and in
the end Padang is member 25, every document has each signature once, and the ledger holds.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from jejaring.config.embedded import Cluster
from jejaring.portal.demo.walk import START, Walk, WalkError
from tests.clones import Clone, press_control_c, unprivileged
from tests.processes import children_of, environment, free_port, kill, parent_of, processes, runs, tree_of
from tests.waiting import AMPLE, until

pytestmark = [pytest.mark.kills, pytest.mark.xdist_group("kills")]
DELAYS = (0.05, 0.2, 0.5, 0.9)  # signing takes about a second: before, during, after


class House:
    """A demo in a clone of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.clone = Clone(unprivileged())
        self.folder = self.clone.folder / "var" / "demo"
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.clone.home / "log"
        self.visitors: list[Walk] = []
        self.start()

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = self.clone.start("make", "demo", f"PORT={self.port}", output=log)

    def end(self) -> int:
        """Press Ctrl-C; return the exit code."""
        press_control_c(self.process)
        return self.process.wait(AMPLE)

    def visitor(self) -> Walk:
        """Return a new visitor, whose connections are closed with the house."""
        self.visitors.append(Walk(self.url))
        return self.visitors[-1]

    def cluster(self) -> Cluster:
        """Return the demo's cluster; it is where it was asked for, which root's would not be."""
        cluster = Cluster(self.folder / "postgres")
        cluster.folder = self.folder / "postgres"
        return cluster

    def kill_web(self) -> None:
        kill(*processes("granian", str(self.port)))

    def kill_worker(self) -> None:
        pids = [pid for pid in processes("procrastinate", "worker") if parent_of(pid) in children_of(self.process.pid)]
        assert pids
        kill(*pids)

    def kill_database(self) -> None:
        kill(int((self.cluster().folder / "pgdata" / "postmaster.pid").read_text().splitlines()[0]))

    def wait_until_it_serves(self) -> None:
        until(self.serves)

    def serves(self) -> bool:
        """Tell whether the start page is answered. Raises AssertionError if the demo has ended."""
        assert self.process.poll() is None, self.log.read_text()
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}{START}", timeout=60).status_code == httpx.codes.OK
        return False

    def stop(self) -> None:
        self.end()
        for visitor in self.visitors:
            visitor.client.close()
        self.cluster().forget()
        self.clone.forget()


@pytest.fixture(scope="module")
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


def test_an_unprivileged_account_serves_the_demo_from_a_closed_folder_and_runs_the_tests_in_it(house: House) -> None:
    owners = {path.owner() for path in (house.folder, house.cluster().folder / "pgdata", house.folder / "static")}
    assert owners == {unprivileged()}
    assert house.clone.home.stat().st_mode & 0o077 == 0
    one = "tests/ledger/test_heads.py::test_those_who_asked_receive_the_head_in_both_languages"
    tests = house.clone.start(".venv/bin/pytest", "--quiet", one, output=subprocess.PIPE)
    printed, _ = tests.communicate(timeout=AMPLE)
    assert (tests.returncode, "1 passed" in printed) == (0, True), printed


def test_the_demo_stops_in_order_and_goes_on_with_what_it_kept(house: House) -> None:
    walk = house.visitor()
    what, address, _ = next(walk.steps())
    assert house.end() == 0
    assert not house.cluster().is_running()
    assert processes("granian", str(house.port)) == []
    house.start()
    house.wait_until_it_serves()
    answer = walk.client.get(address)
    assert (answer.status_code, str(answer.url)) == (httpx.codes.OK, address), what
    proposal = walk.get(START).form("langkah-berikutnya")
    assert proposal
    assert proposal.button_text != what


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
    until(lambda: waiting_jobs(house) == 0)
    verified = subprocess.run(
        [sys.executable, "-m", "jejaring.config.cli", "ledger", "verify"],
        env=environment(DATABASE_URL=house.cluster().url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, "unbroken" in verified.stdout) == (0, True), verified.stdout + verified.stderr


def test_nothing_of_the_demo_outlives_make(house: House) -> None:
    tree = tree_of(house.process.pid)
    assert len(tree) > len(["make", "jejaring", "granian", "two that answer", "worker", "PostgreSQL"])
    kill(house.process.pid)
    house.process.wait()
    until(lambda: not any(map(runs, tree)))
    assert not house.cluster().is_running()
