"""Input of the room: the call, a proposal and its draft, points and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.drafts.draft_form import DraftForm
from jejaring.events.models import Event
from jejaring.kit.fields import DayField, EmailField, LineField, Section, TextField
from jejaring.kit.words import in_language
from jejaring.proposals.actions.calls import CallFacts
from jejaring.proposals.actions.decisions import LEAST, MOST
from jejaring.proposals.actions.proposals import Proposed
from jejaring.proposals.models import Call, Proposal

LONGEST_LABEL = 200
MOST_LABELS = 20


class LabelsField(TextField):
    """Labels, one per line: Indonesian, then after a vertical bar English. Returns pairs."""

    def clean(self, value: Any) -> list[tuple[str, str]]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        pairs = [line.partition("|") for line in lines]
        found = [(first.strip(), second.strip()) for first, _bar, second in pairs]
        if any(not first or len(first) > LONGEST_LABEL or len(second) > LONGEST_LABEL for first, second in found):
            raise forms.ValidationError(
                gettext("Each line has 1 to %(most)s characters per language.") % {"most": LONGEST_LABEL}
            )
        if len(found) > MOST_LABELS or len({first for first, _second in found}) < len(found):
            raise forms.ValidationError(gettext("Write at most %(most)s lines, each once.") % {"most": MOST_LABELS})
        return found


def as_lines(asked: list[dict[str, str]]) -> str:
    """Return labels as `LabelsField` reads them."""
    return "\n".join(f"{one['label_id']} | {one['label_en']}".removesuffix(" | ") for one in asked)


class CallForm(forms.Form):
    """An event's call for sessions."""

    text_id = TextField(label=_("Text in Indonesian"), rows=6, max_length=4000)
    text_en = TextField(label=_("Text in English"), rows=6, max_length=4000, required=False)
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Last day"), help_text=_("Until midnight in the event's time zone."))
    reviews_by = DayField(label=_("Reviews by"), required=False)
    questions = LabelsField(
        label=_("Further questions"),
        rows=4,
        required=False,
        help_text=_("One per line: Indonesian | English. Title, abstract, name and city are asked anyway."),
    )
    criteria = LabelsField(
        label=_("Criteria of the reviewers"),
        rows=4,
        help_text=_("One per line: Indonesian | English. Each gets 1 to 5 points."),
    )

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(event.time_zone)

    @property
    def facts(self) -> CallFacts:
        """Return what was typed, as the action takes it: from the first moment of a day to the last of another."""
        found = dict(self.cleaned_data)
        first, last = found.pop("opens_on"), found.pop("closes_on")
        opens_at = datetime.combine(first, datetime.min.time(), tzinfo=self.zone)
        closes_at = datetime.combine(last, datetime.max.time(), tzinfo=self.zone)
        return CallFacts(opens_at, closes_at, **found)


def first_call(call: Call | None, form_zone: ZoneInfo) -> dict[str, Any]:
    """Return what the form of a call begins with."""
    if call is None:
        return {"criteria": gettext("Relevance to the theme | Relevance to the theme")}
    first: dict[str, Any] = {name: getattr(call, name) for name in ("text_id", "text_en", "reviews_by")}
    first |= {"questions": as_lines(call.questions), "criteria": as_lines(call.criteria)}
    first["opens_on"] = timezone.localtime(call.opens_at, form_zone).date()
    first["closes_on"] = timezone.localtime(call.closes_at, form_zone).date()
    return first


class BeginForm(forms.Form):
    """Who proposes, before anything is written."""

    name = LineField(label=_("Your name"), max_length=200, help_text=_("One name is enough."))
    email = EmailField(label=_("E-mail address"), help_text=_("We send a link there. It opens your proposal."))


class ProposalForm(DraftForm):
    """A proposal; the draft keeps gaps, and only a whole one is submitted."""

    title = LineField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(one.value, one.label) for one in Proposal.KINDS])
    language = forms.ChoiceField(
        label=_("Language of the session"), choices=[("id", "Bahasa Indonesia"), ("en", "English")]
    )
    abstract = TextField(label=_("Abstract"), rows=8, max_length=4000)
    name = LineField(label=_("Name"), max_length=200, help_text=_("With titles, as it is printed. One name is enough."))
    position = LineField(label=_("Position"), max_length=200, required=False)
    affiliation = LineField(
        label=_("City or organisation"),
        max_length=200,
        help_text=_("For example Kota Padang. No reviewer of your own city judges your proposal."),
    )
    biography = TextField(label=_("Biography"), rows=5, max_length=4000, required=False)
    further = TextField(
        label=_("Further speakers"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=_("One per line: name, position."),
    )

    def __init__(self, *args: Any, call: Call, **options: Any) -> None:
        super().__init__(*args, **options)
        self.call = call
        for one in call.questions:
            label = in_language(one["label_id"], one["label_en"])
            self.fields[question(one["key"])] = TextField(label=label, rows=3, max_length=2000)
        asked = tuple(question(one["key"]) for one in call.questions)
        self.sections = (
            Section(_("The session"), ("title", "kind", "language", "abstract", *asked)),
            Section(_("Who gives it"), ("name", "position", "affiliation", "biography", "further")),
        )

    def clean_further(self) -> str:
        text: str = self.cleaned_data["further"]
        for name, comma, position in (line.partition(",") for line in text.splitlines() if line.strip()):
            if comma and not name.strip():
                raise forms.ValidationError(_("Write the name before the comma."))
            if max(len(name.strip()), len(position.strip())) > 200:
                raise forms.ValidationError(_("A name or position has at most 200 characters."))
        return text

    @property
    def proposed(self) -> Proposed:
        """Return the whole proposal."""
        own = {key: value for key, value in self.cleaned_data.items() if not key.startswith("question_")}
        own.pop("revision", None)
        answers = {one["key"]: self.cleaned_data[question(one["key"])] for one in self.call.questions}
        return Proposed(**own, answers=answers)


def question(key: str) -> str:
    """Return the name of the field for a further question."""
    return f"question_{key}"


class ReviewForm(forms.Form):
    """Points per criterion, and a comment."""

    comment = TextField(
        label=_("Comment"),
        rows=4,
        max_length=4000,
        required=False,
        help_text=_("For those who decide. The proposer does not see it."),
    )

    def __init__(self, *args: Any, criteria: list[Mapping[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        points = [(str(number), str(number)) for number in range(LEAST, MOST + 1)]
        for one in criteria:
            self.fields[f"points_{one['key']}"] = forms.TypedChoiceField(
                label=in_language(one["label_id"], one["label_en"]),
                choices=points,
                coerce=int,
                widget=forms.RadioSelect,
                help_text=_("1 is weak, 5 is strong."),
            )
        self.order_fields([*self._names(), "comment"])

    def _names(self) -> Iterator[str]:
        return (f"points_{one['key']}" for one in self.criteria)

    @property
    def points(self) -> dict[str, int]:
        """Return the points by criterion."""
        return {name.removeprefix("points_"): self.cleaned_data[name] for name in self._names()}


class DecisionForm(forms.Form):
    """What the proposer is told with the decision."""

    note = TextField(
        label=_("Note to the proposer"),
        rows=4,
        max_length=2000,
        required=False,
        help_text=_("It stands in the letter."),
    )
