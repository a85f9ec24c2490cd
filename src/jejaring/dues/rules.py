"""Who may keep the dues."""

from __future__ import annotations

from datetime import date

from jejaring.cities.models import Office
from jejaring.cities.queries import SECRETARIAT, Reader, holds_network_office


def may_keep_dues(person: Reader, *, on: date) -> bool:
    """Return whether `person` may set tables, issue invoices and record payments: treasurer and secretariat."""
    return holds_network_office(person, *SECRETARIAT, Office.Role.TREASURER, on=on)
