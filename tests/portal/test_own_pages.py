"""A person's own pages are kept for that person alone, and show at once whatever changes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse

from jejaring.admission.models import Journey
from jejaring.cities.actions.offices import hand_over
from jejaring.cities.models import Office
from jejaring.kit import clock
from jejaring.ledger.freshness import cached_own_page
from jejaring.notices.actions import mark_all_read, notify
from jejaring.notices.models import Words
from jejaring.people.models import Person
from tests.admission.cast import Cast, cast, noon
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = date(2019, 10, 17)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')
SHELF = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "own pages of tests"}


@pytest.fixture(autouse=True)
def shelf(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "_shift", lambda: noon(DAY) - datetime.now(tz=UTC))
    settings.CACHES = {**settings.CACHES, "own pages": SHELF}
    caches["own pages"].clear()
    return caches["own pages"]


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def journey(people: Cast) -> Journey:
    found = people.begin(DAY)
    commit()
    return found


def commit() -> None:
    """Let the deferred triggers run, as they do when a transaction commits: entries get their links."""
    connection.check_constraints()


def as_(person: Person, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def seen(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_that_is_kept_is_the_page_that_was_drawn_but_for_its_token(
    people: Cast, journey: Journey, django_assert_num_queries: Any
) -> None:
    client = as_(people.liaison)
    for address, queries in ((journey.get_absolute_url(), 4), ("/ruang/", 5)):
        drawn = client.get(address)
        with django_assert_num_queries(queries):
            kept = client.get(address)
        first, second = drawn.content.decode(), kept.content.decode()
        assert TOKEN.findall(first) != TOKEN.findall(second)
        assert TOKEN.sub("", first) == TOKEN.sub("", second)
        numbers = [answer.headers.pop("X-Request-ID") for answer in (drawn, kept)]
        assert numbers[0] != numbers[1]
        assert kept.headers == drawn.headers


def test_a_token_of_a_page_that_is_kept_is_good_for_whoever_reads_it(people: Cast, journey: Journey) -> None:
    address = journey.get_absolute_url()
    for _browser in range(2):  # each with a cookie of its own
        client = as_(people.liaison, enforce_csrf_checks=True)
        seen(client, address)
        (token, *_others) = TOKEN.findall(seen(client, address))
        refused, done = (
            client.post(reverse("account_logout"), {"csrfmiddlewaretoken": one}) for one in ("a" * 64, token)
        )
        assert (refused.status_code, done.status_code) == (403, 302)


def test_a_page_kept_for_one_person_never_reaches_another(people: Cast, journey: Journey) -> None:
    readers = [people.liaison, people.mayor, people.secretariat, people.president]
    for address in (journey.get_absolute_url(), "/ruang/"):
        clients = [as_(person) for person in readers]
        for _time in range(2):
            for person, client in zip(readers, clients, strict=True):
                shown = seen(client, address)
                assert [one.name in shown for one in readers] == [one == person for one in readers]
        assert as_(PersonFactory()).get(journey.get_absolute_url()).status_code == 404
        assert Client().get(address).status_code == 302


def test_a_page_kept_for_one_who_hands_the_office_over_is_closed_to_them_and_open_to_the_next(
    people: Cast, journey: Journey
) -> None:
    address, taker = journey.get_absolute_url(), PersonFactory()
    before, after = as_(people.liaison), as_(taker)
    seen(before, address)
    assert after.get(address).status_code == 404
    office = Office.objects.get(organisation=people.city, role=Office.Role.LIAISON)
    hand_over(office, taker, by=people.mayor, on=DAY, at=noon(DAY))
    commit()
    assert before.get(address).status_code == 404
    assert people.city.short_name in seen(after, address)
    assert "Anda tidak memegang jabatan" in seen(before, "/ruang/")


def test_every_step_shows_at_once(people: Cast, journey: Journey) -> None:
    liaison, mayor, address = as_(people.liaison), as_(people.mayor), journey.get_absolute_url()
    before = [seen(liaison, address), seen(mayor, address), seen(mayor, "/ruang/")]
    people.step(journey, "loi_drafted", DAY)
    commit()
    after = [seen(liaison, address), seen(mayor, address), seen(mayor, "/ruang/")]
    assert ["Tanda tangani" in page for page in before + after] == [False, False, False, True, True, True]


def test_what_is_written_to_a_person_and_what_they_read_shows_at_once(people: Cast) -> None:
    client = as_(people.liaison)
    assert "Kabar bagi Anda" not in seen(client, "/ruang/")
    notify(people.liaison, lambda: Words("Kabar bagi Anda", "…"), kind="test", at=noon(DAY))
    assert "Kabar bagi Anda" in seen(client, "/ruang/")
    mark_all_read(people.liaison, at=noon(DAY))
    assert "Kabar bagi Anda" not in seen(client, "/ruang/")
    notify(people.liaison, lambda: Words("Kabar kedua", "…"), kind="test", at=noon(DAY))
    assert "Kabar kedua" in seen(client, "/ruang/")


def test_the_next_day_another_language_and_another_theme_draw_it_anew(
    people: Cast, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_(people.secretariat)
    first = seen(client, "/ruang/")
    assert '<html lang="en"' in seen(client, "/en/ruang/")
    client.cookies["tampilan"] = "dark"
    assert 'data-theme="dark"' in seen(client, "/ruang/")
    del client.cookies["tampilan"]
    monkeypatch.setattr(clock, "_shift", lambda: noon(DAY + timedelta(days=1)) - datetime.now(tz=UTC))
    assert TOKEN.sub("", seen(client, "/ruang/")) != TOKEN.sub("", first)


# --- the decorator itself ---------------------------------------------------------------------


class Counted:
    """A view that says how often it was drawn."""

    def __init__(self, show: Any = lambda request: "") -> None:
        self.drawn, self.show = 0, show

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.drawn += 1
        return HttpResponse(f"drawn {self.drawn} {self.show(request)}")


def ask(view: Any, person: Person, *, message: str = "", **headers: str) -> str:
    request = RequestFactory().get("/ruang/", headers=headers)
    request.user, request.session = person, SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # as its middleware does
    if message:
        messages.info(request, message)
    answer: HttpResponse = cached_own_page("cities")(view)(request)
    return answer.content.decode()


def test_a_page_with_a_message_is_drawn_and_not_kept() -> None:
    view, person = Counted(), PersonFactory()
    shown = [ask(view, person, message=said) for said in ("Tersimpan.", "", "", "Terhapus.")]
    assert shown == ["drawn 1 ", "drawn 2 ", "drawn 2 ", "drawn 3 "]


def test_a_part_of_a_page_is_not_kept() -> None:
    view, person = Counted(), PersonFactory()
    headers = {"HX-Request": "true"}
    assert [ask(view, person, **headers) for _ in range(2)] == ["drawn 1 ", "drawn 2 "]


def test_a_page_with_a_token_outside_a_form_is_not_kept(shelf: Any) -> None:
    def twice(request: HttpRequest) -> str:
        token = get_token(request)
        return f'<input name="csrfmiddlewaretoken" value="{token}"> {token}'

    ask(Counted(twice), PersonFactory())
    assert list(shelf._cache) == []


def test_without_a_shelf_nothing_is_kept(settings: Any) -> None:
    settings.CACHES = {name: one for name, one in settings.CACHES.items() if name != "own pages"}
    view, person = Counted(), PersonFactory()
    assert [ask(view, person) for _ in range(2)] == ["drawn 1 ", "drawn 2 "]
