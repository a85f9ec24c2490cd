"""Who may see a person's history: they themselves, and the network's secretariat."""

from __future__ import annotations

from datetime import date

from jejaring.cities.models import Office
from jejaring.cities.queries import Reader, holds_network_office

SECRETARIAT = (Office.Role.SECRETARIAT, Office.Role.NETWORK_SECRETARY)


def may_see_person(reader: Reader, person_id: str, *, on: date) -> bool:
    return str(reader.pk) == person_id or holds_network_office(reader, *SECRETARIAT, on=on)
