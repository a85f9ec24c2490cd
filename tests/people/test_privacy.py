"""Rights over personal data: consent, a copy of everything, deletion by a due date, who read what."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from jejaring.kit import registry
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.ledger.models import Entry
from jejaring.notices.actions import change_webhook
from jejaring.people import actions, pdp, queries
from jejaring.people.models import Consent, DeletionRequest, Person, PersonalDataRead
from jejaring.people.signals import person_deleted
from tests.factories.notices import NoticeFactory, WebhookFactory
from tests.factories.people import PASSWORD, InvitationFactory, PersonalDataReadFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 17, 3, tzinfo=UTC)


@pytest.fixture
def secretary() -> Iterator[Person]:
    person = PersonFactory(name="Sekretariat")
    with registry.secretariat_members.lent("test", lambda asked, on: asked.pk == person.pk, alone=True):
        yield person


@pytest.fixture
def person() -> Person:
    """Someone who agreed to the text in force."""
    found = PersonFactory(name="Narahubung Kota Padang")
    EmailAddress.objects.create(user=found, email=found.email, verified=True, primary=True)
    actions.give_consent(found, "account", by=found, at=NOW)
    return found


def ask(person: Person) -> DeletionRequest:
    return actions.request_deletion(person, reason="Pindah tugas", by=person, at=NOW)


# --- consent ------------------------------------------------------------------------------------
def test_a_consent_names_the_version_and_the_fingerprint_of_its_text(person: Person) -> None:
    consent = Consent.objects.get(person=person)
    text = pdp.current_text("account", on=NOW.date())
    assert (consent.version, consent.fingerprint, consent.given_at) == ("2026-11", text.fingerprint, NOW)


def test_agreeing_twice_is_agreeing_once(person: Person) -> None:
    actions.give_consent(person, "account", by=person, at=NOW)
    assert Consent.objects.count() == 1


def test_withdrawing_a_needed_consent_asks_for_deletion_within_the_hours_of_the_law(person: Person) -> None:
    request = actions.withdraw_consent(Consent.objects.get(), by=person, at=NOW)
    assert request is not None
    assert request.due_on == date(2026, 11, 20)
    with pytest.raises(Refusal, match="sudah ditarik"):
        actions.withdraw_consent(Consent.objects.get(), by=person, at=NOW)


def test_a_withdrawn_consent_brings_an_earlier_request_forward(person: Person) -> None:
    assert ask(person).due_on == date(2026, 12, 17)
    actions.withdraw_consent(Consent.objects.get(), by=person, at=NOW)
    assert DeletionRequest.objects.get().due_on == date(2026, 11, 20)


def test_another_persons_consent_is_not_there(client: Client, person: Person) -> None:
    client.force_login(PersonFactory())
    path = f"/ruang/akun/persetujuan/{Consent.objects.get().pk}/tarik/"
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    assert Consent.objects.get().withdrawn_at is None


# --- a copy of everything -----------------------------------------------------------------------
def test_the_export_holds_ones_own_data_in_both_forms_and_nobody_elses(client: Client, person: Person) -> None:
    NoticeFactory(recipient=person, subject="Perihal saya")
    NoticeFactory(subject="Perihal orang lain")
    PersonalDataReadFactory(person=person, purpose="Uji baca")
    client.force_login(person)
    answer = client.post("/ruang/akun/unduh/")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        data, page = json.loads(archive.read("data.json"))["data"], archive.read("data.html").decode()
    assert data["account"][0]["email"] == person.email
    assert [row["subject"] for row in data["notices"]] == ["Perihal saya"]
    assert [row["purpose"] for row in data["reads"]] == ["Uji baca"]
    assert [row["key"] for row in data["consents"]] == ["account"]
    assert ("Perihal saya" in page, "Perihal orang lain" in page) == (True, False)
    assert Entry.objects.filter(verb="people.export").count() == 1


def test_the_export_holds_no_secrets(person: Person) -> None:
    packed = actions.export(person, by=person, at=NOW)
    secret = Authenticator.objects.get(user=person).data["secret"]
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        text = archive.read("data.json").decode() + archive.read("data.html").decode()
    assert secret not in text
    assert person.password not in text


def test_an_export_is_made_by_pressing_a_button_only(client: Client, person: Person) -> None:
    client.force_login(person)
    assert client.get("/ruang/akun/unduh/").status_code == 405


# --- deletion -----------------------------------------------------------------------------------
def test_a_deletion_is_due_after_the_days_of_the_data_file(person: Person) -> None:
    assert (ask(person).due_on, pdp.constant("deletion_days").confirmed) == (date(2026, 12, 17), False)


def test_asking_twice_is_refused(person: Person) -> None:
    ask(person)
    with pytest.raises(Refusal, match="sudah memintanya"):
        ask(person)


def test_a_deletion_can_be_cancelled_until_it_is_done(person: Person, secretary: Person) -> None:
    request = ask(person)
    actions.cancel_deletion(request, by=person, at=NOW)
    with pytest.raises(Refusal, match="sudah dibatalkan"):
        actions.delete(request, by=secretary, at=NOW)
    assert Person.objects.get(pk=person.pk).is_active


def test_cancelling_needs_the_consent_back(person: Person) -> None:
    request = actions.withdraw_consent(Consent.objects.get(), by=person, at=NOW)
    assert request is not None
    with pytest.raises(Refusal, match="Setujui dahulu"):
        actions.cancel_deletion(request, by=person, at=NOW)
    actions.give_consent(person, "account", by=person, at=NOW)
    actions.cancel_deletion(request, by=person, at=NOW)
    assert queries.open_deletion_of(person) is None


def test_deleting_takes_the_name_and_leaves_the_ledger_whole(client: Client, person: Person, secretary: Person) -> None:
    old = {person.name, person.email}
    record("people.change_profile", person, by=person)
    NoticeFactory(recipient=person)
    invitation = InvitationFactory(name=person.name, email=person.email, accepted_by=person)
    client.force_login(person)
    session = {"session_key": client.session.session_key, "ip": "203.0.113.7", "user_agent": "Peramban"}
    UserSession.objects.create(user=person, **session)
    entries = list(Entry.objects.order_by("id").values_list("id", "verb", "actor"))
    actions.delete(ask(person), by=secretary, at=NOW)
    person.refresh_from_db()
    assert not old & {person.name, person.email}
    assert (person.name, person.is_active, person.check_password(PASSWORD)) == ("Akun dihapus", False, False)
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not Authenticator.objects.filter(user=person).exists()
    assert not person.notices.exists()
    assert not UserSession.objects.filter(user=person).exists()
    invitation.refresh_from_db()
    assert not old & {invitation.name, invitation.email}
    assert list(Entry.objects.order_by("id").values_list("id", "verb", "actor"))[: len(entries)] == entries
    assert client.get("/ruang/akun/").status_code == 302


def test_what_must_be_settled_first_stops_a_deletion_and_changes_nothing(person: Person, secretary: Person) -> None:
    def hinder(asked: Person, on: date) -> list[str]:
        return ["Serahkan dahulu jabatan Narahubung."] if (asked, on) == (person, NOW.date()) else []

    request = ask(person)
    with registry.deletion_hindrances.lent("test", hinder), pytest.raises(Refusal, match="Serahkan dahulu"):
        actions.delete(request, by=secretary, at=NOW)
    assert Person.objects.get(pk=person.pk).name == "Narahubung Kota Padang"


def test_someone_in_charge_of_a_webhook_is_deleted_only_when_another_is(person: Person, secretary: Person) -> None:
    webhook, request = WebhookFactory(name="Portal Kota", owner=person), ask(person)
    with pytest.raises(Refusal, match="“Portal Kota”"):
        actions.delete(request, by=secretary, at=NOW)
    change_webhook(webhook, name=webhook.name, url=webhook.url, types=[], by=secretary, at=NOW)
    assert actions.delete(request, by=secretary, at=NOW).is_active is False


def test_rooms_above_hear_of_a_deletion(person: Person, secretary: Person) -> None:
    heard: list[int] = []

    def hear(sender: Any, person: Person, **more: Any) -> None:
        heard.append(person.pk)

    person_deleted.connect(hear)
    try:
        actions.delete(ask(person), by=secretary, at=NOW)
    finally:
        person_deleted.disconnect(hear)
    assert heard == [person.pk]


def test_a_deletion_is_done_once(person: Person, secretary: Person) -> None:
    request = ask(person)
    actions.delete(request, by=secretary, at=NOW)
    with pytest.raises(Refusal, match="sudah dihapus"):
        actions.delete(request, by=secretary, at=NOW)


def test_only_the_secretariat_deletes_and_nobody_themselves(client: Client, person: Person, secretary: Person) -> None:
    path, own = f"/ruang/penghapusan/{ask(person).pk}/", f"/ruang/penghapusan/{ask(secretary).pk}/"
    client.force_login(PersonFactory())
    assert client.post(path).status_code == 404
    client.force_login(person)
    assert client.post(path).status_code == 403
    client.force_login(secretary)
    assert client.post(own).status_code == 403
    assert client.post(path).status_code == 302
    assert Person.objects.get(pk=person.pk).name == "Akun dihapus"


def test_a_request_waits_for_the_secretariat_with_its_due_date(person: Person, secretary: Person) -> None:
    request = ask(person)
    [waiting] = queries.waiting_for(secretary, on=NOW.date())
    assert (waiting.due, waiting.url) == (request.due_on, f"/ruang/penghapusan/{request.pk}/")
    assert queries.waiting_for(person, on=NOW.date()) == []


# --- who read what ------------------------------------------------------------------------------
def test_looking_at_a_request_is_logged_and_shown_to_the_person(
    client: Client, person: Person, secretary: Person
) -> None:
    path = f"/ruang/penghapusan/{ask(person).pk}/"
    client.force_login(secretary)
    client.get(path)
    assert list(PersonalDataRead.objects.values_list("person", "reader", "page")) == [(person.pk, secretary.pk, path)]
    client.force_login(person)
    page = client.get("/ruang/akun/pembacaan/").content.decode()
    assert ("Sekretariat" in page, "Untuk melaksanakan permintaan penghapusan" in page) == (True, True)


def test_reading_ones_own_data_is_not_logged(person: Person) -> None:
    actions.log_read(person, reader=person, purpose="Uji", page="/", at=NOW)
    assert not PersonalDataRead.objects.exists()


def test_nobody_sees_who_read_anothers_data(client: Client) -> None:
    PersonalDataReadFactory(purpose="Rahasia")
    client.force_login(PersonFactory())
    assert "Rahasia" not in client.get("/ruang/akun/pembacaan/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_reads_costs_as_many_queries_however_long(
    client: Client, person: Person, count: int, django_assert_num_queries: Any
) -> None:
    PersonalDataReadFactory.create_batch(count, person=person)
    client.force_login(person)
    with django_assert_num_queries(6):  # session, person, second factor, brand; count, rows
        page = client.get("/ruang/akun/pembacaan/").content.decode()
    assert page.count('<th scope="row"') == count
