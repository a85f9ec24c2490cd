"""Shape and meaning of what people type about webhooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.kit.fields import LineField, dated
from jejaring.ledger.events import public_events


class WebhookForm(forms.Form):
    """Which system is told of what, and where."""

    name = LineField(
        label=_("Name of the system"),
        max_length=100,
        help_text=_("So that you recognise it, for example “City portal”."),
    )
    url = LineField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput,
        help_text=_("Where the other system receives messages; it begins with https://."),
    )
    types = forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Select none to send all events, including future ones."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(event.type, f"{event.label} ({event.type})") for event in public_events()]
        self.fields["types"].choices = choices  # type: ignore[attr-defined]  # a MultipleChoiceField


class RenewSecretForm(forms.Form):
    """Whether the old secret goes on signing for a day."""

    leaked = forms.BooleanField(
        label=_("End the old secret at once"),
        required=False,
        help_text=_(
            "If it has been leaked. Otherwise both secrets are valid for 24 hours, so that no message is lost."
        ),
    )


class ReplayForm(forms.Form):
    """From when on events are sent again."""

    since = forms.DateTimeField(
        label=_("Since"),
        validators=[dated],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=_("Every event this webhook listens to since then is sent, including those already delivered."),
    )
