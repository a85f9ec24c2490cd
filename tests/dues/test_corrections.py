"""Every step with a payment can be taken back, with its reason in the ledger, and the sums always agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Sum
from django.test import Client

from jejaring.dues import actions as dues
from jejaring.dues import queries
from jejaring.dues.models import BankImport, Invoice, Payment
from jejaring.kit import clock, jobs
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.membership.models import Obligation
from tests.dues.reading import read_statement
from tests.factories.membership import MembershipFactory
from tests.membership.desk import AT, DAY, Desk

PAGE = "/ruang/iuran/pembayaran/"
ROWS = "Tanggal;Keterangan;Jumlah;Referensi\n2020-03-01;x;12000000;A\n"


def another(number: str = "KU/8/2020") -> Invoice:
    return Invoice.objects.create(
        membership=MembershipFactory(), year=2020, number=number, amount_idr=2_000_000, issued_on=DAY, due_on=DAY
    )


def received(desk: Desk, amount_idr: int = 12_000_000, paid_on: date = DAY, reference: str = "A") -> Payment:
    return dues.receive_payment(
        amount_idr=Decimal(amount_idr),
        paid_on=paid_on,
        reference=reference,
        remark="",
        by=desk.treasurer,
        on=DAY,
        at=AT,
    )


def matched(desk: Desk, payment: Payment, invoice: Invoice, amount_idr: int | None = None) -> Payment:
    part = None if amount_idr is None else Decimal(amount_idr)
    return dues.match_payment(payment, invoice, amount_idr=part, by=desk.treasurer, on=DAY, at=AT)


def released(desk: Desk, payment: Payment, reason: str = "Salah kota.") -> Payment:
    return dues.release_payment(payment, reason=reason, by=desk.treasurer, on=DAY, at=AT)


def rests(*invoices: Invoice) -> list[int]:
    found = {one.pk: int(one.rest) for one in queries.with_paid(Invoice.objects.all())}
    return [found[invoice.pk] for invoice in invoices]


def total() -> int:
    return int(Payment.objects.aggregate(sum=Sum("amount_idr"))["sum"] or 0)


def last_entry(verb: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(Entry.objects.filter(verb=verb).latest("pk").data)
    return found


def test_one_transfer_pays_two_invoices_and_what_is_over_waits(desk: Desk, invoice: Invoice) -> None:
    payment, other = received(desk, 13_000_000), another()
    matched(desk, payment, invoice, 10_000_000)
    matched(desk, payment, other, 2_000_000)
    payment.refresh_from_db()
    assert (rests(invoice, other), int(payment.amount_idr), payment.waits, total()) == (
        [0, 0],
        1_000_000,
        True,
        13_000_000,
    )
    assert Obligation.objects.get(kind="dues").fulfilled_on == DAY
    dues.settle_payment(payment, settled_as="sent_back", reason="Lebih bayar.", by=desk.treasurer, on=DAY, at=AT)
    assert (list(queries.payments_that_wait()), total()) == ([], 13_000_000)
    assert last_entry("dues.settle_payment")["reason"] == "Lebih bayar."


def test_a_match_that_was_taken_back_opens_the_invoice_again_and_keeps_its_reason(desk: Desk, invoice: Invoice) -> None:
    payment = matched(desk, received(desk, 10_000_000), invoice)
    assert released(desk, payment) == payment
    assert (rests(invoice), Obligation.objects.get(kind="dues").fulfilled_on) == ([10_000_000], None)
    assert (payment.pk, last_entry("dues.release_payment")["reason"]) == (
        queries.payments_that_wait().get().pk,
        "Salah kota.",
    )
    assert matched(desk, payment, another(), 2_000_000).amount_idr == 2_000_000


def test_parts_that_were_taken_back_are_one_payment_again(desk: Desk, invoice: Invoice) -> None:
    payment = received(desk)
    parts = [matched(desk, payment, invoice, 3_000_000), matched(desk, payment, another(), 2_000_000)]
    payment.refresh_from_db()
    matched(desk, payment, invoice)
    assert rests(invoice) == [0]
    released(desk, parts[0])
    released(desk, payment)
    released(desk, parts[1])
    whole = Payment.objects.get()
    assert (whole.pk, int(whole.amount_idr), whole.waits, rests(invoice)) == (
        payment.pk,
        12_000_000,
        True,
        [10_000_000],
    )


def test_taking_back_settling_and_removing_need_a_reason_and_a_payment_in_that_state(
    desk: Desk, invoice: Invoice
) -> None:
    payment = received(desk)
    by: dict[str, Any] = {"by": desk.treasurer, "on": DAY, "at": AT}
    with pytest.raises(Refusal):
        released(desk, payment)
    acts: list[Callable[..., Any]] = [dues.remove_payment, dues.settle_payment]
    for act in acts:
        extra: dict[str, Any] = {"settled_as": "other"} if act is dues.settle_payment else {}
        with pytest.raises(Refusal) as refused:
            act(payment, reason=" ", **extra, **by)
        assert refused.value.field == "reason"
    part = matched(desk, payment, invoice, 1)
    for one in (payment, part):
        with pytest.raises(Refusal):
            dues.remove_payment(one, reason="Salah.", by=desk.treasurer, on=DAY, at=AT)
    with pytest.raises(Refusal) as refused:
        released(desk, part, " ")
    assert refused.value.field == "reason"
    assert total() == 12_000_000


@pytest.mark.parametrize("amount_idr", [0, 12_000_001, 10_000_001])
def test_a_part_is_neither_more_than_the_payment_nor_than_the_rest_of_the_invoice(
    desk: Desk, invoice: Invoice, amount_idr: int
) -> None:
    payment = received(desk)
    with pytest.raises(Refusal) as refused:
        matched(desk, payment, invoice, amount_idr)
    assert (refused.value.field, Payment.objects.count()) == ("amount_idr", 1)


def test_a_payment_typed_with_a_mistake_is_removed_and_recorded_again(desk: Desk, invoice: Invoice) -> None:
    payment = received(desk, 1, date(2019, 3, 1))
    dues.remove_payment(payment, reason="Salah jumlah.", by=desk.treasurer, on=DAY, at=AT)
    kept = {"reference": "A", "amount_idr": "1", "paid_on": "2019-03-01", "reason": "Salah jumlah."}
    assert (Payment.objects.count(), last_entry("dues.remove_payment")) == (0, kept)
    assert received(desk, 12_000_000).reference == "A"


def test_what_the_bank_reported_is_not_removed_and_a_statement_is_undone_after_its_matches(
    desk: Desk, invoice: Invoice
) -> None:
    done = read_statement(SimpleUploadedFile("m.csv", ROWS.encode()), by=desk.treasurer, on=DAY, at=AT)
    payment = Payment.objects.get()
    with pytest.raises(Refusal):
        dues.remove_payment(payment, reason="Salah.", by=desk.treasurer, on=DAY, at=AT)
    part = matched(desk, payment, invoice, 10_000_000)
    again = read_statement(SimpleUploadedFile("m.csv", ROWS.encode()), by=desk.treasurer, on=DAY, at=AT)
    assert (again.accepted, again.known, total()) == (0, 1, 12_000_000)
    with pytest.raises(Refusal):
        dues.undo_statement(done, by=desk.treasurer, on=DAY, at=AT)
    released(desk, part)
    dues.undo_statement(done, by=desk.treasurer, on=DAY, at=AT)
    assert (Payment.objects.count(), rests(invoice)) == (0, [10_000_000])


@pytest.mark.parametrize("paid_on", [date(201, 3, 1), date(1, 1, 1), date(2009, 12, 31), date(2020, 3, 3)])
def test_a_payment_is_dated_neither_in_the_future_nor_too_far_back(desk: Desk, paid_on: date) -> None:
    with pytest.raises(Refusal) as refused:
        received(desk, paid_on=paid_on)
    assert refused.value.field == "paid_on"


# --- pages ----------------------------------------------------------------------------------------
def test_the_desk_records_splits_settles_takes_back_and_removes_by_page(
    client: Client, desk: Desk, invoice: Invoice
) -> None:
    client.force_login(desk.treasurer)
    typed = {"amount_idr": "12.000.000", "paid_on": "2020-03-01", "reference": "A", "remark": ""}
    address = client.post(f"{PAGE}catat/", typed)["Location"]
    payment = Payment.objects.get()
    assert address == f"{PAGE}{payment.pk}/"
    assert "dicatat secara manual" in client.get(address).content.decode()
    assert client.post(address, {"invoice": invoice.pk, "amount_idr": "10.000.000"}).status_code == 302
    assert "Bagian lain dari transfer yang sama" in client.get(address).content.decode()
    assert client.post(f"{address}lainnya/", {"settled_as": "interest", "reason": "Bunga."}).status_code == 302
    assert "bunga bank" in client.get(f"{PAGE}semua/").content.decode()
    assert client.post(f"{address}lepas/", {"reason": "Salah."})["Location"] == address
    part = Payment.objects.get(invoice=invoice)
    assert client.post(f"{PAGE}{part.pk}/lepas/", {"reason": "Salah."})["Location"] == address
    assert client.post(f"{address}hapus/", {"reason": "Salah ketik."})["Location"] == PAGE
    assert Payment.objects.count() == 0


def test_a_liaison_corrects_no_payment(client: Client, desk: Desk, invoice: Invoice) -> None:
    payment = matched(desk, received(desk, 10_000_000), invoice)
    client.force_login(desk.liaison)
    for page in ("", "lainnya/", "lepas/", "hapus/"):
        assert client.post(f"{PAGE}{payment.pk}/{page}", {"reason": "x"}).status_code == 403
    for page in ("semua", "catat"):
        assert client.get(f"{PAGE}{page}/").status_code == 403
    assert rests(invoice) == [0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_all_payments_costs_the_same_however_many(
    client: Client, desk: Desk, invoice: Invoice, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        matched(desk, received(desk, 5, reference=f"TRX-{number}"), invoice)
    client.force_login(desk.treasurer)
    with django_assert_max_num_queries(21):
        shown = client.get(f"{PAGE}semua/").content.decode()
    assert shown.count(">TRX-") == count


# --- at once --------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_statement_uploaded_three_times_at_once_is_loaded_once(desk: Desk) -> None:
    def upload(kind: dict[str, str]) -> int:
        client = Client()
        client.force_login(desk.treasurer)
        file = SimpleUploadedFile("mutasi.csv", ROWS.encode())
        answer = client.post("/ruang/iuran/mutasi/", {"file": file, **kind})
        connection.close()
        return answer.status_code

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(upload, [{}, {}, {"preview": "1"}])) == [302, 302, 302]
    previewed = BankImport.objects.get(state=BankImport.State.PREVIEW)
    for _ in range(2):  # the button is pressed twice
        dues.load_statement(previewed, {}, by=desk.treasurer, on=clock.today(), at=clock.now())

    def work(job: int) -> None:
        jobs.run(job, clock=clock.now)
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, Job.objects.values_list("pk", flat=True)))
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert (total(), BankImport.objects.count()) == (12_000_000, 3)
    assert sorted(BankImport.objects.values_list("accepted", "known")) == [(0, 1), (0, 1), (1, 0)]


@pytest.mark.django_db(transaction=True)
def test_a_payment_recorded_twice_at_once_is_recorded_once_and_the_other_is_refused(desk: Desk) -> None:
    def record() -> str:
        try:
            received(desk)
        except Refusal as refused:
            return refused.field or ""
        finally:
            connection.close()
        return "recorded"

    with ThreadPoolExecutor(2) as threads:
        found = [threads.submit(record) for _ in range(2)]
    assert sorted(one.result() for one in found) == ["recorded", "reference"]
