"""The page that leads a new network's secretariat through the rest: what it lists, when it goes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from jejaring.cities.models import Office, Organisation
from jejaring.dues.models import DuesTable
from jejaring.kit import data_files
from jejaring.ledger.models import Entry
from jejaring.membership.actions.organs import enter_organs
from jejaring.people.models import Person
from jejaring.setup import queries
from jejaring.setup.models import Confirmation
from tests.factories.cities import HoldingFactory, OrganisationFactory

Role = Office.Role
PAGE = "/en/ruang/menyiapkan/"
IN_WORKROOM = 'href="/en/ruang/menyiapkan/"'
ORDER = [
    "facts",
    "signatories",
    "colleagues",
    "dues",
    "bodies",
    "kinds",
    "loi",
    "agreement",
    "holidays",
    "appearance",
    "languages",
]
CONFIRMED = ["dues", "bodies", "kinds", "loi", "agreement", "appearance"]
ON = date(2026, 12, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Organisation:
    return OrganisationFactory(network=True)


@pytest.fixture
def secretary(network: Organisation, client: Client) -> Person:
    person: Person = HoldingFactory(office__organisation=network, office__role=Role.SECRETARIAT).holder
    client.force_login(person)
    return person


def states(network: Organisation, on: date = ON) -> dict[str, str]:
    return {line.key: line.state for line in queries.secretariat_lines(network, on=on)}


def get_ready(network: Organisation) -> None:
    """Do all that a page or the operator does; what is confirmed is left."""
    Organisation.objects.update(seat="Sidoarjo", address="Jalan Satu", email="a@contoh.id", letter_unit="SEK")
    network.refresh_from_db()
    for role in (Role.PRESIDENT, Role.NETWORK_SECRETARY):
        HoldingFactory(office__organisation=network, office__role=role)


def test_each_line_is_done_or_missing(network: Organisation) -> None:
    assert states(network) == {
        **dict.fromkeys(ORDER, "missing"),
        "holidays": "done",
        "languages": "done",
    }


def test_what_pages_and_the_file_do_is_seen_at_once(network: Organisation, secretary: Person) -> None:
    get_ready(network)
    DuesTable.objects.create(first_year=2026, decision="Keputusan 1")
    source = {"source": "https://contoh.id"}
    enter_organs([{"code": "kongres", "name_id": "Kongres", "name_en": "Congress", **source}], [], by=None, on=ON)
    missing = [key for key, state in states(network).items() if state == "missing"]
    assert missing == ["kinds", "loi", "agreement", "appearance"]


def test_an_example_of_a_table_of_dues_is_none(network: Organisation) -> None:
    DuesTable.objects.create(first_year=2026, decision="Contoh", example=True)
    assert states(network)["dues"] == "missing"


def test_the_secretariat_confirms_what_no_record_proves_and_the_ledger_keeps_it(
    client: Client, network: Organisation, secretary: Person
) -> None:
    for key in CONFIRMED:
        assert client.post(f"{PAGE}{key}/").headers["Location"] == PAGE
        assert client.post(f"{PAGE}{key}/").headers["Location"] == PAGE
    entries = Entry.objects.filter(verb="setup.confirm")
    assert [entry.actor for entry in entries] == [secretary] * len(CONFIRMED)
    assert {key for key, state in states(network).items() if state == "done"} == {*CONFIRMED, "holidays", "languages"}


def test_a_text_that_has_changed_is_to_be_confirmed_again(
    client: Client, network: Organisation, secretary: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(f"{PAGE}loi/")
    monkeypatch.setattr(queries, "file_sha256", lambda room, name: "0" * 64)
    assert states(network)["loi"] == "missing"


@pytest.mark.parametrize("key", ["facts", "signatories", "languages", "nothing"])
def test_what_is_done_elsewhere_cannot_be_confirmed(client: Client, secretary: Person, key: str) -> None:
    assert client.post(f"{PAGE}{key}/").status_code == 404
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("role", [Role.PRESIDENT, Role.TREASURER])
def test_others_of_the_network_are_not_led(client: Client, network: Organisation, role: Role) -> None:
    client.force_login(HoldingFactory(office__organisation=network, office__role=role).holder)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}loi/").status_code == 403
    assert IN_WORKROOM not in client.get("/en/ruang/").content.decode()


def test_it_is_in_the_workroom_until_everything_is_there(
    client: Client, network: Organisation, secretary: Person
) -> None:
    get_ready(network)
    for key in CONFIRMED:
        assert IN_WORKROOM in client.get("/en/ruang/").content.decode()
        client.post(f"{PAGE}{key}/")
    assert IN_WORKROOM not in client.get("/en/ruang/").content.decode()
    assert "Everything is there." in client.get(PAGE).content.decode()


def test_the_workroom_has_it_once_as_the_thing_to_do_and_the_demo_has_it_not(
    client: Client, secretary: Person, settings: Any
) -> None:
    page = client.get("/en/ruang/").content.decode()
    assert page.count(IN_WORKROOM) == 1
    assert f'<a class="button" {IN_WORKROOM}>See what is missing' in page
    settings.DEMO = True
    assert IN_WORKROOM not in client.get("/en/ruang/").content.decode()


@pytest.mark.parametrize("year", [2018, 2028])
def test_a_year_without_holidays_is_missing_and_one_without_a_source_is_confirmed(
    network: Organisation, year: int
) -> None:
    assert states(network, date(year, 5, 1))["holidays"] == "missing"
    assert states(network, date(2027, 5, 1))["holidays"] == "missing"
    Confirmation.objects.create(line="holidays", sha256=data_files.file_sha256("cities", "holidays/2027"))
    assert states(network, date(2027, 5, 1))["holidays"] == "done"


def test_the_lines_cost_one_query(network: Organisation) -> None:
    queries.secretariat_lines(network, on=ON)
    with CaptureQueriesContext(connection) as counted:
        queries.secretariat_lines(network, on=ON)
    assert len(counted) == 1


@pytest.mark.parametrize(("language", "words"), [("id", "Naskah surat minat (LoI)"), ("en", "Text of the letter")])
def test_the_page_speaks_both_languages_and_shows_the_texts(
    client: Client, secretary: Person, language: str, words: str
) -> None:
    page = client.get(PAGE if language == "en" else PAGE.removeprefix("/en")).content.decode()
    assert words in page
    assert "menandai dimulainya rencana" in page  # of the letter of intent
    assert "diselesaikan dengan musyawarah" in page  # of the agreement
    translation.activate("id")
