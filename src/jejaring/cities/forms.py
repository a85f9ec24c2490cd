"""Input about organisations, departments and offices."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Department, Holding, Office, Organisation, Region
from jejaring.cities.queries import find_regions, provinces, regencies_and_cities
from jejaring.kit.fields import DayField, EmailField, LineField, PhoneField, Section, TextField, UrlField

ZONES = (("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"))


class FactsForm(forms.ModelForm[Organisation]):
    """What is typed once about an organisation."""

    sections = (
        Section(_("Name and head"), ("name", "short_name", "head_title")),
        Section(_("Where it can be reached"), ("address", "phone", "email", "website")),
        Section(_("Its letters"), ("seat", "letter_unit", "letter_pattern", "time_zone")),
    )

    phone = PhoneField(label=_("telephone"), required=False)
    website = UrlField(label=_("website"), required=False, max_length=200)

    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "head_title",
            "address",
            "phone",
            "email",
            "website",
            "seat",
            "letter_unit",
            "letter_pattern",
            "time_zone",
        ]
        field_classes = {"email": EmailField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].widget = forms.Select(choices=self._zones())

    def _zones(self) -> list[tuple[str, str]]:
        known = dict(ZONES)
        current = self.instance.time_zone
        return [*ZONES, *([(current, current)] if current not in known else [])]

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("This time zone is not known."))
        return zone


class OpenOrganisationForm(forms.Form):
    """Which region's government is opened."""

    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("Region"),
        help_text=_("Name, title of the head, time zone and the usual offices follow from it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what it is
        field.queryset = Region.objects.filter(government=None).order_by("code")
        field.choices = self._grouped()

    def _grouped(self) -> list[tuple[str, Any]]:
        groups: dict[str, list[tuple[str, str]]] = {p.code: [(p.code, p.name)] for p in provinces()}
        names = {code: entries[0][1] for code, entries in groups.items()}
        for region in regencies_and_cities().filter(government=None):
            groups.setdefault(region.code[:2], []).append((region.code, f"{region.name} ({region.code})"))
        return [("", "–"), *((names.get(code, code), entries) for code, entries in groups.items())]


class AskForAccountForm(forms.Form):
    """Who asks for an account, and for which region's government.

    A name that is no region, or several, gets the near ones to choose from: `meant`.
    """

    sections = (
        Section(_("Your government"), ("region", "meant")),
        Section(_("You"), ("name", "position", "email", "phone")),
    )

    region = LineField(
        label=_("Name of your region"),
        max_length=100,
        help_text=_("A province, regency or city, for example Kota Padang."),
    )
    meant = forms.ChoiceField(label=_("Which region do you mean?"), widget=forms.RadioSelect, required=False)
    name = LineField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    position = LineField(
        label=_("Position and unit"), max_length=200, help_text=_("for example Head of Public Relations, Diskominfo")
    )
    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("If you have one, use your government address (go.id). The answer is sent there."),
    )
    phone = PhoneField(label=_("Telephone"), help_text=_("A number on which the secretariat can reach you at work."))
    note = TextField(label=_("Message to the secretariat"), max_length=1000, required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = find_regions(str(self.data.get("region", ""))[:100]).near
        if not near:
            del self.fields["meant"]
            return
        field = self.fields["meant"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what it is
        field.choices = [(one.code, f"{one.name}, {one.province}" if one.province else one.name) for one in near]
        field.required = True
        field.error_messages["required"] = _("Choose your region here, or correct its name above.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = cleaned.get("region")
        if typed is None:
            return cleaned
        region = find_regions(typed).exact or Region.objects.filter(pk=cleaned.get("meant") or "").first()
        if region is not None:
            cleaned["region"] = region
        elif "meant" not in self.fields:
            sentence = _("“%(name)s” is not a region of Indonesia. Check how it is written.") % {"name": typed}
            self.add_error("region", sentence)
        cleaned.pop("meant", None)
        return cleaned


class AnswerRequestForm(forms.Form):
    """To which office who asked is invited, or why the request is declined."""

    role = forms.ChoiceField(label=_("Office"), widget=forms.RadioSelect, required=False)
    reason = TextField(
        label=_("Reason"), max_length=1000, required=False, rows=3, help_text=_("It is sent to the person who asked.")
    )

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, reason = self.fields["role"], self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker what it is
        field.choices = [(role, Office.Role(role).label) for role in roles]
        field.initial = next(iter(roles), "")
        field.needed_if = _("to invite")  # type: ignore[attr-defined]  # shown by the kit
        reason.needed_if = _("required to decline")  # type: ignore[attr-defined]  # shown by the kit


class DepartmentForm(forms.ModelForm[Department]):
    class Meta:
        model = Department
        fields = ["name", "abbreviation"]


class OpenOfficeForm(forms.Form):
    """An office to open: its role, one of those that `roles` lists, and its title as it stands under a signature."""

    role = forms.ChoiceField(label=_("Role"))
    title = LineField(label=_("Title of the office"), max_length=200, help_text=_("as it stands under a signature"))
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, help_text=_("if it is an office of one")
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=100, initial=1)

    def __init__(self, *args: Any, roles: Sequence[Office.Role], organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, department = self.fields["role"], self.fields["department"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 - tells the type checker what it is
        assert isinstance(department, forms.ModelChoiceField)  # noqa: S101 - as above
        role.choices = [("", "–"), *((one.value, str(one.label).capitalize()) for one in roles)]
        department.queryset = organisation.departments.filter(closed_on=None)
        if organisation.kind == Organisation.Kind.NETWORK:
            del self.fields["department"]

    def clean_role(self) -> Office.Role:
        return Office.Role(self.cleaned_data["role"])


class HolidayForm(forms.Form):
    """A day on which a region does not work."""

    region = forms.ModelChoiceField(Region.objects.none(), label=_("Region"))
    day = DayField(label=_("Date"))
    name = LineField(
        label=_("Holiday"), max_length=200, help_text=_("in Indonesian, for example Hari Jadi Kota Padang")
    )
    decision = LineField(label=_("Decision"), max_length=300, help_text=_("number and date of the decision"))
    source = LineField(
        label=_("Source"),
        max_length=500,
        required=False,
        help_text=_("where the decision can be read; with it the day counts as confirmed"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what it is
        region.queryset = Region.objects.order_by("code")


class NothingToType(forms.Form):
    """Something is confirmed by its button."""


class AppointForm(forms.Form):
    """Who holds an office and from when."""

    refusal_fields = {"holder": "email"}

    email = EmailField(
        label=_("E-mail address"), help_text=_("Someone without an account gets an invitation at this address.")
    )
    name = LineField(label=_("Name"), max_length=200, required=False)
    on = DayField(label=_("From (first day)"))
    until = DayField(label=_("To (last day)"), required=False)
    decree = LineField(label=_("Decree (SK)"), max_length=200, required=False, help_text=_("number and date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].needed_if = _("required to invite")  # type: ignore[attr-defined]  # shown by the kit

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.strip().lower()

    def clean_decree(self) -> str:
        return re.sub(r"\s+", " ", self.cleaned_data["decree"]).strip()


class GiverField(forms.ModelChoiceField[Holding]):
    """One of those who hold the office, by name."""

    def label_from_instance(self, obj: Any) -> str:
        name: str = obj.holder.name
        return name


class HandOverForm(AppointForm):
    """Who takes an office over, and from whom if several hold it."""

    giver = GiverField(Holding.objects.none(), label=_("Handed over by"), empty_label=None)
    field_order = ("giver", "email", "name", "on", "decree")

    def __init__(self, *args: Any, holdings: list[Holding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["until"]
        self.fields["on"].label = _("First day of the new holder")
        self.fields["on"].help_text = _("The present holder's last day is the day before.")
        if len(holdings) == 1:
            del self.fields["giver"]
            return
        field = self.fields["giver"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what it is
        field.queryset = Holding.objects.filter(pk__in=[holding.pk for holding in holdings]).select_related("holder")


class EndForm(forms.Form):
    """The last day of a holding or of a department."""

    on = DayField(label=_("Last day"))
