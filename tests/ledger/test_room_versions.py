"""Versions of rooms while others write: no page is older than what was committed, and nobody waits for another room."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import sleep
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from jejaring.ledger import freshness
from jejaring.ledger.actions import record
from jejaring.ledger.checking import faults
from jejaring.ledger.freshness import cached_page
from jejaring.ledger.models import Link
from jejaring.ledger.queries import room_versions
from jejaring.people.models import Person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs: Callable[[], None]) -> None:
    """Run jobs at once, each with a connection of its own; raise what one of them raises."""
    raised: list[BaseException] = []

    def run(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def test_a_version_is_the_first_link_of_the_last_transaction_of_its_room() -> None:
    person = PersonFactory()
    for verbs in (["cities.appoint"] * 3, ["people.invite", "cities.appoint"], ["people.invite"] * 2):
        with transaction.atomic():
            for verb in verbs:
                record(verb, person, by=None)
    assert room_versions() == {"cities": 5, "people": 6}


def test_a_transaction_that_is_undone_leaves_the_versions() -> None:
    person = PersonFactory()
    record("cities.appoint", person, by=None)
    with transaction.atomic():
        record("cities.appoint", person, by=None)
        transaction.set_rollback(True)
    assert room_versions() == {"cities": 1}


def test_a_transaction_of_thousands_of_entries_writes_a_version_once() -> None:
    person = PersonFactory()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (verb, record_type, record_id, data)"
            " SELECT 'cities.appoint', 'people.person', %s, '{}' FROM generate_series(1, 5000)",
            [str(person.pk)],
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('ledger_roomversion')")
        assert cursor.fetchone() == (8192,)
    assert room_versions() == {"cities": 1}


def test_writers_in_two_rooms_in_any_order_wait_for_no_lock_of_each_other() -> None:
    person: Person = PersonFactory()

    def writer(*verbs: str) -> Callable[[], None]:
        def write() -> None:
            for _ in range(30):
                with transaction.atomic():
                    for verb in verbs:
                        record(verb, person, by=None)

        return write

    together(writer("cities.appoint", "people.invite"), writer("people.invite", "cities.appoint"))
    assert Link.objects.count() == 120
    assert list(faults()) == []


@pytest.fixture
def _cached(settings: Any) -> None:
    cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages of versions"}
    settings.CACHES = {**settings.CACHES, "pages": cache}
    caches["pages"].clear()


def asked(view: Any) -> HttpResponse:
    request = RequestFactory().get("/anggota/")
    request.session = SessionStore()
    answer: HttpResponse = view(request)
    return answer


@pytest.mark.usefixtures("_cached")
@pytest.mark.parametrize(("status", "times"), [(200, 1), (404, 4)])
def test_readers_who_come_at_once_draw_a_page_once_if_it_can_be_cached(status: int, times: int) -> None:
    drawn: list[int] = []

    @cached_page("people")
    def slow(request: HttpRequest) -> HttpResponse:
        drawn.append(1)
        sleep(0.5)
        return HttpResponse("page", status=status)

    def read() -> None:
        assert asked(slow).content == b"page"

    together(read, read, read, read)
    assert len(drawn) == times
    assert freshness._drawing == {}


@pytest.mark.usefixtures("_cached")
def test_a_page_that_cannot_be_drawn_leaves_the_next_reader_free() -> None:
    answers = iter([None, HttpResponse("page")])

    @cached_page("people")
    def once(request: HttpRequest) -> HttpResponse:
        answer = next(answers)
        if answer is None:
            raise RuntimeError
        return answer

    with pytest.raises(RuntimeError):
        asked(once)
    assert asked(once).content == b"page"
    assert freshness._drawing == {}


@pytest.mark.slow
@pytest.mark.usefixtures("_cached")
def test_a_reader_never_gets_a_page_older_than_an_entry_committed_before_its_request() -> None:
    person: Person = PersonFactory(name="0")
    committed, ended, drawn = [0], threading.Event(), list[int]()

    @cached_page("people")
    def name(request: HttpRequest) -> HttpResponse:
        drawn.append(1)
        return HttpResponse(Person.objects.get(pk=person.pk).name)

    def write() -> None:
        try:
            for number in range(1, 101):
                with transaction.atomic():
                    Person.objects.filter(pk=person.pk).update(name=str(number))
                    record("people.change_profile", person, by=None)
                committed[0] = number
                record("cities.appoint", person, by=None)
        finally:
            ended.set()

    def read() -> None:
        while not ended.is_set():
            before = committed[0]
            assert int(asked(name).content) >= before

    together(write, read, read)
    assert len(drawn) > 1
