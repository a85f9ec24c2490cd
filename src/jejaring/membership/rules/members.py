"""Who may open pages of the network's desk on members."""

from __future__ import annotations

from datetime import date

from jejaring.cities.queries import Reader, holds_network_office


def may_see_desk(person: Reader, *, on: date) -> bool:
    """Return whether `person` sees the lists of all members: those who hold an office of the network."""
    return holds_network_office(person, on=on)
