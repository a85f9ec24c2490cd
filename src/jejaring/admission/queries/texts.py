"""The room's texts and rules that live in data files: the application form, the parts of the agreement, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from jejaring.cities.calendars import due_after
from jejaring.cities.models import Organisation
from jejaring.kit.data_files import load
from jejaring.kit.words import bilingual
from jejaring.questionnaires.definition import Field, Section, section_from


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the cooperation agreement with its first wording; `composed` ones are never typed."""

    key: str
    label_id: str
    label_en: str
    text: str
    composed: bool = False

    label = bilingual("label")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Working days for each state, and when to remind and to escalate."""

    workdays: dict[str, int]
    reminders: tuple[int, ...]
    escalations: tuple[int, ...]
    confirmed: bool
    source_id: str
    source_en: str

    source = bilingual("source")


@cache
def deadlines() -> Deadlines:
    """Return the network's deadlines."""
    found = load("admission", "deadlines")
    return Deadlines(
        workdays=found["workdays"],
        reminders=tuple(found["reminders"]),
        escalations=tuple(found["escalations"]),
        confirmed=found["confirmed"],
        source_id=found["source"],
        source_en=found["source_en"],
    )


@cache
def application_sections() -> tuple[Section, ...]:
    """Return the application form as data."""
    return tuple(section_from(one) for one in load("admission", "application_form")["sections"])


@cache
def application_fields() -> dict[str, Field]:
    """Return the application's fields by their key, in order."""
    return {field.key: field for section in application_sections() for field in section.fields}


@cache
def agreement_parts() -> tuple[Part, ...]:
    """Return the parts of a cooperation agreement, in order."""
    return tuple(Part(**one) for one in load("admission", "agreement_parts")["parts"])


def typed_parts() -> tuple[Part, ...]:
    """Return the parts whose wording the secretariat edits; the others follow from the agreement's fields."""
    return tuple(part for part in agreement_parts() if not part.composed)


def due_on(state: str, *, start: date, organisation: Organisation) -> date | None:
    """Return the day by which `state` should be left, or None if the network gives the state no deadline."""
    workdays = deadlines().workdays.get(state)
    return None if workdays is None else due_after(organisation, workdays, start=start)
