"""Input of dues: a table, invoices, payments, the bank's statement."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from jejaring.dues.models import DuesBand, Invoice, Payment
from jejaring.kit import words
from jejaring.kit.fields import DayField, DocumentField, LineField, RupiahField, TextField
from jejaring.kit.rupiah import NotRupiah, read_rupiah
from jejaring.membership.models import Membership

BAND_COLUMNS = 5
LARGEST_FIGURE = 2**31 - 1  # of a column
LARGEST_AMOUNT = 10**13
NOT_A_NUMBER = gettext_noop("“%(text)s” is not a whole number; write 1.500.000 or 1500000")


class DuesTableForm(forms.Form):
    """A table of dues, one band per line."""

    first_year = forms.IntegerField(label=_("In force from the year"), min_value=2000, max_value=2100)
    decision = LineField(label=_("Decision"), max_length=300, help_text=_("Number and date of the decision."))
    bands = TextField(
        label=_("Bands"),
        help_text=_(
            "One band per line: population from; population below; GDP per capita from; GDP per capita below; "
            "yearly dues in rupiah. GDP per capita is in thousands of rupiah; leave a field empty where there is "
            "no limit."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean_bands(self) -> list[DuesBand]:
        rows = list(csv.reader(io.StringIO(self.cleaned_data["bands"]), delimiter=";"))
        faults: list[forms.ValidationError] = []
        bands: list[DuesBand] = []
        for line, cells in enumerate(rows, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            try:
                bands.append(_band(cells))
            except BandError as error:
                values = {"line": line, "text": ";".join(cells)[:80], "why": gettext(error.sentence) % error.values}
                faults.append(
                    forms.ValidationError(gettext("Line %(line)s cannot be read: %(text)s (%(why)s)") % values)
                )
        if faults:
            raise forms.ValidationError(faults)
        if pair := _overlapping(bands):
            raise forms.ValidationError(
                gettext("Bands %(one)s and %(other)s overlap.") % {"one": pair[0], "other": pair[1]}
            )
        return bands


class BandError(ValueError):
    """A line of a table of dues cannot be read; `sentence` is to be translated and filled with `values`."""

    def __init__(self, sentence: str, **values: str) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values


def _band(cells: list[str]) -> DuesBand:
    if len(cells) != BAND_COLUMNS:
        raise BandError(gettext_noop("five values are needed, separated by semicolons"))
    low, high, gdp_low, gdp_high = (_whole(cell, LARGEST_FIGURE) for cell in cells[:-1])
    amount = _whole(cells[-1], LARGEST_AMOUNT)
    if amount is None:
        raise BandError(gettext_noop("the yearly dues are missing"))
    if (high is not None and high <= (low or 0)) or (gdp_high is not None and gdp_high <= (gdp_low or 0)):
        raise BandError(gettext_noop("an upper limit is not above its lower limit"))
    return DuesBand(
        population_from=low or 0,
        population_below=high,
        gdp_per_capita_from=gdp_low or 0,
        gdp_per_capita_below=gdp_high,
        amount_idr=Decimal(amount),
    )


def _whole(cell: str, largest: int) -> int | None:
    """Return a whole number, or None for an empty cell. Raises BandError."""
    text = cell.strip()
    if not text:
        return None
    try:
        value = int(read_rupiah(text))
    except NotRupiah as error:
        raise BandError(NOT_A_NUMBER, text=text[:40]) from error
    if not 0 <= value <= largest:
        raise BandError(gettext_noop("“%(text)s” is too small or too large"), text=text[:40])
    return value


def _overlapping(bands: list[DuesBand]) -> tuple[int, int] | None:
    for one, band in enumerate(bands):
        for other, later in enumerate(bands[one + 1 :], start=one + 1):
            people = _meet(band.population_from, band.population_below, later.population_from, later.population_below)
            gdp = _meet(
                band.gdp_per_capita_from,
                band.gdp_per_capita_below,
                later.gdp_per_capita_from,
                later.gdp_per_capita_below,
            )
            if people and gdp:
                return one + 1, other + 1
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
