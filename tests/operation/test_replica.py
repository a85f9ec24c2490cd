"""Public pages from a streaming replica: never older than their reader's own writes, and always answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from django.db import connection
from django.urls import get_resolver

from jejaring.cities.actions.organisations import change_facts
from jejaring.ledger.freshness import JUST_SENT
from jejaring.operation import replica
from jejaring.operation.checks import database
from tests.config.serving import serving
from tests.factories.membership import MembershipFactory
from tests.factories.people import PersonFactory
from tests.operation.streaming import streaming_replica
from tests.operation.test_checks import HOUR, beat
from tests.processes import environment
from tests.waiting import until


@pytest.mark.kills
@pytest.mark.django_db(transaction=True)
def test_public_pages_come_from_the_replica_until_it_is_away(open_folder: Path, tmp_path: Path) -> None:
    member, by = MembershipFactory().organisation, PersonFactory()
    primary = environment()["DATABASE_URL"]
    beat(-HOUR)  # a worker that will be heard of whatever time the test takes

    def change(website: str) -> None:
        change_facts(member, website=f"https://{website}.contoh.id", by=by, on=date(2020, 1, 2))

    change("satu")
    with streaming_replica(primary, open_folder) as cluster:
        address = urlsplit(cluster.url)._replace(path=urlsplit(primary).path).geturl()
        alone = ("--web-only", "--workers", "1")
        with serving(tmp_path, *alone, JEJARING_DATABASE_READ_URL=address) as site, httpx.Client() as visitor:
            page = f"{site}/anggota/{member.slug}/"
            until(lambda: "satu.contoh.id" in visitor.get(page).text)
            with paused(cluster.url):
                change("dua")
                assert "satu.contoh.id" in visitor.get(page).text  # from the replica, which does not know yet
                sent = visitor.post(f"{site}/tampilan/", data={"theme": "dark"})
                assert JUST_SENT in sent.headers["Set-Cookie"]
                assert "dua.contoh.id" in visitor.get(page).text  # who has just sent a form asks the primary
                assert "satu.contoh.id" in httpx.get(page).text
            until(lambda: "dua.contoh.id" in httpx.get(page).text)
            cluster.stop()
            change("tiga")
            answer = httpx.get(page)
            assert (answer.status_code, "tiga.contoh.id" in answer.text) == (200, True)


@contextmanager
def paused(url: str) -> Iterator[None]:
    """Have a replica stand still, as one does that cannot keep up."""
    with psycopg.connect(url, autocommit=True) as following:
        following.execute("SELECT pg_wal_replay_pause()")
        until(lambda: following.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() == ("paused",))
        try:
            yield
        finally:
            following.execute("SELECT pg_wal_replay_resume()")


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "usable"), [(5, True), (HOUR, False)])
def test_a_replica_that_is_behind_is_not_used(ago: int, usable: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    beat(ago)
    monkeypatch.setattr(replica, "READ", "default")  # stands for the replica
    assert replica._State().is_usable() is usable


@pytest.mark.django_db
def test_without_a_worker_nobody_knows_how_far_behind_a_replica_is_and_it_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replica, "READ", "default")
    assert replica.seconds_behind(connection) is None
    assert replica._State().is_usable() is False


def test_only_pages_that_are_the_same_for_everyone_may_come_from_the_replica() -> None:
    marked = {one.name for one in every(get_resolver()) if getattr(one.callback, "is_public_page", False)}
    about = {"accessibility", "contact", "privacy"}
    meetings = {"learn", "events", "event", "session", "versions", "version", "speakers", "speaker", "report"}
    assert marked == {"home", "register", "organisation", "cities", "data", "network", *about, *meetings}


def every(resolver: Any) -> Iterator[Any]:
    """Yield every pattern of an address."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from every(pattern)
        else:
            yield pattern


@pytest.mark.django_db
def test_the_doctor_says_what_is_no_replica(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    assert list(database.replica()) == []
    beat(0)
    monkeypatch.setattr(database, "READ", "default")
    assert [(str(one.level), one.found) for one in database.replica()] == [
        ("error", "JEJARING_DATABASE_READ_URL leads to no replica")
    ]
