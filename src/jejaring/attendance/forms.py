"""Input at the doors: a typed code, a correction by hand, a conflict settled."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.attendance.actions import Report
from jejaring.attendance.models import Scan
from jejaring.attendance.queries import days_of, zone_of
from jejaring.attendance.wire import EVENT_DOOR
from jejaring.events.models import Event, Session
from jejaring.kit import words
from jejaring.kit.fields import LineField

WAYS = Scan.Direction.choices


def door_choices(event: Event, sessions: Sequence[Session]) -> list[tuple[str, Any]]:
    """Return the doors of an event by the session's guid: first its own, then those of the sessions, day by day."""
    zone = zone_of(event)
    days: dict[str, list[tuple[str, str]]] = {}
    for one in sessions:
        if one.starts_at and one.ends_at:
            starts, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
            place = f" · {one.hall}" if one.hall else ""
            name = f"{starts:%H.%M}–{ends:%H.%M} {one.title}{place}"
            days.setdefault(words.long_date(starts.date()), []).append((str(one.guid), name))
    return [(EVENT_DOOR, _("Door of the event")), *days.items()]


class OfADoor(forms.Form):
    """A door of an event, and which way it is passed."""

    door = forms.ChoiceField(label=_("Door"), initial=EVENT_DOOR)
    direction = forms.ChoiceField(label=_("Direction"), choices=WAYS, initial="in")

    def __init__(self, *args: Any, event: Event, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.sessions = {str(one.guid): one for one in sessions}
        self.fields["door"].choices = door_choices(event, sessions)  # type: ignore[attr-defined]

    @property
    def session(self) -> Session | None:
        """Return the session whose door was chosen; None for the door of the event."""
        return self.sessions.get(self.cleaned_data["door"])


class DoorForm(OfADoor):
    """A code that is typed. `guid` was made with the form, so that a form sent twice is one scan."""

    code = LineField(label=_("Code"), max_length=200)
    place = LineField(label=_("Name of this post"), max_length=100, required=False, help_text=_("Such as: Lobby."))
    guid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go"}
        self.fields["code"].widget.attrs |= typed
        self.fields["place"].widget.attrs["form"] = "door-form"  # it stands elsewhere on the page

    def read(self, at: datetime) -> Report:
        """Return what was read at that moment."""
        given = self.cleaned_data
        return Report(
            guid=given["guid"],
            code=given["code"],
            scanned_at=at,
            session=self.session,
            direction=given["direction"],
            place=given["place"],
        )


class ReadingForm(OfADoor):
    """A reading that no door made."""

    day = forms.ChoiceField(label=_("Day"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}))
    reason = LineField(label=_("Reason"), max_length=500)
    field_order = ("door", "direction", "day", "time", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(day.isoformat(), words.long_date(day)) for day in days_of(self.event)]
        self.fields["day"].choices = days  # type: ignore[attr-defined]
        self.fields["time"].help_text = self.event.get_time_zone_display()

    @property
    def given(self) -> dict[str, Any]:
        """Return what the action takes; the moment is one of the event's zone."""
        day = date.fromisoformat(self.cleaned_data["day"])
        return {
            "session": self.session,
            "direction": self.cleaned_data["direction"],
            "moment": datetime.combine(day, self.cleaned_data["time"], zone_of(self.event)),
            "reason": self.cleaned_data["reason"],
        }


class UndoForm(forms.Form):
    """Why a scan is undone."""

    reason = LineField(label=_("Reason"), max_length=500)


class SettleForm(forms.Form):
    """How a conflict is settled."""

    counts = forms.ChoiceField(
        label=_("The person"),
        choices=[("yes", _("was there: the reading counts")), ("no", _("was not there: it does not count"))],
        widget=forms.RadioSelect,
    )
    reason = LineField(label=_("How you found out"), max_length=500)

    @property
    def given(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {"counts": self.cleaned_data["counts"] == "yes", "reason": self.cleaned_data["reason"]}
