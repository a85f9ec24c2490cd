"""What the dues leave in the ledger, and what they refuse to a member that owes none or an invoice that is gone."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jejaring.dues import actions as dues
from jejaring.dues.models import DuesBand, Invoice, Payment
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.membership.models import Membership, Obligation, ParticipationKind
from tests.membership.desk import AT, DAY, Desk


def by(desk: Desk) -> dict[str, Any]:
    return {"by": desk.treasurer, "on": DAY, "at": AT}


def received(desk: Desk, amount_idr: int, reference: str = "A", paid_on: date = DAY) -> Payment:
    return dues.receive_payment(
        amount_idr=Decimal(amount_idr), paid_on=paid_on, reference=reference, remark=" Dari kas ", **by(desk)
    )


def refused(do: Any, *arguments: Any, **named: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        do(*arguments, **named)
    return str(caught.value), caught.value.field


def test_every_step_of_a_payment_is_one_entry_with_its_sum_and_day(desk: Desk, invoice: Invoice) -> None:
    before = Entry.objects.latest("pk").pk
    first = received(desk, 11_000_000, "A", date(2020, 2, 28))
    dues.match_payment(first, invoice, amount_idr=Decimal(4_000_000), **by(desk))
    second = received(desk, 5_000_000, "B")
    dues.remove_payment(second, reason=" Salah ketik ", **by(desk))
    dues.settle_payment(first, settled_as="interest", reason="Bunga.", **by(desk))
    dues.release_payment(first, reason="Bukan bunga.", **by(desk))
    dues.record_payment(invoice, amount_idr=Decimal(6_000_000), paid_on=date(2020, 3, 1), reference="C", **by(desk))
    found = [
        (
            entry.verb,
            entry.decided_on,
            {"sum": data["amount_idr"], "paid": data["paid_on"], "reason": data.get("reason")},
        )
        for entry in Entry.objects.filter(pk__gt=before, verb__startswith="dues.").order_by("pk")
        for data in [json.loads(entry.data)]
    ]
    paid = {"paid": "2020-02-28", "reason": None}
    assert found == [
        ("dues.receive_payment", date(2020, 2, 28), {"sum": "11000000", **paid}),
        ("dues.match_payment", date(2020, 2, 28), {"sum": "4000000", **paid}),
        ("dues.receive_payment", DAY, {"sum": "5000000", "paid": "2020-03-02", "reason": None}),
        ("dues.remove_payment", DAY, {"sum": "5000000", "paid": "2020-03-02", "reason": "Salah ketik"}),
        ("dues.settle_payment", DAY, {"sum": "7000000", **paid, "reason": "Bunga."}),
        ("dues.release_payment", DAY, {"sum": "7000000", **paid, "reason": "Bukan bunga."}),
        ("dues.record_payment", date(2020, 3, 1), {"sum": "6000000", "paid": "2020-03-01", "reason": None}),
    ]


def test_a_table_and_an_invoice_are_recorded_with_their_sums(desk: Desk, invoice: Invoice) -> None:
    dues.cancel_invoice(invoice, reason=" Salah kota. ", **by(desk))
    dues.set_dues(2021, [DuesBand(amount_idr=7)], decision="Baru", by=desk.treasurer, on=DAY)
    found = {entry.verb: json.loads(entry.data) for entry in Entry.objects.order_by("pk")}
    assert found["dues.set_dues"] == {"first_year": 2021, "bands": 1}
    issued = found["dues.issue_invoice"]
    assert (issued["number"], issued["year"], issued["amount_idr"]) == (invoice.number, 2020, "10000000")
    assert found["dues.cancel_invoice"] == {"reason": "Salah kota."}


def test_the_obligation_is_fulfilled_on_the_day_of_the_last_payment(desk: Desk, invoice: Invoice) -> None:
    late = received(desk, 4_000_000, "A", date(2020, 2, 28))
    early = received(desk, 6_000_000, "B", date(2020, 1, 15))
    for payment in (late, early):
        dues.match_payment(payment, invoice, **by(desk))
    assert Obligation.objects.get(kind="dues").fulfilled_on == date(2020, 2, 28)


@pytest.mark.parametrize("left", [True, False])
def test_whoever_left_or_pays_no_dues_gets_no_invoice(desk: Desk, left: bool) -> None:
    if left:
        Membership.objects.filter(pk=desk.member.pk).update(standing="withdrawn", ended_on=DAY)
    else:
        ParticipationKind.objects.update(pays_dues=False)
    assert "iuran" in refused(dues.issue_invoice, desk.member, 2020, **by(desk))[0]
    assert not Invoice.objects.exists()


def test_an_invoice_falls_due_30_days_later_at_the_earliest(desk: Desk) -> None:
    late = date(2020, 6, 15)
    invoice = dues.issue_invoice(desk.member, 2020, by=desk.treasurer, on=late, at=AT)
    assert invoice.due_on == date(2020, 7, 15)


def test_nothing_is_paid_on_a_cancelled_invoice_and_it_is_cancelled_once(desk: Desk, invoice: Invoice) -> None:
    assert refused(dues.cancel_invoice, invoice, reason=" ", **by(desk))[1] == "reason"
    dues.cancel_invoice(invoice, reason="Salah.", **by(desk))
    payment = received(desk, 5)
    named: dict[str, Any] = {"amount_idr": Decimal(5), "paid_on": DAY, "reference": "B", **by(desk)}
    for found in (
        refused(dues.record_payment, invoice, **named),
        refused(dues.match_payment, payment, invoice, **by(desk)),
        refused(dues.cancel_invoice, invoice, reason="Lagi.", **by(desk)),
    ):
        assert found[0]
    assert Payment.objects.get().waits


def test_a_match_of_all_that_is_left_is_possible_and_of_nothing_is_not(desk: Desk, invoice: Invoice) -> None:
    payment = received(desk, 10_000_000)
    assert refused(dues.match_payment, payment, invoice, amount_idr=Decimal(0), **by(desk))[1] == "amount_idr"
    assert dues.match_payment(payment, invoice, amount_idr=Decimal(10_000_000), **by(desk)).pk == payment.pk
    assert (Payment.objects.get().remark, Payment.objects.get().waits_because) == ("Dari kas", "")


def test_a_reference_is_known_within_its_year(desk: Desk) -> None:
    received(desk, 1, "A", date(2020, 1, 2))
    assert refused(received, desk, 2, "A", date(2020, 2, 2))[1] == "reference"
    received(desk, 2, "A", date(2019, 12, 31))
    assert Payment.objects.count() == 2


def test_a_single_rupiah_that_is_taken_back_opens_the_dues_again(desk: Desk, invoice: Invoice) -> None:
    dues.match_payment(received(desk, 9_999_999, "A"), invoice, **by(desk))
    assert Obligation.objects.get(kind="dues").fulfilled_on is None
    last = dues.match_payment(received(desk, 1, "B"), invoice, **by(desk))
    assert Obligation.objects.get(kind="dues").fulfilled_on == DAY
    dues.release_payment(last, reason="Salah kota.", **by(desk))
    assert Obligation.objects.get(kind="dues").fulfilled_on is None


def test_a_table_is_replaced_once_its_invoices_are_cancelled_and_a_new_year_may_begin(
    desk: Desk, invoice: Invoice
) -> None:
    assert refused(dues.set_dues, 2020, [DuesBand(amount_idr=4)], decision="x", by=desk.treasurer, on=DAY)[1] == (
        "first_year"
    )
    dues.cancel_invoice(invoice, reason="Salah.", **by(desk))
    dues.set_dues(2020, [DuesBand(amount_idr=4)], decision="SK baru", by=desk.treasurer, on=DAY)
    assert dues.issue_invoice(desk.member, 2020, **by(desk)).amount_idr == 4
    assert refused(dues.set_dues, 2030, [], decision="x", by=desk.treasurer, on=DAY)[1] == "bands"
