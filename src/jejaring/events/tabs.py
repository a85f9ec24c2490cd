"""What rooms hang into an event's work: their tab of every page under `kelola/`, and their lines of its overview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.urls import reverse

from jejaring.cities.queries import Reader
from jejaring.events.models import Event
from jejaring.kit.components import Fact, Step, Tab, Text
from jejaring.kit.registry import Registry


class May(Protocol):
    """Tell whether someone may open a tab of an event on that day."""

    def __call__(self, person: Reader, event: Event, *, on: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class EventTab:
    """A tab of an event's work, registered under its key; `page` names a page that takes the event's slug alone.

    Of these are: overview 10, programme 20, speakers 30, proposals 40, participants 50, door 60, certificates 70,
    minutes 80, report 90.
    """

    label: Text
    page: str
    may: May
    order: int = 0


class Steps(Protocol):
    """Return what is done and what is to be done next in a room, for an event's overview."""

    def __call__(self, event: Event, *, on: date) -> Sequence[Step]: ...


class Facts(Protocol):
    """Return a room's figures of an event, for its overview: at most two."""

    def __call__(self, event: Event, *, on: date) -> Sequence[Fact]: ...


@dataclass(frozen=True, slots=True)
class Overview:
    """A room's lines of an event's overview, registered under the room's name."""

    steps: Steps
    facts: Facts | None = None
    order: int = 0


event_tabs = Registry[EventTab]("tab of an event")
overviews = Registry[Overview]("overview of an event")


def tabs_of(event: Event, person: Reader, *, on: date) -> list[Tab]:
    """Return the tabs of an event that a person may open, in their order; each question is asked once."""
    answers = {one.may: one.may(person, event, on=on) for one in event_tabs}
    return [
        Tab(key, one.label, reverse(one.page, args=[event.slug])) for key, one in event_tabs.items() if answers[one.may]
    ]
