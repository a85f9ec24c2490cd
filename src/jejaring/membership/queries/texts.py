"""The room's texts and rules that live in data files: forms, letters, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from django.utils.translation import get_language

from jejaring.kit import words

FOLDER = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a field that offers several."""

    value: str
    label_id: str
    label_en: str

    @property
    def label(self) -> str:
        return _in_language(self.label_id, self.label_en)


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

    @property
    def label(self) -> str:
        return _in_language(self.label_id, self.label_en)

    @property
    def help(self) -> str:
        return _in_language(self.help_id, self.help_en)

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

    @property
    def label(self) -> str:
        return _in_language(self.label_id, self.label_en)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the cooperation agreement with its first wording."""

    key: str
    label_id: str
    label_en: str
    text: str

    @property
    def label(self) -> str:
        return _in_language(self.label_id, self.label_en)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Working days for each state, and when to remind and to escalate."""

    workdays: dict[str, int]
    reminders: tuple[int, ...]
    escalations: tuple[int, ...]
    confirmed: bool
    source_id: str
    source_en: str

    @property
    def source(self) -> str:
        return _in_language(self.source_id, self.source_en)


@cache
def data(name: str) -> dict[str, Any]:
    """Return a data file's content."""
    return cast(dict[str, Any], yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


@cache
def deadlines() -> Deadlines:
    """Return the network's deadlines."""
    found = data("deadlines")
    return Deadlines(
        workdays=found["workdays"],
        reminders=tuple(found["reminders"]),
        escalations=tuple(found["escalations"]),
        confirmed=found["confirmed"],
        source_id=found["source"],
        source_en=found["source_en"],
    )


def unconfirmed_source(name: str) -> str:
    """Return where a data file's words come from, or "" once a source has confirmed them."""
    found = data(name)
    return "" if found["confirmed"] else _in_language(found["source"], found["source_en"])


@cache
def application_sections() -> tuple[Section, ...]:
    """Return the application form as data."""
    return tuple(
        Section(one["key"], one["label_id"], one["label_en"], tuple(_field(field) for field in one["fields"]))
        for one in data("application_form")["sections"]
    )


@cache
def application_fields() -> dict[str, Field]:
    """Return the application's fields by their key, in order."""
    return {field.key: field for section in application_sections() for field in section.fields}


@cache
def agreement_parts() -> tuple[Part, ...]:
    """Return the parts of a cooperation agreement."""
    return tuple(Part(**one) for one in data("agreement_parts")["parts"])


def _field(found: dict[str, Any]) -> Field:
    values = {key: value for key, value in found.items() if key not in ("from", "choices")}
    choices = tuple(Choice(**one) for one in found.get("choices", ()))
    return Field(**values, source=found.get("from", ""), choices=choices)


def _in_language(indonesian: str, english: str) -> str:
    return english if get_language() == "en" else indonesian
