"""Input of the deliberation: the invitation, its end, the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Department, Organisation
from jejaring.deliberation.actions import Outcome, Seat
from jejaring.deliberation.models import Attendance, Deliberation
from jejaring.drafts.draft_form import DraftForm
from jejaring.kit.dated import DatedForm
from jejaring.kit.fields import DayField, DocumentField, LineField, Section, TextField

SCANS = ("pdf", "jpg", "jpeg", "png")
IF_JOINING = ("rationale", "expected_benefits")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"


class CallForm(DatedForm):
    """The invitation to the deliberation."""

    held_on = DayField(label=_("Day of the meeting"))
    held_time = forms.TimeField(label=_("Time"), widget=TimeInput(format="%H:%M"), initial="09:00")
    place = LineField(label=_("Place"), max_length=200)
    agenda = TextField(label=_("Agenda"), rows=4, help_text=_("One item per line."))
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Departments invited"), widget=forms.CheckboxSelectMultiple, required=False
    )
    added = TextField(
        label=_("Further departments invited"),
        required=False,
        rows=3,
        help_text=_("One department per line. They are added to the departments of your government."),
    )

    field_order = ("held_on", "held_time", "place", "agenda", "departments", "added", "on")
    dated = _("Date of the invitation")
    refusal_fields: ClassVar[dict[str, str]] = {"held_at": "held_on"}

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(organisation.time_zone)
        choices = self.fields["departments"]
        choices.queryset = Department.objects.filter(organisation=organisation, closed_on__isnull=True)  # type: ignore[attr-defined]  # ModelMultipleChoiceField has it
        choices.label_from_instance = lambda one: one.name  # type: ignore[attr-defined]  # ModelMultipleChoiceField has it
        choices.needed_if = _("choose at least one")  # type: ignore[attr-defined]  # shown by the kit
        if not choices.queryset.exists():  # type: ignore[attr-defined]  # ModelMultipleChoiceField has it
            del self.fields["departments"]
            self.fields["added"].label, self.fields["added"].required = choices.label, True

    def clean_added(self) -> list[str]:
        """Return the names typed, each once. Raises ValidationError for one that is too long."""
        names = list(dict.fromkeys(name for line in self.cleaned_data["added"].splitlines() if (name := line.strip())))
        longest = Department._meta.get_field("name").max_length or 0
        if too_long := next((name for name in names if len(name) > longest), ""):
            sentence = gettext("“%(name)s…” is too long: at most %(longest)s characters per department.")
            raise forms.ValidationError(sentence % {"name": too_long[:40], "longest": longest})
        return names

    @property
    def meeting(self) -> dict[str, Any]:
        """Return what `call_deliberation` is given."""
        data = dict(self.cleaned_data)
        held_at = datetime.combine(data.pop("held_on"), data.pop("held_time"), tzinfo=self.zone)
        return {**data, "held_at": held_at, "departments": list(data.get("departments", ()))}


class CancelForm(DatedForm):
    """Why a meeting that was called is not held."""

    reason = TextField(label=_("Reason"), max_length=400, rows=3)

    field_order = ("reason", "on")
    dated = _("Cancelled on")


class OutcomeForm(DatedForm, DraftForm):
    """The outcome of the deliberation: when it was held, attendance per department, texts, decision."""

    held_on = DayField(label=_("Held on"), help_text=_("Change it if the meeting was not held as announced."))
    held_time = forms.TimeField(label=_("Time"), widget=TimeInput(format="%H:%M"))

    summary = TextField(label=_("Course of the meeting"), rows=5)
    rationale = TextField(
        label=_("Rationale and potential"),
        required=False,
        rows=4,
        help_text=_("Why joining is urgent, and what the city can build on."),
    )
    expected_benefits = TextField(
        label=_("Expected benefits"),
        required=False,
        rows=4,
        help_text=_("What joining should bring."),
    )
    joins = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("join the network")), ("no", _("do not join the network"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )

    refusal_fields: ClassVar[dict[str, str]] = {"held_at": "held_on"}

    def __init__(self, *args: Any, meeting: Deliberation, attendances: Sequence[Attendance], **options: Any) -> None:
        self.zone = ZoneInfo(meeting.journey.organisation.time_zone)
        options["initial"] = {**self._known(meeting, attendances), **options.get("initial", {})}
        super().__init__(*args, **options)
        self.departments = {one.department_id: one.department.name for one in attendances}
        rows = [name for key in self.departments for name in self._add_department(key)]
        columns = (_("Attendance"), _("Represented by (title)"), _("Position taken"))
        texts = ("summary", "rationale", "expected_benefits")
        self.sections = (
            Section(_("The meeting"), ("held_on", "held_time")),
            Section(_("Who attended"), rows, _("Name the representative of every department present."), columns),
            Section(_("What was said"), texts),
            Section(_("What was decided"), ("joins", "on")),
        )
        for name in IF_JOINING:
            self.fields[name].needed_if = _("required if you decide to join")  # type: ignore[attr-defined]  # shown by the kit

    def _known(self, meeting: Deliberation, attendances: Sequence[Attendance]) -> dict[str, Any]:
        """Return what the form begins with: the meeting as announced, or as its minutes have it."""
        held = timezone.localtime(meeting.held_at, self.zone)
        known: dict[str, Any] = {"held_on": held.date(), "held_time": held.time()}
        if meeting.joins is not None:
            known |= {name: getattr(meeting, name) for name in ("summary", "rationale", "expected_benefits")}
            known["joins"] = "yes" if meeting.joins else "no"
            for one in attendances:
                for name in ("state", "represented_by", "position"):
                    known[f"{name}_{one.department_id}"] = getattr(one, name)
        return known

    def _add_department(self, key: int) -> tuple[str, str, str]:
        name, (state, represented_by, position) = self.departments[key], _columns(key)
        states = [choice for choice in Attendance.State.choices if choice[0] != Attendance.State.INVITED]
        missing = gettext("Choose whether %(department)s was present.") % {"department": name}
        self.fields[state] = forms.ChoiceField(
            label=name, choices=states, widget=forms.RadioSelect, error_messages={"required": missing}
        )
        label = gettext("%(department)s, represented by (title)") % {"department": name}
        self.fields[represented_by] = LineField(label=label, max_length=200, required=False)
        label = gettext("%(department)s, position taken") % {"department": name}
        self.fields[position] = LineField(label=label, max_length=500, required=False)
        return state, represented_by, position

    def clean(self) -> dict[str, Any]:
        """Name everything that is missing at once."""
        data = super().clean() or {}
        for key, name in self.departments.items():
            state, represented_by, _position = _columns(key)
            if data.get(state) == Attendance.State.PRESENT and not data.get(represented_by):
                sentence = _("Enter the title of whoever represented %(department)s.") % {"department": name}
                self.add_error(represented_by, sentence)
        if data.get("joins"):
            for name in IF_JOINING:
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("This is required if you decide to join."))
        return data

    @property
    def outcome(self) -> Outcome:
        """Return what the meeting came to."""
        data = self.cleaned_data
        seats = {key: Seat(*(data[name] for name in _columns(key))) for key in self.departments}
        held_at = datetime.combine(data["held_on"], data["held_time"], tzinfo=self.zone)
        texts = (data["summary"], data["rationale"], data["expected_benefits"])
        return Outcome(data["joins"], *texts, seats, held_at)


class ConfirmOutcomeForm(forms.Form):
    """What comes with the minutes once they are checked."""

    attendance_list = DocumentField(label=_("Signed attendance list"), required=False, kinds=SCANS)


def _columns(department: int) -> tuple[str, str, str]:
    """Return the names of a department's fields in the table of attendance."""
    return f"state_{department}", f"represented_by_{department}", f"position_{department}"
