"""Input of a network's own logo and colour."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.kit.fields import DocumentField, LineField
from jejaring.setup import colours


class AppearanceForm(forms.Form):
    """A logo, a colour, or both; `has_logo` lets the present logo be taken away."""

    logo = DocumentField(
        label=_("Logo"),
        kinds=("svg", "png"),
        required=False,
        help_text=_("SVG or PNG, at most 100 kB. The name of the network stands beside it as text."),
    )
    without_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    colour = LineField(
        label=_("Main colour"),
        max_length=7,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "data-picker": _("Choose a colour")}
        ),
        help_text=_(
            "Written as #rrggbb, such as #2b4590. Shades for the dark theme are made from it. "
            "Empty for the colour of Jejaring."
        ),
    )

    def __init__(self, *args: Any, has_logo: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_logo:
            del self.fields["without_logo"]

    def clean_colour(self) -> str:
        """Return the colour in small letters, with its sign."""
        typed = str(self.cleaned_data["colour"]).lower()
        colour = f"#{typed.removeprefix('#')}" if typed else ""
        if colour and not colours.HEX.fullmatch(colour):
            raise forms.ValidationError(gettext("Write the colour as #rrggbb, such as #2b4590."))
        return colour

    def clean(self) -> dict[str, Any]:
        """Refuse a new logo together with the wish for none."""
        found = super().clean() or self.cleaned_data
        if found.get("logo") and found.get("without_logo"):
            self.add_error("without_logo", gettext("Either choose a new logo or remove the present one."))
        return found
