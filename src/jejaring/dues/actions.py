"""Dues: tables, yearly invoices, payments by hand and from the bank's statement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from jejaring.cities.letters import issue_letter
from jejaring.cities.queries import the_network
from jejaring.documents import storage
from jejaring.documents.actions import revoke_document, store_upload
from jejaring.documents.models import StoredFile
from jejaring.documents.outline import Outline
from jejaring.dues import bank_statements, queries
from jejaring.dues.models import BankImport, DuesBand, DuesTable, Invoice, Payment
from jejaring.kit import jobs, words
from jejaring.kit.data_files import load
from jejaring.kit.days import Limit, refuse_outside, today_is
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import Report
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

    Raises Refusal if invoices were issued by a table of that year, or bands overlap.
    """
    old = DuesTable.objects.select_for_update().filter(first_year=first_year).first()
    if old and Invoice.objects.filter(year__gte=first_year, cancelled_on__isnull=True).exists():
        raise Refusal(_("Invoices were issued under this table; choose a later year."), field="first_year")
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
    invoice = _locked(invoice)
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


@transaction.atomic
def record_payment(
    invoice: Invoice, *, amount_idr: Decimal, paid_on: date, reference: str, by: Person, on: date, at: datetime
) -> Payment:
    """Record money received on an invoice.

    Raises Refusal if the invoice is cancelled, the reference is known, the date is in the future or before
    the year before the invoice's, or more would be paid than is left.
    """
    invoice = _locked(invoice)
    if invoice.cancelled_on:
        raise Refusal(_("This invoice has been cancelled."))
    earliest = Limit(date(invoice.year - 1, 1, 1), _("the year before the year of the invoice"))
    refuse_outside(paid_on, earliest=earliest, latest=today_is(on), field="paid_on")
    if Payment.objects.filter(reference=reference.strip()).exists():
        raise Refusal(_("A payment with this bank reference has been recorded already."), field="reference")
    rest = _rest(invoice)
    if amount_idr > rest:
        raise Refusal(
            _("Only %(rest)s of this invoice is left to pay.") % {"rest": words.rupiah(rest)}, field="amount_idr"
        )
    payment = Payment.objects.create(
        invoice=invoice, amount_idr=amount_idr, paid_on=paid_on, reference=reference.strip(), recorded_by=by
    )
    record("dues.record_payment", invoice, by=by, at=at, on=paid_on, data={"amount_idr": str(amount_idr)})
    _settle(invoice, paid_on)
    return payment


@transaction.atomic
def match_payment(payment: Payment, invoice: Invoice, *, by: Person, on: date, at: datetime) -> Payment:
    """Match a payment that waits to an invoice. Raises Refusal if it is matched, or more than is left to pay."""
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.invoice_id:
        raise Refusal(_("This payment has been matched already."))
    invoice = _locked(invoice)
    rest = _rest(invoice)
    if invoice.cancelled_on or payment.amount_idr > rest:
        raise Refusal(
            _("Only %(rest)s of this invoice is left to pay.") % {"rest": words.rupiah(rest)}, field="invoice"
        )
    payment.invoice, payment.matched_by = invoice, by
    payment.save(update_fields=["invoice", "matched_by"])
    data = {"reference": payment.reference, "amount_idr": str(payment.amount_idr)}
    record("dues.match_payment", invoice, by=by, at=at, on=payment.paid_on, data=data)
    _settle(invoice, payment.paid_on)
    return payment


@transaction.atomic
def read_statement(file: UploadedFile[Any], *, by: Person, on: date, at: datetime) -> Job:
    """Keep the file of a bank statement (CSV or XLSX) and start the job that loads it, see `load_file`.

    Raises Refusal if the columns are not recognised or the file is of another kind; then nothing is kept.
    """
    number, mapping = queries.next_statement_number(), queries.kept_mapping()
    stored = store_upload(file, record=BankImport(pk=number), by=by, at=at)
    bank_statements.check_columns(storage.get(stored.sha256), on=on, kept=mapping)
    return jobs.start("dues.read_statement", owner=by, at=at, number=number, file_id=stored.pk, mapping=mapping)


@transaction.atomic
def load_file(
    file: StoredFile, number: int, mapping: Mapping[str, str], *, by: Person, on: date, at: datetime, report: Report
) -> BankImport:
    """Load a bank statement: good rows become payments, the others are kept with their errors.

    A payment is known by its bank reference: reading a file again loads nothing twice. A payment whose
    remark names one open invoice that it does not exceed is matched; the others wait. `number` is the primary
    key that was kept for the statement: one that is there has been loaded before, and stays as it is. `mapping`
    is the heading of each column; `report` is called after every payment. Raises Refusal if the columns are not
    recognised.
    """
    _wait_for_other_loads()
    if there := BankImport.objects.filter(pk=number).first():
        return there
    statement = BankImport.objects.create(pk=number, file=file, at=at, by=by)
    return _load(statement, mapping, by=by, on=on, at=at, report=report)


@transaction.atomic
def preview_statement(file: UploadedFile[Any], *, by: Person, on: date, at: datetime) -> BankImport:
    """Keep a statement to be looked at before it is loaded. Raises Refusal if the file is of another kind."""
    statement = _keep(file, by=by, at=at)
    bank_statements.preview(queries.content_of(statement), on=on)
    record("dues.preview_statement", statement, by=by, at=at, on=on)
    return statement


@transaction.atomic
def load_statement(
    statement: BankImport, mapping: Mapping[str, str], *, by: Person, on: date, at: datetime
) -> BankImport:
    """Load a statement that was previewed, with the columns that were chosen.

    Raises Refusal if it is no preview any more, or a required column is not in the file.
    """
    _wait_for_other_loads()
    statement = _locked_statement(statement)
    if statement.state != BankImport.State.PREVIEW:
        raise Refusal(_("This statement is no longer a preview."))
    return _load(statement, mapping, by=by, on=on, at=at)


@transaction.atomic
def undo_statement(statement: BankImport, *, by: Person, on: date, at: datetime) -> BankImport:
    """Delete the payments that a statement brought, and reopen the dues they paid; a preview is discarded.

    Raises Refusal if it was undone already, or one of its payments was matched by hand.
    """
    statement = _locked_statement(statement)
    if statement.state == BankImport.State.UNDONE:
        raise Refusal(_("This statement has been undone already."))
    payments = list(statement.payments.select_for_update(of=("self",)).order_by("pk"))
    if any(payment.matched_by_id for payment in payments):
        raise Refusal(_("A payment of this statement was matched by hand; the statement cannot be undone."))
    invoices = [_locked(invoice) for invoice in Invoice.objects.filter(payments__in=payments).distinct().order_by("pk")]
    Payment.objects.filter(pk__in=[payment.pk for payment in payments]).delete()
    for invoice in invoices:
        if _rest(invoice) > 0:
            dues_are_paid(invoice.membership, invoice.year, paid_on=None)
    statement.state = BankImport.State.UNDONE
    statement.save(update_fields=["state"])
    record("dues.undo_statement", statement, by=by, at=at, on=on, data={"payments": len(payments)})
    return statement


def _keep(file: UploadedFile[Any], *, by: Person, at: datetime) -> BankImport:
    statement = BankImport.objects.create(state=BankImport.State.PREVIEW, at=at, by=by)
    statement.file = store_upload(file, record=statement, by=by, at=at)
    statement.save(update_fields=["file"])
    return statement


def _wait_for_other_loads() -> None:
    """Wait until no other statement is being loaded: two with the same payments must not both find them unknown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('jejaring.dues.statements'))")


def _load(
    statement: BankImport,
    mapping: Mapping[str, str],
    *,
    by: Person,
    on: date,
    at: datetime,
    report: Report | None = None,
) -> BankImport:
    reading = bank_statements.read(queries.content_of(statement), on=on, kept=mapping)
    known = queries.known_references(row.reference for row in reading.rows)
    fresh = [row for row in reading.rows if row.reference not in known]
    _pay(statement, fresh, by=by, report=report)
    statement.state = BankImport.State.LOADED
    statement.accepted, statement.known = len(fresh), len(reading.rows) - len(fresh)
    statement.errors = [error.as_json() for error in reading.errors]
    statement.encoding, statement.mapping = reading.encoding, reading.mapping
    statement.save(update_fields=["state", "accepted", "known", "errors", "encoding", "mapping"])
    data = {"accepted": statement.accepted, "known": statement.known, "errors": len(reading.errors)}
    record("dues.read_statement", statement, by=by, at=at, on=on, data=data)
    return statement


def _pay(statement: BankImport, rows: Sequence[bank_statements.Row], *, by: Person, report: Report | None) -> None:
    open_invoices = OpenInvoices()
    for number, row in enumerate(rows, start=1):
        invoice = open_invoices.take(row.remark, row.amount_idr)
        Payment.objects.create(
            invoice=invoice,
            amount_idr=row.amount_idr,
            paid_on=row.paid_on,
            reference=row.reference,
            remark=row.remark,
            bank_import=statement,
            recorded_by=by,
        )
        if invoice:
            _settle(invoice, row.paid_on)
        if report:
            report(number, len(rows))


class OpenInvoices:
    """The open invoices, locked, and what is left to pay of each while payments are matched to them."""

    def __init__(self) -> None:
        found = queries.open_invoices().select_for_update(of=("self",))
        self._by_number: dict[str, Invoice] = {_bare(invoice.number): invoice for invoice in found}
        self._left: dict[str, Decimal] = {_bare(invoice.number): invoice.rest for invoice in found}

    def take(self, remark: str, amount_idr: Decimal) -> Invoice | None:
        """Return the one invoice that a remark names, if the amount does not exceed what is left of it."""
        text = _bare(remark)
        named = [number for number in self._by_number if number in text]
        # A longer number that contains a shorter one is meant as a whole.
        named = [one for one in named if not any(one != other and one in other for other in named)]
        if len(named) != 1 or amount_idr > self._left[named[0]]:
            return None
        self._left[named[0]] -= amount_idr
        return self._by_number[named[0]]


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


def _locked(invoice: Invoice) -> Invoice:
    return Invoice.objects.select_for_update(of=("self",)).select_related("membership", "document").get(pk=invoice.pk)


def _locked_statement(statement: BankImport) -> BankImport:
    return BankImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=statement.pk)


def _rest(invoice: Invoice) -> Decimal:
    return Decimal(queries.with_paid(Invoice.objects.filter(pk=invoice.pk)).get().rest)


def _settle(invoice: Invoice, paid_on: date) -> None:
    if _rest(invoice) <= 0:
        dues_are_paid(invoice.membership, invoice.year, paid_on=paid_on)


def _bare(text: str) -> str:
    """Return a number or remark without what banks drop or change: only letters and digits, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())
