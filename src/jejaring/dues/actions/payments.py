"""Payments: recorded by hand, matched, split, settled otherwise; and each of these taken back, with the reason."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from jejaring.dues import queries
from jejaring.dues.actions.invoices import locked, reopen, rest_of, settle
from jejaring.dues.models import Invoice, Payment
from jejaring.kit import words
from jejaring.kit.days import Limit, refuse_outside, today_is
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person

Reason = Payment.Reason


def wait_for_other_writers() -> None:
    """Wait until no other transaction records payments: two with the same one must not both find it unknown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('jejaring.dues.statements'))")


@transaction.atomic
def record_payment(
    invoice: Invoice, *, amount_idr: Decimal, paid_on: date, reference: str, by: Person, on: date, at: datetime
) -> Payment:
    """Record money received on an invoice.

    Raises Refusal if the invoice is cancelled, the reference is known, the date lies in the future or too far back,
    or more would be paid than is left.
    """
    wait_for_other_writers()
    invoice = locked(invoice)
    if invoice.cancelled_on:
        raise Refusal(_("This invoice has been cancelled."))
    rest = rest_of(invoice)
    if amount_idr > rest:
        raise Refusal(_only_rest_is_left(rest), field="amount_idr")
    payment = _create(invoice, amount_idr, paid_on, reference, remark="", by=by, on=on)
    record("dues.record_payment", invoice, by=by, at=at, on=paid_on, data=_of(payment))
    settle(invoice)
    return payment


@transaction.atomic
def receive_payment(
    *, amount_idr: Decimal, paid_on: date, reference: str, remark: str, by: Person, on: date, at: datetime
) -> Payment:
    """Record money received that is not for exactly one invoice; it waits to be matched, split or settled.

    Raises Refusal if the reference is known, or the date lies in the future or too far back.
    """
    wait_for_other_writers()
    payment = _create(None, amount_idr, paid_on, reference, remark=remark.strip(), by=by, on=on)
    record("dues.receive_payment", payment, by=by, at=at, on=paid_on, data=_of(payment))
    return payment


@transaction.atomic
def match_payment(
    payment: Payment, invoice: Invoice, *, by: Person, on: date, at: datetime, amount_idr: Decimal | None = None
) -> Payment:
    """Match a payment that waits to an invoice, or only a part of it, and return what was matched.

    A part becomes a payment of its own, and the rest goes on waiting: a transfer for two invoices, an overpayment.
    Raises Refusal if it does not wait, or is more than is left to pay.
    """
    payment = _waiting(payment)
    invoice = locked(invoice)
    part, rest = payment.amount_idr if amount_idr is None else amount_idr, rest_of(invoice)
    if part <= 0 or part > payment.amount_idr:
        sentence = _("This payment is %(sum)s.") % {"sum": words.rupiah(payment.amount_idr)}
        raise Refusal(sentence, field="amount_idr")
    if invoice.cancelled_on or part > rest:
        raise Refusal(_only_rest_is_left(rest), field="invoice" if amount_idr is None else "amount_idr")
    if part < payment.amount_idr:
        payment = _split(payment, part)
    payment.invoice, payment.matched_by, payment.waits_because = invoice, by, ""
    payment.save(update_fields=["invoice", "matched_by", "waits_because"])
    record("dues.match_payment", invoice, by=by, at=at, on=payment.paid_on, data=_of(payment))
    settle(invoice)
    return payment


@transaction.atomic
def settle_payment(payment: Payment, *, settled_as: str, reason: str, by: Person, on: date, at: datetime) -> Payment:
    """Settle a payment that waits and is not for dues: bank interest, sent back, a duplicate.

    Raises Refusal if it does not wait, or the reason is missing.
    """
    payment = _waiting(payment)
    data = {**_of(payment), "settled_as": settled_as, "reason": _given(reason)}
    payment.settled_as, payment.matched_by, payment.waits_because = settled_as, by, ""
    payment.save(update_fields=["settled_as", "matched_by", "waits_because"])
    record("dues.settle_payment", payment, by=by, at=at, on=on, data=data)
    return payment


@transaction.atomic
def release_payment(payment: Payment, *, reason: str, by: Person, on: date, at: datetime) -> Payment:
    """Take back what a payment was matched to or settled as: it waits again, and its invoice is open again.

    A part goes back to the payment that it was split from, if that one still waits. Returns the payment that waits.
    Raises Refusal if it waits already, or the reason is missing.
    """
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if payment.waits:
        raise Refusal(_("This payment waits already."))
    data = {**_of(payment), "settled_as": payment.settled_as, "reason": _given(reason)}
    invoice = locked(payment.invoice) if payment.invoice else None
    payment.invoice, payment.settled_as, payment.matched_by = None, "", None
    payment.waits_because = Reason.RELEASED
    payment.save(update_fields=["invoice", "settled_as", "matched_by", "waits_because"])
    record("dues.release_payment", invoice or payment, by=by, at=at, on=on, data=data)
    if invoice:
        reopen(invoice)
    return _joined(payment)


@transaction.atomic
def remove_payment(payment: Payment, *, reason: str, by: Person, on: date, at: datetime) -> None:
    """Remove a payment that was recorded by hand by mistake; the ledger keeps what it was.

    Raises Refusal if a statement of the bank brought it, it is matched, settled or split, or the reason is missing.
    """
    payment = _waiting(payment)
    if payment.bank_import_id:
        raise Refusal(_("The bank reported this payment. Undo its statement, or settle the payment otherwise."))
    if payment.split_from_id or payment.parts.exists():
        raise Refusal(_("This payment was split. Take the matches of its parts back first."))
    record("dues.remove_payment", payment, by=by, at=at, on=on, data={**_of(payment), "reason": _given(reason)})
    payment.delete()


def _create(
    invoice: Invoice | None, amount_idr: Decimal, paid_on: date, reference: str, *, remark: str, by: Person, on: date
) -> Payment:
    reference = reference.strip()
    refuse_outside(paid_on, earliest=Limit(queries.earliest_payment(on)), latest=today_is(on), field="paid_on")
    known = Refusal(_("A payment with this bank reference has been recorded already."), field="reference")
    if Payment.objects.filter(reference=reference, paid_on__year=paid_on.year).exists():
        raise known
    try:
        with transaction.atomic():
            return Payment.objects.create(
                invoice=invoice,
                waits_because="" if invoice else Reason.BY_HAND,
                amount_idr=amount_idr,
                paid_on=paid_on,
                reference=reference,
                remark=remark,
                recorded_by=by,
            )
    except IntegrityError as error:
        raise known from error


def _waiting(payment: Payment) -> Payment:
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if not payment.waits:
        raise Refusal(_("This payment has been matched already."))
    return payment


def _split(payment: Payment, part_idr: Decimal) -> Payment:
    """Take a part from a payment, and return it as a payment of its own; together they stay what the bank reported."""
    payment.amount_idr -= part_idr
    payment.waits_because = Reason.SPLIT
    payment.save(update_fields=["amount_idr", "waits_because"])
    return Payment.objects.create(
        split_from=payment.split_from or payment,
        amount_idr=part_idr,
        paid_on=payment.paid_on,
        reference=payment.reference,
        remark=payment.remark,
        bank_import=payment.bank_import,
        recorded_by=payment.recorded_by,
    )


def _joined(part: Payment) -> Payment:
    """Return a part that waits to the payment that it was split from, if that one waits, too."""
    if part.split_from_id is None:
        for waiting in part.parts.select_for_update(of=("self",)).filter(queries.WAITS):
            part = _merged(waiting, into=part)
        return part
    whole = Payment.objects.select_for_update(of=("self",)).get(pk=part.split_from_id)
    return _merged(part, into=whole) if whole.waits else part


def _merged(part: Payment, *, into: Payment) -> Payment:
    into.amount_idr += part.amount_idr
    part.delete()
    into.save(update_fields=["amount_idr"])
    return into


def _given(reason: str) -> str:
    if not reason.strip():
        raise Refusal(_("Give the reason."), field="reason")
    return reason.strip()


def _only_rest_is_left(rest: Decimal) -> str:
    sentence = _("Only %(rest)s of this invoice is left to pay. Of a larger transfer, match a part and leave the rest.")
    return sentence % {"rest": words.rupiah(rest)}


def _of(payment: Payment) -> dict[str, str]:
    """Return what the ledger keeps of a payment."""
    day = payment.paid_on.isoformat()
    return {"reference": payment.reference, "amount_idr": str(payment.amount_idr), "paid_on": day}
