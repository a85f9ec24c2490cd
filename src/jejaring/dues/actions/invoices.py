"""Tables of dues and yearly invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from jejaring.cities.letters import issue_letter
from jejaring.cities.queries import the_network
from jejaring.documents.actions import revoke_document
from jejaring.documents.outline import Outline
from jejaring.dues import queries
from jejaring.dues.models import DuesBand, DuesTable, Invoice
from jejaring.kit.data_files import load
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.membership.actions.obligations import dues_are_paid
from jejaring.membership.models import Membership, Obligation
from jejaring.membership.queries import obligations
from jejaring.people.models import Person


@transaction.atomic
def set_dues(
    first_year: int,
    bands: Sequence[DuesBand],
    *,
    decision: str,
    by: Person | None,
    on: date,
    confirmed: bool = False,
    example: bool = False,
) -> DuesTable:
    """Put a table of dues in force from a year on, in place of one for the same year.

    Raises Refusal if invoices of that year or a later one were issued: members would owe dues of one year by two
    tables. Raises it, too, if there is no band or bands overlap.
    """
    old = DuesTable.objects.select_for_update().filter(first_year=first_year).first()
    _refuse_year_with_invoices(first_year)
    if not bands:
        raise Refusal(_("A table of dues needs at least one band."), field="bands")
    if old:
        old.delete()
    table = DuesTable.objects.create(first_year=first_year, decision=decision, confirmed=confirmed, example=example)
    for band in bands:
        band.table = table
    DuesBand.objects.bulk_create(bands)
    record("dues.set_dues", table, by=by, on=on, data={"first_year": first_year, "bands": len(bands)})
    return table


def _refuse_year_with_invoices(first_year: int) -> None:
    issued = Invoice.objects.filter(year__gte=first_year, cancelled_on__isnull=True)
    if last := issued.aggregate(last=Max("year"))["last"]:
        sentence = _(
            "Invoices for %(year)s have been issued by the table in force. "
            "Choose %(next)s or a later year, or cancel those invoices first."
        )
        raise Refusal(sentence % {"year": last, "next": last + 1}, field="first_year")


def load_example_table(*, by: Person | None, on: date) -> DuesTable:
    """Put the example of a table of dues in force if there is no table yet."""
    found = load("dues", "dues_example")
    there = DuesTable.objects.filter(first_year=found["first_year"]).first()
    if there:
        return there
    bands = [DuesBand(**band) for band in found["bands"]]
    return set_dues(found["first_year"], bands, decision=found["decision"], by=by, on=on, example=True)


@transaction.atomic
def issue_invoice(membership: Membership, year: int, *, by: Person, on: date, at: datetime) -> Invoice:
    """Issue a member's invoice for a year's dues, with its letter and a number of the network's register.

    The amount follows from the table in force that year and the region's figures. Raises Refusal if the
    member owes none, has its invoice, or no band holds its figures.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation__region", "kind")
        .get(pk=membership.pk)
    )
    _refuse_second_invoice(membership, year)
    figures = queries.measure(membership.organisation.region)
    band = _band(membership, year, figures)
    network, due_on = the_network(), _due_on(membership, year, on=on)
    invoice = Invoice.objects.create(
        membership=membership, year=year, amount_idr=band.amount_idr, issued_on=on, due_on=due_on
    )

    def compose(number: str) -> Outline:
        invoice.number = number
        return queries.invoice_letter(invoice, band.table, figures, network)

    invoice.document = issue_letter(network, "invoice", compose, record=invoice, by=by, on=on, at=at)
    invoice.save(update_fields=["number", "document"])
    data = {"number": invoice.number, "year": year, "amount_idr": str(invoice.amount_idr), **asdict(figures)}
    record("dues.issue_invoice", invoice, by=by, at=at, on=on, data=data)
    return invoice


@transaction.atomic
def cancel_invoice(invoice: Invoice, *, reason: str, by: Person, on: date, at: datetime) -> Invoice:
    """Cancel an invoice that nothing was paid on, and revoke its letter. Raises Refusal otherwise."""
    invoice = locked(invoice)
    if not reason.strip():
        raise Refusal(_("Give the reason for cancelling the invoice."), field="reason")
    if invoice.cancelled_on:
        raise Refusal(_("This invoice has been cancelled."))
    if invoice.payments.exists():
        raise Refusal(_("Something was paid on this invoice; it cannot be cancelled."))
    invoice.cancelled_on = on
    invoice.save(update_fields=["cancelled_on"])
    if invoice.document:
        revoke_document(invoice.document, reason=reason.strip(), by=by, on=on)
    record("dues.cancel_invoice", invoice, by=by, at=at, on=on, data={"reason": reason.strip()})
    return invoice


def _refuse_second_invoice(membership: Membership, year: int) -> None:
    values = {"member": membership.organisation.short_name, "year": year}
    if membership.ended_on or not membership.kind.pays_dues:
        raise Refusal(_("%(member)s owes no dues.") % values)
    if membership.invoices.filter(year=year, cancelled_on__isnull=True).exists():
        raise Refusal(_("%(member)s has its invoice for %(year)s already.") % values)


def _band(membership: Membership, year: int, figures: queries.Measure) -> DuesBand:
    table = queries.table_for(year)
    band = queries.band_of(list(table.bands.all()), figures) if table else None
    if band is None:
        member = membership.organisation.short_name
        raise Refusal(_("No band of the table of dues covers %(member)s.") % {"member": member})
    return band


def _due_on(membership: Membership, year: int, *, on: date) -> date:
    """Return the due date by the calendar of obligations, but give at least 30 days."""
    there = Obligation.objects.filter(membership=membership, kind=Obligation.Kind.DUES, year=year).first()
    rule = next((duty for duty in obligations.rules().duties if duty.kind == Obligation.Kind.DUES), None)
    by_calendar = there.due_on if there else rule.due_on(year) if rule else on
    return max(by_calendar, date.fromordinal(on.toordinal() + 30))


def locked(invoice: Invoice) -> Invoice:
    """Return an invoice as it is now, locked until the transaction ends."""
    return Invoice.objects.select_for_update(of=("self",)).select_related("membership", "document").get(pk=invoice.pk)


def rest_of(invoice: Invoice) -> Decimal:
    """Return what is left to pay of an invoice (rupiah)."""
    return Decimal(queries.with_paid(Invoice.objects.filter(pk=invoice.pk)).get().rest)


def settle(invoice: Invoice) -> None:
    """Fulfil the member's obligation on the day of the last payment, once its invoice is paid in full."""
    if rest_of(invoice) <= 0:
        last = invoice.payments.order_by("-paid_on").values_list("paid_on", flat=True).first()
        dues_are_paid(invoice.membership, invoice.year, paid_on=last)


def reopen(invoice: Invoice) -> None:
    """Bring the member's obligation in line with its invoice after a payment on it was taken back."""
    if rest_of(invoice) > 0:
        dues_are_paid(invoice.membership, invoice.year, paid_on=None)
    else:
        settle(invoice)
