"""Columns for typed texts: whatever writes them, a form, an action or a command, passes the judge of `texts`.

What slips past a form is refused beside the field of the column's name. In migrations they are Django's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models

from jejaring.kit import fields
from jejaring.kit.refusal import Refusal
from jejaring.texts.judge import TextError, cleaned, judged

if TYPE_CHECKING:
    Char = models.CharField[str, str]
    Text = models.TextField[str, str]
    Json = models.JSONField[Any, Any]
else:
    Char, Text, Json = models.CharField, models.TextField, models.JSONField


def judged_for(field: str, text: Any, *, lines: bool = True) -> Any:
    """Return a typed text as it is kept; anything else as it is. Raises Refusal beside `field`."""
    try:
        return judged(text, lines=lines) if isinstance(text, str) else text
    except TextError as error:
        raise Refusal(str(error), field=field) from error


class _Judged:
    """What every one of these columns does before its value is written, whichever way."""

    name: str
    attname: str
    form_class: type[fields.Judged]

    def judge(self, value: Any) -> Any:
        return judged_for(self.name, value, lines=self.form_class.lines)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.judge(super().pre_save(model_instance, add))  # type: ignore[misc]  # of the column beside it
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(self.judge(value), connection)  # type: ignore[misc]  # of the column beside it

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **options})  # type: ignore[misc]  # as above

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()  # type: ignore[misc]  # of the column beside it
        kind = next(kind for kind in type(self).__mro__ if kind.__module__.startswith("django.db.models"))
        return name, f"django.db.models.{kind.__name__}", args, options


class Line(_Judged, Char):
    """A text of one line."""

    form_class = fields.LineField


class Lines(_Judged, Text):
    """A text of several lines."""

    form_class = fields.TextField


class Texts(_Judged, Json):
    """Texts by field, such as the answers of a form."""

    def judge(self, value: Any) -> Any:
        known = isinstance(value, Mapping)
        return {key: judged_for(key, text) for key, text in value.items()} if known else value

    formfield = Json.formfield


class DraftTexts(Texts):
    """Texts by field that may still have faults: cleaned here, judged when the draft is handed in."""

    def judge(self, value: Any) -> Any:
        known = isinstance(value, Mapping)
        return {key: cleaned(str(text), lines=True) for key, text in value.items()} if known else value
