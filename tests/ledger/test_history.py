"""Histories are seen by whoever may see the record; actors are named by their office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.cities.models import Holding, Office, Organisation
from jejaring.kit import registry
from jejaring.kit.registry import Doorway
from jejaring.ledger import queries
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from tests.factories import documents as make_document
from tests.factories.cities import HoldingFactory, OrganisationFactory
from tests.factories.notices import WebhookFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

DAY = datetime(2019, 10, 17, 2, 0, tzinfo=UTC)


@pytest.fixture
def city() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def mayor(city: Organisation) -> Person:
    office = {"office__organisation": city, "office__role": Office.Role.HEAD, "office__title": "Wali Kota Uji"}
    holding: Holding = HoldingFactory(**office)
    return holding.holder


@pytest.fixture
def only_the_mayor_sees(city: Organisation, mayor: Person) -> Iterator[None]:
    only_mayor = Doorway(may_see=lambda reader, key, *, on: reader == mayor and key == str(city.pk))
    with registry.doorways.lent("cities.organisation", only_mayor):
        yield


def history_of(client: Client, city: Organisation, page: int = 1) -> str:
    answer = client.get(f"/en/riwayat/cities.organisation/{city.pk}/?halaman={page}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("only_the_mayor_sees")
def test_a_history_is_not_there_for_whoever_may_not_see_the_record(client: Client, city: Organisation) -> None:
    record("cities.change_facts", city, by=None)
    address = f"/riwayat/cities.organisation/{city.pk}/"
    assert client.get(address).status_code == 404
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 404
    assert client.get("/riwayat/cities.nothing/1/").status_code == 404


@pytest.mark.usefixtures("only_the_mayor_sees")
def test_a_history_names_the_office_of_that_day_and_keeps_decision_and_record_apart(
    client: Client, city: Organisation, mayor: Person
) -> None:
    record("cities.change_facts", city, by=mayor, at=DAY, on=date(2019, 10, 1))
    before_office = datetime(2014, 5, 1, 3, 0, tzinfo=UTC)
    record("cities.change_facts", city, by=mayor, at=before_office)
    record("cities.change_facts", city, by=None, at=DAY)
    client.force_login(mayor)
    page = history_of(client, city)
    assert "Wali Kota Uji" in page
    assert "17 October 2019" in page
    assert "Decision of 1 October 2019" in page
    assert "A person who held no office on that day" in page
    assert "The system, by its calendar" in page
    assert mayor.email not in page


@pytest.mark.usefixtures("only_the_mayor_sees")
def test_a_history_costs_the_same_with_one_entry_and_with_three(
    client: Client, city: Organisation, mayor: Person
) -> None:
    client.force_login(mayor)
    costs = []
    for more in (1, 2):
        for _ in range(more):
            record("cities.change_facts", city, by=mayor, at=DAY)
        with CaptureQueriesContext(connection) as counted:
            page = history_of(client, city)
        costs.append((page.count('<p class="what">'), len(counted)))
    assert [entries for entries, _queries in costs] == [1, 3]
    assert costs[0][1] == costs[1][1] <= 9


@pytest.mark.usefixtures("only_the_mayor_sees")
def test_a_long_history_has_pages(client: Client, city: Organisation, mayor: Person) -> None:
    for _ in range(26):
        record("cities.change_facts", city, by=mayor, at=DAY)
    client.force_login(mayor)
    assert history_of(client, city).count('<p class="what">') == 25
    assert history_of(client, city, page=2).count('<p class="what">') == 1


def test_a_persons_history_is_theirs_and_the_secretariats(client: Client, city: Organisation, mayor: Person) -> None:
    record("cities.change_facts", city, by=mayor, at=DAY)
    network = HoldingFactory(
        office__organisation=OrganisationFactory(network=True), office__role=Office.Role.SECRETARIAT
    )
    address = f"/ruang/riwayat/{mayor.public_id}/"
    assert client.get(address).status_code == 302
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 404
    assert "Wali Kota Uji" not in client.get("/ruang/riwayat/").content.decode()
    client.force_login(network.holder)
    assert "Wali Kota Uji" in client.get(address).content.decode()
    client.force_login(mayor)
    assert "Wali Kota Uji" in client.get(address).content.decode()
    assert "Wali Kota Uji" in client.get("/ruang/riwayat/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_anyone_reads_the_head_of_the_chain(client: Client, city: Organisation) -> None:
    assert "Nothing has been recorded yet" in client.get("/en/riwayat/").content.decode()
    with transaction.atomic():
        record("cities.change_facts", city, by=None)
    head = queries.head()
    assert head is not None
    page = client.get("/en/riwayat/").content.decode()
    assert head.hash in page
    assert "jejaring ledger verify" in page


@pytest.mark.parametrize("record_id", ["abc", "012", "-1", "\u0663", "9" * 30, "%00", "999999", "x" * 300])
@pytest.mark.parametrize("kind", ["cities.organisation", "notices.webhook", "dues.bankimport", "cities.region"])
def test_the_history_of_what_cannot_be_or_never_was_is_not_there(client: Client, kind: str, record_id: str) -> None:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    assert client.get(f"/riwayat/{kind}/{record_id}/").status_code == 404


def test_a_history_outlives_its_record(client: Client) -> None:
    person = PersonFactory(is_superuser=True, is_staff=True)
    webhook = WebhookFactory(owner=person)
    record("notices.remove_webhook", webhook, by=person)
    number = webhook.pk
    webhook.delete()
    client.force_login(person)
    assert client.get(f"/riwayat/notices.webhook/{number}/").status_code == 200


def test_what_a_person_did_leads_to_the_histories_that_they_may_see(
    client: Client, city: Organisation, mayor: Person
) -> None:
    of_city = make_document.stored(record_type="cities.organisation", record_id=str(city.pk))
    elsewhere = OrganisationFactory()
    of_another = make_document.stored(record_type="cities.organisation", record_id=str(elsewhere.pk))
    for thing in (city, of_city, of_another):
        record("documents.sign", thing, by=mayor)
    client.force_login(mayor)
    page = client.get("/ruang/riwayat/").content.decode()
    links = re.findall(r'href="(/riwayat/[^"]+/[^"]+/)"', page)
    assert links == [f"/riwayat/documents.document/{of_city.pk}/", f"/riwayat/cities.organisation/{city.pk}/"]
    assert [client.get(link).status_code for link in links] == [200, 200]
    assert client.get(f"/riwayat/documents.document/{of_another.pk}/").status_code == 404
