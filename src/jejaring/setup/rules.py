"""Who prepares a new network."""

from __future__ import annotations

from datetime import date

from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office


def may_prepare(person: Reader, *, on: date) -> bool:
    """The secretariat sees what is left to be decided, and confirms it."""
    return holds_network_office(person, *SECRETARIAT, on=on)
