"""The bank's statements: kept, previewed, loaded by a job, undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jejaring.documents.actions import store_upload
from jejaring.documents.models import StoredFile
from jejaring.dues import bank_statements, queries
from jejaring.dues.actions.invoices import locked, reopen, settle
from jejaring.dues.actions.payments import wait_for_other_writers
from jejaring.dues.matching import NumberedInvoices, Reason
from jejaring.dues.models import BankImport, Invoice, Payment
from jejaring.files import storage
from jejaring.imports import MOST_ERRORS, CellProblem, RowError
from jejaring.imports.errors import LONGEST_ROW
from jejaring.kit import jobs
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import Report
from jejaring.ledger.actions import record
from jejaring.people.models import Person

State = BankImport.State


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

    A payment is known by its bank reference, day and sum: reading a file again loads nothing twice. A payment
    whose remark names one open invoice that it does not exceed is matched; the others wait, with the reason.
    `number` is the primary key that was kept for the statement: one that was loaded or undone stays as it is.
    `mapping` is the heading of each column; `report` is called after every payment. Raises Refusal if the columns
    are not recognised.
    """
    wait_for_other_writers()
    statement = BankImport.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if statement and statement.state != State.PREVIEW:
        return statement
    if statement is None:
        statement = BankImport.objects.create(pk=number, file=file, at=at, by=by)
    return _load(statement, mapping, by=by, on=on, at=at, report=report)


@transaction.atomic
def preview_statement(file: UploadedFile[Any], *, by: Person, on: date, at: datetime) -> BankImport:
    """Keep a statement to be looked at before it is loaded. Raises Refusal if the file is of another kind."""
    statement = BankImport.objects.create(state=State.PREVIEW, at=at, by=by)
    statement.file = store_upload(file, record=statement, by=by, at=at)
    statement.save(update_fields=["file"])
    bank_statements.preview(queries.content_of(statement), on=on)
    record("dues.preview_statement", statement, by=by, at=at, on=on)
    return statement


@transaction.atomic
def load_statement(statement: BankImport, mapping: Mapping[str, str], *, by: Person, on: date, at: datetime) -> Job:
    """Start the job that loads a statement that was previewed, with the columns that were chosen.

    Raises Refusal if it is no preview any more, or a required column is not in the file.
    """
    statement = _locked_statement(statement)
    if statement.state != State.PREVIEW or statement.file is None:
        raise Refusal(_("This statement is no longer a preview."))
    bank_statements.check_columns(queries.content_of(statement), on=on, kept=mapping)
    arguments = {"number": statement.pk, "file_id": statement.file.pk, "mapping": dict(mapping)}
    return jobs.start("dues.read_statement", owner=by, at=at, **arguments)


@transaction.atomic
def undo_statement(statement: BankImport, *, by: Person, on: date, at: datetime) -> BankImport:
    """Delete the payments that a statement brought, and reopen the dues they paid; a preview is discarded.

    Raises Refusal if it was undone already, or one of its payments was matched, split or settled by hand.
    """
    statement = _locked_statement(statement)
    if statement.state == BankImport.State.UNDONE:
        raise Refusal(_("This statement has been undone already."))
    payments = list(statement.payments.select_for_update(of=("self",)).order_by("pk"))
    if any(payment.matched_by_id or payment.settled_as or payment.split_from_id for payment in payments):
        raise Refusal(
            _("A payment of this statement was matched or settled by hand. Take that back first, then undo it.")
        )
    invoices = [locked(invoice) for invoice in Invoice.objects.filter(payments__in=payments).distinct().order_by("pk")]
    Payment.objects.filter(pk__in=[payment.pk for payment in payments]).delete()
    for invoice in invoices:
        reopen(invoice)
    statement.state = BankImport.State.UNDONE
    statement.save(update_fields=["state"])
    record("dues.undo_statement", statement, by=by, at=at, on=on, data={"payments": len(payments)})
    return statement


def _locked_statement(statement: BankImport) -> BankImport:
    return BankImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=statement.pk)


def _load(
    statement: BankImport, mapping: Mapping[str, str], *, by: Person, on: date, at: datetime, report: Report
) -> BankImport:
    reading = bank_statements.read(queries.content_of(statement), on=on, kept=mapping)
    known = queries.known_payments(row.reference for row in reading.rows)
    fresh = [row for row in reading.rows if not known.holds(row.reference, row.paid_on, row.amount_idr)]
    fresh, errors = _without_other_sums(fresh, known, reading.mapping)
    _pay(statement, fresh, known, by=by, report=report)
    statement.state, statement.encoding, statement.mapping = State.LOADED, reading.encoding, reading.mapping
    statement.accepted, statement.known = len(fresh), len(reading.rows) - len(fresh) - len(errors)
    statement.skipped, statement.faulty = reading.skipped, reading.faulty + len(errors)
    statement.errors = [error.as_json() for error in [*reading.errors, *errors][:MOST_ERRORS]]
    statement.save()
    data = {"accepted": statement.accepted, "known": statement.known, "errors": statement.faulty}
    record("dues.read_statement", statement, by=by, at=at, on=on, data={**data, "skipped": statement.skipped})
    return statement


def _without_other_sums(
    rows: Sequence[bank_statements.Row], known: queries.Known, mapping: Mapping[str, str]
) -> tuple[list[bank_statements.Row], list[RowError]]:
    """Return the rows to load, and an error for each whose reference and day are known with another sum."""
    sentence = gettext_noop("“%(text)s” was recorded on this day with another sum")
    kept, errors = [], []
    for row in rows:
        if (row.reference, row.paid_on) in known.sums:
            problem = CellProblem(mapping["reference"], sentence, {"text": row.reference[:40]})
            text = f"{row.paid_on}; {row.amount_idr}; {row.reference}; {row.remark}"
            errors.append(RowError(row.line, text[:LONGEST_ROW], (problem,)))
        else:
            kept.append(row)
    return kept, errors


def _pay(
    statement: BankImport, rows: Sequence[bank_statements.Row], known: queries.Known, *, by: Person, report: Report
) -> None:
    invoices, seen = NumberedInvoices(), set(known.references)
    for number, row in enumerate(rows, start=1):
        found = Reason.REFERENCE if row.reference in seen else invoices.take(row.remark, row.amount_idr)
        seen.add(row.reference)
        invoice = found if isinstance(found, Invoice) else None
        Payment.objects.create(
            invoice=invoice,
            waits_because="" if isinstance(found, Invoice) else found,
            amount_idr=row.amount_idr,
            paid_on=row.paid_on,
            reference=row.reference,
            remark=row.remark,
            bank_import=statement,
            recorded_by=by,
        )
        if invoice:
            settle(invoice)
        report(number, len(rows))
