"""Input of minutes: the texts, an action item, a correction, a report on what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.drafts.draft_form import DraftForm
from jejaring.events.models import Event, Session
from jejaring.kit.fields import DayField, EmailField, LineField, Section, TextField
from jejaring.minutes.actions.minutes import MinutesFacts
from jejaring.minutes.models import Minutes
from jejaring.people.models import Person
from jejaring.people.queries import person_at

BY_TITLE = _("One title or organisation per line, for example “Narahubung Kota Padang”.")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"


class BeginForm(forms.Form):
    """Which session the minutes are of."""

    session = forms.ModelChoiceField(
        Session.objects.none(), label=_("Session"), required=False, empty_label=_("another meeting of the event")
    )

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["session"]
        field.queryset = event.sessions.exclude(state=Session.State.CANCELLED).exclude(kind=Session.Kind.BREAK)
        field.label_from_instance = lambda one: f"{one.number} · {one.title}"


class MinutesForm(DraftForm):
    """The texts of minutes; a moment is in the event's zone."""

    title = LineField(label=_("Title"), max_length=300)
    held_on = DayField(label=_("Day"))
    held_time = forms.TimeField(label=_("Time"), widget=TimeInput(format="%H:%M"))
    place = LineField(label=_("Place"), max_length=200, required=False)
    agenda = TextField(label=_("Agenda"), rows=4, required=False, help_text=_("One item per line."))
    present = TextField(label=_("Present"), rows=5, required=False, help_text=BY_TITLE)
    excused = TextField(label=_("Excused"), rows=3, required=False)
    absent = TextField(label=_("Absent"), rows=3, required=False)
    course = TextField(label=_("Course of the meeting"), rows=8, required=False)
    decisions = TextField(label=_("Decisions"), rows=5, required=False, help_text=_("One decision per line."))

    sections = (
        Section(_("The meeting"), ("title", "held_on", "held_time", "place", "agenda")),
        Section(_("Who was there"), ("present", "excused", "absent")),
        Section(_("What came of it"), ("course", "decisions")),
    )

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(event.time_zone)

    @property
    def facts(self) -> MinutesFacts:
        """Return what was typed, as the actions take it."""
        found = {name: self.cleaned_data[name] for name in Minutes.TEXTS}
        day, time = self.cleaned_data["held_on"], self.cleaned_data["held_time"]
        return MinutesFacts(held_at=datetime.combine(day, time, tzinfo=self.zone), **found)


def written(minutes: Minutes) -> dict[str, Any]:
    """Return minutes as `MinutesForm` shows them."""
    local = timezone.localtime(minutes.held_at, ZoneInfo(minutes.event.time_zone))
    return {**minutes.typed, "held_on": local.date(), "held_time": local.time(), "revision": minutes.revision}


class ItemForm(forms.Form):
    """What someone has to do, and until when."""

    text = LineField(label=_("What is to be done"), max_length=500)
    email = EmailField(label=_("By whom"), help_text=_("The e-mail address of an account here."))
    due_on = DayField(label=_("Until"))

    refusal_fields = {"owner": "email"}

    def clean_email(self) -> Person:
        person = person_at(self.cleaned_data["email"])
        if person is None or not person.is_active:
            raise forms.ValidationError(gettext("No account has this address."))
        return person

    @property
    def item(self) -> dict[str, Any]:
        """Return the item as the actions take it."""
        return {
            "text": self.cleaned_data["text"],
            "owner": self.cleaned_data["email"],
            "due_on": self.cleaned_data["due_on"],
        }


class CorrectForm(forms.Form):
    """Why minutes are corrected."""

    reason = LineField(label=_("Why they are corrected"), max_length=500)


class ReportForm(forms.Form):
    """What came of an item."""

    note = LineField(label=_("What came of it"), max_length=500, required=False)
