"""No row of a statement is lost, counted twice or booked to another's invoice: the small inputs that did so."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from jejaring.documents import contents
from jejaring.dues import bank_statements as statements
from jejaring.dues.models import BankImport, Invoice, Payment
from jejaring.imports import sources
from jejaring.kit.refusal import Refusal
from tests.dues.reading import read_statement
from tests.factories.membership import MembershipFactory
from tests.membership.desk import AT, DAY, Desk

HEADING = "Tanggal;Jumlah;Referensi;Keterangan\n"
Reason = Payment.Reason


def read(text: str | bytes, on: date = date(2021, 12, 31)) -> tuple[list[tuple[str, int]], list[int], int]:
    """Return the payments (reference, rupiah), the lines with errors and the number of rows that were skipped."""
    found = statements.read(text if isinstance(text, bytes) else text.encode(), on=on)
    rows = [(row.reference, int(row.amount_idr)) for row in found.rows]
    return rows, [error.line for error in found.errors], found.skipped


def load(desk: Desk, rows: str) -> BankImport:
    upload = SimpleUploadedFile("mutasi.csv", (HEADING + rows).encode())
    return read_statement(upload, by=desk.treasurer, on=DAY, at=AT)


def waiting() -> list[tuple[str, str]]:
    return list(Payment.objects.filter(invoice=None).order_by("pk").values_list("reference", "waits_because"))


def numbered(number: str, amount_idr: int = 5, **values: Any) -> Invoice:
    return Invoice.objects.create(
        **{"membership": MembershipFactory(), "year": 2020, "issued_on": DAY, "due_on": DAY, **values},
        number=number,
        amount_idr=amount_idr,
    )


# --- quotation marks, widths, bytes ---------------------------------------------------------------
def test_a_stray_quotation_mark_swallows_no_other_row() -> None:
    rows = '2021-12-01;1.000;Q1;"iuran 2019\n2021-12-02;2.000;Q2;x\n2021-12-03;3.000;Q3;y\n'
    assert read(HEADING + rows) == ([("Q2", 2000), ("Q3", 3000)], [2], 0)


def test_rows_between_two_stray_quotation_marks_are_all_named_and_none_is_guessed() -> None:
    rows = '2021-12-01;1.000;Q1;"iuran 2019\n2021-12-02;2.000;Q2;x\n2021-12-03;3.000;Q3;y"\n2021-12-04;4.000;Q4;z\n'
    assert read(HEADING + rows) == ([("Q4", 4000)], [2, 3, 4], 0)


def test_a_remark_of_several_lines_is_one_cell() -> None:
    assert read(HEADING + '2021-12-01;1.000;Q1;"iuran\n2019"\n') == ([("Q1", 1000)], [], 0)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_statement_in_utf_16_is_read_and_accepted(encoding: str) -> None:
    mark = b"" if encoding == "utf-16" else ("\ufeff").encode(encoding)
    content = mark + (HEADING + "2021-12-01;1.000;Q1;é\n").encode(encoding)
    assert read(content) == ([("Q1", 1000)], [], 0)
    assert contents.recognise(BytesIO(content), "mutasi.csv") == contents.CSV


@pytest.mark.parametrize("first", ["x" * 140_000, ";" * 140_000, '"' + "x" * 140_000])
def test_a_first_line_of_any_length_is_no_heading_and_harms_nothing(client: Client, desk: Desk, first: str) -> None:
    assert read(f"{first}\n{HEADING}2021-12-01;1.000;Q1;x\n") == ([("Q1", 1000)], [], 0)
    client.force_login(desk.treasurer)
    for extra in ({}, {"preview": "1"}):
        file = SimpleUploadedFile("mutasi.csv", f"{first}\nnama;alamat\n".encode())
        assert client.post("/ruang/iuran/mutasi/", {"file": file, **extra}, follow=True).status_code == 200


def test_control_characters_are_refused_or_named(client: Client, desk: Desk) -> None:
    client.force_login(desk.treasurer)
    for content in (HEADING.encode() + b"2020-03-01;1;A\0;x\n", (HEADING + "2020-03-01;1;A\0;x\n").encode("utf-16")):
        answer = client.post("/ruang/iuran/mutasi/", {"file": SimpleUploadedFile("mutasi.csv", content)})
        assert "mutasi.csv" in str(answer.context["form"].errors["file"])
    assert read(HEADING + "2021-12-01;1;A\x01;x\n") == ([], [2], 0)


# --- sums and directions --------------------------------------------------------------------------
@pytest.mark.parametrize("heading", ["Jumlah (Rp)", "Nominal IDR", "KREDIT"])
def test_a_currency_behind_the_heading_does_not_hide_it(heading: str) -> None:
    assert read(f"Tanggal;{heading};Referensi\n2021-12-01;7.500.000,-;A\n") == ([("A", 7_500_000)], [], 0)


def test_money_that_was_sent_is_no_payment() -> None:
    marked = "Tanggal;Jumlah;D/K;Referensi\n2021-12-01;1.000;K;A\n2021-12-01;2.000;D;B\n2021-12-01;3.000;?;C\n"
    assert read(marked) == ([("A", 1000)], [4], 1)
    columns = (
        "Tanggal;Debit;Kredit;Referensi\n2021-12-01;0,00;1.000,00;A\n2021-12-01;2.000,00;0,00;B\n"
        "2021-12-01;;3.000;C\n2021-12-01;4.000;;D\n2021-12-01;5;6;E\n2021-12-01;;;F\n"
    )
    assert read(columns) == ([("A", 1000), ("C", 3000)], [6, 7], 2)
    behind = 'Tanggal,Jumlah,Referensi\n2021-12-01,"1,000.00 CR",A\n2021-12-01,"2,000.00 DB",B\n'
    assert read(behind) == ([("A", 1000)], [], 1)


def test_a_number_with_three_decimals_in_a_workbook_is_not_read_as_thousands() -> None:
    book, content = Workbook(), BytesIO()
    assert book.active is not None
    for row in (["Tanggal", "Jumlah", "Referensi"], [date(2021, 1, 1), 123.456, "A"], [date(2021, 1, 1), 7e6, "B"]):
        book.active.append(row)
    book.save(content)
    assert read(content.getvalue()) == ([("B", 7_000_000)], [2], 0)


@pytest.mark.parametrize("day", ["0001-01-01", "201-12-01", "2009-12-31", "31/02/2021", "01/02-2021", "2022-01-01"])
def test_a_day_that_cannot_be_right_is_an_error(day: str) -> None:
    assert read(f"{HEADING}{day};1.000;A;x\n") == ([], [2], 0)


# --- references ---------------------------------------------------------------------------------
def test_a_reference_on_another_day_is_loaded_and_waits_and_with_another_sum_is_an_error(desk: Desk) -> None:
    invoice = numbered("KU/7/2020", 10)
    load(desk, "2020-03-01;5;A;KU/7/2020\n")
    done = load(desk, "2020-03-01;5;A;KU/7/2020\n2020-02-01;5;A;KU/7/2020\n")
    assert (done.accepted, done.known, done.faulty) == (1, 1, 0)
    other = load(desk, "2020-03-01;6;A;KU/7/2020\n")
    assert (other.accepted, other.known, [error.line for error in other.row_errors]) == (0, 0, [2])
    assert (invoice.payments.count(), waiting()) == (1, [("A", Reason.REFERENCE)])


# --- matching -----------------------------------------------------------------------------------
def test_the_number_of_a_paid_invoice_is_not_taken_for_a_shorter_one_of_another_city(desk: Desk) -> None:
    numbered("21/KU/2020", cancelled_on=DAY)
    other = numbered("1/KU/2020")
    load(desk, "2020-03-01;5;A;iuran 21/KU/2020\n2020-03-01;5;B;1 ku-2020\n")
    assert waiting() == [("A", Reason.NOT_OPEN)]
    assert other.payments.get().reference == "B"


def test_numbers_that_differ_by_their_separators_only_are_told_apart(desk: Desk) -> None:
    one, other = numbered("1/12/2020"), numbered("11/2/2020")
    load(desk, "2020-03-01;5;A;1/12/2020\n2020-03-01;5;B;11 2 2020\n2020-03-01;5;C;1122020\n")
    assert [one.payments.get().reference, other.payments.get().reference] == ["A", "B"]
    assert waiting() == [("C", Reason.NO_NUMBER)]


def test_a_payment_waits_with_its_reason_unless_exactly_one_invoice_fits(desk: Desk) -> None:
    for number in ("1/KU", "1/KU", "2/KU", "3/KU", "9"):
        numbered(number)
    load(
        desk,
        "2020-03-01;5;A;1/KU\n2020-03-01;5;B;2/KU dan 3/KU\n2020-03-01;6;C;2/KU\n2020-03-01;5;D;9\n2020-03-01;5;E;\n",
    )
    assert waiting() == [
        ("A", Reason.SEVERAL),
        ("B", Reason.SEVERAL),
        ("C", Reason.TOO_MUCH),
        ("D", Reason.NO_NUMBER),
        ("E", Reason.NO_NUMBER),
    ]


# --- limits ---------------------------------------------------------------------------------------
def test_a_file_with_more_rows_than_are_read_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_ROWS", 10)
    for separator in ("\n", "\r", "\r\n"):
        with pytest.raises(Refusal, match="10"):
            read(separator.join([HEADING.strip(), *["2021-12-01;1;A;x"] * 60]))


def test_only_the_first_errors_are_kept_and_all_are_counted(desk: Desk) -> None:
    done = load(desk, "x\n" * 700)
    assert (done.faulty, len(done.errors)) == (700, 500)


def workbook_with(sheet: str) -> bytes:
    book, content, changed = Workbook(), BytesIO(), BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return changed.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="x"><c r="1A" t="b"><v>x</v></c></row>',
        "<row",
    ],
)
def test_a_workbook_that_is_broken_or_far_too_wide_is_refused_and_fills_no_memory(cells: str) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = workbook_with(f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>')
    with pytest.raises(Refusal) as refused:
        read(content)
    assert refused.value.field == "file"


# --- uploads of every kind --------------------------------------------------------------------------
def test_an_office_file_whose_parts_cannot_be_unpacked_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w/>")
        archive.writestr("[Content_Types].xml", b" " * (50 * 1024 * 1024))
    content = out.getvalue()
    broken = bytearray(content)
    broken[content.index(b"word/document.xml") + len("word/document.xml")] ^= 0xFF
    for bad in (content, bytes(broken)):
        with pytest.raises(Refusal) as refused:
            contents.recognise(BytesIO(bad), "surat.docx")
        assert refused.value.field == "file"


def test_a_dues_table_is_typed_strictly_and_names_what_is_wrong(client: Client, desk: Desk) -> None:
    client.force_login(desk.treasurer)
    amount, population = "amount_idr_1", "population_below_1"
    wrong = [
        (amount, "1.5"),
        (population, "999999999999"),
        (amount, "99999999999999"),
        (amount, "-5"),
        (population, "1.00.0"),
    ]
    for field, text in wrong:
        typed = {"first_year": "2030", "decision": "SK", amount: "5", field: text}
        answer = client.post("/ruang/iuran/tabel/", typed)
        assert list(answer.context["form"].errors) == [field], text
        assert f'value="{text}"' in answer.content.decode()
