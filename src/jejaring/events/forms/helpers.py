"""Input about who works for an event, and about a release."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.events.forms.common import records_of
from jejaring.events.models import Event, Helper, Session
from jejaring.kit.fields import DayField, EmailField, LineField


class HelperForm(forms.Form):
    """Someone who gets a task in an event."""

    role = forms.ChoiceField(label=_("Task"), choices=Helper.Role.choices)
    session = forms.ModelChoiceField(Session.objects.none(), label=_("Session"), required=False)
    email = EmailField(label=_("E-mail address"), help_text=_("Someone without an account gets an invitation to one."))
    name = LineField(label=_("Name"), max_length=200, required=False)
    until = DayField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        records_of(
            self.fields["session"], event.sessions.order_by("number"), label=lambda one: f"{one.number}. {one.title}"
        )
        self.fields["session"].needed_if = _("for a session manager")  # type: ignore[attr-defined]  # shown by the kit
        self.fields["name"].needed_if = _("for someone without an account")  # type: ignore[attr-defined]  # as above


class ReleaseForm(forms.Form):
    """What those who compare versions are told in a line."""

    note = LineField(label=_("What changed, in a line"), max_length=500, required=False)
