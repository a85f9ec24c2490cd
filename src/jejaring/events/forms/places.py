"""Input about venues, halls, tracks, and when halls and speakers are available."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jejaring.events.fields import ClockField
from jejaring.events.forms.common import DIMENSIONS
from jejaring.events.models import Event
from jejaring.kit.fields import CountField, DayField, LineField


class VenueForm(forms.Form):
    """A venue."""

    name = LineField(label=_("Name"), max_length=200)
    address = LineField(label=_("Address"), max_length=300, required=False)
    source = LineField(label=_("Source"), max_length=500, required=False)


class HallForm(forms.Form):
    """A room of a venue."""

    name = LineField(label=_("Name"), max_length=100)
    capacity = CountField(label=pgettext_lazy("event", "Seats"), required=False, min_value=1, max_value=100_000)


class OrderedHallForm(HallForm):
    """A room that has its place among the others."""

    order = CountField(
        label=_("Place in the order"), min_value=0, max_value=999, help_text=_("The smallest number comes first.")
    )


class TrackForm(forms.Form):
    """A track."""

    name_id = LineField(label=_("Name in Indonesian"), max_length=100)
    name_en = LineField(label=_("Name in English"), max_length=100, required=False)
    dimension = forms.ChoiceField(label=_("Dimension"), choices=DIMENSIONS, required=False)


class OrderedTrackForm(TrackForm):
    """A track that has its place among the others."""

    order = CountField(
        label=_("Place in the order"), min_value=0, max_value=999, help_text=_("The smallest number comes first.")
    )


class AvailabilityForm(forms.Form):
    """When a hall can be used or a speaker can come, on one day."""

    day = DayField(label=_("Day"))
    begins = ClockField(label=_("From"))
    ends = ClockField(label=_("Until"))

    refusal_fields: ClassVar[dict[str, str]] = {"begins_at": "day", "ends_at": "ends"}

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(event.time_zone)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return from when and until when, in the event's zone."""
        typed = self.cleaned_data
        begins = datetime.combine(typed["day"], typed["begins"], tzinfo=self.zone)
        return begins, datetime.combine(typed["day"], typed["ends"], tzinfo=self.zone)
