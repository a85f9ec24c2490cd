"""Input of an obligation: fulfilled, or opened again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.kit.fields import DayField, DocumentField, TextField
from jejaring.membership.models import Obligation


class FulfilForm(forms.Form):
    """When an obligation was fulfilled, and the report if it is one."""

    fulfilled_on = DayField(label=_("Fulfilled on"))
    file = DocumentField(label=_("Report"), kinds=("pdf", "docx", "xlsx"))

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if kind != Obligation.Kind.YEARLY_REPORT:
            del self.fields["file"]


class ReopenForm(forms.Form):
    """Why an obligation is opened again."""

    reason = TextField(
        label=_("Reason"), help_text=_("It is kept in the history and sent to the member."), max_length=1000, rows=3
    )
