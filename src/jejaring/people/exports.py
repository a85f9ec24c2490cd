"""What the network knows of a person, gathered from every room that offers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise

from jejaring.people.models import Person

Rows = list[dict[str, Any]]
Collect = Callable[[Person], Rows]

_offers: dict[str, tuple[str | Promise, Collect]] = {}


def offer_export(name: str, collect: Collect, *, title: str | Promise = "") -> None:
    """Let `collect(person)` add its rows, plain values, to a person's export under `name`."""
    _offers[name] = (title or name, collect)


def collect_all(person: Person) -> Mapping[str, tuple[str, Rows]]:
    """Return title and rows of every offer, by name."""
    return {name: (str(title), collect(person)) for name, (title, collect) in _offers.items()}
