"""Input of the journey: one form a page. What a Refusal says goes beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.admission.models import ApplicationVersion, Attendance, Journey, Remark
from jejaring.admission.queries.application import first_answers
from jejaring.admission.queries.texts import Field, agreement_parts, application_sections
from jejaring.cities.models import Department, Organisation
from jejaring.kit.fields import DayField, DocumentField, Section
from jejaring.membership.models import ParticipationKind

SCANS = ("pdf", "jpg", "jpeg", "png")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"


class DatedForm(forms.Form):
    """A form with the date of the decision; it is kept apart from the time of recording."""

    on = DayField(
        label=_("Date of the decision"),
        help_text=_("The day it was decided, not the day you enter it."),
    )


class InterestForm(DatedForm):
    """A city says that it wants to join."""

    kind = forms.ModelChoiceField(ParticipationKind.objects.none(), label=_("Take part as"), empty_label=None)
    reason = forms.CharField(label=_("Why do you want to join?"), widget=forms.Textarea(attrs={"rows": 4}))
    letter = DocumentField(label=_("Letter of interest"), required=False)

    field_order = ("kind", "reason", "on", "letter")

    def __init__(self, *args: Any, kinds: Iterable[ParticipationKind], **options: Any) -> None:
        super().__init__(*args, **options)
        codes = [kind.pk for kind in kinds]
        self.fields["kind"].queryset = ParticipationKind.objects.filter(pk__in=codes)  # type: ignore[attr-defined]  # ModelChoiceField has it


class LetterForm(DatedForm):
    """The letter of intent is made from data; these are its own facts."""

    place = forms.CharField(label=_("Place"), max_length=100, help_text=_("The place the letter is dated from."))
    purpose = forms.CharField(
        label=_("A paragraph of its own"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example the occasion on which it is signed. In Indonesian: it becomes part of the letter."),
    )

    field_order = ("place", "on", "purpose")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label = gettext("Date of the letter")
        self.fields["on"].help_text = ""


class SignForm(forms.Form):
    """One signature; the mandate is asked of those who need one."""

    party = forms.CharField(widget=forms.HiddenInput)
    mandate = DocumentField(label=_("Mandate (surat kuasa)"), kinds=SCANS)

    def __init__(self, *args: Any, mandated: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not mandated:
            del self.fields["mandate"]


class CallForm(DatedForm):
    """The invitation to the deliberation."""

    held_on = DayField(label=_("Day of the meeting"))
    held_time = forms.TimeField(label=_("Time"), widget=TimeInput(format="%H:%M"), initial="09:00")
    place = forms.CharField(label=_("Place"), max_length=200)
    agenda = forms.CharField(
        label=_("Agenda"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One item a line.")
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Departments invited"), widget=forms.CheckboxSelectMultiple
    )

    field_order = ("held_on", "held_time", "place", "agenda", "departments", "on")

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(organisation.time_zone)
        choices = self.fields["departments"]
        choices.queryset = Department.objects.filter(organisation=organisation, closed_on__isnull=True)  # type: ignore[attr-defined]  # ModelMultipleChoiceField has it
        choices.label_from_instance = lambda one: one.name  # type: ignore[attr-defined]  # ModelMultipleChoiceField has it
        self.fields["on"].label = gettext("Date of the invitation")
        self.fields["on"].help_text = ""

    @property
    def held_at(self) -> datetime:
        data = self.cleaned_data
        return datetime.combine(data["held_on"], data["held_time"], tzinfo=self.zone)


class OutcomeForm(DatedForm):
    """The outcome of the deliberation: attendance per department, texts, decision."""

    summary = forms.CharField(label=_("Course of the meeting"), widget=forms.Textarea(attrs={"rows": 5}))
    frame_of_thinking = forms.CharField(
        label=_("Frame of thinking"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why it is pressing to join. Needed to join."),
    )
    expected_benefits = forms.CharField(
        label=_("Benefits expected"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What joining is to bring. Needed to join."),
    )
    joins = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("join the network")), ("no", _("do not join the network"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    attendance_list = DocumentField(label=_("Signed attendance list"), required=False, kinds=SCANS)

    def __init__(self, *args: Any, attendances: Iterable[Attendance], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sections: list[Section] = []
        for one in attendances:
            self._add_department(one)
        texts = ("summary", "frame_of_thinking", "expected_benefits")
        self.sections.append(Section(_("What was said"), texts))
        self.sections.append(Section(_("What was decided"), ("joins", "on", "attendance_list")))

    def _add_department(self, one: Attendance) -> None:
        key = one.department_id
        states = [choice for choice in Attendance.State.choices if choice[0] != Attendance.State.INVITED]
        missing = gettext("Say whether %(department)s was present.") % {"department": one.department.name}
        self.fields[f"state_{key}"] = forms.ChoiceField(
            label=_("Attendance"), choices=states, widget=forms.RadioSelect, error_messages={"required": missing}
        )
        self.fields[f"represented_by_{key}"] = forms.CharField(
            label=_("Represented by (title)"), max_length=200, required=False
        )
        self.fields[f"position_{key}"] = forms.CharField(label=_("Position taken"), max_length=500, required=False)
        names = (f"state_{key}", f"represented_by_{key}", f"position_{key}")
        self.sections.append(Section(one.department.name, names))


class ApplicationForm(forms.Form):
    """The application as its data file has it, with a reply for each field that was remarked on."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, remarks: Mapping[str, Remark], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sections: list[Section] = []
        for section in application_sections():
            names: list[str] = []
            for field in section.fields:
                self.fields[field.key] = _as_field(field)
                names.append(field.key)
                if field.key in remarks:
                    self._add_reply(field, remarks[field.key])
                    names.append(f"reply_{field.key}")
            self.sections.append(Section(section.label, names))

    def _add_reply(self, field: Field, remark: Remark) -> None:
        self.fields[f"reply_{field.key}"] = forms.CharField(
            label=gettext("Your reply to the remark on “%(field)s”") % {"field": field.label},
            help_text=gettext("Remark: %(text)s") % {"text": remark.text},
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def answers(self) -> dict[str, str]:
        """Return what was typed, whole or not: a draft may have gaps."""
        return {key: str(self.data.get(key, "")) for key in self.fields if not key.startswith(("reply_", "revision"))}

    @property
    def replies(self) -> dict[str, str]:
        keys = [key for key in self.fields if key.startswith("reply_")]
        return {key.removeprefix("reply_"): str(self.data.get(key, "")) for key in keys}

    def show_stored(self, answers: Mapping[str, Any], replies: Mapping[str, str]) -> None:
        """Write beside each field that differs what another window has saved there."""
        saved = {**answers, **{f"reply_{key}": text for key, text in replies.items()}}
        typed = {**self.answers, **{f"reply_{key}": text for key, text in self.replies.items()}}
        for key, text in typed.items():
            theirs = str(saved.get(key, ""))
            if theirs != text.strip():
                self.add_error(key, gettext("Saved in the other window: “%(text)s”") % {"text": theirs or "–"})


def _as_field(field: Field) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "help_text": _help(field), "required": field.required}
    match field.type:
        case "text":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, **common)
        case "email":
            return forms.EmailField(**common)
        case "url":
            return forms.URLField(assume_scheme="https", **common)
        case "number":
            return forms.IntegerField(min_value=0, localize=False, **common)
        case "choice":
            choices = [(one.value, one.label) for one in field.choices]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return forms.CharField(max_length=500, **common)


def _help(field: Field) -> str:
    if not field.fact:
        return field.help
    filled = gettext("Filled in from your organisation's record.")
    return f"{field.help} {filled}".strip()


class ReviewForm(DatedForm):
    """The secretariat's check: remarks by field, or the result that all is well."""

    result = forms.CharField(
        label=_("What was checked, or a word to the city"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for section in application_sections():
            for field in section.fields:
                self.fields[f"remark_{field.key}"] = forms.CharField(
                    label=gettext("Remark on “%(field)s”") % {"field": field.label},
                    required=False,
                    max_length=2000,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
        self.fields["on"].label = gettext("Date of the check")

    @property
    def remarks(self) -> dict[str, str]:
        return {
            key.removeprefix("remark_"): text for key, text in self.cleaned_data.items() if key.startswith("remark_")
        }


class DecisionForm(DatedForm):
    """The executive's decision on a verified application."""

    verb = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("approve the application")), ("reject", _("reject the application"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Considerations"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Needed to reject. They become part of the decision."),
    )
    file = DocumentField(
        label=_("Decision taken elsewhere"),
        required=False,
        help_text=_(
            "PDF of a decision the executive has taken on paper. Without it the decision is made here and you sign it."
        ),
    )

    field_order = ("verb", "reason", "on", "file")


class AgreementForm(DatedForm):
    """The parts of the cooperation agreement, each with a first wording."""

    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"))

    field_order = ("on", "valid_from", "valid_until")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = []
        for part in agreement_parts():
            self.fields[part.key] = forms.CharField(label=part.label, widget=forms.Textarea(attrs={"rows": 4}))
            names.append(part.key)
        self.fields["on"].label = gettext("Date of the agreement")
        self.fields["on"].help_text = ""
        self.sections = (
            Section(_("Dates"), ("on", "valid_from", "valid_until")),
            Section(_("Parts of the agreement"), names, _("In Indonesian: they become the agreement's clauses.")),
        )


class GrantForm(DatedForm):
    """The day from which the city is a member."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label = gettext("Member from")
        self.fields["on"].help_text = ""


class WithdrawForm(DatedForm):
    """A city ends its journey."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    letter = DocumentField(label=_("Letter of withdrawal"), required=False)

    field_order = ("reason", "on", "letter")


def initial_answers(journey: Journey, draft: ApplicationVersion | None) -> dict[str, Any]:
    """Return what the application's form begins with: the draft, or what is known already."""
    if draft is None:
        return {**first_answers(journey), "revision": 0}
    replies = {f"reply_{key}": text for key, text in draft.replies.items()}
    return {**draft.answers, **replies, "revision": draft.revision}
