"""Behind PgBouncer in transaction mode: what would break, and that nothing does."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from jejaring.cities.actions.organisations import change_facts
from jejaring.config import cli, database_url
from jejaring.config.environment import ConfigError
from jejaring.config.settings import database_of
from jejaring.files.storage import wait_for_writers
from jejaring.kit.queue import defer
from jejaring.ledger.actions import record
from jejaring.operation.checks import database
from jejaring.people.models import Person
from tests.config.pgbouncer import pgbouncer
from tests.config.serving import serving
from tests.factories.membership import MembershipFactory
from tests.factories.people import PersonFactory
from tests.processes import environment
from tests.waiting import AMPLE, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kills, pytest.mark.xdist_group("pooler")]


@pytest.fixture
def pooled() -> Iterator[str]:
    with pgbouncer(environment()["DATABASE_URL"]) as url:
        yield url


@contextmanager
def through(url: str) -> Iterator[BaseDatabaseWrapper]:
    """Have this thread work through the pooler, as web processes do."""
    own = connections["default"]
    settings = database_of(database_url.parsed(url), pooler=True)
    ours = cast(Any, ConnectionHandler({"default": settings}))["default"]
    connections["default"] = ours
    try:
        yield ours
    finally:
        connections["default"] = own
        ours.close()


def test_a_cursor_that_outlives_its_transaction_is_lost_behind_a_pooler(pooled: str) -> None:
    one, other = psycopg.connect(pooled, autocommit=True), psycopg.connect(pooled, autocommit=True)
    with one, other:
        one.execute("DECLARE kept CURSOR WITH HOLD FOR SELECT 1")
        with other.transaction():  # takes the server's process that has the cursor
            other.execute("SELECT 1")
            with pytest.raises(psycopg.errors.InvalidCursorName):
                one.execute("FETCH kept")


def test_an_export_is_read_in_steps_while_others_take_turns_in_the_pooler(pooled: str) -> None:
    persons = {one.pk for one in PersonFactory.create_batch(9)}
    read = set()
    with psycopg.connect(pooled) as other, through(pooled):
        for person in Person.objects.iterator(chunk_size=2):
            other.execute("SELECT 1")
            read.add(person.pk)
            if len(read) % 2:
                other.commit()
    assert read == persons


def test_the_same_query_many_times_is_never_prepared_for_a_process_that_is_another_clients_next(pooled: str) -> None:
    person = PersonFactory()
    with psycopg.connect(pooled, prepare_threshold=None) as other, through(pooled):
        for turn in range(12):
            other.execute("SELECT %s::int", [turn])
            assert Person.objects.get(pk=person.pk) == person
            if turn % 2:
                other.commit()


def test_the_time_zone_is_each_clients_own(pooled: str) -> None:
    with psycopg.connect(pooled, autocommit=True) as other, through(pooled) as ours:
        other.execute("SET TIME ZONE 'Asia/Jayapura'")
        with ours.cursor() as cursor:
            cursor.execute("SHOW TIME ZONE")
            assert cursor.fetchone() == ("UTC",)


def test_locks_and_jobs_of_a_transaction_work_through_the_pooler(pooled: str) -> None:
    with through(pooled), transaction.atomic():
        wait_for_writers()
        record("people.change_profile", PersonFactory(), by=None)
        defer("ledger.keep_head")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%%keep_head'")
        assert cursor.fetchone() == (1,)


# --- the doctor -----------------------------------------------------------------------------------
def found(direct: str, settings: Any) -> list[tuple[str, str]]:
    settings.DIRECT_DATABASE = database_url.parsed(direct)
    return [(str(one.level), one.found) for one in database.pooler()]


def test_the_doctor_finds_a_pooler_that_no_setting_names(pooled: str, settings: Any) -> None:
    direct = environment()["DATABASE_URL"]
    with through(pooled):
        assert found("", settings)[0] == (
            "error",
            "a pooler is between, behind which the worker is not notified and backups break",
        )
        assert found(pooled, settings) == [("error", "JEJARING_DATABASE_DIRECT_URL leads to a pooler, too")]
        elsewhere = urlsplit(direct)._replace(path="/postgres").geturl()
        assert found(elsewhere, settings) == [
            ("error", "JEJARING_DATABASE_DIRECT_URL is another database than the one behind the pooler")
        ]
        assert found(direct, settings)[0][0] == "ok"
    assert found("", settings) == []
    assert found(pooled, settings) == [("warning", "DATABASE_URL leads to no pooler")]


# --- commands ---------------------------------------------------------------------------------------
def test_commands_go_past_the_pooler_and_web_processes_do_not(pooled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    direct = environment()["DATABASE_URL"]
    monkeypatch.setenv("DATABASE_URL", pooled)
    monkeypatch.setenv("JEJARING_DATABASE_DIRECT_URL", direct)
    with cli.database():
        assert os.environ["DATABASE_URL"] == direct
    with cli.database(pooled=True):
        assert os.environ["DATABASE_URL"] == pooled
    monkeypatch.setenv("JEJARING_DATABASE_DIRECT_URL", "postgresql://127.0.0.1:1/none")
    with (
        pytest.raises(ConfigError, match="The database in JEJARING_DATABASE_DIRECT_URL cannot be reached"),
        cli.database(),
    ):
        raise AssertionError


# --- whole processes --------------------------------------------------------------------------------
def test_web_goes_through_the_pooler_and_the_worker_past_it(tmp_path: Path) -> None:
    """Two web processes of four threads share two connections; the worker is notified of jobs on one of its own."""
    direct = environment()["DATABASE_URL"]
    between = {"JEJARING_DATABASE_DIRECT_URL": direct, "JEJARING_DATABASE_POOL": "4"}
    with pgbouncer(direct) as url, serving(tmp_path, DATABASE_URL=url, **between) as site:
        until(lambda: listening() == 1)
        with ThreadPoolExecutor(8) as clients:
            pages = [f"{site}{page}" for page in ("/", "/anggota/", "/siap/") for _ in range(8)]
            answers = list(clients.map(lambda page: httpx.get(page, timeout=AMPLE).status_code, pages))
        assert answers == [200] * len(pages)
        assert sum(through_it(url).values()) <= 2


def test_a_page_is_as_new_in_every_process_as_the_last_entry_that_was_committed(tmp_path: Path) -> None:
    """Two servers, one of them behind the pooler, each with pages of its own in memory."""
    direct, member = environment()["DATABASE_URL"], MembershipFactory().organisation
    page, alone = f"/anggota/{member.slug}/", ("--web-only", "--workers", "1")
    with (
        pgbouncer(direct) as url,
        serving(tmp_path, *alone, DATABASE_URL=url, JEJARING_DATABASE_DIRECT_URL=direct) as one,
        serving(tmp_path, *alone) as other,
    ):
        for number in range(3):
            change_facts(member, website=f"https://kota-{number}.contoh.id", by=PersonFactory(), on=date(2020, 1, 2))
            for site in (one, other, one, other):
                answer = httpx.get(site + page)
                assert (f"kota-{number}.contoh.id" in answer.text, "ETag" in answer.headers) == (True, True)


def listening() -> int:
    """Return how many processes of the server wait to be notified of jobs in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %%' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def through_it(url: str) -> dict[str, int]:
    """Return how many connections the pooler has to the server, by their state."""
    with psycopg.connect(urlsplit(url)._replace(path="/pgbouncer").geturl(), autocommit=True) as console:
        servers = console.execute("SHOW SERVERS").fetchall()
    return Counter(str(one[4]) for one in servers)
