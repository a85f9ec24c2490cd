"""The form that asks a questionnaire: one definition for the page and for the server's checks."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext

from jejaring.kit.fields import (
    CountField,
    DayField,
    EmailField,
    LineField,
    PhoneField,
    Section,
    TextField,
    UrlField,
)
from jejaring.questionnaires.changes import condition_in_words
from jejaring.questionnaires.definition import HEADING, YES, Field, Questionnaire, values_of

LARGEST_NUMBER = 10**15 - 1
LONGEST_LINE, LONGEST_TEXT = 500, 5000  # characters


def form_field(field: Field, *, help_text: str = "") -> forms.Field:
    """Return the form field that asks a question; `help_text` takes the place of its own help."""
    common: dict[str, Any] = {
        "label": field.label,
        "help_text": help_text or field.help,
        "required": field.required and field.asked_if is None,
    }
    choices = [(one.value, one.label) for one in field.options]
    match field.type:
        case "text":
            return TextField(max_length=LONGEST_TEXT, **common)
        case "phone":
            return PhoneField(**common)
        case "email":
            return EmailField(**common)
        case "url":
            return UrlField(**common)
        case "day":
            return DayField(**common)
        case "number":
            return CountField(min_value=0, max_value=LARGEST_NUMBER, localize=False, **common)
        case "choice" | "yes_no":
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case "choices":
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    return LineField(max_length=LONGEST_LINE, **common)


class AnswersForm(forms.Form):
    """A form that ends in the questions of a questionnaire, each under its key.

    A question with a condition is required only if it is asked; what was answered to one that is not asked is left
    out. Every error stands beside its field, all at once.
    """

    def __init__(self, *args: Any, questionnaire: Questionnaire, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questionnaire = questionnaire
        for field in questionnaire.questions:
            self.fields[field.key] = asked = form_field(field)
            if field.asked_if:
                when = condition_in_words(field.asked_if, questionnaire)
                asked.needed_if = when  # type: ignore[attr-defined]  # the page writes it beside the label
                asked.widget.attrs["data-asked-if"] = json.dumps([field.asked_if.key, *field.asked_if.values])

    @property
    def question_sections(self) -> list[Section]:
        """Return the questions under their headings, for a form's `sections`."""
        found: list[Section] = []
        names: list[str] = []
        for field in self.questionnaire.fields:
            if field.type == HEADING:
                names = []
                found.append(Section(field.label, names, text=field.help))
            elif not found:
                found.append(Section(gettext("Questions"), names := [field.key]))
            else:
                names.append(field.key)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = {field.key for field in self.questionnaire.asked(cleaned)}
        for field in self.questionnaire.questions:
            if field.key not in asked:
                self.errors.pop(field.key, None)
                cleaned.pop(field.key, None)
            elif field.asked_if and field.required and field.key not in self.errors and not _given(cleaned[field.key]):
                self.add_error(field.key, self.fields[field.key].error_messages["required"])
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """Return what was answered to the questions that are asked, as plain values. Only of a valid form."""
        found = ((field, self.cleaned_data.get(field.key)) for field in self.questionnaire.questions)
        return {field.key: _plain(field, value) for field, value in found if _given(value)}


def initial_answers(answers: dict[str, Any]) -> dict[str, Any]:
    """Return stored answers as a form shows them."""
    return {key: values_of(value)[0] if isinstance(value, bool) else value for key, value in answers.items()}


def _given(value: Any) -> bool:
    return value is not None and value not in ("", [])


def _plain(field: Field, value: Any) -> Any:
    if field.type == "yes_no":
        return value == YES
    return value.isoformat() if isinstance(value, date) else value
