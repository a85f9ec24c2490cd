"""A person who lost every second factor is let in again: one of the secretariat asks, another confirms."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, connection, transaction
from django.test import Client

from jejaring.kit import clock, registry
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.people import actions, queries, rules
from jejaring.people.models import FactorReset, Person, PersonalDataRead
from tests.factories.people import PASSWORD, FactorResetFactory, PersonFactory
from tests.people.waiting_letters import waiting_letters

pytestmark = pytest.mark.django_db

AT = datetime(2019, 10, 17, 3, tzinfo=UTC)
DAY = date(2019, 10, 17)
LIST = "/ruang/pemulihan/"


@pytest.fixture
def secretariat() -> Iterator[tuple[Person, Person]]:
    """Two people of the secretariat."""
    both = PersonFactory(name="Sekretariat"), PersonFactory(name="Sekretaris Jejaring")
    keys = {person.pk for person in both}
    with registry.secretariat_members.lent("test", lambda asked, on: asked.pk in keys, alone=True):
        yield both


@pytest.fixture
def locked_out() -> Person:
    """Someone with an app and recovery codes, both lost."""
    person: Person = PersonFactory(name="Wali Kota Uji")
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})
    return person


def ask(person: Person, by: Person, at: datetime = AT) -> FactorReset:
    return actions.ask_factor_reset(person, reason="Telepon hilang", by=by, at=at)


def factors(person: Person) -> int:
    return len(Authenticator.objects.filter(user=person))


def verbs() -> list[str]:
    return [entry.verb for entry in Entry.objects.order_by("pk")]


def letters() -> list[tuple[list[str], str]]:
    return [([letter.to], letter.subject) for letter in waiting_letters()]


def address(reset: FactorReset, verb: str = "") -> str:
    return f"{LIST}{reset.pk}/{verb}"


# --- asking and confirming ----------------------------------------------------------------------
def test_factors_codes_and_sessions_go_only_when_a_second_person_confirms(
    secretariat: tuple[Person, Person], locked_out: Person, client: Client
) -> None:
    first, second = secretariat
    client.force_login(locked_out)
    key = client.session.session_key
    UserSession.objects.create(user=locked_out, ip="127.0.0.1", session_key=key, user_agent="x")
    reset = ask(locked_out, first)
    assert (factors(locked_out), UserSession.objects.filter(user=locked_out).count()) == (2, 1)
    actions.confirm_factor_reset(reset, by=second, at=AT)
    assert (factors(locked_out), UserSession.objects.filter(user=locked_out).count()) == (0, 0)
    assert client.get("/ruang/akun/").status_code == 302
    assert Person.objects.get(pk=locked_out.pk).check_password(PASSWORD)
    assert verbs() == ["people.ask_factor_reset", "people.end_sessions", "people.confirm_factor_reset"]
    last = Entry.objects.order_by("pk").last()
    assert last is not None
    assert (last.actor_id, last.data) == (second.pk, '{"kinds":["recovery_codes","totp"]}')


def test_the_person_is_told_at_each_step_in_their_language(secretariat: tuple[Person, Person]) -> None:
    first, second = secretariat
    person = PersonFactory(language="en")
    actions.stop_factor_reset(ask(person, first), by=second, at=AT)
    actions.confirm_factor_reset(ask(person, first), by=second, at=AT)
    asked = ([person.email], "Someone asked to remove your second factors")
    assert letters() == [
        asked,
        ([person.email], "Your second factors were not removed"),
        asked,
        ([person.email], "Your second factors were removed"),
    ]


@pytest.mark.parametrize("rank", ["is_staff", "is_superuser"])
def test_keepers_of_the_installation_are_let_in_again_the_same_way(
    secretariat: tuple[Person, Person], rank: str
) -> None:
    first, second = secretariat
    keeper = PersonFactory(**{rank: True})
    actions.confirm_factor_reset(ask(keeper, first), by=second, at=AT)
    assert factors(keeper) == 0


def test_nobody_confirms_what_they_asked_for_or_their_own_account(
    secretariat: tuple[Person, Person], locked_out: Person
) -> None:
    first, second = secretariat
    of_another, own = FactorResetFactory(person=locked_out, asked_by=first), FactorResetFactory(person=second)
    assert not rules.may_confirm_factor_reset(first, of_another, on=DAY)
    assert rules.may_confirm_factor_reset(second, of_another, on=DAY)
    assert not rules.may_confirm_factor_reset(second, own, on=DAY)
    assert not rules.may_confirm_factor_reset(locked_out, of_another, on=DAY)
    assert not rules.may_confirm_factor_reset(PersonFactory(), of_another, on=DAY)
    for reset, by in ((of_another, first), (own, second)):
        with pytest.raises(Refusal, match="orang kedua"):
            actions.confirm_factor_reset(reset, by=by, at=AT)
        with pytest.raises(IntegrityError, match="confirmed_by_another_person"), transaction.atomic():
            FactorReset.objects.filter(pk=reset.pk).update(confirmed_by=by, confirmed_at=AT)
    assert factors(locked_out) == 2


def test_a_request_expires_after_the_days_of_the_setting_and_can_be_asked_anew(
    secretariat: tuple[Person, Person], locked_out: Person, settings: Any
) -> None:
    first, second = secretariat
    settings.FACTOR_RESET_DAYS = 2
    reset = ask(locked_out, first)
    assert reset.expires_on == date(2019, 10, 19)
    late = AT + timedelta(days=3)
    with pytest.raises(Refusal, match="kedaluwarsa"):
        actions.confirm_factor_reset(reset, by=second, at=late)
    assert factors(locked_out) == 2
    again = ask(locked_out, first, late)
    actions.confirm_factor_reset(again, by=second, at=late + timedelta(days=2))
    assert factors(locked_out) == 0


def test_a_request_is_open_once_and_ends_once(secretariat: tuple[Person, Person], locked_out: Person) -> None:
    first, second = secretariat
    reset = ask(locked_out, first)
    with pytest.raises(Refusal, match="sudah diminta") as caught:
        ask(locked_out, second)
    assert caught.value.field == "person"
    actions.stop_factor_reset(reset, by=first, at=AT)
    with pytest.raises(Refusal, match="dihentikan"):
        actions.confirm_factor_reset(reset, by=second, at=AT)
    done = actions.confirm_factor_reset(FactorResetFactory(person=locked_out), by=second, at=AT)
    with pytest.raises(Refusal, match="sudah disetujui"):
        actions.stop_factor_reset(done, by=first, at=AT)


def test_closed_accounts_and_those_without_factor_have_nothing_to_remove(
    secretariat: tuple[Person, Person], locked_out: Person
) -> None:
    first, second = secretariat
    with pytest.raises(Refusal, match="tidak memiliki faktor kedua"):
        ask(PersonFactory(second_factor=False), first)
    reset = ask(locked_out, first)
    Person.objects.filter(pk=locked_out.pk).update(is_active=False)
    with pytest.raises(Refusal, match="ditutup"):
        actions.confirm_factor_reset(reset, by=second, at=AT)
    assert factors(locked_out) == 2


def test_the_reason_goes_with_a_deleted_account_and_is_in_its_export(
    secretariat: tuple[Person, Person], locked_out: Person
) -> None:
    first, second = secretariat
    reset = ask(locked_out, first)
    assert [row["reason"] for row in dict(registry.exports.items())["factor_resets"].collect(locked_out)] == [
        "Telepon hilang"
    ]
    request = actions.request_deletion(locked_out, reason="", by=locked_out, at=AT)
    actions.delete(request, by=second, at=AT)
    reset.refresh_from_db()
    assert reset.reason == ""


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_remove_once() -> None:
    person, reset = PersonFactory(), FactorResetFactory()
    start = Barrier(2)

    def confirm(by: Person) -> str:
        start.wait()
        try:
            actions.confirm_factor_reset(reset, by=by, at=AT)
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(confirm, [person, PersonFactory()]))
    assert answers == ["", "Ini sudah disetujui; faktor kedua sudah dihapus."]
    assert verbs().count("people.confirm_factor_reset") == 1


# --- the pages ----------------------------------------------------------------------------------
def test_the_secretariat_asks_on_a_page_and_a_colleague_confirms_on_another(
    client: Client, secretariat: tuple[Person, Person], locked_out: Person
) -> None:
    first, second = secretariat
    client.force_login(first)
    client.post(f"{LIST}minta/", {"person": locked_out.email.upper(), "reason": "Telepon hilang"})
    reset = FactorReset.objects.get()
    page = client.get(address(reset))
    assert (page.context["may_confirm"], page.context["may_stop"]) == (False, True)
    assert client.post(address(reset, "setujui/")).status_code == 403
    client.force_login(second)
    assert client.get(address(reset)).context["may_confirm"]
    assert PersonalDataRead.objects.filter(person=locked_out, reader=second).count() == 1
    assert client.post(address(reset, "setujui/")).status_code == 302
    assert factors(locked_out) == 0
    assert "Faktor kedua sudah dihapus" in client.get(address(reset)).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("person", "tidak-ada@contoh.id", "Tidak ada akun"), ("reason", "", "wajib"), ("person", "Budi", "")],
)
def test_a_wrong_request_keeps_what_was_typed(
    client: Client, secretariat: tuple[Person, Person], locked_out: Person, field: str, value: str, says: str
) -> None:
    client.force_login(secretariat[0])
    typed = {"person": locked_out.email, "reason": "Telepon hilang", field: value}
    page = client.post(f"{LIST}minta/", typed)
    assert set(page.context["form"].errors) == {field}
    assert says.lower() in str(page.context["form"].errors[field]).lower()
    assert page.context["form"]["person"].value() == typed["person"]
    assert not FactorReset.objects.exists()


def test_a_stranger_finds_no_page_and_the_person_may_only_stop_it(
    client: Client, secretariat: tuple[Person, Person], locked_out: Person
) -> None:
    reset = actions.ask_factor_reset(locked_out, reason="Telepon hilang", by=secretariat[0], at=clock.now())
    client.force_login(PersonFactory())
    assert [client.get(path).status_code for path in (LIST, f"{LIST}minta/", address(reset))] == [403, 403, 404]
    assert [client.post(address(reset, verb)).status_code for verb in ("setujui/", "hentikan/")] == [404, 404]
    client.force_login(locked_out)
    page = client.get(address(reset))
    assert (page.context["may_confirm"], page.context["may_stop"]) == (False, True)
    assert f'href="{LIST}"' not in page.content.decode()
    assert client.post(address(reset, "setujui/")).status_code == 403
    assert client.post(address(reset, "hentikan/")).status_code == 302
    reset.refresh_from_db()
    assert (reset.stopped_by, factors(locked_out)) == (locked_out, 2)


@pytest.mark.parametrize("verb", ["setujui/", "hentikan/"])
def test_buttons_are_pressed_and_not_opened(client: Client, secretariat: tuple[Person, Person], verb: str) -> None:
    client.force_login(secretariat[0])
    assert client.get(address(FactorResetFactory(), verb)).status_code == 405


def test_a_request_waits_for_those_who_may_confirm_it_until_it_expires(
    secretariat: tuple[Person, Person], locked_out: Person
) -> None:
    first, second = secretariat
    reset = ask(locked_out, first)
    assert queries.waiting_for(first, on=DAY) == []
    assert [(item.for_whom, item.due) for item in queries.waiting_for(second, on=DAY)] == [
        (locked_out.name, reset.expires_on)
    ]
    assert queries.waiting_for(second, on=reset.expires_on + timedelta(days=1)) == []
    assert queries.waiting_for(locked_out, on=DAY) == []


@pytest.mark.parametrize("resets", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(
    client: Client, secretariat: tuple[Person, Person], resets: int, django_assert_max_num_queries: Any
) -> None:
    FactorResetFactory.create_batch(resets)
    client.force_login(secretariat[0])
    client.get(LIST)
    with django_assert_max_num_queries(12):
        page = client.get(LIST)
    assert page.content.decode().count("Orang Uji") >= resets


def test_who_cannot_give_the_code_reads_where_help_is(client: Client) -> None:
    person = PersonFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    page = client.post("/akun/masuk/", {"login": person.email, "password": PASSWORD}, follow=True)
    assert "Minta bantuan sekretariat" in page.content.decode()
