"""The form in which a question is written, by someone who is no programmer."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.kit.fields import LineField, TextField
from jejaring.questionnaires.changes import condition_in_words
from jejaring.questionnaires.definition import (
    DECIDING,
    HEADING,
    NO,
    TYPES,
    WITH_CHOICES,
    YES,
    Choice,
    Condition,
    Field,
    Questionnaire,
)

MOST_CHOICES = 30


class QuestionForm(forms.Form):
    """One question, as someone who is no programmer writes it."""

    label_id = LineField(label=_("Question in Indonesian"), max_length=300)
    label_en = LineField(label=_("Question in English"), max_length=300, required=False)
    type = forms.ChoiceField(label=_("Kind of answer"), choices=[*TYPES.items(), (HEADING, _("no answer: a heading"))])
    choices = TextField(
        label=_("Answers to choose from"),
        required=False,
        help_text=_("One per line, the English after an upright stroke: Vegetarian | Vegetarian."),
    )
    required = forms.BooleanField(label=_("It must be answered"), required=False)
    help_id = LineField(label=_("Help in Indonesian"), max_length=300, required=False)
    help_en = LineField(label=_("Help in English"), max_length=300, required=False)
    asked_if = forms.ChoiceField(label=_("Ask it"), required=False)

    def __init__(self, typed: Any = None, *, questionnaire: Questionnaire, field: Field | None, key: str) -> None:
        super().__init__(typed, initial=_as_typed(field))
        self.key, self.earlier = key, field
        before = _before(questionnaire, field)
        self.fields["choices"].needed_if = _("required for a choice")  # type: ignore[attr-defined]  # see kit.fields
        answers = [(one.key, choice.value) for one in before if one.type in DECIDING for choice in one.options]
        conditions = [
            (json.dumps([key, value]), condition_in_words(Condition(key, (value,)), questionnaire))
            for key, value in answers
        ]
        self.fields["asked_if"].choices = [("", _("always")), *conditions]  # type: ignore[attr-defined]  # a choice has it

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("type") in WITH_CHOICES and "choices" not in self.errors:
            texts = [one.label_id for one in self._choices(cleaned["choices"])]
            if len(texts) < 2:
                self.add_error("choices", _("Write at least two answers, one per line."))
            elif len({text.casefold() for text in texts}) < len(texts):
                self.add_error("choices", _("One answer stands there twice."))
            elif len(texts) > MOST_CHOICES:
                self.add_error("choices", _("At most %(count)s answers.") % {"count": MOST_CHOICES})
        return cleaned

    @property
    def question(self) -> Field:
        """Return the question as it was written. Only of a valid form."""
        given = self.cleaned_data
        key, value = json.loads(given["asked_if"]) if given["asked_if"] else ("", "")
        return Field(
            key=self.key,
            label_id=given["label_id"],
            label_en=given["label_en"],
            type=given["type"],
            required=given["required"] and given["type"] != HEADING,
            help_id=given["help_id"],
            help_en=given["help_en"],
            choices=tuple(self._choices(given["choices"])) if given["type"] in WITH_CHOICES else (),
            asked_if=Condition(key, (value,)) if key and given["type"] != HEADING else None,
        )

    def _choices(self, text: str) -> list[Choice]:
        """Return the answers written; one that was there before keeps its value, whatever its English is now."""
        known = {one.label_id: one.value for one in (self.earlier.choices if self.earlier else ())}
        lines = [line.partition("|") for line in text.splitlines() if line.partition("|")[0].strip()]
        labels = [(indonesian.strip(), english.strip()) for indonesian, _stroke, english in lines]
        values = {*known.values(), YES, NO}
        found: list[Choice] = []
        for indonesian, english in labels:
            value = known.get(indonesian) or next(f"a{n}" for n in range(1, 1000) if f"a{n}" not in values)
            values.add(value)
            found.append(Choice(value, indonesian, english))
        return found


def _before(questionnaire: Questionnaire, field: Field | None) -> list[Field]:
    found: list[Field] = []
    for one in questionnaire.fields:
        if field and one.key == field.key:
            break
        found.append(one)
    return found


def _as_typed(field: Field | None) -> dict[str, Any]:
    if field is None:
        return {"type": "line"}
    lines = [" | ".join(filter(None, (one.label_id, one.label_en))) for one in field.choices]
    on = field.asked_if
    return {
        **{name: getattr(field, name) for name in ("label_id", "label_en", "type", "required", "help_id", "help_en")},
        "choices": "\n".join(lines),
        "asked_if": json.dumps([on.key, on.values[0]]) if on else "",
    }
