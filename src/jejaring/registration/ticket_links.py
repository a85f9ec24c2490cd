"""What the rooms above put on a participant's own page: where to go from there."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from jejaring.kit.components import Link
from jejaring.kit.registry import Registry
from jejaring.registration.models import Registration


class LinkOf(Protocol):
    """Return where someone goes from their own page, which `token` opens; None for no link."""

    def __call__(self, registration: Registration, token: str, *, on: date) -> Link | None: ...


ticket_links = Registry[LinkOf]("link of a participant's own page")


def links_of(registration: Registration, token: str, *, on: date) -> list[Link]:
    """Return the links of a participant's own page, in the order of the rooms."""
    return [link for make in ticket_links if (link := make(registration, token, on=on))]
