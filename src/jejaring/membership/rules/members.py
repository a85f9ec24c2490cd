"""Who may open pages of the network's desk on members."""

from __future__ import annotations

from datetime import date

from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office


def may_keep_register(person: Reader, *, on: date) -> bool:
    """The secretariat keeps the register; every officer of the network may read its inner pages."""
    return holds_network_office(person, *SECRETARIAT, on=on)


def may_see_desk(person: Reader, *, on: date) -> bool:
    """Those who hold an office of the network see the lists of all members."""
    return holds_network_office(person, on=on)
