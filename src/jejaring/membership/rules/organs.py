"""Who enters the bodies of the network and their office-holders."""

from __future__ import annotations

from datetime import date

from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office


def may_keep_organs(person: Reader, *, on: date) -> bool:
    """The secretariat enters and corrects bodies, terms and office-holders."""
    return holds_network_office(person, *SECRETARIAT, on=on)
