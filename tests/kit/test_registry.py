"""What rooms register: typed, once, and loud when it is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from jejaring.kit import registry
from jejaring.kit.doorways import may_see
from jejaring.kit.registry import Doorway, MenuEntry, Registry, RegistryError, Route, Who

DAY = date(2019, 10, 17)


def test_a_key_is_registered_once() -> None:
    offers = Registry[str]("offer")
    offers.add("a", "first")
    with pytest.raises(RegistryError, match="offer: 'a' is registered twice"):
        offers.add("a", "second")
    assert offers["a"] == "first"


def test_an_unknown_key_is_an_error_when_asked_for_and_none_when_looked_for() -> None:
    offers = Registry[str]("offer")
    with pytest.raises(RegistryError, match="offer: 'a' is not registered"):
        offers["a"]
    assert offers.find("a") is None


def test_offers_come_in_their_order_and_then_as_they_were_registered() -> None:
    menu = Registry[MenuEntry]("menu")
    menu.add_all({"last": MenuEntry("L", order=9), "first": MenuEntry("F"), "second": MenuEntry("S")})
    assert [key for key, _entry in menu.items()] == ["first", "second", "last"]
    menu.add("new", MenuEntry("N", order=5))
    assert [str(entry.label) for entry in menu] == ["F", "S", "N", "L"]


def test_an_offer_that_is_lent_is_gone_afterwards() -> None:
    offers = Registry[str]("offer")
    with offers.lent("a", "for a while"):
        with offers.lent("a", "for a shorter while"):
            assert list(offers) == ["for a shorter while"]
        assert list(offers) == ["for a while"]
    assert list(offers) == []


def test_the_version_of_the_registries_grows_with_every_change_of_an_offer() -> None:
    offers = Registry[str]("offer")
    versions = [Registry.version]
    offers.add("a", "first")
    versions.append(Registry.version)
    with offers.lent("a", "for a while"):
        versions.append(Registry.version)
    versions.append(Registry.version)
    assert versions == sorted(set(versions))


def test_a_doorway_is_of_a_kind_of_record_that_exists() -> None:
    with pytest.raises(RegistryError, match=r"no kind of record called 'cities\.nothing'"):
        registry.doorways.add("cities.nothing", Doorway(may_see=lambda reader, record_id, *, on: True))


def test_a_doorway_has_either_a_query_or_a_question() -> None:
    for wrong in ({}, {"visible": _groups, "may_see": lambda reader, record_id, *, on: True}):
        with pytest.raises(RegistryError, match="either a query or a question"):
            Doorway(**wrong)  # type: ignore[arg-type]  # what is tested
    with pytest.raises(RegistryError, match="only what a query finds can be searched"):
        Doorway(may_see=lambda reader, record_id, *, on: True, in_search=True)


def _groups(reader: Any, *, on: date) -> QuerySet[Group]:
    return Group.objects.filter(name=reader)


@pytest.mark.django_db
def test_a_record_is_seen_as_its_doorway_answers_and_otherwise_not() -> None:
    mine = Group.objects.create(name="padang")
    with registry.doorways.lent("auth.group", Doorway(visible=_groups)):
        asked = [("padang", mine.pk), ("kupang", mine.pk), ("padang", 0), ("padang", "no number")]
        assert [may_see(reader, "auth.group", str(key)) for reader, key in asked] == [True, False, False, False]
    assert not may_see("padang", "auth.group", str(mine.pk))


@pytest.mark.django_db
def test_a_route_makes_an_example_of_its_address() -> None:
    group = Group(pk=7, name="padang")
    route = Route(Who.OFFICE, of="auth.group", take={"pk": "pk", "name": "name"}, arguments={"verb": "hold"})
    assert route.example({"auth.group": group}) == {"pk": 7, "name": "padang", "verb": "hold"}
    with pytest.raises(KeyError, match=r"auth\.group"):
        route.example({})


@pytest.mark.parametrize("menu", ["header_menu", "footer_menu", "account_menu", "network_menu"])
def test_every_menu_leads_to_pages_that_exist(menu: str) -> None:
    pages = getattr(registry, menu).keys()
    assert pages
    for page in pages:
        reverse(page)


def test_every_page_for_a_purpose_has_a_route() -> None:
    assert [page for page in registry.pages if page not in registry.routes] == []


def test_every_list_that_a_search_leads_to_exists() -> None:
    for search in registry.searches:
        if search.all_page:
            reverse(search.all_page)
    with pytest.raises(NoReverseMatch):
        reverse("portal:nothing")
