"""Entries that are public events: which they are, what is said of them, and that nothing of the others is sent."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError

from jejaring.kit import registry
from jejaring.kit.registry import RegistryError
from jejaring.ledger import events
from jejaring.ledger.actions import record
from jejaring.ledger.events import PublicEvent, public_events, publish_events
from jejaring.ledger.models import Entry
from jejaring.ledger.signals import entry_recorded
from tests.factories.people import PersonFactory

OPENED = PublicEvent("test.opened", "tests.open", registry.verbs["people.export"], lambda thing, data: data)


@pytest.fixture
def _forgotten_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_by_verb", deepcopy(events._by_verb))


@pytest.fixture
def heard() -> Iterator[list[tuple[Entry, Any]]]:
    """Hear what the ledger lets rooms above it know."""
    found: list[tuple[Entry, Any]] = []

    def hear(sender: Any, *, entry: Entry, record: Any, **rest: Any) -> None:
        found.append((entry, record))

    entry_recorded.connect(hear)
    yield found
    entry_recorded.disconnect(hear)


@pytest.mark.django_db
def test_rooms_above_hear_of_an_entry_with_its_record_and_its_time(heard: list[tuple[Entry, Any]]) -> None:
    person = PersonFactory()
    entry = record("tests.open", person, by=person)
    [(told, thing)] = heard
    assert (told.pk, thing, told.at) == (entry.pk, person, Entry.objects.get(pk=entry.pk).at)


@pytest.mark.django_db(transaction=True)
def test_an_entry_whose_listener_fails_is_undone(heard: list[tuple[Entry, Any]]) -> None:
    def fail(sender: Any, **rest: Any) -> None:
        raise DatabaseError("the outbox is full")

    person = PersonFactory()
    entry_recorded.connect(fail)
    try:
        with pytest.raises(DatabaseError):
            record("tests.open", person, by=person)
    finally:
        entry_recorded.disconnect(fail)
    assert not Entry.objects.filter(verb="tests.open").exists()


@pytest.mark.usefixtures("_forgotten_afterwards")
def test_a_type_belongs_to_one_verb_and_a_verb_to_one_type() -> None:
    publish_events([OPENED])
    with pytest.raises(RegistryError, match=r"'tests\.open' is registered twice"):
        publish_events([replace(OPENED, type="test.begun")])
    with pytest.raises(RegistryError, match=r"test\.opened is already"):
        publish_events([replace(OPENED, verb="tests.begin")])
    assert [event for event in public_events() if event.type.startswith("test.")] == [OPENED]


def test_every_public_event_comes_from_a_verb_that_a_room_records() -> None:
    assert public_events() != []
    assert {event.verb for event in public_events()} <= set(registry.verbs.keys())


def test_every_type_is_made_of_words_with_full_stops_between() -> None:
    assert {event.type.replace(".", "_").replace("_", "").isalpha() for event in public_events()} == {True}
    assert {event.type.count(".") for event in public_events()} == {1}


def test_public_addresses_are_those_of_this_installation(rf: Any) -> None:
    assert events.public_address(_Thing()) == f"{settings.PUBLIC_URL}/anggota/"  # type: ignore[arg-type]  # a thing with a page is enough


class _Thing:
    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("portal:register")
