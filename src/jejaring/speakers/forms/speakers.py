"""Input about speakers, by those who run the event and by the speakers themselves, and about materials."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Organisation
from jejaring.events.fields import ClockField
from jejaring.events.models import Event, Material, Speaker
from jejaring.kit.fields import DayField, DocumentField, EmailField, LineField, Section, TextField
from jejaring.speakers.actions.materials import MaterialFacts
from jejaring.speakers.actions.speaker_pages import OwnPage
from jejaring.speakers.actions.speakers import SpeakerFacts

LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))
KEPT = ("pdf", "docx", "xlsx", "csv", "txt", "jpg", "jpeg", "png")


class SpeakerForm(forms.Form):
    """What those who run an event know of a speaker."""

    name = LineField(label=_("Name"), max_length=200, help_text=_("With titles, as it is printed. One name is enough."))
    title_id = LineField(label=_("Position in Indonesian"), max_length=200, required=False)
    title_en = LineField(label=_("Position in English"), max_length=200, required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False, empty_label=_("none of the list")
    )
    email = EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("The link to their own page is sent there. It is never shown in public."),
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=LANGUAGES, initial="id")
    source = LineField(label=_("Source"), max_length=500, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.order_by("short_name")  # type: ignore[attr-defined]  # ModelChoiceField has it

    @property
    def facts(self) -> SpeakerFacts:
        """Return what was typed, as the actions take it."""
        return SpeakerFacts(**self.cleaned_data)


class MergeForm(forms.Form):
    """Who of the other speakers is the same person."""

    double = forms.ModelChoiceField(Speaker.objects.none(), label=_("The same person is also listed as"))

    def __init__(self, *args: Any, speaker: Speaker, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Speaker.objects.filter(event_id=speaker.event_id).exclude(pk=speaker.pk)
        field: Any = self.fields["double"]
        field.queryset = others
        field.label_from_instance = lambda one: f"{one.name}, {one.title}" if one.title else one.name


class OwnPageForm(forms.Form):
    """What a speaker writes of themselves."""

    name = LineField(label=_("Name"), max_length=200, help_text=_("With titles, as it is printed. One name is enough."))
    title_id = LineField(label=_("Position in Indonesian"), max_length=200, required=False)
    title_en = LineField(label=_("Position in English"), max_length=200, required=False)
    biography_id = TextField(label=_("Biography in Indonesian"), rows=6, required=False, max_length=4000)
    biography_en = TextField(label=_("Biography in English"), rows=6, required=False, max_length=4000)
    shows_biography = forms.BooleanField(label=_("Everyone may read the biography"), required=False, initial=True)
    portrait = DocumentField(label=_("Portrait"), kinds=("jpg", "jpeg", "png"), required=False)
    portrait_licence = LineField(
        label=_("Licence of the portrait"),
        max_length=200,
        required=False,
        help_text=_("For example “CC BY 4.0, photograph: name”, or “own photograph, may be used for this event”."),
    )
    shows_portrait = forms.BooleanField(label=_("Everyone may see the portrait"), required=False, initial=True)
    without_portrait = forms.BooleanField(label=_("Remove the portrait that is there"), required=False)

    sections = (
        Section(_("You"), ("name", "title_id", "title_en")),
        Section(_("Biography"), ("biography_id", "biography_en", "shows_biography")),
        Section(
            _("Portrait"),
            ("portrait", "portrait_licence", "shows_portrait", "without_portrait"),
            text=_("It is kept no larger than 800 pixels, without place, time and camera that a telephone writes in."),
        ),
    )

    def __init__(self, *args: Any, speaker: Speaker, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["portrait_licence"].needed_if = _("required with a portrait")  # type: ignore[attr-defined]  # shown by the kit
        if not speaker.portrait_id:
            del self.fields["without_portrait"]

    @property
    def page(self) -> OwnPage:
        """Return what was typed, without the picture."""
        left = ("portrait", "without_portrait")
        return OwnPage(**{key: value for key, value in self.cleaned_data.items() if key not in left})


class MaterialForm(forms.Form):
    """What a material is called, and who may see it from when; a moment is in the event's zone."""

    title = LineField(label=_("Title"), max_length=200)
    licence = LineField(
        label=_("Licence"),
        max_length=200,
        help_text=_("For example “CC BY 4.0”, or “for the participants of this event only”."),
    )
    audience = forms.ChoiceField(label=_("Who may see it"), choices=Material.Audience.choices)
    embargo_day = DayField(label=_("Not before: day"), required=False)
    embargo_time = ClockField(label=_("Not before: time"), required=False)

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(event.time_zone)

    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        if self.cleaned_data.get("embargo_time") and not self.cleaned_data.get("embargo_day"):
            self.add_error("embargo_day", _("Write the day, too."))
        return found

    @property
    def facts(self) -> MaterialFacts:
        """Return what was typed, as the actions take it; a day without time begins at midnight."""
        found = self.cleaned_data
        day, time = found["embargo_day"], found["embargo_time"]
        moment = datetime.combine(day, time or datetime.min.time(), tzinfo=self.zone) if day else None
        return MaterialFacts(found["title"], found["licence"], found["audience"], moment)


class UploadForm(MaterialForm):
    """A new material."""

    file = DocumentField(label=_("File"), kinds=KEPT)
    field_order = ("file", "title", "licence", "audience", "embargo_day", "embargo_time")


class RemoveForm(forms.Form):
    """Why a material is removed."""

    reason = LineField(label=_("Reason"), max_length=500)
