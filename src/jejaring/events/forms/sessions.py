"""Input about sessions: what one is, when and where, and who speaks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jejaring.admission.models import Journey
from jejaring.events.actions.sessions import SessionFacts, Slot, Speaking
from jejaring.events.fields import ClockField
from jejaring.events.forms.common import choices_of, records_of
from jejaring.events.models import Event, Hall, Part, Session, Track
from jejaring.kit.fields import CountField, LineField, Section, TextField
from jejaring.kit.words import long_date

FACTS = (
    "title_id",
    "title_en",
    "kind",
    "state",
    "track",
    "language",
    "abstract_id",
    "abstract_en",
    "capacity",
    "journey",
    "example_time",
    "source",
)
TEXTS = ("title_id", "title_en", "abstract_id", "abstract_en", "language")
SLOT = ("day", "starts", "ends", "next_day", "hall")
FREE_ROWS = 2  # for speakers who are added
MOST_MINUTES = 24 * 60
IN_WORK = [one for one in Session.State.choices if one[0] != Session.State.CANCELLED]


def days_of(event: Event) -> list[date]:
    """Return every day of an event."""
    return [event.begins_on + timedelta(days=n) for n in range((event.ends_on - event.begins_on).days + 1)]


def _day_choices(event: Event) -> list[tuple[str, str]]:
    return [("", gettext("not placed yet")), *((one.isoformat(), long_date(one)) for one in days_of(event))]


class SessionForm(forms.Form):
    """A session. Who manages no more than the session changes its texts alone (`texts_only`)."""

    title_id = LineField(label=_("Title in Indonesian"), max_length=300)
    title_en = LineField(label=_("Title in English"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Session.Kind.choices)
    state = forms.ChoiceField(label=_("State"), choices=IN_WORK, initial=Session.State.CONFIRMED)
    track = forms.ModelChoiceField(Track.objects.none(), label=_("Track"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("id", "Bahasa Indonesia"), ("en", "English")])
    day = forms.ChoiceField(label=_("Day"), required=False)
    starts = ClockField(label=_("Begins"), required=False)
    ends = ClockField(label=_("Ends"), required=False)
    next_day = forms.BooleanField(label=_("It ends on the day after"), required=False)
    hall = forms.ModelChoiceField(Hall.objects.none(), label=pgettext_lazy("event", "Room"), required=False)
    example_time = forms.BooleanField(label=_("The time is an example: no source gives it"), required=False)
    abstract_id = TextField(label=_("Abstract in Indonesian"), max_length=10_000, required=False, rows=5)
    abstract_en = TextField(label=_("Abstract in English"), max_length=10_000, required=False, rows=5)
    capacity = CountField(
        label=_("Seats to sign up for"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("If you leave it empty, nobody has to sign up."),
    )
    journey = forms.ModelChoiceField(
        Journey.objects.none(),
        label=_("Letter of intent that is signed here"),
        required=False,
        help_text=_("For a ceremony: the way into the network whose letter of intent is signed."),
    )
    source = LineField(label=_("Source"), max_length=500, required=False)

    refusal_fields: ClassVar[dict[str, str]] = {"starts_at": "day", "ends_at": "ends", "speakers": "speaker_1"}

    def __init__(
        self, *args: Any, event: Event, session: Session | None = None, texts_only: bool = False, **options: Any
    ):
        self.event, self.session, self.texts_only = event, session, texts_only
        self.zone = ZoneInfo(event.time_zone)
        parts = list(session.parts.select_related("speaker")) if session else []
        options["initial"] = {**(_known(session, parts, self.zone) if session else {}), **options.get("initial", {})}
        super().__init__(*args, **options)
        if texts_only:
            self.fields = {name: field for name, field in self.fields.items() if name in TEXTS}
            self.sections: tuple[Section, ...] = (Section(_("Texts"), TEXTS),)
            return
        if session and session.state == Session.State.CANCELLED:
            choices_of(self.fields["state"]).choices = Session.State.choices
        choices_of(self.fields["day"]).choices = _day_choices(event)
        records_of(self.fields["track"], event.tracks.all())
        records_of(self.fields["hall"], event.halls.select_related("venue"), label=name_of_hall)
        journeys = Journey.objects.select_related("organisation").order_by("organisation__short_name", "pk")
        records_of(self.fields["journey"], journeys, label=_name_of_journey)
        self._add_speakers(len(parts) + FREE_ROWS)

    def _add_speakers(self, rows: int) -> None:
        """Add rows of a speaker and a part; the speakers are read once."""
        self.speakers = {str(one.pk): one for one in self.event.speakers.all()}
        names = [("", "–"), *((pk, one.name) for pk, one in self.speakers.items())]
        added = []
        for row in range(1, rows + 1):
            self.fields[f"speaker_{row}"] = forms.ChoiceField(label=_("Speaker"), choices=names, required=False)
            self.fields[f"part_{row}"] = forms.ChoiceField(label=_("Part"), choices=Part.Role.choices, required=False)
            added += [f"speaker_{row}", f"part_{row}"]
        self.rows = rows
        zone = dict(Event.Zone.choices)[Event.Zone(self.event.time_zone)]
        self.sections = (
            Section(_("About the session"), ("title_id", "title_en", "kind", "state", "track", "language")),
            Section(_("When and where"), (*SLOT, "example_time"), _("Times are in %(zone)s.") % {"zone": zone}),
            Section(_("Who speaks"), added, columns=(_("Speaker"), _("Part"))),
            Section(_("About it"), ("abstract_id", "abstract_en")),
            Section(_("Further"), ("capacity", "journey", "source")),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.texts_only and cleaned.get("day") and not {"starts", "ends"} & set(self.errors):
            for name in ("starts", "ends"):
                if cleaned.get(name) is None:
                    self.add_error(name, _("Write when it begins and when it ends, or choose no day."))
        return cleaned

    @property
    def facts(self) -> SessionFacts:
        """Return what the session is; texts alone where no more may be changed."""
        kept = {name: getattr(self.session, name) for name in FACTS} if self.session else {}
        return SessionFacts(
            **{**kept, **{name: self.cleaned_data[name] for name in FACTS if name in self.cleaned_data}}
        )

    @property
    def slot(self) -> Slot:
        """Return when and where the session is, in the event's zone."""
        if self.texts_only and self.session:
            return Slot(self.session.starts_at, self.session.ends_at, self.session.hall)
        typed = self.cleaned_data
        if not typed["day"]:
            return Slot(hall=typed["hall"])
        day = date.fromisoformat(typed["day"])
        last = day + timedelta(days=1) if typed["next_day"] else day
        starts_at = datetime.combine(day, typed["starts"], tzinfo=self.zone)
        return Slot(starts_at, datetime.combine(last, typed["ends"], tzinfo=self.zone), typed["hall"])

    @property
    def speaking(self) -> list[Speaking]:
        """Return who speaks, in the order of the rows."""
        if self.texts_only and self.session:
            return [Speaking(one.speaker, one.role) for one in self.session.parts.select_related("speaker")]
        typed = [
            (self.cleaned_data[f"speaker_{row}"], self.cleaned_data[f"part_{row}"]) for row in range(1, self.rows + 1)
        ]
        return [Speaking(self.speakers[pk], role or Part.Role.SPEAKER) for pk, role in typed if pk]


def _known(session: Session, parts: list[Part], zone: ZoneInfo) -> dict[str, Any]:
    """Return what the form of a session begins with."""
    known: dict[str, Any] = {name: getattr(session, name) for name in (*FACTS, "hall")}
    if session.starts_at and session.ends_at:
        starts, ends = (timezone.localtime(one, zone) for one in (session.starts_at, session.ends_at))
        known |= {"day": starts.date().isoformat(), "starts": starts.time(), "ends": ends.time()}
        known["next_day"] = ends.date() > starts.date()
    for row, one in enumerate(parts, 1):
        known |= {f"speaker_{row}": str(one.speaker_id), f"part_{row}": one.role}
    return known


def _name_of_journey(journey: Journey) -> str:
    return f"{journey.organisation.short_name}: {journey.get_state_display()}"


def name_of_hall(hall: Hall) -> str:
    """Return a hall with its venue."""
    return f"{hall.name}, {hall.venue.name}"


class MoveForm(forms.Form):
    """Where a session of the grid goes: a day, a clock time, a length, a room. Without a day it is taken out."""

    day = forms.ChoiceField(label=_("Day"), required=False)
    starts = ClockField(label=_("Begins"), required=False)
    minutes = CountField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES)
    hall = forms.ModelChoiceField(
        Hall.objects.none(), label=pgettext_lazy("event", "Room"), required=False, to_field_name="guid"
    )

    refusal_fields: ClassVar[dict[str, str]] = {"starts_at": "day", "ends_at": "minutes"}

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(event.time_zone)
        choices_of(self.fields["day"]).choices = _day_choices(event)
        records_of(self.fields["hall"], event.halls.select_related("venue"), label=name_of_hall)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("day") and "starts" not in self.errors and cleaned.get("starts") is None:
            self.add_error("starts", _("Write when it begins, or choose no day."))
        return cleaned

    @property
    def slot(self) -> Slot:
        """Return the slot, in the event's zone."""
        typed = self.cleaned_data
        if not typed["day"]:
            return Slot(hall=typed["hall"])
        starts_at = datetime.combine(date.fromisoformat(typed["day"]), typed["starts"], tzinfo=self.zone)
        return Slot(starts_at, starts_at + timedelta(minutes=typed["minutes"]), typed["hall"])


def typed_for_move(session: Session) -> dict[str, Any]:
    """Return what the form of a move begins with: where the session is; an hour for one that is nowhere."""
    minutes, known = 60, {}
    if session.starts_at and session.ends_at:
        starts = timezone.localtime(session.starts_at, ZoneInfo(session.event.time_zone))
        minutes = int((session.ends_at - session.starts_at).total_seconds() // 60)
        known = {"day": starts.date().isoformat(), "starts": starts.strftime("%H:%M")}
    return {**known, "minutes": minutes, "hall": session.hall.guid if session.hall else ""}
