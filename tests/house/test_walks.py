"""The furnished house, walked as everyone: every link leads somewhere; and whatever awkward values are sent to every
path, query and form, no answer is an error of the server and nothing typed is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from jejaring.kit import registry
from tests.house import awkward
from tests.house.crawler import Faults, Form, ask, crawl, name_of_page, read, undone
from tests.house.furnished import House, furnished

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("furnished")]
ROLES = [
    *("", "padang-narahubung", "padang-asisten", "padang-walikota", "sekretariat", "presiden", "pengurus"),
    *("kupang-narahubung", "bendahara", "kota", "wali-kota", "asisten"),
]
WHO_WRITE = ("", "sekretariat", "kota", "wali-kota", "presiden", "bendahara")  # are shown all forms between them
STARTS = ["/", "/ruang/", "/ruang/riwayat/", "/ruang/akun/", "/en/", "/akun/masuk/", "/bergabung/"]
TYPED = {"text", "textarea", "email", "number", "date", "datetime-local", "tel", "url", "search"}
UNSENT = {"account_logout", "kit:theme"}


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with django_db_blocker.unblock(), furnished(tmp_path_factory.mktemp("house")) as laid_out:
        yield laid_out


@dataclass(frozen=True, slots=True)
class Walked:
    """An address that a role has come to: its status, the page that links to it, and the forms it shows."""

    url: str
    status: int
    origin: str
    forms: list[Form]


@pytest.fixture(scope="module")
def walk(house: House) -> Callable[[str], list[Walked]]:
    """Return a function that walks the house as a role, once: one address of each page in each language."""
    journeys = [one.get_absolute_url() for one in house.journeys]

    @cache
    def walked(role: str) -> list[Walked]:
        starts = [*STARTS, *(journeys if role in WHO_WRITE[1:] else [])]
        return [
            Walked(url, answer.status_code, origin, page.forms if page else [])
            for url, answer, page, origin in crawl(house.enter(role), starts, each=1)
        ]

    return walked


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "visitor")
def test_every_link_that_a_role_is_shown_leads_somewhere(walk: Callable[[str], list[Walked]], role: str) -> None:
    assert len(walk(role)) > 40
    assert [one for one in walk(role) if one.status not in (200, 301, 302)] == []


def paths() -> Iterator[tuple[str, str]]:
    """Yield each page's name with its path, whose arguments stand in angle brackets."""

    def walk(patterns: list[URLPattern | URLResolver], space: str, before: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            text = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", str(pattern.pattern))
            here = before + re.sub(r"[\^$]|\\Z", "", text)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space, here)
            elif f"{space}{pattern.name}" in registry.routes:
                yield f"{space}{pattern.name}", f"/{here}"

    yield from walk(get_resolver().url_patterns, "", "")


def test_no_path_is_an_error_of_the_server(house: House) -> None:
    faults, client, asked = Faults(), house.enter("sekretariat"), 0
    with faults.watched():
        for name, template in paths():
            example = registry.routes[name].example(house.records)
            for changed in example:
                for key, value in awkward.VALUES.items():
                    path = _filled_path(template, {**example, changed: value})
                    if not _is_of(path, name):
                        continue  # the converter refuses it
                    asked += 1
                    with undone():
                        answer = ask(client, path)
                    if answer.status_code >= 500:
                        faults.note(f"{name} {changed}={key}")
    assert asked > 20
    assert not faults.found, str(faults)


def _filled_path(template: str, arguments: dict[str, Any]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: awkward.in_an_address(str(arguments[found[1]])), template)


def _is_of(path: str, name: str) -> bool:
    try:
        return resolve(awkward.as_received(path)).view_name == name
    except Resolver404:
        return False


def test_no_query_is_an_error_of_the_server(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    faults, client = Faults(), house.enter("sekretariat")
    addresses = {name: reverse(name, kwargs=one.example(house.records)) for name, one in registry.routes.items()}
    with faults.watched():
        keys = {name: _keys_read(client, address, monkeypatch) for name, address in addresses.items()}
        assert {"q", "urut", "halaman"} <= keys["portal:register"]
        for name in (name for name in addresses if keys[name]):
            sent = [_query(keys[name], value) for value in awkward.joined().values()]
            for query in [awkward.RAW_QUERY, *sent]:
                with undone():
                    answer = ask(client, f"{addresses[name]}?{query}")
                if answer.status_code >= 500:
                    faults.note(f"{name}?{query[:80]}")
    assert not faults.found, str(faults)


def _query(keys: set[str], value: str) -> str:
    return "&".join(f"{awkward.in_an_address(key)}={awkward.in_an_address(value[:2000])}" for key in sorted(keys))


def _keys_read(client: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the keys of its query that a page reads."""
    asked: set[str] = set()

    def reading(way: Any, self: QueryDict, key: str, *rest: Any) -> Any:
        asked.add(key)
        return way(self, key, *rest)

    with monkeypatch.context() as patched, undone():
        for word in ("get", "__getitem__", "__contains__"):
            way = partial(reading, getattr(QueryDict, word))
            patched.setattr(QueryDict, word, lambda self, *rest, way=way: way(self, *rest), raising=False)
        ask(client, f"{address}?kosong=")
    return asked - {"kosong", "sort", "page", "status", "state"}


@pytest.fixture(scope="module")
def forms(walk: Callable[[str], list[Walked]]) -> list[tuple[str, Form]]:
    """Return every form that sends something, once, with a role that is shown it."""
    found: dict[tuple[Any, ...], tuple[str, Form]] = {}
    for role in WHO_WRITE:
        for form in (form for one in walk(role) for form in one.forms):
            if name_of_page(form.action) not in UNSENT:
                found.setdefault(form.shape, (role, form))
    return list(found.values())


def test_no_field_of_a_form_is_an_error_of_the_server_and_nothing_typed_is_lost(
    house: House, forms: list[tuple[str, Form]]
) -> None:
    """Each value is sent to every field, in all fields at once; then those that the fields accept, among plain ones."""
    faults, lost = Faults(), list[str]()
    clients = {role: house.enter(role) for role in WHO_WRITE}
    with faults.watched():
        for role, form in forms:
            for turn, values_sent in enumerate(_rounds(form)):
                what = f"{name_of_page(form.page)} round {turn} as {role or 'visitor'}"
                plain = form.filled()
                answer = _answer(clients[role], form, {**plain, **values_sent}, turn, what, faults)
                refused = _refused(form, answer)
                lost += [f"{what}: {field}" for field in _emptied(form, values_sent, answer)]
                if refused:
                    accepted = {field: value for field, value in values_sent.items() if field not in refused}
                    answer = _answer(clients[role], form, {**form.filled(), **accepted}, turn, what, faults)
                    kept = {field: plain[field] for field in refused if field in plain}
                    lost += [f"{what}: {field}" for field in _lost(form, kept, answer)]
    assert len(forms) > 40
    assert not faults.found, str(faults)
    assert sorted(set(lost)) == []


def _answer(client: Any, form: Form, sent: dict[str, Any], turn: int, what: str, faults: Faults) -> Any:
    """Return the answer to a form, whose writes are taken back; an error of the server is kept among the faults."""
    with undone():
        cookies = deepcopy(client.cookies)
        answer = form.send(client, sent, turn)
        client.cookies = cookies
    if answer.status_code >= 500:
        faults.note(what)
    return answer


def _rounds(form: Form) -> Iterator[dict[str, Any]]:
    """Yield what is sent to all fields of a form at once, until every field has had each value of its kind."""
    offered = {field: list(awkward.joined_for(kind).values()) for field, kind in form.kinds.items() if kind != "file"}
    files = [field for field, kind in form.kinds.items() if kind == "file"]
    for turn in range(max([1, *map(len, offered.values()), len(awkward.files()) if files else 1])):
        sent: dict[str, Any] = {field: values[turn % len(values)] for field, values in offered.items()}
        uploads = list(awkward.files().values())
        yield sent | {field: uploads[turn % len(uploads)] for field in files}


def _again(form: Form, answer: Any) -> Form | None:
    """Return the form as the answer shows it again, or None if it does not."""
    is_page = answer.status_code == 200 and not answer.streaming and answer["Content-Type"].startswith("text/html")
    if not is_page or name_of_page(form.action).startswith("mfa"):
        return None
    page = read(form.page, answer.content.decode())
    return next((one for one in page.forms if one.kinds.keys() == form.kinds.keys()), None)


def _refused(form: Form, answer: Any) -> set[str]:
    """Return the fields that the answer marks as wrong."""
    again = _again(form, answer)
    return set(again.wrong) if again else set()


def _emptied(form: Form, sent: dict[str, Any], answer: Any) -> list[str]:
    """Return the fields that were sent something to read and are shown again with nothing."""
    again = _again(form, answer)
    return [
        field
        for field, value in sent.items()
        if again and form.kinds[field] in TYPED and re.search(r"\w", value) and not _words(again.fields[field])
    ]


def _lost(form: Form, sent: dict[str, Any], answer: Any) -> list[str]:
    """Return the fields whose text the answer, if it shows the form again, does not show again."""
    again = _again(form, answer)
    typed = [field for field in sent if again and form.kinds[field] in TYPED]
    return [field for field in typed if again and _words(again.fields[field]) != _words(sent[field])]


def _words(value: str | list[str]) -> list[str]:
    return " ".join([value] if isinstance(value, str) else value).split()
