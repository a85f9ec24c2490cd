"""The check on the page that explains how to join."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Organisation
from jejaring.cities.queries import RegionsFound, find_regions
from jejaring.kit.fields import LineField


class CheckForm(forms.Form):
    """Which kind of participation fits, and whether the organisation takes part already."""

    jenis = forms.ChoiceField(
        label=_("You are"),
        choices=[
            (Organisation.Kind.CITY, _("a city or regency government")),
            (Organisation.Kind.PROVINCE, _("a province government")),
            (Organisation.Kind.INSTITUTE, _("an institute or other organisation")),
        ],
    )
    daerah = LineField(
        label=_("Name of your region"),
        required=False,
        max_length=100,
        help_text=_("For example Padang. Leave it empty if you are not a government."),
    )

    def found(self) -> RegionsFound:
        """Return the region that was typed or, if that is none or several, those it may mean."""
        kind = self.cleaned_data["jenis"]
        typed = "" if kind == Organisation.Kind.INSTITUTE else self.cleaned_data["daerah"]
        return find_regions(typed, provinces=kind == Organisation.Kind.PROVINCE)
