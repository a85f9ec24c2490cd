"""Organs and officers by term: only what sources state, and no term before it has begun."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from jejaring.cities.actions import load_regions
from jejaring.ledger.models import Entry
from jejaring.membership.actions.organs import load_organs
from jejaring.membership.actions.register import seed_network_2019
from jejaring.membership.models import Membership, NumberSeries, Officer, Organ, OrganTerm
from jejaring.membership.queries.organs import terms_begun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organs() -> int:
    load_regions()
    return load_organs()


def test_the_officers_are_those_the_sources_name(organs: int) -> None:
    found = {
        (o.term.first_year, o.title_id, o.person_name, o.region_id) for o in Officer.objects.select_related("term")
    }
    assert organs == 6
    assert found == {
        (2017, "Presiden", "Saiful Ilah", "35.15"),
        (2017, "Wakil Presiden", "Nadjmi Adhani", "63.72"),
        (2017, "Sekretaris", "Ahmad Zaini", "35.15"),
        (2025, "Presiden", "Caroll Senduk", "71.73"),
        (2025, "Wakil Presiden I", "Christian Widodo", "53.71"),
        (2025, "Wakil Presiden II", "Khairul", "65.71"),
    }
    assert all(one.source.startswith("http") for one in Officer.objects.all())


def test_loading_again_changes_and_records_nothing(organs: int) -> None:
    before = set(Officer.objects.values_list("pk", flat=True))
    assert load_organs() == organs == len(before)
    assert set(Officer.objects.values_list("pk", flat=True)) == before
    assert OrganTerm.objects.count() == 2
    assert Entry.objects.filter(verb="membership.load_organs").count() == 1


def test_another_file_is_loaded_and_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jejaring.membership.actions.organs.file_sha256", lambda room, name: "0" * 64)
    Officer.objects.all().delete()
    assert load_organs() == Officer.objects.count() == 6
    assert Entry.objects.filter(verb="membership.load_organs").count() == 2


@pytest.mark.parametrize(("day", "terms"), [(date(2019, 10, 17), [2017]), (date(2026, 1, 1), [2025, 2017])])
def test_a_term_is_shown_once_it_has_begun(day: date, terms: list[int]) -> None:
    assert [term.first_year for term in terms_begun(day)] == terms


def test_the_page_names_officers_regions_and_sources(client: Client) -> None:
    shown = client.get("/organ/").content.decode()
    for words in ("Masa jabatan 2017–2023", "Saiful Ilah", "Bupati Sidoarjo", "republikjatim.com", "2016–2022"):
        assert words in shown


def test_the_page_costs_four_queries(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(4):  # type: ignore[operator]  # pytest-django's fixture is untyped here
        client.get("/organ/")


def test_loading_another_file_replaces_the_officers_and_keeps_the_order_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jejaring.membership.actions.organs.file_sha256", lambda *_names: "another")
    assert load_organs() == Officer.objects.count() == 6
    orders = OrganTerm.objects.values_list("first_year", "officers__order").order_by("first_year", "officers__order")
    assert list(orders) == [(year, order) for year in (2017, 2025) for order in (1, 2, 3)]
    assert list(Organ.objects.values_list("order", flat=True).order_by("order")) == [
        *range(1, Organ.objects.count() + 1)
    ]


def test_the_network_of_2019_is_entered_once_with_its_kinds_and_its_opening_count() -> None:
    named = seed_network_2019(on=date(2019, 10, 17))
    assert (named, Membership.objects.count()) == (seed_network_2019(on=date(2019, 10, 18)), named)
    assert named > 0
    assert set(Membership.objects.values_list("kind", "number")) == {("full", None)}
    assert NumberSeries.objects.get().last_number >= named
    assert all(member.source for member in Membership.objects.all())
