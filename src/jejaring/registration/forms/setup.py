"""What is typed about a registration as a whole: when it is open, and for which groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jejaring.events.fields import ClockField
from jejaring.events.models import Event
from jejaring.kit.fields import DayField, LineField, Section
from jejaring.registration.models import ParticipantGroup, Setup

MOST_SEATS = 100_000
GROUP = ("name_id", "name_en", "seats", "by_delegation", "delegation_seats", "needs_approval", "order", "source")


class SetupForm(forms.Form):
    """When registration opens and closes, by the clocks of the event's zone, and whom to ask."""

    opens_on = DayField(label=_("Opens on"), required=False)
    opens_time = ClockField(label=_("at"), required=False)
    closes_on = DayField(label=_("Closes on"), required=False, help_text=_("Nobody moves up after that."))
    closes_time = ClockField(label=_("at"), required=False)
    contact = LineField(label=_("Whom to ask"), max_length=200, required=False)
    refusal_fields = {"closes_at": "closes_on"}

    def __init__(self, typed: Any = None, *, event: Event, setup: Setup) -> None:
        self.zone = ZoneInfo(event.time_zone)
        zone = Event.Zone(event.time_zone).name
        first: dict[str, Any] = {"contact": setup.contact}
        for name, at in (("opens", setup.opens_at), ("closes", setup.closes_at)):
            local = at.astimezone(self.zone) if at else None
            first |= {f"{name}_on": local and local.date(), f"{name}_time": local and local.time()}
        super().__init__(typed, initial=first)
        title = gettext("When people can register (times in %(zone)s)") % {"zone": zone}
        moments = ("opens_on", "opens_time", "closes_on", "closes_time")
        self.sections = (Section(title, moments), Section(_("Contact"), ("contact",)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("opens", "closes"):
            if cleaned.get(f"{name}_time") and not cleaned.get(f"{name}_on") and f"{name}_on" not in self.errors:
                self.add_error(f"{name}_on", gettext("Choose a day as well."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """Return the moments and the contact. Only of a valid form."""
        return {
            "opens_at": self._moment("opens"),
            "closes_at": self._moment("closes"),
            "contact": self.cleaned_data["contact"],
        }

    def _moment(self, name: str) -> datetime | None:
        day, time = self.cleaned_data[f"{name}_on"], self.cleaned_data[f"{name}_time"]
        return datetime.combine(day, time or datetime.min.time(), self.zone) if day else None


class GroupForm(forms.Form):
    """A group of participants: who they are, and how many may come."""

    name_id = LineField(label=_("Name in Indonesian"), max_length=200)
    name_en = LineField(label=_("Name in English"), max_length=200, required=False)
    seats = forms.IntegerField(label=pgettext_lazy("event", "Seats"), min_value=0, max_value=MOST_SEATS)
    by_delegation = forms.BooleanField(
        label=_("Comes as delegations of cities, by invitation"),
        required=False,
        help_text=_("Otherwise people register themselves, one by one."),
    )
    delegation_seats = forms.IntegerField(
        label=_("Seats per delegation"), min_value=1, max_value=1000, initial=5, required=False
    )
    needs_approval = forms.BooleanField(label=_("Registrations need your approval"), required=False)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=1000, initial=0, required=False)
    source = LineField(label=_("Source"), max_length=500, required=False)

    def __init__(self, typed: Any = None, *, group: ParticipantGroup | None) -> None:
        super().__init__(typed, initial={name: getattr(group, name) for name in GROUP} if group else {})

    @property
    def values(self) -> dict[str, Any]:
        """Return the columns of a group. Only of a valid form."""
        given = self.cleaned_data
        return {**given, "delegation_seats": given["delegation_seats"] or 5, "order": given["order"] or 0}
