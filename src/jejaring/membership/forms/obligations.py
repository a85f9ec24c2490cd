"""Input of a fulfilled obligation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.kit.fields import DayField, DocumentField
from jejaring.membership.models import Obligation


class FulfilForm(forms.Form):
    """When an obligation was fulfilled, and the report if it is one."""

    fulfilled_on = DayField(label=_("Fulfilled on"))
    file = DocumentField(label=_("Report"), kinds=("pdf", "docx", "xlsx"))

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if kind != Obligation.Kind.YEARLY_REPORT:
            del self.fields["file"]
