"""A database of its own that comes and goes, and the web application and worker on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
from django.db import connection

from jejaring.config.embedded import Cluster
from jejaring.config.processes import web_command
from tests.processes import environment, free_port
from tests.waiting import AMPLE, until


class Coming(Cluster):
    """A copy of the tests' server that comes back at the port where it was, as a server of one's own does."""

    port = 0

    def _options(self) -> list[str]:
        self.port = self.port or free_port()
        return [*super()._options(), "-c", f"port={self.port}"]


@contextmanager
def own_database(folder: Path) -> Iterator[tuple[Coming, str]]:
    """Copy the tests' server with all its databases; give it, and the address of the copied test database."""
    cluster = Coming(folder, durable=False)
    shared = urlsplit(os.environ["DATABASE_URL"])
    (cluster.folder / "password").write_text(str(shared.password))
    pgdata = cluster.folder / "pgdata"
    copy = ("-d", shared._replace(path="/postgres").geturl(), "-D", pgdata, "-c", "fast", "-X", "stream")
    if cluster.account:
        os.chown(cluster.folder, cluster.account.uid, cluster.account.gid)
    status, output = cluster._run("pg_basebackup", *copy)
    assert status == 0, output
    cluster.start()
    try:
        yield cluster, urlsplit(cluster.url)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    finally:
        cluster.forget()


@contextmanager
def web_server(**more: str) -> Iterator[str]:
    """Serve the web application by one process as an installation does; give its address."""
    port = free_port()
    own = environment(JEJARING_DATABASE_POOL="8", **more)
    url = f"http://127.0.0.1:{port}"
    with (Path(os.environ["JEJARING_DATA"]) / f"web-{port}.log").open("wb") as log:
        child = subprocess.Popen(web_command("127.0.0.1", port, 1), env=own, stderr=log, start_new_session=True)
    try:
        until(lambda: answers(url))
        yield url
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(AMPLE)


@contextmanager
def worker(**more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the worker as an installation does."""
    command = [sys.executable, "-m", "jejaring.config.cli", "manage", "procrastinate", "worker", "--concurrency", "2"]
    child = subprocess.Popen(command, env=environment(**more), stderr=subprocess.DEVNULL)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def answers(url: str) -> bool:
    """Tell whether a web server answers at an address."""
    with suppress(httpx.HTTPError):
        return httpx.get(f"{url}/sehat/", timeout=5).status_code == httpx.codes.OK
    return False


def row(url: str, sql: str) -> tuple[object, ...]:
    """Return the first row that a database has for a query."""
    with psycopg.connect(url) as own:
        return tuple(own.execute(sql).fetchone() or ())
