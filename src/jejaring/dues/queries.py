"""Dues: what a member owes, what is invoiced, paid and still open."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jejaring.cities import letters
from jejaring.cities.models import Holding, Organisation, Region
from jejaring.cities.queries import Reader, holds_network_office, organisations_of
from jejaring.documents.outline import Facts, Outline, Paragraph, Table
from jejaring.dues.models import BankImport, DuesBand, DuesTable, Invoice, Payment
from jejaring.files import storage
from jejaring.kit import words
from jejaring.kit.components import Waiting
from jejaring.kit.data_files import folder_of, load
from jejaring.membership.models import Membership
from jejaring.membership.queries.members import desk_of, why

MONEY: DecimalField[Any, Any] = DecimalField(max_digits=16, decimal_places=0)
GDP_SOURCE = "BPS, PDRB per kapita atas dasar harga konstan 2010 (kompilasi QuaRCS lab, Indonesia514)"


@dataclass(frozen=True, slots=True)
class Measure:
    """The figures dues are computed from, with their years; None when not known."""

    population: int | None
    population_year: int | None
    gdp_per_capita: int | None
    gdp_year: int | None


@cache
def _gdp() -> dict[str, tuple[int, int]]:
    with (folder_of("dues") / "gdp_per_capita.csv").open(encoding="utf-8") as lines:
        return {row["code"]: (int(row["year"]), int(row["thousand_rupiah"])) for row in csv.DictReader(lines)}


def measure(region: Region | None) -> Measure:
    """Return population (persons) and GDP per capita (thousand rupiah, constant 2010 prices) of a region."""
    if region is None:
        return Measure(None, None, None, None)
    year, gdp = _gdp().get(region.code, (None, None))
    return Measure(region.population, region.population_year, gdp, year)


def table_for(year: int) -> DuesTable | None:
    """Return the table of dues in force in `year`, with its bands."""
    return DuesTable.objects.filter(first_year__lte=year).prefetch_related("bands").order_by("-first_year").first()


def band_of(bands: Sequence[DuesBand], figures: Measure) -> DuesBand | None:
    """Return the band these figures fall into, or None if there is none or a figure it needs is not known."""
    return next((band for band in bands if _holds(band, figures)), None)


def _holds(band: DuesBand, figures: Measure) -> bool:
    people, gdp = figures.population, figures.gdp_per_capita
    if people is None or people < band.population_from or people >= (band.population_below or people + 1):
        return False
    if band.gdp_per_capita_from == 0 and band.gdp_per_capita_below is None:
        return True
    return gdp is not None and band.gdp_per_capita_from <= gdp < (band.gdp_per_capita_below or gdp + 1)


def invoices_visible_to(reader: Reader, *, on: date) -> QuerySet[Any]:
    """Return the invoices that `reader` sees: those of their organisations; all for the network's people."""
    found = with_paid(Invoice.objects.select_related("membership__organisation", "document"))
    if holds_network_office(reader, on=on):
        return found
    return found.filter(membership__organisation__in=organisations_of(reader, on=on))


def with_paid(found: QuerySet[Invoice]) -> QuerySet[Any]:
    """Return the invoices with `paid` and `rest` (rupiah) added."""
    sums = Payment.objects.filter(invoice=OuterRef("pk")).values("invoice").annotate(sum=Sum("amount_idr"))
    paid = Coalesce(Subquery(sums.values("sum")), Value(Decimal(0)), output_field=MONEY)
    return found.annotate(paid=paid).annotate(rest=F("amount_idr") - F("paid"))


def open_invoices() -> QuerySet[Any]:
    """Return invoices that are neither cancelled nor paid in full."""
    return with_paid(Invoice.objects.filter(cancelled_on__isnull=True)).filter(rest__gt=0)


def content_of(statement: BankImport) -> bytes:
    """Return the bytes of a bank statement. Raises FileNotFoundError if they are lost."""
    return storage.get(statement.file.sha256) if statement.file else b""


def next_statement_number() -> int:
    """Return a primary key for a statement that is loaded later; no other statement gets it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [BankImport._meta.db_table])
        return int(cursor.fetchone()[0])


def kept_mapping() -> dict[str, str]:
    """Return the columns of the statement that was loaded last; banks keep their headings."""
    last = BankImport.objects.filter(state=BankImport.State.LOADED).order_by("-at", "-pk")
    return last.values_list("mapping", flat=True).first() or {}


def earliest_payment(on: date) -> date:
    """Return the earliest day on which a payment that is recorded on a day can have been made."""
    return date(on.year - load("dues", "payments")["oldest_years"], 1, 1)


@dataclass(frozen=True, slots=True)
class Known:
    """The payments that have been recorded already, by bank reference and day; a split payment counts whole."""

    sums: dict[tuple[str, date], Decimal]
    references: set[str]

    def holds(self, reference: str, paid_on: date, amount_idr: Decimal) -> bool:
        """Return whether this very payment has been recorded."""
        return self.sums.get((reference, paid_on)) == amount_idr


def known_payments(references: Iterable[str]) -> Known:
    """Return what has been recorded under these bank references."""
    found = Payment.objects.filter(reference__in=list(references)).values_list("reference", "paid_on")
    sums = {(reference, day): total for reference, day, total in found.annotate(total=Sum("amount_idr")).order_by()}
    return Known(sums, {reference for reference, _day in sums})


WAITS = Q(invoice__isnull=True, settled_as="")


def payments() -> QuerySet[Payment]:
    """Return all payments with their invoices."""
    return Payment.objects.select_related("bank_import", "invoice__membership__organisation")


def payments_that_wait() -> QuerySet[Payment]:
    """Return payments that are neither matched to an invoice nor settled otherwise, oldest first."""
    return payments().filter(WAITS).order_by("paid_on", "pk")


def to_invoice(year: int) -> QuerySet[Membership]:
    """Return the members that owe dues in `year` and have no invoice for it yet."""
    there = Invoice.objects.filter(year=year, cancelled_on__isnull=True).values("membership")
    return (
        Membership.objects.filter(ended_on__isnull=True, kind__pays_dues=True, since__lt=date(year, 1, 1))
        .exclude(pk__in=there)
        .select_related("organisation__region", "kind")
        .order_by("organisation__short_name")
    )


def amounts_to_invoice(year: int, table: DuesTable | None) -> tuple[dict[int, Decimal], list[Membership]]:
    """Return what the members to invoice owe (rupiah, by pk), and the members that no band of the table holds."""
    bands = list(table.bands.all()) if table else []
    amounts: dict[int, Decimal] = {}
    without: list[Membership] = []
    for one in to_invoice(year):
        if band := band_of(bands, measure(one.organisation.region)):
            amounts[one.pk] = band.amount_idr
        else:
            without.append(one)
    return amounts, without


def invoices_for(payment: Payment) -> QuerySet[Any]:
    """Return the invoices that are open, so that a payment or a part of it may be for them."""
    found = open_invoices().select_related("membership__organisation")
    return found.order_by("membership__organisation__short_name", "year")


@dataclass(frozen=True, slots=True)
class Totals:
    """A year's dues in rupiah."""

    invoiced: Decimal
    paid: Decimal

    @property
    def rest(self) -> Decimal:
        return self.invoiced - self.paid


def totals(found: QuerySet[Any], year: int) -> Totals:
    """Return what was invoiced and paid of a year's dues, of the invoices given."""
    of_year = found.filter(year=year, cancelled_on__isnull=True)
    invoiced = of_year.aggregate(sum=Sum("amount_idr"))["sum"]
    paid = Payment.objects.filter(invoice__in=of_year.values("pk")).aggregate(sum=Sum("amount_idr"))["sum"]
    return Totals(invoiced or Decimal(0), paid or Decimal(0))


def years_of(found: QuerySet[Any]) -> list[int]:
    """Return the years of which there are invoices, newest first."""
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def invoice_letter(invoice: Invoice, table: DuesTable, figures: Measure, network: Organisation) -> Outline:
    """Return the invoice as an outline."""
    member = invoice.membership.organisation
    # An invoice is an Indonesian letter, whatever the language of who issues it.
    due, amount = letters.day_in_words(invoice.due_on), _rupiah(invoice.amount_idr)
    basis = [("Jumlah penduduk", f"{_number(figures.population)} jiwa ({figures.population_year})")]
    if figures.gdp_per_capita is not None:
        basis.append(("PDRB per kapita", f"{_number(figures.gdp_per_capita)} ribu rupiah ({figures.gdp_year})"))
    return Outline(
        title=f"Tagihan iuran {network.short_name} tahun {invoice.year}",
        letterhead=letters.letterhead(network),
        fields=(("Nomor", invoice.number), ("Sifat", "Biasa"), ("Hal", f"Tagihan iuran tahun {invoice.year}")),
        place_and_date=letters.dateline(network, invoice.issued_on),
        addressee=("Yth.", letters.head_title(member), member.name, "di tempat"),
        blocks=(
            Paragraph(f"Bersama ini kami sampaikan tagihan iuran keanggotaan tahun {invoice.year}."),
            Table(("Uraian", "Jumlah"), ((f"Iuran keanggotaan tahun {invoice.year}", amount),)),
            Facts((("Jatuh tempo", due), ("Dasar", table.decision), *basis)),
            Paragraph(
                f"Mohon cantumkan nomor tagihan {invoice.number} pada keterangan transfer, agar pembayaran "
                "dapat dicocokkan dengan tagihan ini."
            ),
            Paragraph("Atas perhatian dan kerja sama Saudara kami ucapkan terima kasih."),
            Paragraph(
                "Tagihan ini diterbitkan secara elektronik; keasliannya dapat diperiksa dengan kode QR di bawah."
            ),
        ),
        example=table.example or invoice.membership.example,
    )


def _rupiah(sum_: Decimal) -> str:
    with translation.override("id"):
        return words.rupiah(sum_)


def _number(value: int | None) -> str:
    with translation.override("id"):
        return words.number(value)


def invoice_state(invoice: Any, *, on: date) -> str:
    """Return "cancelled", "paid", "late", "partly" or "open" of an invoice that came through `with_paid`."""
    if invoice.cancelled_on:
        return "cancelled"
    if invoice.rest <= 0:
        return "paid"
    if invoice.due_on < on:
        return "late"
    return "partly" if invoice.paid else "open"


IN_STATE: dict[str, Q] = {
    "cancelled": Q(cancelled_on__isnull=False),
    "paid": Q(cancelled_on__isnull=True, rest__lte=0),
    "open": Q(cancelled_on__isnull=True, rest__gt=0),
}


# --- what waits ---------------------------------------------------------------------------------
def waiting_for(person: Reader, *, on: date, holdings: Sequence[Holding] | None = None) -> list[Waiting]:
    """Return what waits for `person` that day: invoices to pay, payments to match. At most three queries.

    `holdings` spares the first: what `holdings_of(person, on=on)` returns, if the caller has it.
    """
    if not person.is_authenticated:
        return []
    desk = desk_of(person, on=on, holdings=holdings)
    return [*_to_pay(desk.titles), *_to_match(desk.network_title)]


def _to_pay(titles: dict[int, str]) -> list[Waiting]:
    if not titles:
        return []
    unpaid = open_invoices().filter(membership__organisation__in=list(titles))
    return [_invoice(one, titles) for one in unpaid.select_related("membership__organisation")]


def _invoice(one: Invoice, titles: dict[int, str]) -> Waiting:
    member = one.membership.organisation
    return Waiting(
        what=_("Dues of %(year)s: invoice %(number)s") % {"year": one.year, "number": one.number},
        for_whom=member.short_name,
        due=one.due_on,
        why=why(titles[member.pk]),
        url=reverse("dues:invoice", args=[one.pk]),
        action=_("See the invoice"),
    )


def _to_match(title: str) -> list[Waiting]:
    payments = payments_that_wait().count() if title else 0
    if not payments:
        return []
    waiting = Waiting(
        what=_("Match payments to invoices"),
        for_whom=_("payments waiting: %(count)s") % {"count": payments},
        due=None,
        why=why(title),
        url=reverse("dues:payments"),
        action=_("Match payments"),
    )
    return [waiting]
