"""Public pages are kept while the ledger stands, for strangers only, and not a moment longer."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils.translation import override

from jejaring.cities.actions import add_department
from jejaring.cities.models import Organisation
from jejaring.kit import clock
from jejaring.ledger.actions import record
from jejaring.ledger.freshness import LARGEST_BYTES, cached_page, cached_part
from jejaring.membership.actions import standing
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory
from tests.factories.membership import MembershipFactory
from tests.factories.people import PersonFactory
from tests.membership.desk import AT, DAY, Desk, a_desk, pdf

pytestmark = pytest.mark.django_db
SHELF = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages of tests"}


@pytest.fixture(autouse=True)
def shelf(settings: Any) -> Any:
    settings.CACHES = {**settings.CACHES, "pages": SHELF}
    caches["pages"].clear()
    return caches["pages"]


def commit() -> None:
    """Let the deferred triggers run, as they do when a transaction commits: entries get their links."""
    connection.check_constraints()


class Counted:
    """A view that says how often it was drawn."""

    def __init__(self, **headers: str) -> None:
        self.drawn, self.headers = 0, headers

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.drawn += 1
        return HttpResponse(f"drawn {self.drawn}", headers=self.headers)


def ask(
    view: Any,
    *,
    cookies: Mapping[str, str] | None = None,
    headers: dict[str, str] | None = None,
    rooms: tuple[str, ...] = ("cities", "membership"),
) -> HttpResponse:
    request = RequestFactory().get("/anggota/", headers=headers or {})
    request.COOKIES.update(cookies or {})
    request.session = SessionStore()
    return cached_page(*rooms)(view)(request)


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def hold(desk: Desk) -> None:
    reason = "Laporan belum disampaikan."
    by = desk.secretariat
    standing.decide(desk.member, "hold", reason=reason, decided_on=DAY, file=pdf(), by=by, on=DAY, at=AT)
    commit()


def test_a_decision_on_standing_shows_at_once(desk: Desk, client: Client) -> None:
    page = desk.member.organisation.get_absolute_url()
    assert "ditangguhkan" not in client.get(page).content.decode().lower()
    before = [client.get(address).content for address in (page, "/anggota/", "/")]
    assert before == [client.get(address).content for address in (page, "/anggota/", "/")]
    hold(desk)
    assert "Laporan belum disampaikan." in client.get(page).content.decode()
    assert client.get("/anggota/").content != before[1]


def test_a_page_that_is_kept_costs_one_query(client: Client, django_assert_num_queries: Any) -> None:
    page = MembershipFactory().organisation.get_absolute_url()
    drawn = client.get(page)
    with django_assert_num_queries(1):
        kept = client.get(page)
    assert kept.content == drawn.content
    for header in ("Content-Security-Policy", "Content-Language", "Vary", "ETag", "Cache-Control", "X-Frame-Options"):
        assert kept[header] == drawn[header]
    assert "Cookie" in kept["Vary"]
    assert kept.cookies == {}


def test_a_cached_page_is_sent_compressed_to_who_reads_that_and_to_others_as_it_is(client: Client) -> None:
    page = MembershipFactory().organisation.get_absolute_url()
    packed, plain = [{"accept-encoding": "gzip"}, {"accept-encoding": "identity"}]
    for _turn in ("drawn", "cached"):
        one, other = client.get(page, headers=packed), client.get(page, headers=plain)
        assert one["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in other
        assert gzip.decompress(one.content) == other.content
        assert one["Content-Length"] == str(len(one.content))
        assert one["ETag"] == other["ETag"]


def test_what_is_kept_is_served_while_the_database_is_away_and_nothing_else(client: Client) -> None:
    page = MembershipFactory().organisation.get_absolute_url()
    kept = client.get(page).content

    def away(*_question: Any) -> Any:
        raise OperationalError("the database is away")

    client.raise_request_exception = False
    with connection.execute_wrapper(away):
        assert [client.get(path).status_code for path in (page, f"/en{page}")] == [200, 503]
        assert client.get(page).content == kept


def test_a_browser_that_has_the_page_is_told_so(client: Client) -> None:
    page = MembershipFactory().organisation.get_absolute_url()
    tag = client.get(page)["ETag"]
    same = client.get(page, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    record("cities.change_facts", PersonFactory(), by=None)
    commit()
    assert client.get(page, headers={"If-None-Match": tag}).status_code == 304  # drawn anew, and equal
    assert client.get(page, headers={"If-None-Match": 'W/"another"'}).status_code == 200


def test_what_stands_around_a_search_is_kept_and_shows_a_change_at_once(
    client: Client, django_assert_num_queries: Any
) -> None:
    first = JourneyFactory(state="loi_signed").organisation
    client.get("/anggota/?q=satu")
    with django_assert_num_queries(2):  # the newest link, and the search itself
        shown = client.get("/anggota/?q=dua").content.decode()
    assert first.short_name in shown
    second = JourneyFactory(state="loi_signed").organisation
    assert second.short_name not in client.get("/anggota/?q=tiga").content.decode()  # nothing is recorded yet
    record("admission.escalate", second, by=None)
    commit()
    assert second.short_name in client.get("/anggota/?q=empat").content.decode()
    assert "Candidates" in client.get("/en/anggota/?q=empat").content.decode()


def test_who_is_signed_in_neither_gets_nor_feeds_what_is_kept(client: Client, shelf: Any) -> None:
    page = MembershipFactory().organisation.get_absolute_url()
    person = PersonFactory(name="Narahubung Kota Contoh")
    signed_in = Client()
    signed_in.force_login(person)
    own = signed_in.get(page)
    assert person.name in own.content.decode()
    assert not own.has_header("ETag")
    strange = client.get(page).content.decode()
    assert person.name not in strange
    assert person.name in signed_in.get(page).content.decode()


def test_languages_themes_and_queries_do_not_share_a_page(client: Client) -> None:
    MembershipFactory()
    client.get("/anggota/")
    assert '<html lang="en"' in client.get("/en/anggota/").content.decode()
    assert "Tidak ada yang cocok" in client.get("/anggota/?q=tidak-ada").content.decode()
    client.cookies["tampilan"] = "dark"
    assert 'data-theme="dark"' in client.get("/anggota/").content.decode()


def test_the_next_day_draws_the_page_anew(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.DATA = True, tmp_path
    view = Counted()
    noon = clock.now().replace(hour=12)
    clock.set_demo_time(noon)
    assert [ask(view).content, ask(view).content] == [b"drawn 1", b"drawn 1"]
    clock.set_demo_time(noon + timedelta(days=1))
    assert ask(view).content == b"drawn 2"
    assert clock.today() > date(2020, 1, 1)


def test_language_is_part_of_the_key() -> None:
    view = Counted()
    ask(view)
    with override("en"):
        assert ask(view).content == b"drawn 2"
    assert ask(view).content == b"drawn 1"


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_a_request_that_brings_a_session_or_a_message_goes_past(cookie: str) -> None:
    view = Counted()
    assert [ask(view, cookies={cookie: "x"}).content for _ in range(2)] == [b"drawn 1", b"drawn 2"]


def test_a_part_of_a_page_is_not_kept() -> None:
    view = Counted()
    assert [ask(view, headers={"HX-Request": "true"}).content for _ in range(2)] == [b"drawn 1", b"drawn 2"]


def with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def with_cookie(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse("page")
    answer.set_cookie("a", "b")
    return answer


def with_session(request: HttpRequest) -> HttpResponse:
    request.session["a"] = "b"
    return HttpResponse("page")


@pytest.mark.parametrize(
    "view",
    [
        with_token,
        with_cookie,
        with_session,
        Counted(**{"Content-Disposition": "attachment"}),
        lambda request: HttpResponse("gone", status=410),
        lambda request: HttpResponse("a,b", content_type="text/csv"),
        lambda request: HttpResponse("a" * (LARGEST_BYTES + 1)),
    ],
)
def test_only_a_page_and_nothing_but_a_page_is_kept(view: Any, shelf: Any) -> None:
    answer = ask(view)
    assert not answer.has_header("ETag")
    assert list(shelf._cache) == []


def test_without_a_shelf_nothing_is_kept(settings: Any) -> None:
    settings.CACHES = {name: one for name, one in settings.CACHES.items() if name != "pages"}
    view = Counted()
    assert [ask(view).content for _ in range(2)] == [b"drawn 1", b"drawn 2"]


# --- by room ----------------------------------------------------------------------------------


def done(*verbs: str) -> None:
    """Record in rooms and commit."""
    person = PersonFactory()
    for verb in verbs:
        record(verb, person, by=None)
    commit()


def test_an_entry_of_a_room_that_the_page_does_not_name_leaves_it_cached() -> None:
    view = Counted()
    done("cities.appoint", "people.invite", "documents.upload")
    ask(view)
    done("people.invite", "documents.upload")
    assert ask(view).content == b"drawn 1"
    done("people.invite", "membership.raise_obligation")
    assert ask(view).content == b"drawn 2"
    done("cities.appoint")
    assert ask(view).content == b"drawn 3"


def test_pages_that_name_other_rooms_do_not_share_a_version() -> None:
    view = Counted()
    done("cities.appoint")
    assert [ask(view, rooms=rooms).content for rooms in (("cities",), ("people",))] == [b"drawn 1", b"drawn 2"]
    done("people.invite")
    assert [ask(view, rooms=rooms).content for rooms in (("cities",), ("people",))] == [b"drawn 1", b"drawn 3"]


def test_removing_the_examples_draws_every_page_anew() -> None:
    view = Counted()
    ask(view)
    done("portal.remove_examples")
    assert ask(view).content == b"drawn 2"


def test_a_room_that_nobody_has_recorded_in_can_be_named() -> None:
    view = Counted()
    assert [ask(view).content for _ in range(2)] == [b"drawn 1"] * 2


def test_the_versions_of_all_rooms_cost_one_query_per_request(django_assert_num_queries: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        parts = [cached_part(request, room, partial(str, room), room) for room in ("cities", "people", "documents")]
        return HttpResponse(" ".join(parts))

    with django_assert_num_queries(1):
        assert ask(view).content == b"cities people documents"


def test_a_page_that_reads_a_room_it_does_not_name_fails_the_tests() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(Organisation.objects.count()))

    with pytest.raises(AssertionError, match=r"reads \['cities_organisation'\], but names only \['people', 'setup'\]"):
        ask(view, rooms=("people",))


def test_a_page_that_names_a_room_without_entries_fails_the_tests() -> None:
    with pytest.raises(AssertionError, match=r"nothing is ever recorded in \['kit'\]"):
        ask(Counted(), rooms=("kit",))


def test_an_action_that_records_in_another_room_than_it_writes_fails_the_tests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jejaring.cities.actions.organisations.record", lambda verb, *_, **__: None)
    with pytest.raises(AssertionError, match=r"'cities_department'\] is written, but entries only in \[\]"):
        add_department(OrganisationFactory(), name="Bappeda", by=None, on=DAY)
