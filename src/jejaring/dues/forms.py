"""Input of dues: a table, invoices, payments, the bank's statement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.dues.models import DuesBand, Invoice, Payment
from jejaring.kit import words
from jejaring.kit.fields import DayField, DocumentField, LineField, RupiahField, Section, TextField
from jejaring.membership.models import Membership

LARGEST_FIGURE = 2**31 - 1  # of a column
LARGEST_AMOUNT = 10**13
FEWEST_ROWS, SPARE_ROWS = 5, 2
AMOUNT_SENT = re.compile(r"amount_idr_([1-9]\d?)")
PARTS = {
    "population_from": _("Population from"),
    "population_below": _("Population below"),
    "gdp_per_capita_from": _("GDP per capita from (thousand rupiah)"),
    "gdp_per_capita_below": _("GDP per capita below (thousand rupiah)"),
    "amount_idr": _("Yearly dues"),
}


class WholeField(RupiahField):
    """A whole number, with or without separators of thousands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_value": Decimal(LARGEST_FIGURE), "widget": forms.TextInput, **options})
        self.error_messages["invalid"] = _("Write a whole number, such as 1.500.000.")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}


class DuesTableForm(forms.Form):
    """A table of dues: one row per band, begun with the bands in force; rows left empty are left out."""

    first_year = forms.IntegerField(label=_("In force from the year"), min_value=2000, max_value=2100)
    decision = LineField(label=_("Decision"), max_length=300, help_text=_("Number and date of the decision."))

    def __init__(self, *args: Any, known: Sequence[DuesBand] = (), **options: Any) -> None:
        begun = {_cell(part, row): getattr(one, part) or None for row, one in enumerate(known, 1) for part in PARTS}
        options["initial"] = {**begun, **options.get("initial", {})}
        super().__init__(*args, **options)
        sent = [int(found[1]) for name in self.data if (found := AMOUNT_SENT.fullmatch(name))]
        self.rows = range(1, max(len(known) + SPARE_ROWS, FEWEST_ROWS, *sent) + 1)
        names = [name for row in self.rows for name in self._add_row(row)]
        about = _("Rows left empty are left out; leave a limit empty where there is none.")
        self.sections = (
            Section(_("Decision"), ("first_year", "decision")),
            Section(_("Bands"), names, about, tuple(PARTS.values())),
        )

    def _add_row(self, row: int) -> list[str]:
        band = gettext("Band %(number)s") % {"number": row}
        for part, column in PARTS.items():
            label = band if part == "population_from" else f"{band}, {column}"
            kind = RupiahField if part == "amount_idr" else WholeField
            largest = LARGEST_AMOUNT if part == "amount_idr" else LARGEST_FIGURE
            self.fields[_cell(part, row)] = kind(label=label, required=False, max_value=Decimal(largest))
        return [_cell(part, row) for part in PARTS]

    def clean(self) -> dict[str, Any]:
        """Read the rows into `bands`; name what is missing in each, and which overlap."""
        data = super().clean() or {}
        bands = [(row, self._band(row)) for row in self.rows if self._typed(row)]
        if not bands:
            self.add_error(None, _("A table of dues needs at least one band."))
        elif not self.errors and (pair := _overlapping(bands)):
            values = {"one": pair[0], "other": pair[1]}
            self.add_error(None, gettext("Bands %(one)s and %(other)s overlap.") % values)
        self.table: dict[str, Any] = {name: data.get(name) for name in ("first_year", "decision")}
        self.table["bands"] = [band for _row, band in bands]
        return data

    def _typed(self, row: int) -> bool:
        return any(self.cleaned_data.get(name) is not None or name in self.errors for name in self._names(row))

    def _names(self, row: int) -> list[str]:
        return [_cell(part, row) for part in PARTS]

    def _band(self, row: int) -> DuesBand:
        """Return a row as a band, its faults named beside their fields."""
        low, high, gdp_low, gdp_high, amount = (self.cleaned_data.get(name) for name in self._names(row))
        if amount is None and _cell("amount_idr", row) not in self.errors:
            self.add_error(_cell("amount_idr", row), _("Write the yearly dues of this band."))
        for part, below, above in (("population_below", low, high), ("gdp_per_capita_below", gdp_low, gdp_high)):
            if above is not None and above <= (below or 0):
                self.add_error(_cell(part, row), _("The upper limit must be above the lower one."))
        return DuesBand(
            population_from=int(low or 0),
            population_below=high if high is None else int(high),
            gdp_per_capita_from=int(gdp_low or 0),
            gdp_per_capita_below=gdp_high if gdp_high is None else int(gdp_high),
            amount_idr=amount or Decimal(0),
        )


def _cell(part: str, row: int) -> str:
    return f"{part}_{row}"


def _overlapping(bands: list[tuple[int, DuesBand]]) -> tuple[int, int] | None:
    """Return the rows of the first two bands that hold the same city."""
    for (one, band), (other, later) in combinations(bands, 2):
        people = _meet(band.population_from, band.population_below, later.population_from, later.population_below)
        gdp = _meet(
            band.gdp_per_capita_from,
            band.gdp_per_capita_below,
            later.gdp_per_capita_from,
            later.gdp_per_capita_below,
        )
        if people and gdp:
            return one, other
    return None


def _meet(low: int, high: int | None, other_low: int, other_high: int | None) -> bool:
    return (high is None or other_low < high) and (other_high is None or low < other_high)


class PaymentForm(forms.Form):
    """Money received, by hand."""

    amount_idr = RupiahField(label=_("Amount"), max_digits=14, min_value=Decimal(1))
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
        max_digits=14,
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

    settled_as = forms.ChoiceField(
        label=_("What it is"), choices=Payment.SettledAs.choices, widget=forms.RadioSelect, initial="interest"
    )
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
