"""Input of an event's own pages: its facts, its copy, its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Organisation
from jejaring.events.actions.copies import NO_SESSIONS, NOT_PLACED, SHIFTED
from jejaring.events.actions.lives import EventFacts
from jejaring.events.forms.common import records_of
from jejaring.events.models import Event
from jejaring.kit.fields import DayField, LineField, Section, TextField

NAMES = ("name_id", "name_en", "kind", "theme_id", "theme_en")
WHEN = ("begins_on", "ends_on", "time_zone")
TEXTS = ("text_id", "text_en")
REST = ("host", "series", "source")


class EventForm(forms.Form):
    """What an event is called, when it is, and whose it is."""

    sections: tuple[Section, ...] = (
        Section(_("Name"), NAMES),
        Section(_("When"), WHEN, _("All times of the event are shown in its own zone.")),
        Section(_("About it"), TEXTS),
        Section(_("Further"), REST),
    )

    name_id = LineField(label=_("Name in Indonesian"), max_length=200)
    name_en = LineField(label=_("Name in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Event.Kind.choices)
    theme_id = LineField(label=_("Theme in Indonesian"), max_length=300, required=False)
    theme_en = LineField(label=_("Theme in English"), max_length=300, required=False)
    begins_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=Event.Zone.choices,
        help_text=_("If it changes, sessions keep the clock times they have."),
    )
    text_id = TextField(label=_("Description in Indonesian"), required=False, max_length=10_000, rows=5)
    text_en = TextField(label=_("Description in English"), required=False, max_length=10_000, rows=5)
    host = forms.ModelChoiceField(Organisation.objects.none(), label=_("Host"), required=False)
    series = LineField(
        label=_("Series"),
        max_length=80,
        required=False,
        validators=[validate_slug],
        help_text=_("One word for all events of a series, such as seminar-nasional."),
    )
    source = LineField(label=_("Source"), max_length=500, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        records_of(self.fields["host"], Organisation.objects.order_by("short_name"))

    @property
    def facts(self) -> EventFacts:
        """Return what the actions are given."""
        return EventFacts(**{name: self.cleaned_data[name] for name in (*NAMES, *WHEN, *TEXTS, *REST)})


class OpenEventForm(EventForm):
    """A new event, with the address it will have."""

    sections = (Section(_("Address"), ("slug",)), *EventForm.sections)

    slug = LineField(
        label=_("Address on this site"),
        max_length=80,
        validators=[validate_slug],
        help_text=_("Letters, figures and hyphens, such as kupang-2019. It stays as it is."),
    )


class CopyEventForm(OpenEventForm):
    """The copy of an event, and what becomes of the sessions."""

    sections = (Section(_("What is copied"), ("sessions",)), *OpenEventForm.sections)

    sessions = forms.ChoiceField(
        label=_("Sessions"),
        widget=forms.RadioSelect,
        initial=NOT_PLACED,
        choices=[
            (NOT_PLACED, _("copy them without time and room")),
            (SHIFTED, _("copy them with clock time and room, shifted to the new days")),
            (NO_SESSIONS, _("copy none")),
        ],
        help_text=_("Venues, rooms and tracks are copied. People, registrations and attendance are not."),
    )


class CancelEventForm(forms.Form):
    """Why an event is cancelled."""

    reason = TextField(
        label=_("Reason"), max_length=500, rows=3, help_text=_("Everyone who was invited or registered reads it.")
    )


def facts_of(event: Event) -> dict[str, Any]:
    """Return what a form of an event begins with."""
    return {name: getattr(event, name) for name in (*NAMES, *WHEN, *TEXTS, *REST)}
