"""Bank statements as imports: workbooks, a preview with columns to choose, and undoing what was loaded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from openpyxl import Workbook

from jejaring.documents.models import StoredFile
from jejaring.dues import actions as dues
from jejaring.dues.models import BankImport, Invoice, Payment
from jejaring.kit import jobs
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.membership.models import Obligation
from tests.dues.reading import carried_out, read_statement
from tests.membership.desk import AT, DAY, Desk

State = BankImport.State
ROWS = "Tanggal;Keterangan;Jumlah;Referensi\n2020-03-01;{};10000000;A\n2020-03-01;x;5;B\n2020-03-01;x;0;C\n"
FOREIGN = "Hari;Uang masuk;Kode;Pesan\n2020-03-01;5;A;iuran\n"


def upload(text: str, name: str = "mutasi.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def load(desk: Desk, text: str) -> BankImport:
    return read_statement(upload(text), by=desk.treasurer, on=DAY, at=AT)


def keep(desk: Desk, text: str) -> BankImport:
    return dues.preview_statement(upload(text), by=desk.treasurer, on=DAY, at=AT)


def undo(desk: Desk, statement: BankImport) -> BankImport:
    return dues.undo_statement(statement, by=desk.treasurer, on=DAY, at=AT)


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__contains="statement").order_by("pk").values_list("verb", flat=True))


def test_a_workbook_is_loaded_like_a_text(desk: Desk) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (
        ["Rekening 123"],
        ["Tanggal", "Jumlah", "Referensi"],
        [date(2020, 3, 1), 7_500_000, "A"],
        [None, 1, "B"],
    ):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    file = SimpleUploadedFile("mutasi.xlsx", content.getvalue())
    done = read_statement(file, by=desk.treasurer, on=DAY, at=AT)
    assert (done.accepted, [error.line for error in done.row_errors], done.assumed_encoding) == (1, [4], "")
    payment = Payment.objects.get()
    assert (payment.paid_on, payment.amount_idr, payment.reference) == (date(2020, 3, 1), Decimal(7_500_000), "A")


def test_a_row_wider_than_its_heading_is_an_error_and_no_payment(desk: Desk) -> None:
    done = load(desk, "tanggal;jumlah;referensi\n2020-03-01;1;000;A\n2020-03-01;5;B\n")
    assert [error.line for error in done.row_errors] == [2]
    assert list(Payment.objects.values_list("reference", flat=True)) == ["B"]


# --- preview ------------------------------------------------------------------------------------
def test_a_preview_loads_nothing_and_loading_it_does_what_it_showed(desk: Desk) -> None:
    statement = keep(desk, ROWS.format("x"))
    assert (statement.state, Payment.objects.count()) == (State.PREVIEW, 0)
    done = carried_out(dues.load_statement(statement, {}, by=desk.treasurer, on=DAY, at=AT), on=DAY)
    assert (done.state, done.accepted, len(done.errors), Payment.objects.count()) == (State.LOADED, 2, 1, 2)
    assert verbs() == ["dues.preview_statement", "dues.read_statement"]


def test_a_preview_is_loaded_once(desk: Desk) -> None:
    statement = keep(desk, ROWS.format("x"))
    carried_out(dues.load_statement(statement, {}, by=desk.treasurer, on=DAY, at=AT), on=DAY)
    with pytest.raises(Refusal):
        carried_out(dues.load_statement(statement, {}, by=desk.treasurer, on=DAY, at=AT), on=DAY)
    assert Payment.objects.count() == 2


def test_columns_chosen_by_hand_are_kept_for_the_next_statement(desk: Desk) -> None:
    with pytest.raises(Refusal):
        load(desk, FOREIGN)
    columns = {"paid_on": "Hari", "amount_idr": "Uang masuk", "reference": "Kode", "remark": "Pesan"}
    carried_out(dues.load_statement(keep(desk, FOREIGN), columns, by=desk.treasurer, on=DAY, at=AT), on=DAY)
    again = load(desk, FOREIGN.replace(";A;", ";B;"))
    assert (again.accepted, again.mapping, Payment.objects.count()) == (1, columns, 2)


def test_a_preview_with_columns_that_are_not_there_is_refused_and_stays(desk: Desk) -> None:
    statement = keep(desk, FOREIGN)
    with pytest.raises(Refusal):
        dues.load_statement(statement, {"paid_on": "Hari"}, by=desk.treasurer, on=DAY, at=AT)
    assert not Job.objects.exists()
    statement.refresh_from_db()
    assert (statement.state, Payment.objects.count()) == (State.PREVIEW, 0)


def test_a_file_that_is_no_statement_is_not_kept_as_a_preview(desk: Desk) -> None:
    letter = BytesIO()
    Document().save(letter)
    file = SimpleUploadedFile("mutasi.docx", letter.getvalue())
    with pytest.raises(Refusal) as refused:
        dues.preview_statement(file, by=desk.treasurer, on=DAY, at=AT)
    assert (refused.value.field, BankImport.objects.exists(), StoredFile.objects.exists()) == ("file", False, False)


# --- undo ---------------------------------------------------------------------------------------
def test_undoing_deletes_the_payments_and_opens_what_they_paid(desk: Desk, invoice: Invoice) -> None:
    done = load(desk, ROWS.format(invoice.number))
    assert Obligation.objects.get(kind="dues").fulfilled_on == date(2020, 3, 1)
    assert undo(desk, done).state == State.UNDONE
    assert Obligation.objects.get(kind="dues").fulfilled_on is None
    assert Payment.objects.count() == 0
    assert verbs() == ["dues.read_statement", "dues.undo_statement"]


def test_what_was_undone_can_be_loaded_again(desk: Desk, invoice: Invoice) -> None:
    undo(desk, load(desk, ROWS.format(invoice.number)))
    assert load(desk, ROWS.format(invoice.number)).accepted == 2


def test_undoing_leaves_an_invoice_paid_that_others_payments_cover(desk: Desk, invoice: Invoice) -> None:
    done = load(desk, ROWS.format("x"))
    dues.record_payment(
        invoice, amount_idr=Decimal(10_000_000), paid_on=DAY, reference="D", by=desk.treasurer, on=DAY, at=AT
    )
    undo(desk, done)
    assert Obligation.objects.get(kind="dues").fulfilled_on == DAY


def test_a_statement_of_which_a_payment_was_matched_by_hand_is_not_undone(
    desk: Desk,
    invoice: Invoice,
) -> None:
    done = load(desk, ROWS.format("x"))
    dues.match_payment(Payment.objects.get(reference="A"), invoice, by=desk.treasurer, on=DAY, at=AT)
    with pytest.raises(Refusal):
        undo(desk, done)
    assert Payment.objects.count() == 2


def test_a_statement_is_undone_once(desk: Desk) -> None:
    done = undo(desk, keep(desk, ROWS.format("x")))
    with pytest.raises(Refusal):
        undo(desk, done)


# --- pages --------------------------------------------------------------------------------------
def test_the_desk_previews_chooses_columns_and_loads(client: Client, desk: Desk) -> None:
    client.force_login(desk.treasurer)
    answer = client.post("/ruang/iuran/mutasi/", {"file": upload(FOREIGN), "preview": "1"}, follow=True)
    assert "Tidak semua kolom dikenali" in answer.content.decode()
    statement = BankImport.objects.get()
    address = f"/ruang/iuran/mutasi/{statement.pk}/pratinjau/"
    chosen = {"paid_on": "Hari", "amount_idr": "Uang masuk", "reference": "Kode", "remark": ""}
    shown = client.post(address, {**chosen, "show": "1"}).content.decode()
    assert ("Yang akan dimuat" in shown, Payment.objects.count()) == (True, 0)
    answer = client.post(address, {**chosen, "load": "1"})
    job = Job.objects.get()
    assert (answer["Location"], Payment.objects.count()) == (jobs.address_to_follow(job), 0)
    carried_out(job, on=DAY)
    assert Payment.objects.get().reference == "A"
    assert client.get(address).status_code == 404


def test_the_desk_undoes_a_statement_after_one_question(client: Client, desk: Desk) -> None:
    done = load(desk, ROWS.format("x"))
    client.force_login(desk.treasurer)
    address = f"/ruang/iuran/mutasi/{done.pk}/urungkan/"
    assert client.get(address).status_code == 200
    assert Payment.objects.count() == 2
    assert client.post(address).status_code == 302
    assert Payment.objects.count() == 0
    assert "sudah diurungkan" in client.get(f"/ruang/iuran/mutasi/{done.pk}/").content.decode()


def test_a_liaison_neither_previews_nor_undoes(client: Client, desk: Desk) -> None:
    statement = keep(desk, ROWS.format("x"))
    client.force_login(desk.liaison)
    for page in ("pratinjau", "urungkan"):
        assert client.post(f"/ruang/iuran/mutasi/{statement.pk}/{page}/", {"load": "1"}).status_code == 403
    statement.refresh_from_db()
    assert statement.state == State.PREVIEW
