"""Input of decisions on a member's standing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engines.lifecycle.standing import DECISIONS
from jejaring.kit.fields import DayField, DocumentField, TextField


class DecisionForm(forms.Form):
    """A decision with its reason and file. It is confirmed once, because it is shown in public."""

    decided_on = DayField(label=_("Date of the decision"), help_text=_("It takes effect on this day."))
    reason = TextField(
        label=_("Reason"),
        help_text=_("It is public in the register: do not include personal data."),
        max_length=2000,
    )
    valid_until = DayField(label=_("Renewed until"))
    file = DocumentField(label=_("The decision as a file"), kinds=("pdf", "jpg", "jpeg", "png"))
    sure = forms.BooleanField(
        label=_("I have checked the decision. It will be shown in the public register."),
        error_messages={"required": _("Confirm that you have checked the decision.")},
    )

    def __init__(self, *args: Any, verb: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if "valid_until" not in DECISIONS[verb].requires:
            del self.fields["valid_until"]

    @property
    def decision(self) -> dict[str, Any]:
        """Return what was decided: the cleaned fields without the confirmation."""
        return {key: value for key, value in self.cleaned_data.items() if key != "sure"}


class DismissForm(forms.Form):
    """Why a proposal is dismissed."""

    remark = TextField(label=_("Reason"), max_length=1000, rows=3)
