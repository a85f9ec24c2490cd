"""The check on the page that explains how to join."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Organisation, Region
from jejaring.kit.fields import LineField

MANY = 12


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

    def regions(self) -> list[Region]:
        """Return the regions of that kind whose name holds what was typed; one if it is exactly that."""
        name = self.cleaned_data["daerah"].strip()
        if not name or self.cleaned_data["jenis"] == Organisation.Kind.INSTITUTE:
            return []
        found = Region.objects.filter(name__icontains=name)
        if self.cleaned_data["jenis"] == Organisation.Kind.PROVINCE:
            found = found.filter(kind=Region.Kind.PROVINCE)
        else:
            found = found.exclude(kind=Region.Kind.PROVINCE)
        regions = list(found[:MANY])
        return [one for one in regions if one.name.lower() == name.lower()] or regions

    def organisation(self) -> Organisation | None:
        """Return the government of the region, if it is known which and it is on this site."""
        regions = self.regions()
        return Organisation.objects.filter(region=regions[0]).first() if len(regions) == 1 else None
