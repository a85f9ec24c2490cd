"""Input of bodies, terms and office-holders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.cities.queries import regencies_and_cities
from jejaring.kit.fields import DayField, LineField, UrlField
from jejaring.membership.models import Organ

EARLIEST, LATEST = 1945, 2100  # years


class OrganForm(forms.Form):
    """A body of the network."""

    name_id = LineField(label=_("Name in Indonesian"), max_length=100)
    name_en = LineField(label=_("Name in English"), max_length=100)
    task_id = LineField(label=_("Task in Indonesian"), max_length=300, required=False)
    task_en = LineField(label=_("Task in English"), max_length=300, required=False)
    source = UrlField(
        label=_("Source"),
        max_length=500,
        required=False,
        help_text=_("where it can be read; with it the body counts as confirmed"),
    )


class TermForm(forms.Form):
    """A term of office, in years."""

    first_year = forms.IntegerField(label=_("First year"), min_value=EARLIEST, max_value=LATEST)
    last_year = forms.IntegerField(label=_("Last year"), min_value=EARLIEST, max_value=LATEST)
    note_id = LineField(label=_("Remark in Indonesian"), max_length=300, required=False)
    note_en = LineField(label=_("Remark in English"), max_length=300, required=False)
    source = UrlField(label=_("Source"), max_length=500, help_text=_("where the decision can be read"))


class OfficerForm(forms.Form):
    """Who holds an office in a term: a region, through the person who leads or serves it."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Body"))
    title_id = LineField(label=_("Office in Indonesian"), max_length=100, help_text=_("for example Presiden"))
    title_en = LineField(label=_("Office in English"), max_length=100, help_text=_("for example President"))
    region = forms.ModelChoiceField(regencies_and_cities().none(), label=_("Region"))
    person_name = LineField(
        label=_("Held by"), max_length=200, required=False, help_text=_("only the name that the source gives in public")
    )
    person_title = LineField(label=_("As"), max_length=200, required=False, help_text=_("for example Wali Kota Padang"))
    since = DayField(label=_("From (first day)"), required=False)
    until = DayField(label=_("To (last day)"), required=False)
    source = UrlField(label=_("Source"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = Organ.objects.all()  # type: ignore[attr-defined]  # a choice of records
        self.fields["region"].queryset = regencies_and_cities()  # type: ignore[attr-defined]  # a choice of records


class NothingToType(forms.Form):
    """Something is confirmed by its button."""
