"""Input of the journey: one form per page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.admission.actions.deliberation import Outcome, Seat
from jejaring.admission.models import ApplicationVersion, Attendance, Journey, Remark
from jejaring.admission.queries.application import first_answers
from jejaring.admission.queries.texts import application_fields, application_sections, typed_parts
from jejaring.cities.models import Department, Organisation
from jejaring.kit.components import Text
from jejaring.kit.drafts import DraftForm
from jejaring.kit.fields import DayField, DocumentField, EmailField, LineField, Section, TextField, UrlField
from jejaring.kit.questionnaire import Field
from jejaring.kit.remarks import REPLY, RemarksForm, replies_in, reply_field
from jejaring.membership.models import ParticipationKind

SCANS = ("pdf", "jpg", "jpeg", "png")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"


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


class InterestForm(DatedForm):
    """A city states that it wants to join."""

    kind = forms.ModelChoiceField(ParticipationKind.objects.none(), label=_("Take part as"), empty_label=None)
    reason = TextField(label=_("Why do you want to join?"))
    letter = DocumentField(label=_("Letter of interest"), required=False)

    field_order = ("kind", "reason", "on", "letter")

    def __init__(self, *args: Any, kinds: Iterable[ParticipationKind], **options: Any) -> None:
        super().__init__(*args, **options)
        codes = [kind.pk for kind in kinds]
        self.fields["kind"].queryset = ParticipationKind.objects.filter(pk__in=codes)  # type: ignore[attr-defined]  # ModelChoiceField has it


class LetterForm(DatedForm):
    """The letter of intent is made from data; these are its own facts."""

    place = LineField(label=_("Place"), max_length=100, help_text=_("Where the letter is signed."))
    purpose = TextField(
        label=_("An additional paragraph"),
        required=False,
        help_text=_("For example the occasion on which it is signed. In Indonesian: it becomes part of the letter."),
    )

    field_order = ("place", "on", "purpose")
    dated = _("Date of the letter")


class SignForm(forms.Form):
    """One signature; the mandate is asked of those who need one."""

    party = LineField(widget=forms.HiddenInput)
    mandate = DocumentField(label=_("Mandate (surat kuasa)"), kinds=SCANS)

    def __init__(self, *args: Any, mandated: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not mandated:
            del self.fields["mandate"]


class CallForm(DatedForm):
    """The invitation to the deliberation."""

    held_on = DayField(label=_("Day of the meeting"))
    held_time = forms.TimeField(label=_("Time"), widget=TimeInput(format="%H:%M"), initial="09:00")
    place = LineField(label=_("Place"), max_length=200)
    agenda = TextField(label=_("Agenda"), help_text=_("One item per line."))
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Departments invited"), widget=forms.CheckboxSelectMultiple
    )

    field_order = ("held_on", "held_time", "place", "agenda", "departments", "on")
    dated = _("Date of the invitation")
    refusal_fields: ClassVar[dict[str, str]] = {"held_at": "held_on"}

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(organisation.time_zone)
        choices = self.fields["departments"]
        choices.queryset = Department.objects.filter(organisation=organisation, closed_on__isnull=True)  # type: ignore[attr-defined]  # ModelMultipleChoiceField has it
        choices.label_from_instance = lambda one: one.name  # type: ignore[attr-defined]  # ModelMultipleChoiceField has it

    @property
    def meeting(self) -> dict[str, Any]:
        """Return what `call_deliberation` is given."""
        data = dict(self.cleaned_data)
        held_at = datetime.combine(data.pop("held_on"), data.pop("held_time"), tzinfo=self.zone)
        return {**data, "held_at": held_at, "departments": list(data["departments"])}


class OutcomeForm(DatedForm):
    """The outcome of the deliberation: attendance per department, texts, decision."""

    summary = TextField(label=_("Course of the meeting"), rows=5)
    rationale = TextField(
        label=_("Rationale and potential"),
        required=False,
        help_text=_("Why joining is urgent, and what the city can build on. Required if you decide to join."),
    )
    expected_benefits = TextField(
        label=_("Expected benefits"),
        required=False,
        help_text=_("What joining should bring. Required if you decide to join."),
    )
    joins = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("join the network")), ("no", _("do not join the network"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    attendance_list = DocumentField(label=_("Signed attendance list"), required=False, kinds=SCANS)

    def __init__(self, *args: Any, attendances: Sequence[Attendance], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sections: list[Section] = []
        self.departments = [one.department_id for one in attendances]
        for one in attendances:
            self._add_department(one)
        texts = ("summary", "rationale", "expected_benefits")
        self.sections.append(Section(_("What was said"), texts))
        self.sections.append(Section(_("What was decided"), ("joins", "on", "attendance_list")))

    def _add_department(self, one: Attendance) -> None:
        key = one.department_id
        states = [choice for choice in Attendance.State.choices if choice[0] != Attendance.State.INVITED]
        missing = gettext("Choose whether %(department)s was present.") % {"department": one.department.name}
        self.fields[f"state_{key}"] = forms.ChoiceField(
            label=_("Attendance"), choices=states, widget=forms.RadioSelect, error_messages={"required": missing}
        )
        self.fields[f"represented_by_{key}"] = LineField(
            label=_("Represented by (title)"), max_length=200, required=False
        )
        self.fields[f"position_{key}"] = LineField(label=_("Position taken"), max_length=500, required=False)
        names = (f"state_{key}", f"represented_by_{key}", f"position_{key}")
        self.sections.append(Section(one.department.name, names))

    @property
    def outcome(self) -> Outcome:
        """Return what the meeting came to."""
        data = self.cleaned_data
        seats = {
            key: Seat(data[f"state_{key}"], data[f"represented_by_{key}"], data[f"position_{key}"])
            for key in self.departments
        }
        return Outcome(data["joins"], data["summary"], data["rationale"], data["expected_benefits"], seats)


class ApplicationForm(DraftForm):
    """The application as its data file has it, with a reply for each field that was remarked on."""

    def __init__(self, *args: Any, remarks: Mapping[str, Remark], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sections: list[Section] = []
        for section in application_sections():
            names: list[str] = []
            for field in section.fields:
                self.fields[field.key] = _as_field(field)
                names.append(field.key)
                if field.key in remarks:
                    names.append(f"{REPLY}{field.key}")
                    self.fields[names[-1]] = reply_field(field, remarks[field.key].text)
            self.sections.append(Section(section.label, names))

    @property
    def draft(self) -> dict[str, Any]:
        """Return what `save_application` is given: what was typed, whole or not."""
        typed = self.typed
        answers = {key: text for key, text in typed.items() if not key.startswith(REPLY)}
        return {"answers": answers, "replies": replies_in(typed), "revision": self.began_from}


def _as_field(field: Field) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "help_text": _help(field), "required": field.required}
    match field.type:
        case "text":
            return TextField(max_length=5000, **common)
        case "email":
            return EmailField(**common)
        case "url":
            return UrlField(**common)
        case "number":
            return forms.IntegerField(min_value=0, localize=False, **common)
        case "choice":
            choices = [(one.value, one.label) for one in field.choices]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return LineField(max_length=500, **common)


def _help(field: Field) -> str:
    if not field.fact:
        return field.help
    filled = gettext("Filled in from the record of your organisation.")
    return f"{field.help} {filled}".strip()


class ReviewForm(RemarksForm, DatedForm):
    """The secretariat's check: comments by field, or the result that all is well."""

    result = TextField(
        label=_("What was checked, or a message to the city"),
        rows=3,
        required=False,
    )
    dated = _("Date of the check")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.add_remarks(application_fields().values())


class DecisionForm(DatedForm):
    """The executive's decision on a verified application."""

    verb = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("approve the application")), ("reject", _("reject the application"))],
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=_("Considerations"),
        required=False,
        help_text=_("Required to reject. They become part of the decision."),
    )
    file = DocumentField(
        label=_("Decision taken elsewhere"),
        required=False,
        help_text=_("PDF of a decision taken on paper. Without it, the decision is issued here and you sign it."),
    )

    field_order = ("verb", "reason", "on", "file")


class AgreementForm(DatedForm):
    """The dates of the cooperation agreement, and its parts that are typed, each with a first wording."""

    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"))

    dated = _("Date of the agreement")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [part.key for part in typed_parts()]
        for part in typed_parts():
            self.fields[part.key] = TextField(label=part.label)
        self.sections = (
            Section(
                _("Dates"), ("on", "valid_from", "valid_until"), _("The clause on the duration follows from them.")
            ),
            Section(_("Parts of the agreement"), names, _("In Indonesian: they become the agreement's clauses.")),
        )

    @property
    def agreement(self) -> dict[str, Any]:
        """Return what `draft_agreement` is given."""
        data = dict(self.cleaned_data)
        return {"parts": {part.key: data.pop(part.key) for part in typed_parts()}, **data}


class GrantForm(DatedForm):
    """The day from which the city is a member."""

    dated = _("Member from")


class WithdrawForm(DatedForm):
    """A city ends its journey."""

    reason = TextField(label=_("Reason"))
    letter = DocumentField(label=_("Letter of withdrawal"), required=False)

    field_order = ("reason", "on", "letter")


def initial_answers(journey: Journey, draft: ApplicationVersion | None) -> dict[str, Any]:
    """Return what the application's form begins with: the draft, or what is known already."""
    return {**(draft.typed if draft else first_answers(journey)), "revision": draft.revision if draft else 0}
