"""Input of the journey: one form per page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.admission.letters import Terms
from jejaring.admission.models import ApplicationVersion, Journey, Remark
from jejaring.admission.queries.application import first_answers
from jejaring.admission.queries.texts import application_fields, application_sections, typed_parts
from jejaring.drafts.draft_form import DraftForm
from jejaring.kit.dated import DatedForm
from jejaring.kit.fields import (
    CountField,
    DayField,
    DocumentField,
    LineField,
    Section,
    TextField,
    without_groups,
)
from jejaring.kit.markup import markup
from jejaring.kit.remarks import REPLY, RemarksForm, replies_in, reply_field
from jejaring.membership.models import ParticipationKind
from jejaring.questionnaires.answers_form import form_field
from jejaring.questionnaires.definition import Field

SCANS = ("pdf", "jpg", "jpeg", "png")


class InterestForm(DatedForm):
    """A city states that it wants to join."""

    kind = forms.ModelChoiceField(ParticipationKind.objects.none(), label=_("Take part as"), empty_label=None)
    reason = TextField(label=_("Why do you want to join?"))
    letter = DocumentField(label=_("Letter of interest"), required=False)

    field_order = ("kind", "reason", "on", "letter")
    dated = _("Date of the interest")

    def __init__(self, *args: Any, kinds: Iterable[ParticipationKind], **options: Any) -> None:
        super().__init__(*args, **options)
        codes = [kind.pk for kind in kinds]
        rights = gettext("What each kind may do, and who can take part as it")
        self.fields["kind"].help_text = markup('<a href="{}">{}</a>', reverse("membership:kinds"), rights)
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


class ApplicationForm(DraftForm):
    """The application as its data file has it; fields that were remarked on come first, each with its reply."""

    def __init__(self, *args: Any, remarks: Mapping[str, Remark], **options: Any) -> None:
        super().__init__(*args, **options)
        remarked: list[str] = []
        others: list[Section] = []
        for section in application_sections():
            names: list[str] = []
            for field in section.fields:
                self.fields[field.key] = form_field(field, help_text=_help(field, bool(self.initial.get(field.key))))
                if field.key in remarks:
                    reply = f"{REPLY}{field.key}"
                    self.fields[reply] = reply_field(field, remarks[field.key].text)
                    remarked += [field.key, reply]
                else:
                    names.append(field.key)
            others.append(Section(section.label, names))
        first = [Section(gettext("Fields with comments"), remarked)] if remarked else []
        self.sections: list[Section] = [*first, *others]

    @property
    def draft(self) -> dict[str, Any]:
        """Return what `save_application` is given: what was typed, whole or not."""
        counts = [name for name, field in self.fields.items() if isinstance(field, CountField)]
        typed = self.typed | {name: without_groups(self.typed[name]) for name in counts}
        answers = {key: text for key, text in typed.items() if not key.startswith(REPLY)}
        return {"answers": answers, "replies": replies_in(typed), "revision": self.began_from}


def _help(field: Field, known: bool) -> str:
    if not field.fact or not known:
        return field.help
    filled = gettext("Filled in from the record of your organisation.")
    return f"{field.help} {filled}".strip()


class RemarkForm(forms.Form):
    """With what a signatory returns a text instead of signing it."""

    remark = TextField(label=_("What has to be changed"), max_length=400, rows=4)


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
        self.fields["result"].needed_if = _("required to verify")  # type: ignore[attr-defined]  # shown by the kit
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


class AgreementForm(DatedForm, DraftForm):
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
        data = self.cleaned_data
        parts = {part.key: data[part.key] for part in typed_parts()}
        return {"terms": Terms(parts, data["valid_from"], data["valid_until"]), "on": data["on"]}


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
