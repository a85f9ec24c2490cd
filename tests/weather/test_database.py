"""The database goes away and comes back: pages say so soon, and everything goes on by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import pytest

from tests.processes import on_linux
from tests.waiting import until
from tests.weather.servers import Coming, own_database, row, web_server, worker

pytestmark = [pytest.mark.kills, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("weather"), on_linux]
JOB = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
    " VALUES ('default', 'jejaring.notices.tasks.retry_stalled_jobs', '{\"timestamp\": 0}')"
)
WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"


@pytest.fixture(scope="module")
def own(django_db_setup: None) -> Iterator[tuple[Coming, str]]:
    with TemporaryDirectory(prefix="jejaring-open-") as folder:
        Path(folder).chmod(0o755)
        with own_database(Path(folder) / "postgres") as found:
            yield found


def test_pages_answer_503_while_the_database_is_away_and_go_on_when_it_is_back(own: tuple[Coming, str]) -> None:
    cluster, database = own
    with web_server(DATABASE_URL=database) as url:
        page = f"{url}/kota/"
        assert httpx.get(page, timeout=60).status_code == 200
        cluster.stop()
        for address, sentence in (
            (page, "Basis data kami sedang tidak menjawab."),
            (f"{url}/en/kota/", "Our database does not answer at the moment."),
        ):
            began = time.monotonic()
            answer = httpx.get(address, timeout=60)
            assert (answer.status_code, answer.headers["Retry-After"], sentence in answer.text) == (503, "10", True)
            assert time.monotonic() - began < 5, "a reader is told soon"
        assert httpx.get(f"{url}/sehat/").status_code == 200
        cluster.start()
        until(lambda: httpx.get(page, timeout=60).status_code == 200, timeout=20)
        assert [httpx.get(page, timeout=60).status_code for _again in range(8)] == [200] * 8


def test_the_worker_takes_up_its_work_when_the_database_is_back(own: tuple[Coming, str]) -> None:
    cluster, database = own
    with worker(DATABASE_URL=database) as running:
        until(lambda: row(database, "SELECT count(*) FROM procrastinate_workers") == (2,))
        cluster.stop()
        cluster.start()
        with psycopg.connect(database) as connection:
            connection.execute(JOB)
        until(lambda: row(database, WAITING) == (0,), timeout=60)
        assert running.poll() is None
        running.terminate()
        assert running.wait(20) == 0
