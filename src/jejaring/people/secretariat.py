"""Who belongs to the network's secretariat, asked of the room that keeps offices."""

from __future__ import annotations

from datetime import date

from jejaring.kit import registry
from jejaring.people.models import Person


def is_secretariat(person: Person, *, on: date) -> bool:
    """Tell whether a person acts for the secretariat on that day; a keeper of the installation does, too."""
    return person.is_superuser or any(belongs(person, on) for belongs in registry.secretariat_members)
