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
from jejaring.kit.fields import DayField, DocumentField, PhoneField, Section
from jejaring.kit.questionnaire import Field
from jejaring.kit.remarks import REPLY, RemarksForm, replies_in, reply_field
from jejaring.membership.models import ParticipationKind

LARGEST_NUMBER = 10**15 - 1
SCANS = ("pdf", "jpg", "jpeg", "png")
IF_JOINING = ("rationale", "expected_benefits")


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
    reason = forms.CharField(label=_("Why do you want to join?"), widget=forms.Textarea(attrs={"rows": 4}))
    letter = DocumentField(label=_("Letter of interest"), required=False)

    field_order = ("kind", "reason", "on", "letter")

    def __init__(self, *args: Any, kinds: Iterable[ParticipationKind], **options: Any) -> None:
        super().__init__(*args, **options)
        codes = [kind.pk for kind in kinds]
        self.fields["kind"].queryset = ParticipationKind.objects.filter(pk__in=codes)  # type: ignore[attr-defined]  # ModelChoiceField has it


class LetterForm(DatedForm):
    """The letter of intent is made from data; these are its own facts."""

    place = forms.CharField(label=_("Place"), max_length=100, help_text=_("Where the letter is signed."))
    purpose = forms.CharField(
        label=_("An additional paragraph"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example the occasion on which it is signed. In Indonesian: it becomes part of the letter."),
    )

    field_order = ("place", "on", "purpose")
    dated = _("Date of the letter")


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
        label=_("Agenda"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One item per line.")
    )
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

    summary = forms.CharField(label=_("Course of the meeting"), widget=forms.Textarea(attrs={"rows": 5}))
    rationale = forms.CharField(
        label=_("Rationale and potential"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why joining is urgent, and what the city can build on."),
    )
    expected_benefits = forms.CharField(
        label=_("Expected benefits"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What joining should bring."),
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
        self.departments = {one.department_id: one.department.name for one in attendances}
        rows = [name for key in self.departments for name in self._add_department(key)]
        columns = (_("Attendance"), _("Represented by (title)"), _("Position taken"))
        texts = ("summary", "rationale", "expected_benefits")
        self.sections = (
            Section(_("Who attended"), rows, _("Name the representative of every department present."), columns),
            Section(_("What was said"), texts),
            Section(_("What was decided"), ("joins", "on", "attendance_list")),
        )
        for name in IF_JOINING:
            self.fields[name].needed_if = _("required if you decide to join")  # type: ignore[attr-defined]  # shown by the kit

    def _add_department(self, key: int) -> tuple[str, str, str]:
        name, (state, represented_by, position) = self.departments[key], _columns(key)
        states = [choice for choice in Attendance.State.choices if choice[0] != Attendance.State.INVITED]
        missing = gettext("Choose whether %(department)s was present.") % {"department": name}
        self.fields[state] = forms.ChoiceField(
            label=name, choices=states, widget=forms.RadioSelect, error_messages={"required": missing}
        )
        label = gettext("%(department)s, represented by (title)") % {"department": name}
        self.fields[represented_by] = forms.CharField(label=label, max_length=200, required=False)
        label = gettext("%(department)s, position taken") % {"department": name}
        self.fields[position] = forms.CharField(label=label, max_length=500, required=False)
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
        return Outcome(data["joins"], data["summary"], data["rationale"], data["expected_benefits"], seats)


def _columns(department: int) -> tuple[str, str, str]:
    """Return the names of a department's fields in the table of attendance."""
    return f"state_{department}", f"represented_by_{department}", f"position_{department}"


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
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, **common)
        case "phone":
            return PhoneField(**common)
        case "email":
            return forms.EmailField(**common)
        case "url":
            return forms.URLField(assume_scheme="https", **common)
        case "number":
            return forms.IntegerField(min_value=0, max_value=LARGEST_NUMBER, localize=False, **common)
        case "choice":
            choices = [(one.value, one.label) for one in field.choices]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return forms.CharField(max_length=500, **common)


def _help(field: Field) -> str:
    if not field.fact:
        return field.help
    filled = gettext("Filled in from the record of your organisation.")
    return f"{field.help} {filled}".strip()


class ReviewForm(RemarksForm, DatedForm):
    """The secretariat's check: comments by field, or the result that all is well."""

    result = forms.CharField(
        label=_("What was checked, or a message to the city"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    dated = _("Date of the check")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["result"].needed_if = _("required to verify")  # type: ignore[attr-defined]  # shown by the kit
        self.add_remarks(application_fields().values())


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
        help_text=_("They become part of the decision."),
    )
    file = DocumentField(
        label=_("Decision taken elsewhere"),
        required=False,
        help_text=_("PDF of a decision taken on paper. Without it, the decision is issued here and you sign it."),
    )

    field_order = ("verb", "reason", "on", "file")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].needed_if = _("required to reject")  # type: ignore[attr-defined]  # shown by the kit


class AgreementForm(DatedForm):
    """The dates of the cooperation agreement, and its parts that are typed, each with a first wording."""

    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"))

    dated = _("Date of the agreement")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [part.key for part in typed_parts()]
        for part in typed_parts():
            self.fields[part.key] = forms.CharField(label=part.label, widget=forms.Textarea(attrs={"rows": 4}))
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

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    letter = DocumentField(label=_("Letter of withdrawal"), required=False)

    field_order = ("reason", "on", "letter")


def initial_answers(journey: Journey, draft: ApplicationVersion | None) -> dict[str, Any]:
    """Return what the application's form begins with: the draft, or what is known already."""
    return {**(draft.typed if draft else first_answers(journey)), "revision": draft.revision if draft else 0}
