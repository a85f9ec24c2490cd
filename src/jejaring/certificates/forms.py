"""Input of this room's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.certificates import badges, papers, queries
from jejaring.certificates.actions.templates import Look
from jejaring.certificates.models import LONGEST_TEXT, Rule, Template
from jejaring.cities.models import Office
from jejaring.events.models import Event
from jejaring.kit.fields import CountField, DocumentField, LineField, Section, TextField

ORIENTATIONS = [("1", _("landscape")), ("0", _("portrait"))]
BANDS = [("1", _("with the woven band")), ("0", _("without the band"))]


def _yes(value: str) -> bool:
    return value == "1"


class TemplateForm(forms.Form):
    """The appearance of an event's certificates."""

    title_id = LineField(label=_("Title in Indonesian"), max_length=60)
    title_en = LineField(label=_("Title in English"), max_length=60, required=False)
    text_id = TextField(
        label=_("Text in Indonesian"),
        max_length=LONGEST_TEXT,
        help_text=_("It stands under the name. Placeholders: {role}, {event}, {days}, {place}."),
    )
    text_en = TextField(label=_("Text in English"), max_length=LONGEST_TEXT, required=False)
    office = forms.ModelChoiceField(
        Office.objects.none(),
        label=_("Signing office"),
        help_text=_("Whoever holds this office signs all certificates in one act."),
    )
    landscape = forms.TypedChoiceField(label=_("Orientation"), choices=ORIENTATIONS, coerce=_yes)
    band = forms.TypedChoiceField(label=_("Band"), choices=BANDS, coerce=_yes)
    logo = DocumentField(
        label=_("Logo"),
        help_text=_("PNG, at most 200 kB: it stands in every certificate."),
        kinds=("png",),
        required=False,
    )
    no_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    sections = (
        Section(_("Words"), ("title_id", "title_en", "text_id", "text_en")),
        Section(_("Signature"), ("office",)),
        Section(_("Appearance"), ("landscape", "band", "logo", "no_logo")),
    )

    def __init__(self, *args: Any, event: Event, template: Template | None, **options: Any) -> None:
        super().__init__(*args, **{"initial": _initial(template), **options})
        self.fields["office"].queryset = queries.signing_offices(event)  # type: ignore[attr-defined]  # of a choice
        if template is None or template.logo is None:
            del self.fields["no_logo"]

    @property
    def look(self) -> Look:
        """Return what was typed, once it is valid."""
        return Look(**self.cleaned_data)


def _initial(template: Template | None) -> dict[str, Any]:
    if template is None:
        return {**papers.beginning(), "landscape": "1", "band": "1"}
    names = ("title_id", "title_en", "text_id", "text_en", "office")
    choices = {name: "1" if getattr(template, name) else "0" for name in ("landscape", "band")}
    return {**{name: getattr(template, name) for name in names}, **choices}


ALWAYS, BY_PRESENCE, NOBODY = "always", "presence", "nobody"
WAYS = [
    (BY_PRESENCE, _("who was present enough")),
    (ALWAYS, _("everyone, without counting presence")),
    (NOBODY, _("nobody, but by hand")),
]


class RulesForm(forms.Form):
    """Who of each audience gets a certificate, and what is enough."""

    measure = forms.ChoiceField(label=_("Measured in"), choices=Rule.Measure.choices)
    percent = CountField(label=_("At least (percent)"), min_value=1, max_value=100)
    session_percent = CountField(label=_("A session counts from (percent of its length)"), min_value=1, max_value=100)

    def __init__(self, *args: Any, rules: Mapping[str, Rule], **options: Any) -> None:
        counted = next((one for one in rules.values() if one.percent is not None), Rule(percent=80))
        initial: dict[str, Any] = {
            "measure": counted.measure,
            "percent": counted.percent,
            "session_percent": counted.session_percent,
        }
        for audience in Rule.Audience:
            rule = rules.get(audience)
            initial[audience] = NOBODY if rule is None else ALWAYS if rule.percent is None else BY_PRESENCE
        super().__init__(*args, **{"initial": initial, **options})
        ways = {one: forms.ChoiceField(label=one.label.capitalize(), choices=WAYS) for one in Rule.Audience}
        self.fields = {**{one.value: field for one, field in ways.items()}, **self.fields}

    @property
    def rules(self) -> dict[str, dict[str, Any] | None]:
        """Return the rule of each audience, once it is valid; None where nobody gets one."""
        data = self.cleaned_data
        measured = {name: data[name] for name in ("measure", "percent", "session_percent")}
        ways = {BY_PRESENCE: measured, ALWAYS: {**measured, "percent": None}, NOBODY: None}
        return {audience.value: ways[data[audience.value]] for audience in Rule.Audience}


class BatchForm(forms.Form):
    """Whether names that nobody has checked go on certificates, too."""

    checked = forms.TypedChoiceField(
        label=_("Names"),
        choices=[("1", _("only names that their people have checked")), ("0", _("all names: I answer for them"))],
        coerce=_yes,
        help_text=_("A certificate never changes; a wrong name is corrected by a new one that replaces it."),
    )


class ReasonForm(forms.Form):
    """Why something is done to one certificate."""

    reason = TextField(label=_("Reason"), max_length=500, rows=3)


class PrintForm(forms.Form):
    """On which sheet, for whom, and whether names that nobody has checked are printed, too."""

    sheet = forms.ChoiceField(label=_("Sheet"), initial=badges.DEFAULT_SHEET)
    who = forms.ChoiceField(label=_("For whom"))
    checked = forms.TypedChoiceField(
        label=_("Names"),
        choices=[("1", _("only names that their people have checked")), ("0", _("all names"))],
        coerce=lambda value: value == "1",
        help_text=_("A wrong title on a badge is seen by everyone. Names are checked on each person's own page."),
    )

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sheet"].choices = badges.sheet_choices()  # type: ignore[attr-defined]  # of a choice
        self.fields["who"].choices = badges.whose_choices(event)  # type: ignore[attr-defined]  # of a choice
