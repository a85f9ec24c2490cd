"""What badges are printed for whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.certificates import badges
from jejaring.events.models import Event


class PrintForm(forms.Form):
    """On which sheet, for whom, and whether names that nobody has checked are printed, too."""

    sheet = forms.ChoiceField(label=_("Sheet"), initial=badges.DEFAULT_SHEET)
    who = forms.ChoiceField(label=_("For whom"))
    checked = forms.TypedChoiceField(
        label=_("Names"),
        choices=[("1", _("only names that their people have checked")), ("0", _("all names"))],
        coerce=lambda value: value == "1",
        help_text=_("A wrong title on a badge is seen by everyone. Names are checked on each person's own page."),
    )

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sheet"].choices = badges.sheet_choices()  # type: ignore[attr-defined]  # of a choice
        self.fields["who"].choices = badges.whose_choices(event)  # type: ignore[attr-defined]  # of a choice
