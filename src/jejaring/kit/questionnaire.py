"""Questions as data: titled sections of fields, in both languages, from a room's data file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jejaring.kit import words
from jejaring.kit.words import bilingual

NUMBER = re.compile(r"[0-9]{1,18}")  # a draft holds what was typed, whatever it is


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a question that offers several."""

    value: str
    label_id: str
    label_en: str

    label = bilingual("label")


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `fact` names the record, `source` the earlier step that its answer is taken from."""

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
        return words.number(int(text)) if self.type == "number" and NUMBER.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of questions."""

    key: str
    label_id: str
    label_en: str
    fields: tuple[Field, ...]

    label = bilingual("label")


def section_from(found: Mapping[str, Any]) -> Section:
    """Return a section as a data file writes it. Raises TypeError for a key that a question does not have."""
    return Section(found["key"], found["label_id"], found["label_en"], tuple(map(_field_from, found["fields"])))


def _field_from(found: Mapping[str, Any]) -> Field:
    values = {key: value for key, value in found.items() if key not in ("from", "choices")}
    choices = tuple(Choice(**one) for one in found.get("choices", ()))
    return Field(**values, source=found.get("from", ""), choices=choices)
