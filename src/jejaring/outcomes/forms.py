"""What the pages of this room take: answers on a scale with a text, the days of a survey, the summary of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.kit.fields import DayField, Section, TextField
from jejaring.outcomes.questions import SCALE, questions_of


class FeedbackForm(forms.Form):
    """One row of five answers per question, and a text."""

    text = TextField(
        label=_("In your own words"),
        rows=5,
        required=False,
        max_length=2000,
        help_text=_("The organisers read it before anyone else does. Your name is not shown with it."),
    )

    def __init__(self, *args: Any, session: object | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions_of(session):
            self.fields[question.key] = forms.TypedChoiceField(
                label=str(question.text), choices=list(SCALE.items()), coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*(one.key for one in questions_of(session)), "text"])
        self._keys = [one.key for one in questions_of(session)]

    @property
    def ratings(self) -> dict[str, int]:
        """Return the answers by question."""
        return {key: self.cleaned_data[key] for key in self._keys}


class SurveyForm(forms.Form):
    """From when until when participants are asked."""

    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"), help_text=_("Until then everyone can change what they said."))


class ReportForm(forms.Form):
    """What the organiser says of the event, above the figures."""

    sections = (
        Section(
            _("Summary"),
            ("summary_id", "summary_en"),
            text=_("Two or three paragraphs: what was done, what was agreed, what comes next."),
        ),
    )
    summary_id = TextField(label=_("In Indonesian"), rows=8, max_length=5000)
    summary_en = TextField(label=_("In English"), rows=8, required=False, max_length=5000)
