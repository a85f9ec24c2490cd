"""The form of what was decided on a day."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.kit.components import Text
from jejaring.kit.fields import DayField


class DatedForm(forms.Form):
    """A form with the date of the decision, kept apart from the time of recording; `dated` calls it otherwise."""

    on = DayField(
        label=_("Date of the decision"),
        help_text=_("The day it was decided, not the day you enter it."),
    )
    dated: ClassVar[Text] = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.dated:
            self.fields["on"].label, self.fields["on"].help_text = str(self.dated), ""
