"""Invitations: one letter, one link, one account; ended ones say why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client

from jejaring.kit import clock, registry
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.people import actions, queries
from jejaring.people.models import Consent, Invitation, Person
from jejaring.people.rules import may_withdraw
from jejaring.people.signals import invitation_accepted
from tests.factories.people import PASSWORD, InvitationFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2019, 10, 17, 3, tzinfo=UTC)
ANSWER = {"name": "Narahubung Kota Padang", "password": PASSWORD, "again": PASSWORD, "consent": "on"}


@pytest.fixture
def secretary() -> Iterator[Person]:
    person = PersonFactory()
    with registry.secretariat_members.lent("test", lambda asked, on: asked.pk == person.pk, alone=True):
        yield person


def invite(by: Person, email: str = "Narahubung@Padang.go.id", **more: Any) -> Invitation:
    return actions.invite(email, name="Narahubung Kota Padang", language="id", by=by, at=NOW, **more)


def path_of(invitation: Invitation) -> str:
    return f"/undangan/{queries.token_of(invitation)}/"


def open_now() -> Invitation:
    return InvitationFactory(invited_at=clock.now())


# --- inviting -----------------------------------------------------------------------------------
def test_an_invitation_is_a_letter_in_the_language_of_the_invited(secretary: Person, mailoutbox: list[Any]) -> None:
    invitation = invite(secretary)
    actions.send_invitation(invitation.pk, at=NOW)
    actions.send_invitation(invitation.pk, at=NOW)
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == (["narahubung@padang.go.id"], "Undangan ke Citynet Indonesia")
    assert f"http://testserver{path_of(invitation)}" in letter.body
    assert letter.body.startswith("Yth. Narahubung Kota Padang,")


def test_the_link_is_in_no_table(secretary: Person) -> None:
    invitation = invite(secretary)
    stored = {str(value) for value in Invitation.objects.values().get().values()}
    assert queries.token_of(invitation) not in stored


def test_inviting_again_ends_the_earlier_invitation(secretary: Person) -> None:
    first, second = invite(secretary), invite(secretary, "narahubung@padang.GO.ID")
    first.refresh_from_db()
    assert (queries.state_of(first, at=NOW), queries.state_of(second, at=NOW)) == ("withdrawn", "open")
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["people.invite", "people.withdraw_invitation", "people.invite"]


def test_an_address_that_has_an_account_is_not_invited(secretary: Person) -> None:
    PersonFactory(email="narahubung@padang.go.id")
    with pytest.raises(Refusal, match="sudah memiliki akun") as refusal:
        invite(secretary)
    assert (refusal.value.field, Invitation.objects.count()) == ("email", 0)


def test_the_database_keeps_one_open_invitation_per_address() -> None:
    InvitationFactory(email="satu@contoh.id")
    with pytest.raises(IntegrityError, match="one_open_invitation_per_address"), transaction.atomic():
        InvitationFactory(email="SATU@contoh.id")


def test_the_ledger_has_no_personal_data_of_the_invited(secretary: Person) -> None:
    invite(secretary, office_id="12")
    assert Entry.objects.get().data == '{"office":"12"}'


def test_the_letter_names_no_office_where_none_comes_with_the_account(secretary: Person, mailoutbox: list[Any]) -> None:
    actions.send_invitation(invite(secretary).pk, at=NOW)
    assert "jabatan" not in mailoutbox[0].body


# --- erasing ------------------------------------------------------------------------------------
def test_who_was_invited_is_erased_from_an_invitation_that_nobody_accepted(secretary: Person, settings: Any) -> None:
    settings.INVITATION_DAYS = 30
    expired, withdrawn = invite(secretary, office_name="Narahubung"), invite(secretary, "lain@contoh.id")
    actions.withdraw_invitation(withdrawn, by=secretary, at=NOW + timedelta(days=1))
    found = [actions.erase_unanswered(at=NOW + timedelta(days=day)) for day in (30, 31, 43, 44, 300)]
    assert found == [0, 1, 0, 1, 0], "30 days after it was withdrawn, and after the 14 days of the link"
    kept = [(one.name, one.email, one.office_name) for one in Invitation.objects.order_by("pk")]
    assert kept == [("", "", "Narahubung"), ("", "", "")]
    assert Entry.objects.filter(verb="people.erase_invitation", data="{}").count() == 2
    assert queries.state_of(Invitation.objects.get(pk=expired.pk), at=NOW + timedelta(days=300)) == "expired"


def test_what_was_accepted_or_is_open_is_not_erased(secretary: Person) -> None:
    accepted = invite(secretary)
    actions.accept_invitation(accepted, name="N", password=PASSWORD, at=NOW)
    later = NOW + timedelta(days=400)
    opened = InvitationFactory(invited_at=later)
    assert actions.erase_unanswered(at=later) == 0
    assert set(Invitation.objects.values_list("email", flat=True)) == {accepted.email, opened.email}


def test_the_same_address_can_be_invited_after_it_was_erased_and_many_can_be_erased(secretary: Person) -> None:
    later = NOW + timedelta(days=400)
    for email in ("satu@contoh.id", "dua@contoh.id"):
        invite(secretary, email)
    assert actions.erase_unanswered(at=later) == 2
    actions.invite("satu@contoh.id", name="Satu", language="id", by=secretary, at=later)
    assert Invitation.objects.filter(queries.OPEN_INVITATION).count() == 1


def test_the_database_keeps_nobody_in_an_erased_invitation() -> None:
    invitation = InvitationFactory()
    with pytest.raises(IntegrityError, match="an_erased_invitation_holds_nobody"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(erased_at=NOW)


def test_the_list_shows_an_erased_invitation_without_a_name(client: Client, secretary: Person) -> None:
    invite(secretary)
    actions.erase_unanswered(at=NOW + timedelta(days=400))
    client.force_login(secretary)
    page = client.get("/ruang/undangan/")
    assert (page.status_code, "kedaluwarsa" in page.content.decode()) == (200, True)


def test_only_the_secretariat_invites(client: Client, secretary: Person) -> None:
    form = {"email": "baru@contoh.id", "name": "Baru", "language": "id"}
    client.force_login(PersonFactory())
    assert client.post("/ruang/undangan/baru/", form).status_code == 403
    client.force_login(secretary)
    assert client.post("/ruang/undangan/baru/", form).headers["Location"] == "/ruang/undangan/"
    assert Invitation.objects.get().email == "baru@contoh.id"


def test_a_refused_invitation_keeps_what_was_typed(client: Client, secretary: Person) -> None:
    PersonFactory(email="ada@contoh.id")
    client.force_login(secretary)
    page = client.post("/ruang/undangan/baru/", {"email": "ada@contoh.id", "name": "Sudah Ada", "language": "en"})
    assert page.context["form"].errors["email"] == ["Alamat ini sudah memiliki akun."]
    assert 'value="Sudah Ada"' in page.content.decode()


# --- accepting ----------------------------------------------------------------------------------
def test_accepting_opens_an_account_with_consent_and_signs_in(client: Client) -> None:
    invitation = open_now()
    assert client.get(path_of(invitation)).status_code == 200
    assert client.post(path_of(invitation), ANSWER).headers["Location"] == "/ruang/"
    person = Person.objects.get(email=invitation.email)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert (person.name, person.check_password(PASSWORD)) == ("Narahubung Kota Padang", True)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(person.email, True)]
    assert list(Consent.objects.values_list("person", "key", "version")) == [(person.pk, "account", "2026-11")]


def test_the_room_above_hears_of_the_acceptance() -> None:
    heard: list[tuple[str, str]] = []

    def hear(sender: Any, invitation: Invitation, person: Person, **more: Any) -> None:
        heard.append((invitation.office_id, person.email))

    invitation = InvitationFactory(office_id="12")
    invitation_accepted.connect(hear)
    try:
        actions.accept_invitation(invitation, name="N", password=PASSWORD, at=NOW)
    finally:
        invitation_accepted.disconnect(hear)
    assert heard == [("12", invitation.email)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consent": ""}, "consent"),
        ({"password": "pendek", "again": "pendek"}, "password"),
        ({"again": "lain sama sekali"}, "again"),
        ({"name": ""}, "name"),
    ],
)
def test_a_missing_or_weak_answer_opens_nothing(client: Client, change: dict[str, str], field: str) -> None:
    invitation = open_now()
    page = client.post(path_of(invitation), ANSWER | change)
    assert list(page.context["form"].errors) == [field]
    assert not Person.objects.exists()


def test_a_used_invitation_opens_nothing_more(client: Client) -> None:
    invitation = open_now()
    client.post(path_of(invitation), ANSWER)
    again = Client().post(path_of(invitation), ANSWER)
    assert (again.status_code, "sudah dipakai" in again.content.decode()) == (410, True)
    with pytest.raises(Refusal, match="sudah dipakai"):
        actions.accept_invitation(invitation, name="N", password=PASSWORD, at=clock.now())
    assert Person.objects.count() == 1


def test_an_expired_invitation_opens_nothing(client: Client) -> None:
    invitation = InvitationFactory(invited_at=clock.now() - timedelta(days=15))
    page = client.post(path_of(invitation), ANSWER)
    assert (page.status_code, "kedaluwarsa" in page.content.decode()) == (410, True)
    with pytest.raises(Refusal, match="kedaluwarsa"):
        actions.accept_invitation(invitation, name="N", password=PASSWORD, at=clock.now())
    assert not Person.objects.exists()


def test_a_withdrawn_invitation_opens_nothing(client: Client, secretary: Person) -> None:
    invitation = open_now()
    actions.withdraw_invitation(invitation, by=secretary, at=clock.now())
    assert client.post(path_of(invitation), ANSWER).status_code == 410
    with pytest.raises(Refusal, match="ditarik"):
        actions.accept_invitation(invitation, name="N", password=PASSWORD, at=clock.now())


def test_an_accepted_invitation_cannot_be_withdrawn(secretary: Person) -> None:
    invitation = InvitationFactory()
    actions.accept_invitation(invitation, name="N", password=PASSWORD, at=NOW)
    with pytest.raises(Refusal, match="sudah diterima"):
        actions.withdraw_invitation(invitation, by=secretary, at=NOW)


def test_a_guessed_link_is_not_there(client: Client) -> None:
    open_now()
    assert client.get("/undangan/0123456789abcdef/").status_code == 404


def test_who_invited_and_the_secretariat_may_withdraw_and_nobody_else(secretary: Person) -> None:
    inviter, other = PersonFactory(), PersonFactory()
    invitation = InvitationFactory(invited_by=inviter)
    may = [may_withdraw(one, invitation, on=NOW.date()) for one in (inviter, secretary, other)]
    assert may == [True, True, False]


def test_others_cannot_withdraw_what_they_did_not_send(client: Client, secretary: Person) -> None:
    invitation = open_now()
    client.force_login(PersonFactory())
    assert client.post(f"/ruang/undangan/{invitation.public_id}/tarik/").status_code == 404
    client.force_login(secretary)
    client.post(f"/ruang/undangan/{invitation.public_id}/tarik/")
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_as_many_queries_however_many_invitations(
    client: Client, secretary: Person, count: int, django_assert_num_queries: Any
) -> None:
    InvitationFactory.create_batch(count)
    client.force_login(secretary)
    with django_assert_num_queries(6):  # session, person, second factor, brand; count, rows
        page = client.get("/ruang/undangan/").content.decode()
    assert page.count('<th scope="row"') == count
