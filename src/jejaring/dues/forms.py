"""Input of dues: a table, invoices, payments, the bank's statement."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.dues.models import DuesBand, Invoice, Payment
from jejaring.kit import words
from jejaring.kit.components import Text
from jejaring.kit.fields import LARGEST_INTEGER, DayField, DocumentField, LineField, RupiahField, Section, TextField
from jejaring.membership.models import Membership

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 4, 4, 60
LARGEST_AMOUNT = 10**13


class FigureField(RupiahField):
    """A whole number as people write it, such as 1.500.000; of rupiah or of anything else."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"required": False, "widget": widget, **options})
        self.error_messages["invalid"] = _("Write a whole number, such as 1.500.000.")


class DuesTableForm(forms.Form):
    """A table of dues: a row of fields per band, begun with the bands in force; the button `MORE` adds empty rows."""

    MORE = "more"
    FIGURES: ClassVar[dict[str, Text]] = {
        "population_from": _("Population from"),
        "population_below": _("Population below"),
        "gdp_per_capita_from": _("GDP per capita from"),
        "gdp_per_capita_below": _("GDP per capita below"),
        "amount_idr": _("Yearly dues (rupiah)"),
    }

    first_year = forms.IntegerField(label=_("In force from the year"), min_value=2000, max_value=2100)
    decision = LineField(label=_("Decision"), max_length=300, help_text=_("Number and date of the decision."))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, known: Sequence[DuesBand] = (), **options: Any
    ) -> None:
        begun = {
            f"{figure}_{row}": getattr(band, figure) or None
            for row, band in enumerate(known, 1)
            for figure in self.FIGURES
        }
        super().__init__(data, **{**options, "initial": {**begun, **options.get("initial", {})}})
        self.rows = range(1, max(_rows_of(data or {}), len(known)) + 1)
        names = [name for row in self.rows for name in self._add_row(row)]
        text = _("GDP per capita is in thousands of rupiah. Leave a field empty where there is no limit.")
        self.sections = (
            Section(_("The decision"), ("first_year", "decision")),
            Section(_("Bands"), names, text, tuple(self.FIGURES.values())),
        )

    def _add_row(self, row: int) -> list[str]:
        band = gettext("Band %(number)s") % {"number": row}
        for figure, label in self.FIGURES.items():
            largest = LARGEST_AMOUNT if figure == "amount_idr" else LARGEST_INTEGER
            field = self.fields[f"{figure}_{row}"] = FigureField(label=f"{band}: {label}", max_value=largest)
            field.row = band  # type: ignore[attr-defined]  # shown by the kit
        return [f"{figure}_{row}" for figure in self.FIGURES]

    @property
    def more_wanted(self) -> bool:
        """Tell whether the form was sent for more rows only; what is typed is then not judged yet."""
        if self.MORE not in self.data:
            return False
        self.errors.clear()
        return True

    def clean(self) -> dict[str, Any]:
        """Return the year, the decision and the `bands`; every wrong row is named at once."""
        data = super().clean() or {}
        bands = {row: band for row in self.rows if (band := self._band(row))}
        for row, other in _overlapping(bands):
            sentence = gettext("Bands %(one)s and %(other)s overlap.") % {"one": row, "other": other}
            self.add_error(f"population_from_{other}", sentence)
        if not bands and not self.errors:
            self.add_error("amount_idr_1", gettext("A table of dues needs at least one band."))
        return {name: data[name] for name in ("first_year", "decision") if name in data} | {"bands": [*bands.values()]}

    def _band(self, row: int) -> DuesBand | None:
        """Return the band of a row, or None if nothing is typed there or it is wrong."""
        typed: dict[str, Any] = {figure: self.cleaned_data.get(f"{figure}_{row}") for figure in self.FIGURES}
        if any(f"{figure}_{row}" in self.errors for figure in typed) or set(typed.values()) == {None}:
            return None
        if typed["amount_idr"] is None:
            self.add_error(f"amount_idr_{row}", gettext("Enter the yearly dues."))
        for low, high in DuesBand.LIMITS:
            if typed[high] is not None and typed[high] <= (typed[low] or 0):
                self.add_error(f"{high}_{row}", gettext("An upper limit must be above its lower limit."))
        return DuesBand(**{**typed, **{low: typed[low] or 0 for low, _high in DuesBand.LIMITS}})


def _rows_of(sent: Mapping[str, Any]) -> int:
    """Return how many rows a form has: those that were sent, and more if they are wanted."""
    found = [row for row in range(1, MOST_ROWS + 1) if f"amount_idr_{row}" in sent]
    more = MORE_ROWS if DuesTableForm.MORE in sent else 0
    return min(MOST_ROWS, max([FIRST_ROWS, *found]) + more)


def _overlapping(bands: Mapping[int, DuesBand]) -> Iterator[tuple[int, int]]:
    """Yield the rows of bands that share a government."""
    for (row, band), (other, later) in itertools.combinations(bands.items(), 2):
        if band.meets(later):
            yield row, other


class PaymentForm(forms.Form):
    """Money received, by hand."""

    amount_idr = RupiahField(label=_("Amount"), min_value=Decimal(1))
    paid_on = DayField(label=_("Paid on"))
    reference = LineField(
        label=_("Bank reference"),
        max_length=100,
        help_text=_("As the bank writes it; each reference is recorded only once."),
    )


class CancelForm(forms.Form):
    """Why an invoice is cancelled; it is shown where its letter is verified."""

    reason = TextField(label=_("Reason"), max_length=400, rows=3)


class StatementForm(forms.Form):
    """The bank's statement."""

    file = DocumentField(
        label=_("Bank statement (CSV or XLSX)"),
        kinds=("csv", "xlsx"),
        help_text=_(
            "Columns: tanggal, jumlah, referensi, keterangan. Other columns and lines above the heading are ignored."
        ),
    )


class ReceiveForm(PaymentForm):
    """Money received that is not for exactly one invoice."""

    remark = LineField(label=_("Remark"), max_length=300, required=False)


class MatchForm(forms.Form):
    """The invoice a payment is for, and how much of the payment."""

    invoice = forms.ModelChoiceField(Invoice.objects.none(), label=_("Invoice"), empty_label=_("Choose an invoice"))
    amount_idr = RupiahField(
        label=_("Amount"),
        min_value=Decimal(1),
        required=False,
        help_text=_("Leave it empty for the whole payment. A part can be matched; the rest goes on waiting."),
    )

    def __init__(self, *args: Any, invoices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["invoice"]
        field.queryset = invoices
        field.label_from_instance = lambda invoice: (
            gettext("%(member)s, %(year)s: %(number)s (%(rest)s left)")
            % {
                "member": invoice.membership.organisation.short_name,
                "year": invoice.year,
                "number": invoice.number,
                "rest": words.rupiah(invoice.rest),
            }
        )


class SettleForm(forms.Form):
    """What a payment is that is not for dues."""

    settled_as = forms.ChoiceField(label=_("What it is"), choices=Payment.SettledAs.choices, widget=forms.RadioSelect)
    reason = TextField(label=_("Reason"), max_length=400, rows=3)


class ReasonForm(forms.Form):
    """Why something is taken back; the ledger keeps it."""

    reason = TextField(label=_("Reason"), max_length=400, rows=3)


class IssueForm(forms.Form):
    """The members whose invoices are issued now."""

    members = forms.ModelMultipleChoiceField(
        queryset=Membership.objects.none(),
        label=_("Members"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one member.")},
    )

    def __init__(self, *args: Any, members: Any, amounts: Mapping[int, Decimal], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["members"]
        field.queryset = members
        field.label_from_instance = lambda one: f"{one.organisation.short_name}: {words.rupiah(amounts[one.pk])}"
