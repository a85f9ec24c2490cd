"""Questions as values: type, choices and condition, in both languages; read from data and written as data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.kit import words
from jejaring.kit.components import Text
from jejaring.kit.words import bilingual

NUMBER = re.compile(r"[0-9]{1,18}")  # a draft holds what was typed, whatever it is
YES, NO = "yes", "no"
HEADING = "heading"  # no question: the title of those that follow
TYPES: dict[str, Text] = {
    "line": _("a line of text"),
    "text": _("a longer text"),
    "number": _("a whole number"),
    "day": _("a day"),
    "yes_no": _("yes or no"),
    "choice": _("one of several answers"),
    "choices": _("any number of several answers"),
    "email": _("an e-mail address"),
    "phone": _("a telephone number"),
    "url": _("an address on the web"),
}
WITH_CHOICES = ("choice", "choices")
DECIDING = (*WITH_CHOICES, "yes_no")  # whose answers a condition can name


class QuestionnaireError(ValueError):
    """A questionnaire does not hold together; its text is a sentence for who writes it."""

    def __init__(self, field: Field, problem: str) -> None:
        super().__init__(problem % {"question": field.label})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a question that offers several."""

    value: str
    label_id: str
    label_en: str = ""

    label = bilingual("label")


YES_AND_NO = (Choice(YES, "Ya", "Yes"), Choice(NO, "Tidak", "No"))


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked only if the question `key`, which stands before it, has one of these answers."""

    key: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether the answers meet it."""
        return not set(self.values).isdisjoint(values_of(answers.get(self.key)))


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `fact` names the record, `source` the earlier step that its answer is taken from."""

    key: str
    label_id: str
    label_en: str = ""
    type: str = "line"
    required: bool = True
    help_id: str = ""
    help_en: str = ""
    fact: str = ""
    source: str = ""
    choices: tuple[Choice, ...] = ()
    asked_if: Condition | None = None

    label = bilingual("label")
    help = bilingual("help")

    @property
    def options(self) -> tuple[Choice, ...]:
        """Return the answers to choose from: yes and no, too."""
        return YES_AND_NO if self.type == "yes_no" else self.choices

    def shown(self, answer: Any) -> str:
        """Return an answer in words."""
        labels = {choice.value: choice.label for choice in self.options}
        if self.options:
            return ", ".join(labels.get(value, value) for value in values_of(answer))
        text = "" if answer is None else str(answer)
        if self.type == "day" and text:
            try:
                return words.long_date(date.fromisoformat(text))
            except ValueError:
                return text
        return words.number(int(text)) if self.type == "number" and NUMBER.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of questions."""

    key: str
    label_id: str
    label_en: str
    fields: tuple[Field, ...]

    label = bilingual("label")


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Questions in their order. A field of the type HEADING is the title of those that follow it.

    Raises QuestionnaireError when made, if a key comes twice, a choice has fewer than two answers or one of them
    twice, or a condition names no answer of a question before it.
    """

    fields: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        before: dict[str, Field] = {}
        for field in self.fields:
            if field.key in before:
                raise QuestionnaireError(field, gettext("There are two questions “%(question)s” of one key."))
            values = [choice.value for choice in field.choices]
            if field.type in WITH_CHOICES and (len(values) < 2 or len(set(values)) < len(values)):
                raise QuestionnaireError(field, gettext("“%(question)s” needs two different answers to choose from."))
            if (on := field.asked_if) and not set(on.values) <= _answers_of(before.get(on.key)):
                sentence = gettext("“%(question)s” depends on an answer that no question before it has.")
                raise QuestionnaireError(field, sentence)
            before[field.key] = field

    @property
    def questions(self) -> tuple[Field, ...]:
        """Return the fields that are asked, without headings."""
        return tuple(field for field in self.fields if field.type != HEADING)

    def asked(self, answers: Mapping[str, Any]) -> list[Field]:
        """Return the questions that are asked given these answers; an answer that is not asked for decides nothing."""
        found: list[Field] = []
        heard: dict[str, Any] = {}
        for field in self.questions:
            if field.asked_if is None or field.asked_if.holds(heard):
                found.append(field)
                heard[field.key] = answers.get(field.key)
        return found

    def in_words(self, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return label and answer of every question that was answered."""
        asked = [(field.label, field.shown(answers.get(field.key))) for field in self.asked(answers)]
        return [(label, text) for label, text in asked if text]

    def find(self, key: str) -> Field | None:
        """Return the field of that key, or None."""
        return next((field for field in self.fields if field.key == key), None)

    def as_data(self) -> list[dict[str, Any]]:
        """Return the questions as plain values, for a JSON column."""
        return [_as_data(field) for field in self.fields]

    # --- changing: each returns another questionnaire, and raises QuestionnaireError as making one does
    def with_field(self, field: Field) -> Questionnaire:
        """Return it with a field put in place of that of the same key, or at the end."""
        if self.find(field.key) is None:
            return Questionnaire((*self.fields, field))
        return Questionnaire(tuple(field if one.key == field.key else one for one in self.fields))

    def without(self, key: str) -> Questionnaire:
        """Return it without the field of that key."""
        return Questionnaire(tuple(one for one in self.fields if one.key != key))

    def moved(self, key: str, by: int) -> Questionnaire:
        """Return it with one field moved by so many places, at most to an end."""
        rest = [one for one in self.fields if one.key != key]
        at = next(place for place, one in enumerate(self.fields) if one.key == key)
        place = min(max(at + by, 0), len(rest))
        return Questionnaire((*rest[:place], self.fields[at], *rest[place:]))


def values_of(answer: Any) -> tuple[str, ...]:
    """Return an answer as the values of choices: several, one or none."""
    if answer is None or answer == "":
        return ()
    if isinstance(answer, bool):
        return (YES if answer else NO,)
    return tuple(map(str, answer)) if isinstance(answer, list | tuple) else (str(answer),)


def _answers_of(field: Field | None) -> set[str]:
    return {choice.value for choice in field.options} if field else set()


# --- read from data -----------------------------------------------------------------------------
def questionnaire_from(found: Sequence[Mapping[str, Any]]) -> Questionnaire:
    """Return what `as_data` returned. Raises TypeError for a key that a question does not have."""
    return Questionnaire(tuple(map(_field_from, found)))


def section_from(found: Mapping[str, Any]) -> Section:
    """Return a section as a data file writes it. Raises TypeError for a key that a question does not have."""
    return Section(found["key"], found["label_id"], found["label_en"], tuple(map(_field_from, found["fields"])))


def _field_from(found: Mapping[str, Any]) -> Field:
    special = ("from", "choices", "asked_if")
    field = Field(**{key: value for key, value in found.items() if key not in special}, source=found.get("from", ""))
    condition = found.get("asked_if")
    return replace(
        field,
        choices=tuple(Choice(**one) for one in found.get("choices", ())),
        asked_if=Condition(condition["key"], tuple(condition["values"])) if condition else None,
    )


def _as_data(field: Field) -> dict[str, Any]:
    plain = {
        name: getattr(field, name)
        for name in ("key", "label_id", "label_en", "type", "required", "help_id", "help_en", "fact")
        if getattr(field, name) != ""
    }
    if field.source:
        plain["from"] = field.source
    if field.choices:
        plain["choices"] = [
            {"value": one.value, "label_id": one.label_id, "label_en": one.label_en} for one in field.choices
        ]
    if field.asked_if:
        plain["asked_if"] = {"key": field.asked_if.key, "values": list(field.asked_if.values)}
    return plain
