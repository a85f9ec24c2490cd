"""Pages of delegations and mail: who may open them, what they show, what they do."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jejaring.delegations.queries.delegations import went_to
from jejaring.events.models import Event
from jejaring.kit import registry
from jejaring.kit.models import Job
from jejaring.registration.models import Delegation, Message, Registration, Wording
from tests.factories.events import DelegationFactory, EventFactory, GroupFactory, RegistrationFactory
from tests.membership.desk import Desk, a_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return a_desk()


@pytest.fixture
def event() -> Event:
    return EventFactory(announced=True, begins_on="2100-01-04", ends_on="2100-01-06")


@pytest.fixture
def coming(event: Event, desk: Desk) -> Delegation:
    return DelegationFactory(
        event=event, organisation=desk.member.organisation, state=Delegation.State.ACCEPTED, contact=desk.liaison
    )


def opened(client: Client, person: Any) -> Client:
    client.force_login(person)
    return client


def test_the_secretariat_invites_cities_by_a_job(client: Client, event: Event, desk: Desk) -> None:
    group = GroupFactory(event=event, delegation_seats=4)
    typed = {"group": group.pk, "whom": "daftar", "seats": 4, "answer_by": "2099-12-01"}
    address = reverse("delegations:invite_cities", args=[event.slug])
    client = opened(client, desk.secretariat)
    city = desk.member.organisation.short_name
    refused = client.post(address, {**typed, "cities": f"{city}\nKota Antah Berantah"})
    assert "“Kota Antah Berantah” bukan nama satu kota" in refused.content.decode()
    assert client.post(address, {**typed, "cities": city}).status_code == 302
    job = Job.objects.get()
    registry.job_kinds[job.kind].run(job.owner, lambda done, total=None: None, **job.arguments)
    assert event.delegations.get().seats == 4


def test_a_liaison_answers_and_names_people_on_the_page_of_the_delegation(
    client: Client, coming: Delegation, desk: Desk
) -> None:
    Delegation.objects.update(state=Delegation.State.INVITED, contact=None)
    client = opened(client, desk.liaison)
    page, key = reverse("delegations:delegation", args=[coming.public_id]), [coming.public_id]
    assert reverse("delegations:accept_invitation", args=key) in client.get(page).content.decode()
    client.post(reverse("delegations:accept_invitation", args=key), {"contact": desk.liaison.pk})
    client.post(reverse("delegations:add_member", args=key), {"name": "Suparno", "role": "head", "language": "id"})
    named = coming.registrations.get()
    assert (named.role, named.sort_name, named.email) == ("head", "Suparno", "")
    client.post(reverse("delegations:check_names", args=key))
    named.refresh_from_db()
    assert named.name_checked_at is not None
    shown = client.get(page).content.decode()
    assert ("Suparno" in shown, "sudah diperiksa" in shown) == (True, True)


@pytest.mark.parametrize("name", ["delegation", "roster", "add_member", "delegation_terms", "withdraw_invitation"])
def test_another_city_finds_no_delegation_of_this_one(
    client: Client, coming: Delegation, desk: Desk, name: str
) -> None:
    address = reverse(f"delegations:{name}", args=[coming.public_id])
    assert opened(client, desk.stranger).get(address).status_code == 404


@pytest.mark.parametrize("name", ["delegation_terms", "withdraw_invitation"])
def test_a_liaison_does_not_change_the_seats_of_their_own_delegation(
    client: Client, coming: Delegation, desk: Desk, name: str
) -> None:
    address = reverse(f"delegations:{name}", args=[coming.public_id])
    assert opened(client, desk.liaison).post(address, {"seats": 9, "reason": "x"}).status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_the_lists_cost_the_same_queries_however_long_they_are(
    client: Client, event: Event, desk: Desk, people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(people):
        delegation = DelegationFactory(event=event, state=Delegation.State.ACCEPTED)
        RegistrationFactory(event=event, delegation=delegation, group=delegation.group)
        write(event, f"{number}@contoh.id")
    client = opened(client, desk.secretariat)
    for name in ("delegations", "messages"):
        client.get(reverse(f"delegations:{name}", args=[event.slug]))
        with django_assert_max_num_queries(30):
            shown = client.get(reverse(f"delegations:{name}", args=[event.slug])).content.decode()
        assert shown.count("<tr") == people + 1


def write(event: Event, recipient: str, **more: Any) -> Message:
    fields = {"occasion": "x", "language": "id", "subject": "Perihal", "body": "Isi", "queued_at": timezone.now()}
    return Message.objects.create(event=event, recipient=recipient, **{**fields, **more})


def test_managers_see_what_failed_and_have_it_sent_again(client: Client, event: Event, desk: Desk) -> None:
    write(event, "a@contoh.id", name="Ani", failed_at=timezone.now())
    write(event, "b@contoh.id", name="Budi", sent_at=timezone.now())
    client = opened(client, desk.secretariat)
    address = reverse("delegations:messages", args=[event.slug])
    shown = client.get(f"{address}?keadaan=failed").content.decode()
    assert ("Ani" in shown, "Budi" in shown, "1 pesan tidak terkirim" in shown) == (True, False, True)
    client.post(reverse("delegations:resend_failed", args=[event.slug]))
    assert "dalam antrean lagi" in client.get(address).content.decode()


def test_words_are_previewed_before_they_are_saved(client: Client, event: Event, desk: Desk) -> None:
    client = opened(client, desk.secretariat)
    address = reverse("delegations:wording", args=[event.slug, "reminder", "id"])
    typed = {"subject": "Sampai jumpa", "body": "Hai {name}, {event}!"}
    shown = client.post(address, {**typed, "preview": ""}).content.decode()
    assert (f"Hai [name], {event.name_id}!" in shown, Wording.objects.count()) == (True, 0)
    wrong = client.post(address, {**typed, "body": "{nama}"}).content.decode()
    assert "Tidak ada isian {nama} di sini" in wrong
    client.post(address, typed)
    assert Wording.objects.get().subject == "Sampai jumpa"


def test_a_city_s_page_names_the_events_its_delegation_went_to(client: Client, coming: Delegation) -> None:
    city = coming.organisation
    before = client.get(city.get_absolute_url()).content.decode()
    Event.objects.filter(pk=coming.event.pk).update(begins_on="2019-10-16", ends_on="2019-10-18")
    assert coming.event.name_id not in before
    assert went_to(city, on=timezone.now().date()) == [coming]


def test_a_person_of_another_delegation_is_not_changed_by_the_address_of_this_one(
    client: Client, coming: Delegation, desk: Desk
) -> None:
    other: Registration = RegistrationFactory(event=coming.event, delegation=DelegationFactory(event=coming.event))
    address = reverse("delegations:change_member", args=[coming.public_id, other.public_id])
    assert opened(client, desk.liaison).post(address, {"name": "Lain"}).status_code == 404
