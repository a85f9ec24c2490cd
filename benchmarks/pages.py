"""The pages that are measured, and what each asks of the database."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client

from benchmarks.conference import SLUG
from benchmarks.data import Cast
from jejaring.people.models import Person
from jejaring.people.sessions import SessionStore


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page asks of the database."""

    queries: int
    rows: int


@dataclass(frozen=True, slots=True)
class Subject:
    """A page and the session it is asked with, if any.

    `anew`: so that it must be drawn for every request. `written`: the verb of an entry that is recorded ten times
    a second meanwhile. `bare`: the bare page to compare it with; "" is one that reads as many rows in as many queries.
    """

    name: str
    path: str
    cookie: str = ""
    anew: bool = False
    written: str = ""
    bare: str = ""


@dataclass
class Meter:
    """Counts queries and the rows they bring."""

    queries: int = 0
    rows: int = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(sql, params, many, context)
        self.queries += 1
        if sql.lstrip().upper().startswith(("SELECT", "WITH", "(")):
            self.rows += max(0, context["cursor"].rowcount)
        return answer


def subjects(cast: Cast) -> list[Subject]:
    """Return the pages with the paths and sessions they need."""
    cookie = session_of(cast.secretariat)
    return [
        Subject("register", "/anggota/"),
        Subject("… writes elsewhere", "/anggota/", written="people.change_profile"),
        Subject("… writes in its rooms", "/anggota/", written="membership.raise_obligation"),
        Subject("register, drawn", "/anggota/", anew=True),
        Subject("register, searched", "/anggota/?q=Contoh+0042", anew=True),
        Subject("a city's page", f"/anggota/{cast.city.slug}/"),
        Subject("a city's page, drawn", f"/anggota/{cast.city.slug}/", anew=True),
        Subject("a city's journey", cast.journey.get_absolute_url(), cookie),
        Subject("a city's journey, drawn", cast.journey.get_absolute_url(), cookie, anew=True),
        Subject("inbox", "/ruang/", cookie),
        Subject("inbox, drawn", "/ruang/", cookie, anew=True),
        Subject("programme", f"/acara/{SLUG}/", bare="/programme/"),
        Subject("programme, drawn", f"/acara/{SLUG}/", anew=True, bare="/programme/"),
        Subject("schedule.json", f"/acara/{SLUG}/jadwal.json", bare="/programme/"),
        Subject("calendar", f"/acara/{SLUG}/jadwal.ics", bare="/programme/"),
    ]


def cost_of(subject: Subject) -> tuple[Cost, float, float]:
    """Return the queries and rows of one visit, and the page's size in kB, as it is and compressed."""
    client = Client(SERVER_NAME="127.0.0.1")
    if subject.cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = subject.cookie
    mark = "&" if "?" in subject.path else "?"
    first, second = (f"{subject.path}{mark}x={n}" if subject.anew else subject.path for n in (1, 2))
    client.get(first)  # templates are compiled on the first visit, and the page is kept if it may be
    meter = Meter()
    with connection.execute_wrapper(meter):
        answer = client.get(second)
    if answer.status_code != 200:
        raise SystemExit(f"{subject.path} answered {answer.status_code}")
    return Cost(meter.queries, meter.rows), len(answer.content) / 1000, len(gzip.compress(answer.content, 5)) / 1000


def session_of(person: Person) -> str:
    """Sign a person in without a browser, second factor included."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)
