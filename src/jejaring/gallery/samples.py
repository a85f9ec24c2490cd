"""Samples of every component for the gallery. Figures and places are from the public record or plainly samples."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext_lazy

from jejaring.drafts.draft_form import DraftForm
from jejaring.drafts.models import Overtaken
from jejaring.gallery.chart_samples import charts
from jejaring.imports import CellError, FileColumn, FileSpec, MappingForm, RowError, read_file
from jejaring.kit.components import Button, Card, Download, Event, Fact, Progress, Step, Tab, Waiting
from jejaring.kit.fields import DayField, DocumentField, LineField, RupiahField, Section, TextField
from jejaring.kit.remarks import Comparison, comparisons
from jejaring.kit.tables import Column, Table, TableSpec, attribute, build, choice_filter, count_sentence

DECIDED = date(2019, 10, 17)


class SampleForm(forms.Form):
    """Every kind of field."""

    sections = (
        Section(gettext_lazy("The decision"), ("city", "decided_on", "sum", "way")),
        Section(
            gettext_lazy("The evidence"),
            ("file", "reason", "agreed"),
            gettext_lazy("What you attach stays readable for the network and for your city."),
        ),
    )
    city = LineField(label=gettext_lazy("City"), help_text=gettext_lazy("As it stands in the law that founded it."))
    decided_on = DayField(
        label=gettext_lazy("Date of the decision"), help_text=gettext_lazy("Not the day of the upload.")
    )
    sum = RupiahField(label=gettext_lazy("Yearly dues"), required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("Kind of participation"),
        choices=[("full", gettext_lazy("Full member")), ("observer", gettext_lazy("Observer province"))],
        widget=forms.RadioSelect,
    )
    file = DocumentField(label=gettext_lazy("Signed letter"), kinds=("pdf", "docx"))
    reason = TextField(label=gettext_lazy("Remarks"), rows=10, required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I have checked the letter against its original."))


RECORDS = TableSpec(
    name="records",
    columns=(
        attribute("model", gettext_lazy("Record"), key="kind", link=lambda row: f"#{row.pk}"),
        attribute("app_label", gettext_lazy("Room"), key="room"),
        Column("state", gettext_lazy("State"), value=lambda row: "ok", template="gallery/state.html"),
        Column("number", gettext_lazy("Number"), value=lambda row: 1250 * row.pk, sort="pk", numeric=True),
    ),
    search=("model", "app_label"),
    filters=(
        choice_filter(
            "ruang",
            gettext_lazy("Room"),
            [("auth", "auth"), ("ledger", "ledger"), ("people", "people")],
            "app_label",
        ),
    ),
    page_size=6,
    default_sort="kind",
    sentence=count_sentence(ngettext_lazy("%(count)s kind of record", "%(count)s kinds of record")),
)


OFFICES = (
    Column("office", gettext_lazy("Office"), value=lambda row: row[0]),
    Column("holder", gettext_lazy("Holder"), value=lambda row: row[1]),
)


def _sum(text: str) -> int:
    if not text.isdigit():
        raise CellError(gettext_noop("“%(text)s” is not a number"), text=text)
    return int(text)


def _code(text: str) -> str:
    if not text:
        raise CellError(gettext_noop("the code is missing"))
    return text


PAYMENT_COLUMNS = (
    FileColumn("sum", gettext_lazy("Amount"), ("jumlah",), _sum),
    FileColumn("code", gettext_lazy("Reference"), ("kode",), _code),
)


def samples(request: HttpRequest, today: date) -> dict[str, Any]:
    """Return the context of the gallery page."""
    return {
        "crumbs": [(_("Home"), "/"), (_("Members"), "/anggota/"), ("Kota Padang", "")],
        "facts": _facts(),
        "steps": _steps(today),
        "events": _events(),
        "waiting": _waiting(today),
        "tabs": [
            Tab("about", _("Overview"), "#tabs"),
            Tab("documents", _("Documents"), "#tabs", 7),
            Tab("history", _("History"), "#tabs", 1204),
        ],
        "cards": _cards(),
        "table": _table(request),
        "columns": OFFICES,
        "rows": [(_("Mayor"), _("held since 2019")), (_("Liaison"), _("nobody holds it today"))],
        "form": SampleForm(),
        "buttons": [
            Button(_("Submit the application"), name="submit"),
            Button(_("Save the draft"), name="save", kind="quiet"),
        ],
        "wrong_form": _wrong_form(),
        "gallery": "#short-forms",
        "draft": _draft(),
        "draft_button": Button(_("Save the draft"), name="save"),
        "comparisons": _comparisons(),
        "row_errors": _row_errors(),
        "mapping": MappingForm(columns=PAYMENT_COLUMNS, headings=("Hari", "Jumlah", "Kode"), mapping={"sum": "Jumlah"}),
        "jobs": _jobs(),
        "files": [
            Download(_("Cooperation agreement"), "#downloads", "PDF, 214 kB"),
            Download(_("Cooperation agreement"), "#downloads", "DOCX, 38 kB"),
        ],
        "dimensions": _dimensions(),
        "charts": charts(),
        "big_sum": 1_250_000_000,
        "yesterday": today - timedelta(days=1),
        "soon": today + timedelta(days=2),
        "later": today + timedelta(days=20),
    }


def _facts() -> list[Fact]:
    return [
        Fact(_("Members"), 25, _("cities and regencies, 17 October 2019")),
        Fact(_("Provinces"), "16", _("of 34 at that time")),
        Fact(_("Newest member"), "Kota Padang", _("number 25"), "#facts"),
    ]


def _steps(today: date) -> list[Step]:
    signers = [_("Signed by the Mayor of Padang and the President of the network")]
    return [
        Step(_("Letter of intent"), "done", date(2019, 3, 20), signers, body_template="gallery/step.html"),
        Step(_("Deliberation with the departments"), "done", date(2019, 8, 5), [_("12 departments took part")]),
        Step(
            _("Application"),
            "now",
            today + timedelta(days=3),
            [_("The liaison of Kota Padang sends the application.")],
            body_template="gallery/step.html",
            context={"action": _("Submit the application")},
            open=True,
        ),
        Step(_("Decision of the executive"), "todo", _("within 10 working days")),
        Step(_("Cooperation agreement"), "todo"),
    ]


def _events() -> list[Event]:
    return [
        Event(DECIDED, _("Agreement signed"), _("Mayor of Padang, President of the network"), url="#timeline"),
        Event(date(2019, 10, 1), _("Application approved"), _("Executive of the network"), _("Decision 12/2019")),
        Event(date(2019, 9, 12), _("Application returned"), _("Secretariat"), _("Two remarks: page 3 and the annex")),
    ]


def _waiting(today: date) -> list[Waiting]:
    city, why = "Kota Padang", _("You are the liaison")
    return [
        Waiting(_("Answer the remarks"), city, today - timedelta(days=2), why, "#waiting", _("Answer")),
        Waiting(_("Sign the letter of intent"), city, today, _("You hold the office of mayor"), "#waiting", _("Sign")),
        Waiting(_("Confirm the contacts"), "Kota Kupang", today + timedelta(days=5), why, "#waiting", _("Confirm")),
        Waiting(_("Yearly report"), city, today + timedelta(days=40), why, "#waiting", _("Write")),
    ]


def _cards() -> list[Card]:
    return [
        Card(
            "Kota Kupang",
            "#cards",
            _("Host of the meeting of October 2019."),
            eyebrow=_("Member"),
            facts=[Fact(_("Province"), "Nusa Tenggara Timur"), Fact(_("Since"), "2017")],
            state="ok",
            state_label=_("in force"),
        ),
        Card(_("Smart governance"), "#cards", _("Services people can follow."), dimension="governance"),
        Card(_("Smart environment"), "#cards", _("Waste, water, energy."), dimension="environment", example=True),
    ]


def _row_errors() -> list[RowError]:
    content = b"Hari;Jumlah;Kode\n2019-10-17;banyak;\n2019-10-18;1000\n"
    return read_file(content, FileSpec(PAYMENT_COLUMNS, lambda line, values: values)).errors


def _jobs() -> list[Progress]:
    return [
        job(),
        Progress(_("Reading the bank file"), _("Row 7 has no date. Nothing was stored."), "#progress", failed=True),
    ]


def job() -> Progress:
    """Return a job under way; its address answers htmx with the same fragment."""
    return Progress(_("Sending 24 invitations"), _("9 of 24 sent."), reverse("gallery:job"), 9 / 24)


@dataclass(frozen=True, slots=True)
class SampleJob:
    """A job as its page shows it: under way, and still to be stopped."""

    progress: Progress = field(default_factory=job)
    is_open: bool = True
    result_url: str = ""
    stop_url: str = "#isi"

    @property
    def title(self) -> Any:
        return self.progress.title

    def get_absolute_url(self) -> str:
        return self.progress.url


def _dimensions() -> list[tuple[str, str]]:
    return [
        ("governance", _("Smart governance")),
        ("branding", _("Smart branding")),
        ("economy", _("Smart economy")),
        ("living", _("Smart living")),
        ("society", _("Smart society")),
        ("environment", _("Smart environment")),
    ]


def _table(request: HttpRequest) -> Table:
    return build(RECORDS, ContentType.objects.all(), request)


def _wrong_form() -> SampleForm:
    typed = {"wrong-city": "Kota Padang", "wrong-decided_on": "31-02-2019", "wrong-sum": "banyak"}
    form = SampleForm(typed, prefix="wrong")
    form.add_error(None, _("A letter of intent of this city is still open."))
    return form


@dataclass(frozen=True, slots=True)
class SampleField:
    """A field of a form whose versions are compared."""

    key: str
    label: str

    def shown(self, answer: Any) -> str:
        return str(answer)


def _comparisons() -> list[Comparison]:
    """Return what became of two comments on an application."""
    fields = [SampleField("budget", _("How participation is funded")), SampleField("phone", _("Telephone"))]
    before = {"budget": "Kegiatan kerja sama daerah", "phone": "0751 4640800"}
    after = {**before, "budget": "Kegiatan kerja sama daerah dalam APBD 2020"}
    return comparisons(
        fields,
        before,
        after,
        remarks={"budget": _("Please name the year."), "phone": _("Is this the code of Padang?")},
        replies={"phone": _("Yes, it is complete.")},
    )


class SampleDraftForm(DraftForm):
    """The form of a draft."""

    reason = TextField(label=gettext_lazy("Reason for joining"), rows=3)


def _draft() -> SampleDraftForm:
    """Return a draft as the second of two windows sees it."""
    typed = QueryDict(mutable=True)
    typed.update({"draft-reason": _("We want to learn from other cities."), "draft-revision": "1"})
    form = SampleDraftForm(typed, prefix="draft")
    form.show_overtaken(Overtaken({"reason": _("We want to learn and to share.")}, revision=2))
    return form
