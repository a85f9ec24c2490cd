"""What is typed about delegations: whom to invite, the answer, the people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Organisation
from jejaring.cities.queries import find_regions, provinces
from jejaring.delegations import rosters
from jejaring.delegations.queries.delegations import governments_of, members
from jejaring.events.models import Event
from jejaring.kit.fields import DayField, DocumentField, EmailField, LineField, PhoneField, Section, TextField
from jejaring.people.models import Person
from jejaring.registration.actions.registrations import Entrant
from jejaring.registration.models import LANGUAGES, ParticipantGroup, Registration

MEMBERS, PROVINCE, LIST = "anggota", "provinsi", "daftar"
MOST_SEATS = 1000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom an invitation goes to: organisations by key, and regions by code."""

    organisations: list[int] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)


class InviteForm(forms.Form):
    """Which cities to invite in which group, with how many seats, and by when they answer."""

    group = forms.ModelChoiceField(label=_("Group"), queryset=ParticipantGroup.objects.none())
    whom = forms.ChoiceField(
        label=_("Whom to invite"),
        choices=[
            (LIST, _("the cities listed below")),
            (MEMBERS, _("all members of the network")),
            (PROVINCE, _("all regencies and cities of a province")),
        ],
        widget=forms.RadioSelect,
        initial=LIST,
    )
    cities = TextField(
        label=_("Cities"),
        required=False,
        rows=6,
        help_text=_("One per line, such as Kota Padang. A member can be written by its name, too."),
    )
    province = forms.ModelChoiceField(label=_("Province"), queryset=provinces(), required=False, to_field_name="code")
    seats = forms.IntegerField(label=_("Seats per delegation"), min_value=1, max_value=MOST_SEATS)
    answer_by = DayField(label=_("Answer by"))
    sections = (
        Section(_("Whom to invite"), ("group", "whom", "cities", "province")),
        Section(_("What they are offered"), ("seats", "answer_by")),
    )

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].queryset = event.groups.filter(by_delegation=True)  # type: ignore[attr-defined]
        self.fields["cities"].needed_if = _("required for cities that are listed")  # type: ignore[attr-defined]
        self.fields["province"].needed_if = _("required for a province")  # type: ignore[attr-defined]
        self.chosen = Chosen()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        whom, province = found.get("whom"), found.get("province")
        if whom == MEMBERS:
            self.chosen = Chosen(organisations=list(members().values_list("pk", flat=True)))
        elif whom == PROVINCE and province:
            self.chosen = Chosen(regions=list(governments_of(province).values_list("code", flat=True)))
        elif whom == PROVINCE:
            self.add_error("province", gettext("Choose a province."))
        elif whom == LIST and "cities" in found:
            self.chosen = self._listed(found["cities"])
        return found

    def _listed(self, text: str) -> Chosen:
        """Return the cities named line by line; a line that names none is an error of its own."""
        chosen = Chosen()
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if not lines:
            self.add_error("cities", gettext("List at least one city."))
        for line in lines:
            named = Organisation.objects.exclude(kind=Organisation.Kind.NETWORK)
            if there := named.filter(short_name__iexact=line).first() or named.filter(name__iexact=line).first():
                chosen.organisations.append(there.pk)
            elif region := (regions := find_regions(line)).exact:
                chosen.regions.append(region.code)
            else:
                near = ", ".join(one.name for one in regions.near[:4]) or "–"
                sentence = gettext("“%(line)s” is not one city. Nearest: %(near)s.")
                self.add_error("cities", sentence % {"line": line[:60], "near": near})
        return chosen


class TermsForm(forms.Form):
    """The seats of one delegation, and by when it answers."""

    seats = forms.IntegerField(label=pgettext_lazy("event", "Seats"), min_value=0, max_value=MOST_SEATS)
    answer_by = DayField(label=_("Answer by"), required=False)


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = LineField(label=_("Reason"), max_length=500)


class DeclineForm(forms.Form):
    """Why a city does not come, if it wants to tell."""

    reason = LineField(label=_("Reason"), max_length=500, required=False)


class ContactForm(forms.Form):
    """Who is written to about a delegation."""

    contact = forms.ModelChoiceField(
        label=_("Contact"),
        queryset=Person.objects.none(),
        help_text=_("Someone with an account who holds an office of the city. The network writes to this person."),
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """One person of a delegation. Only the name is needed; it may be a single one."""

    name = LineField(
        label=_("Name with titles"),
        max_length=200,
        help_text=_("As it is to be printed on badge and certificate, with titles. A single name is enough."),
    )
    sort_name = LineField(
        label=_("Name to sort by"),
        max_length=200,
        required=False,
        help_text=_("Without titles. Left empty, it is taken from the name."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(one.value, one.label) for one in (Registration.Role.DELEGATE, Registration.Role.HEAD)],
    )
    position = LineField(label=_("Position"), max_length=200, required=False)
    email = EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Several people may share one. Without any, the delegation's contact is written to."),
    )
    phone = PhoneField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="id")

    def __init__(self, *args: Any, fixed_role: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if fixed_role:
            del self.fields["role"]

    @property
    def entrant(self) -> Entrant:
        """Return the person as typed."""
        return Entrant(**self.cleaned_data)


class RosterForm(forms.Form):
    """A list of people: a file, or pasted."""

    file = DocumentField(label=_("File"), kinds=("csv", "xlsx"), required=False)
    text = TextField(
        label=_("Or paste the list"),
        required=False,
        rows=8,
        help_text=_("One name per line, or a table with the headings nama, peran, jabatan, email, telepon, bahasa."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and bool(found.get("file")) == bool(found.get("text")):
            self.add_error("text", gettext("Choose a file or paste a list, one of both."))
        return found

    @property
    def upload(self) -> UploadedFile[Any]:
        """Return the file, or what was pasted as one."""
        if sent := self.cleaned_data["file"]:
            return sent  # type: ignore[no-any-return]  # cleaned data has no types
        return SimpleUploadedFile("daftar.csv", rosters.content_of(self.cleaned_data["text"]), content_type="text/csv")
