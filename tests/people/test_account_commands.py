"""An operator locks a leaked account, unlocks it, and asks that a locked-out person be let in by a second one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from jejaring.config import cli
from jejaring.console.terminal import Refused
from jejaring.kit import clock, registry
from jejaring.ledger.models import Entry
from jejaring.people import actions, queries
from jejaring.people.models import FactorReset, Person
from tests.factories.people import PASSWORD, PersonFactory
from tests.people.waiting_letters import waiting_letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def installation(_arguments: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(cli, "installation", installation)


def command(*words: str) -> int:
    arguments = cli.parser().parse_args(["account", *words])
    return int(arguments.run(arguments))


@pytest.fixture
def person(client: Client) -> Person:
    """Someone who is signed in; somebody else may be, too."""
    one: Person = PersonFactory(email="narahubung@kota.contoh.id")
    EmailAddress.objects.create(user=one, email=one.email, verified=True, primary=True)
    client.force_login(one)
    key = client.session.session_key
    UserSession.objects.create(user=one, ip="127.0.0.1", session_key=key, user_agent="x")
    return one


def test_a_locked_account_is_signed_out_everywhere_and_opens_with_nothing(
    person: Person, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/ruang/akun/").status_code == 200
    assert command("lock", "Narahubung@kota.contoh.id") == 0
    assert capsys.readouterr().out.splitlines() == [
        "locked; sessions ended: 1",
        "narahubung@kota.contoh.id: closed; sessions: 0; second factors: totp",
    ]
    assert client.get("/ruang/akun/").status_code == 302
    person.refresh_from_db()
    assert (person.is_active, person.check_password(PASSWORD)) == (False, False)
    assert [(one.verb, one.actor_id) for one in Entry.objects.order_by("pk")] == [
        ("people.end_sessions", None),
        ("people.lock", None),
    ]
    with pytest.raises(Refused, match=r"narahubung@kota\.contoh\.id: This account is closed\."):
        command("lock", person.email)


def test_an_unlocked_account_gets_a_new_password_by_letter(person: Person, client: Client) -> None:
    with pytest.raises(Refused, match="This account is not closed"):
        command("unlock", person.email)
    command("lock", person.email)
    forgotten = {"email": person.email}
    client.post("/akun/kata-sandi/lupa/", forgotten)
    closed = [one.body for one in waiting_letters() if "/kata-sandi/" in one.body]
    assert command("unlock", person.email) == 0
    client.post("/akun/kata-sandi/lupa/", forgotten)
    opened = [one.body for one in waiting_letters() if "/kata-sandi/" in one.body]
    assert (len(closed), len(opened)) == (0, 1)
    assert Entry.objects.latest("pk").verb == "people.unlock"


def test_an_account_that_was_deleted_is_never_opened_again(person: Person) -> None:
    at = clock.now()
    asked = actions.request_deletion(person, reason="", by=person, at=at)
    deleted = actions.delete(asked, by=PersonFactory(), at=at)
    with pytest.raises(Refused, match="already deleted"):
        command("unlock", deleted.email)


def test_an_address_of_nobody_is_named() -> None:
    with pytest.raises(Refused, match=r"There is no account nobody@contoh\.id\."):
        command("show", "nobody@contoh.id")


def test_what_the_operator_asks_is_confirmed_by_one_person_of_the_secretariat(
    person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    second = PersonFactory()
    with registry.secretariat_members.lent("test", lambda asked, on: asked.pk == second.pk, alone=True):
        assert command("ask-factor-reset", person.email, "--reason", "Bertemu di kantor, KTP diperiksa") == 0
        reset = FactorReset.objects.get()
        assert f"/ruang/pemulihan/{reset.pk}/" in capsys.readouterr().out
        assert [one.url for one in queries.waiting_for(second, on=clock.today())] == [f"/ruang/pemulihan/{reset.pk}/"]
        client = Client()
        client.force_login(second)
        for page in ("/ruang/pemulihan/", f"/ruang/pemulihan/{reset.pk}/"):
            assert "Pengelola instalasi ini" in client.get(page).content.decode()
        assert Authenticator.objects.filter(user=person).count() == 1
        client.post(f"/ruang/pemulihan/{reset.pk}/setujui/")
    assert Authenticator.objects.filter(user=person).count() == 0
    assert reset.expires_on > clock.today() + timedelta(days=1)
