"""What is typed about one person: by themselves, on their own page, or by the managers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jejaring.events.models import Event
from jejaring.kit.fields import EmailField, LineField, PhoneField, Section, TextField
from jejaring.kit.words import number
from jejaring.people.models import Person
from jejaring.questionnaires.answers_form import AnswersForm, initial_answers
from jejaring.questionnaires.definition import Questionnaire
from jejaring.registration import codes, seats
from jejaring.registration.actions.registrations import Entrant
from jejaring.registration.models import LANGUAGES, ParticipantGroup, QuestionVersion, Registration
from jejaring.registration.queries.people import ACTIVE
from jejaring.registration.seats import Over

BY_HAND = (Registration.Role.PARTICIPANT, Registration.Role.PRESS, Registration.Role.CREW)
OWN = ("name", "position", "email", "phone", "language", "listed")


class PersonForm(AnswersForm):
    """Name, position, how to reach someone, and whether they stand in lists."""

    name = LineField(
        label=_("Name"),
        max_length=200,
        help_text=_("As it is to stand on the badge and the certificate, with titles. A single name is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    position = LineField(label=_("Position"), max_length=200, required=False)
    email = EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = PhoneField(label=_("Telephone"), required=False)
    language = forms.ChoiceField(label=_("Language of letters to you"), choices=LANGUAGES, widget=forms.RadioSelect)
    listed = forms.BooleanField(
        label=_("My name may stand in the public list of participants"),
        required=False,
        help_text=_("You can change this at any time."),
    )

    @property
    def person(self) -> dict[str, Any]:
        """Return what was typed about the person, by column. Only of a valid form."""
        return {name: self.cleaned_data[name] for name in OWN if name in self.cleaned_data}


class RegisterForm(PersonForm):
    """Someone registers themselves; with an account, at its address."""

    group = forms.ModelChoiceField(
        label=_("You come as"), queryset=ParticipantGroup.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    field_order = ("group", *OWN)

    def __init__(self, *args: Any, event: Event, asked: QuestionVersion | None, person: Person | None, **more: Any):
        super().__init__(*args, **more)
        self.asked, self.account, self.seats = asked, person, ""
        found = event.groups.filter(by_delegation=False)
        if person:
            del self.fields["email"]
        counted, groups = seats.of_groups(event), list(found)
        field = self.fields["group"]
        field.queryset = found  # type: ignore[attr-defined]  # a ModelChoiceField has it
        field.label_from_instance = lambda one: f"{one.name} ({in_words(counted[one.pk])})"  # type: ignore[attr-defined]
        if len(groups) == 1:
            field.initial = groups[0].pk
            field.widget = forms.HiddenInput()
            self.seats = in_words(counted[groups[0].pk])
        self.sections = [Section(_("You"), ("group", *OWN)), *self.question_sections]

    @property
    def entrant(self) -> Entrant:
        """Return the person as they are registered. Only of a valid form."""
        typed = {"email": self.account.email if self.account else "", **self.person}
        return Entrant(**typed, answers=self.answers, asked=self.asked, person=self.account)


def in_words(counted: seats.Seats) -> str:
    """Return how many seats are free, or that there is a waiting list."""
    if counted.free:
        found = ngettext("%(count)s seat is free", "%(count)s seats are free", counted.free)
        return found % {"count": number(counted.free)}
    found = ngettext(
        "no seat is free; %(count)s person is on the waiting list",
        "no seat is free; %(count)s people are on the waiting list",
        counted.waiting,
    )
    return found % {"count": number(counted.waiting)}


class ChangeForm(PersonForm):
    """What a registration holds is changed; on the own page the address is left as it is."""

    def __init__(self, *args: Any, registration: Registration, asked: Questionnaire, own: bool) -> None:
        stored = {name: getattr(registration, name) for name in OWN}
        super().__init__(*args, questionnaire=asked, initial={**initial_answers(registration.answers), **stored})
        self.fields["email"].required = False
        if own:
            del self.fields["email"]
        self.sections = [Section(_("Person"), OWN), *self.question_sections]

    @property
    def values(self) -> dict[str, Any]:
        """Return what is changed, by column. Only of a valid form."""
        return {**self.person, **({"answers": self.answers} if self.questionnaire.questions else {})}


class OverForm(forms.Form):
    """Going beyond the seats needs a reason."""

    over_seats_reason = LineField(
        label=_("Reason for a seat beyond those there are"),
        max_length=500,
        required=False,
        help_text=_("Without it, who finds no free seat goes on the waiting list. Your name is kept with the reason."),
    )

    def over(self, by: Person) -> Over | None:
        """Return who allows a seat too many, and why; None without a reason. Only of a valid form."""
        reason = self.cleaned_data["over_seats_reason"]
        return Over(by, reason) if reason else None


class AddForm(PersonForm, OverForm):
    """A manager adds someone by hand."""

    role = forms.ChoiceField(label=_("Role"), choices=[(one.value, one.label) for one in BY_HAND])
    group = forms.ModelChoiceField(label=_("Group"), queryset=ParticipantGroup.objects.none(), required=False)
    field_order = ("role", "group", *OWN, "over_seats_reason")

    def __init__(self, *args: Any, event: Event) -> None:
        super().__init__(*args, questionnaire=Questionnaire(), initial={"language": "id"})
        self.fields["email"].required = False
        self.fields["listed"].label = _("The person wants to stand in the public list of participants")
        self.fields["group"].queryset = event.groups.all()  # type: ignore[attr-defined]  # a ModelChoiceField has it
        self.fields["group"].needed_if = _("required for participants")  # type: ignore[attr-defined]  # see kit.fields

    @property
    def entrant(self) -> Entrant:
        """Return the person as they are registered. Only of a valid form."""
        return Entrant(**self.person, role=self.cleaned_data["role"])


class MoveForm(OverForm):
    """Someone comes in another group or role."""

    group = forms.ModelChoiceField(label=_("Group"), queryset=ParticipantGroup.objects.none(), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Registration.Role.choices)
    field_order = ("group", "role", "over_seats_reason")

    def __init__(self, typed: Any = None, *, registration: Registration) -> None:
        super().__init__(typed, initial={"group": registration.group_id, "role": registration.role})
        self.fields["group"].queryset = registration.event.groups.all()  # type: ignore[attr-defined]  # as above


class EndForm(forms.Form):
    """Why a registration is not accepted, or is cancelled."""

    reason = TextField(label=_("Reason"), rows=3, max_length=500, help_text=_("The person reads it in a letter."))

    def __init__(self, *args: Any, needed: bool = True) -> None:
        super().__init__(*args)
        self.fields["reason"].required = needed


class MergeForm(forms.Form):
    """Which registration of the same person stays."""

    into = LineField(
        label=_("The registration that stays"),
        max_length=254,
        help_text=_("Its code, its e-mail address, or the name as it stands in the list."),
    )

    def __init__(self, *args: Any, registration: Registration) -> None:
        super().__init__(*args)
        self.registration = registration

    def clean_into(self) -> Registration:
        typed = self.cleaned_data["into"]
        if (code := codes.find(typed)) and code.registration.event_id == self.registration.event_id:
            return code.registration
        others = self.registration.event.registrations.filter(state__in=ACTIVE).exclude(pk=self.registration.pk)
        found = list(others.filter(Q(email__iexact=typed) | Q(name__iexact=typed) | Q(sort_name__iexact=typed))[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                gettext("Several people are meant by this; write the code.") if found else gettext("Nobody is found.")
            )
        return found[0]
