"""What managers write to participants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.delegations.queries.mail import AUDIENCES
from jejaring.kit.components import Text
from jejaring.kit.fields import LineField, Section, TextField

AUDIENCE_WORDS: dict[str, Text] = {
    "confirmed": _("everyone who is confirmed"),
    "waiting": _("everyone who waits for approval or for a seat"),
    "speaking": _("speakers"),
    "invited": _("contacts of invited delegations"),
}


class AnnouncementForm(forms.Form):
    """An announcement in both languages, and whom it goes to."""

    audiences = forms.MultipleChoiceField(
        label=_("To"),
        choices=[(key, AUDIENCE_WORDS[key]) for key in AUDIENCES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever belongs to several of them gets one letter."),
    )
    subject_id = LineField(label=_("Subject in Indonesian"), max_length=150)
    text_id = TextField(label=_("Text in Indonesian"), rows=8)
    subject_en = LineField(label=_("Subject in English"), max_length=150, required=False)
    text_en = TextField(
        label=_("Text in English"),
        rows=8,
        required=False,
        help_text=_("Who reads English gets the Indonesian where this is empty."),
    )
    sections = (
        Section(_("To whom"), ("audiences",)),
        Section("Bahasa Indonesia", ("subject_id", "text_id")),
        Section("English", ("subject_en", "text_en")),
    )

    @property
    def texts(self) -> dict[str, tuple[str, str]]:
        """Return subject and text by language."""
        found = self.cleaned_data
        return {key: (found[f"subject_{key}"], found[f"text_{key}"]) for key in ("id", "en")}


class WordingForm(forms.Form):
    """The words of a kind of letter in one language; both empty puts the usual ones back."""

    subject = LineField(label=_("Subject"), max_length=300, required=False)
    body = TextField(
        label=_("Text"), rows=12, required=False, help_text=_("Empty both fields to have the usual words again.")
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for one, other in (("subject", "body"), ("body", "subject")):
            if not self.errors and found.get(one) and not found.get(other):
                self.add_error(other, gettext("Write this, too, or empty both."))
        return found
