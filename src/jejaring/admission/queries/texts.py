"""The room's texts and rules that live in data files: the application form, the parts of the agreement, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from jejaring.kit import words
from jejaring.kit.data_files import load
from jejaring.kit.words import bilingual


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a field that offers several."""

    value: str
    label_id: str
    label_en: str

    label = bilingual("label")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the application. `fact` names the organisation's record it comes from."""

    key: str
    label_id: str
    label_en: str
    type: str = "line"
    required: bool = True
    help_id: str = ""
    help_en: str = ""
    fact: str = ""
    source: str = ""
    choices: tuple[Choice, ...] = ()

    label = bilingual("label")
    help = bilingual("help")

    def shown(self, answer: Any) -> str:
        """Return an answer in words."""
        for choice in self.choices:
            if choice.value == answer:
                return choice.label
        text = "" if answer is None else str(answer)
        return words.number(int(text)) if self.type == "number" and text.isdecimal() else text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the application form."""

    key: str
    label_id: str
    label_en: str
    fields: tuple[Field, ...]

    label = bilingual("label")


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
    return tuple(
        Section(one["key"], one["label_id"], one["label_en"], tuple(_field(field) for field in one["fields"]))
        for one in load("admission", "application_form")["sections"]
    )


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


def _field(found: dict[str, Any]) -> Field:
    values = {key: value for key, value in found.items() if key not in ("from", "choices")}
    choices = tuple(Choice(**one) for one in found.get("choices", ()))
    return Field(**values, source=found.get("from", ""), choices=choices)
