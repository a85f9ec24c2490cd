"""Dues: the table, invoices as documents, payments by hand and from the bank's statement with broken rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jejaring.documents.models import Document, LetterNumber
from jejaring.dues import actions as dues
from jejaring.dues import bank_statements as statements
from jejaring.dues import queries
from jejaring.dues.forms import DuesTableForm
from jejaring.dues.models import BankImport, DuesBand, DuesTable, Invoice, Payment
from jejaring.dues.queries import Measure, band_of, waiting_for
from jejaring.kit import clock, jobs
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.membership.models import Obligation
from tests.dues.reading import read_statement
from tests.factories.cities import OrganisationFactory, RegionFactory
from tests.factories.membership import MembershipFactory
from tests.membership.desk import AT, DAY, Desk

TABLES = "/ruang/iuran/tabel/"
HEADING = "Tanggal;Keterangan;Jumlah;Referensi\n"


def pay(desk: Desk, invoice: Invoice, **changes: Any) -> Payment:
    values: dict[str, Any] = {"amount_idr": Decimal(4_000_000), "paid_on": DAY, "reference": "TRX-1"}
    return dues.record_payment(invoice, **{**values, "by": desk.treasurer, "on": DAY, "at": AT, **changes})


def table_of_dues(*rows: str) -> dict[str, str]:
    """Return a form's rows, each given as population from; below; GDP from; below; dues."""
    sent = {"first_year": "2030", "decision": "SK 1"}
    for number, row in enumerate(rows, start=1):
        sent |= {f"{name}_{number}": cell for name, cell in zip(DuesTableForm.FIGURES, row.split(";"), strict=False)}
    return sent


def read(desk: Desk, rows: str, name: str = "mutasi.csv") -> BankImport:
    upload = SimpleUploadedFile(name, (HEADING + rows).encode(), content_type="text/csv")
    return read_statement(upload, by=desk.treasurer, on=DAY, at=AT)


# --- the table ----------------------------------------------------------------------------------
def test_a_band_holds_its_lower_limit_and_not_its_upper() -> None:
    bands = [DuesBand(population_below=10), DuesBand(population_from=10, gdp_per_capita_below=5)]
    bands.append(DuesBand(population_from=10, gdp_per_capita_from=5))
    cases = {(9, None): 0, (10, 4): 1, (10, 5): 2, (10, None): None, (None, 9): None}
    for (people, gdp), expected in cases.items():
        found = band_of(bands, Measure(people, 2024, gdp, 2024))
        assert found == (bands[expected] if expected is not None else None)


def test_the_example_table_covers_every_region_whose_figures_are_known(db: None) -> None:
    from jejaring.cities.actions import load_regions
    from jejaring.cities.queries import regencies_and_cities

    load_regions()
    bands = list(dues.load_example_table(by=None, on=DAY).bands.all())
    known = [figures for region in regencies_and_cities() if (figures := queries.measure(region)).gdp_per_capita]
    assert len(known) > 450
    assert all(band_of(bands, figures) for figures in known)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (["0;500000;;;5.000.000", "500000;;;;10000000"], set()),
        (["0;10;;;1", "", "10;;;;2"], set()),  # an empty row between is no band
        (["0;500000;;;5000000", "400000;;;;10000000"], {"population_from_2"}),
        (["0;500000;;5000000;"], {"amount_idr_1"}),
        (["0;banyak;;;5000000"], {"population_below_1"}),
        (["500000;400000;;;5000000"], {"population_below_1"}),
        (["0;10;5;5;1"], {"gdp_per_capita_below_1"}),
        (["", "x;;;;1", ";;;;1.5"], {"population_from_2", "amount_idr_3"}),
        ([], {"amount_idr_1"}),
    ],
)
def test_a_table_is_typed_one_band_per_row_and_what_is_wrong_stands_in_its_cell(
    rows: list[str], wrong: set[str]
) -> None:
    form = DuesTableForm(table_of_dues(*rows))
    assert set(form.errors) == wrong


def test_the_rows_of_a_table_become_its_bands(client: Client, desk: Desk) -> None:
    client.force_login(desk.treasurer)
    sent = table_of_dues("0;500.000;;;5.000.000", "", "500000;;;60.000;10000000")
    assert client.post(TABLES, sent)["Location"] == TABLES
    found = DuesBand.objects.filter(table__first_year=2030).values_list(*DuesTableForm.FIGURES)
    assert list(found) == [(0, 500_000, 0, None, 5_000_000), (500_000, None, 0, 60_000, 10_000_000)]


def test_more_rows_are_added_without_script_and_nothing_typed_is_lost_or_judged(client: Client, desk: Desk) -> None:
    client.force_login(desk.treasurer)
    first = client.get(TABLES).context["form"]
    sent = {**table_of_dues("0;banyak;;;5"), f"amount_idr_{len(first.rows)}": "7"}
    answer = client.post(TABLES, {**sent, DuesTableForm.MORE: "1"})
    form, page = answer.context["form"], answer.content.decode()
    assert len(form.rows) > len(first.rows)
    assert (form.errors, 'value="banyak"' in page, 'value="7"' in page) == ({}, True, True)
    assert not DuesTable.objects.filter(first_year=2030).exists()


def test_the_page_names_each_table_with_its_decision(client: Client, desk: Desk) -> None:
    table = dues.load_example_table(by=None, on=DAY)
    client.force_login(desk.treasurer)
    assert table.decision in client.get(TABLES).content.decode()


def test_a_new_table_begins_with_the_bands_in_force(desk: Desk) -> None:
    known = list(dues.load_example_table(by=None, on=DAY).bands.all())
    form = DuesTableForm(known=known)
    assert len(form.rows) >= len(known)
    assert form["amount_idr_1"].value() == f"{known[0].amount_idr:,.0f}".replace(",", ".")


@pytest.mark.parametrize("row", ["61", "99999999999", "-1", "x"])
def test_a_row_beyond_the_last_is_not_made(row: str) -> None:
    assert len(DuesTableForm({f"amount_idr_{row}": "1"}).rows) == len(DuesTableForm({}).rows)
    assert len(DuesTableForm({"amount_idr_60": "1", DuesTableForm.MORE: "1"}).rows) == 60


@pytest.mark.parametrize("first_year", [2018, 2019, 2020])
def test_a_table_cannot_begin_in_a_year_for_which_invoices_were_issued(
    desk: Desk, invoice: Invoice, first_year: int
) -> None:
    before = list(DuesTable.objects.values())
    with pytest.raises(Refusal, match=r"2020.*2021") as refused:
        dues.set_dues(first_year, [DuesBand(amount_idr=1)], decision="Baru", by=desk.treasurer, on=DAY)
    assert (refused.value.field, list(DuesTable.objects.values())) == ("first_year", before)
    dues.set_dues(2021, [DuesBand(amount_idr=1)], decision="Baru", by=desk.treasurer, on=DAY)


# --- invoices -----------------------------------------------------------------------------------
def test_an_invoice_is_a_numbered_document_of_the_network(desk: Desk, invoice: Invoice) -> None:
    assert (invoice.amount_idr, invoice.year, invoice.due_on) == (Decimal(10_000_000), 2020, date(2020, 6, 30))
    document = Document.objects.get(kind="invoice")
    assert (document.number, document.public, document.example) == (invoice.number, False, True)
    assert LetterNumber.objects.get(number=invoice.number).document == document


def test_one_invoice_a_member_and_year(desk: Desk, invoice: Invoice) -> None:
    with pytest.raises(Refusal):
        dues.issue_invoice(desk.member, 2020, by=desk.treasurer, on=DAY, at=AT)
    assert (Invoice.objects.count(), LetterNumber.objects.count()) == (1, 1)


def test_a_region_without_figures_is_refused_and_takes_no_number(desk: Desk) -> None:
    unknown = MembershipFactory(organisation=OrganisationFactory(region=RegionFactory(population=None)))
    with pytest.raises(Refusal):
        dues.issue_invoice(unknown, 2020, by=desk.treasurer, on=DAY, at=AT)
    assert LetterNumber.objects.count() == 0


def test_a_cancelled_invoice_makes_room_for_a_new_one(desk: Desk, invoice: Invoice) -> None:
    dues.cancel_invoice(invoice, reason="Salah jumlah.", by=desk.treasurer, on=DAY, at=AT)
    assert Document.objects.get(number=invoice.number).state == Document.State.REVOKED
    assert dues.issue_invoice(desk.member, 2020, by=desk.treasurer, on=DAY, at=AT).number != invoice.number


def test_an_invoice_something_was_paid_on_cannot_be_cancelled(desk: Desk, invoice: Invoice) -> None:
    pay(desk, invoice)
    with pytest.raises(Refusal):
        dues.cancel_invoice(invoice, reason="Salah.", by=desk.treasurer, on=DAY, at=AT)


# --- payments by hand ---------------------------------------------------------------------------
def test_paying_in_full_fulfils_the_obligation(desk: Desk, invoice: Invoice) -> None:
    owed = Obligation.objects.get(kind="dues")
    pay(desk, invoice)
    owed.refresh_from_db()
    assert owed.fulfilled_on is None
    pay(desk, invoice, amount_idr=Decimal(6_000_000), reference="TRX-2")
    owed.refresh_from_db()
    assert owed.fulfilled_on == DAY


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"paid_on": date(2020, 3, 3)}, "paid_on"),
        ({"amount_idr": Decimal(10_000_001)}, "amount_idr"),
        ({"reference": " LAMA "}, "reference"),
    ],
)
def test_a_wrong_payment_is_refused_and_nothing_is_recorded(
    desk: Desk, invoice: Invoice, changes: dict[str, Any], field: str
) -> None:
    pay(desk, invoice, amount_idr=Decimal(1), reference="LAMA")
    with pytest.raises(Refusal) as refused:
        pay(desk, invoice, **changes)
    assert refused.value.field == field
    assert Payment.objects.count() == 1


# --- the bank's statement -------------------------------------------------------------------------
def test_good_rows_are_taken_over_and_broken_ones_named_with_line_and_reason(desk: Desk, invoice: Invoice) -> None:
    number = invoice.number.replace("/", " ").lower()
    rows = (
        f"2020-03-01;iuran {number} tahun 2020;4.000.000,00;TRX-1\n"
        "31/02/2020;x;1000;TRX-2\n"
        "2020-03-01;x;-5;TRX-3\n"
        "2020-03-01;tanpa nomor;2.000.000;TRX-4\n"
        "2020-03-01;x;1000;\n"
        "2020-03-01;x;1000;TRX-1\n"
        "\n"
        "2021-01-01;x;1000;TRX-5\n"
        "2020-03-01;x;sejuta;TRX-6\n"
        "2020-03-01;x\n"
    )
    done = read(desk, rows)
    assert (done.accepted, done.known, [error.line for error in done.row_errors]) == (2, 0, [3, 4, 6, 7, 9, 10, 11])
    assert all(error.message for error in done.row_errors)
    assert list(Payment.objects.order_by("reference").values_list("reference", "invoice", "amount_idr")) == [
        ("TRX-1", invoice.pk, Decimal(4_000_000)),
        ("TRX-4", None, Decimal(2_000_000)),
    ]


def test_the_same_file_twice_is_harmless(desk: Desk, invoice: Invoice) -> None:
    rows = f"2020-03-01;{invoice.number};4000000;TRX-1\n2020-03-01;x;1;TRX-2\n"
    read(desk, rows)
    again = read(desk, rows)
    assert (again.accepted, again.known, Payment.objects.count()) == (0, 2, 2)


def test_a_payment_larger_than_what_is_left_waits(desk: Desk, invoice: Invoice) -> None:
    read(desk, f"2020-03-01;{invoice.number};8000000;A\n2020-03-01;{invoice.number};8000000;B\n")
    assert dict(Payment.objects.values_list("reference", "invoice")) == {"A": invoice.pk, "B": None}


def test_a_number_that_only_begins_another_is_not_taken_for_it(desk: Desk, invoice: Invoice) -> None:
    longer = f"{invoice.number}9"
    Invoice.objects.create(
        membership=MembershipFactory(), year=2020, number=longer, amount_idr=9, issued_on=DAY, due_on=DAY
    )
    read(desk, f"2020-03-01;{longer};9;A\n")
    assert Payment.objects.get().invoice is not None
    assert Payment.objects.get().invoice.number == longer  # type: ignore[union-attr]  # asserted above


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"nama;alamat\nx;y\n", "mutasi.csv"), (b"", "mutasi.csv"), (b"\x89PNG\r\n\x1a\n....", "mutasi.csv")],
)
def test_a_file_that_is_no_statement_is_refused_and_leaves_nothing(desk: Desk, content: bytes, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_statement(SimpleUploadedFile(name, content), by=desk.treasurer, on=DAY, at=AT)
    assert refused.value.field == "file"
    assert BankImport.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("7.500.000", 7_500_000),
        ("7,500,000.00", 7_500_000),
        ("Rp 7.500.000,00", 7_500_000),
        ("7500000", 7_500_000),
        ("500", 500),
    ],
)
def test_sums_as_banks_write_them(text: str, amount: int) -> None:
    found = statements.read((HEADING.replace(";", "\t") + f"2020-03-01\tx\t{text}\tA\n").encode(), on=DAY)
    assert [row.amount_idr for row in found.rows] == [amount]


@given(st.text(max_size=200))
def test_no_row_is_lost_whatever_it_holds(text: str) -> None:
    line = " ".join(text.replace('"', "").split()) or "x"
    found = statements.read((HEADING + line + "\n2020-03-01;x;1;B\n").encode("utf-8", "ignore"), on=DAY)
    assert [row.reference for row in found.rows][-1:] == ["B"]
    assert len(found.rows) + len(found.errors) == (2 if line.replace(";", "").strip() else 1)


def test_a_payment_that_waits_is_matched_once(desk: Desk, invoice: Invoice) -> None:
    read(desk, "2020-03-01;x;10000000;A\n")
    payment = Payment.objects.get()
    assert any(one.url == "/ruang/iuran/pembayaran/" for one in waiting_for(desk.treasurer, on=DAY))
    dues.match_payment(payment, invoice, by=desk.treasurer, on=DAY, at=AT)
    with pytest.raises(Refusal):
        dues.match_payment(payment, invoice, by=desk.treasurer, on=DAY, at=AT)
    assert Obligation.objects.get(kind="dues").fulfilled_on == date(2020, 3, 1)
    assert waiting_for(desk.treasurer, on=DAY) == []


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("latin-1", "Windows-1252")],
)
def test_a_statement_says_how_its_letters_were_read(client: Client, desk: Desk, encoding: str, told: str) -> None:
    upload = SimpleUploadedFile("mutasi.csv", (HEADING + "2020-03-01;Café;1000000;A\n").encode(encoding))
    done = read_statement(upload, by=desk.treasurer, on=DAY, at=AT)
    payment = Payment.objects.get()
    assert (done.encoding, done.errors, payment.reference, payment.remark) == (told, [], "A", "Café")
    client.force_login(desk.treasurer)
    shown = client.get(f"/ruang/iuran/mutasi/{done.pk}/").content.decode()
    assert ("Berkas dibaca sebagai Windows-1252" in shown) == (told != "UTF-8")


# --- pages ----------------------------------------------------------------------------------------
def test_an_invoice_has_no_place_that_waits_for_a_signature(invoice: Invoice) -> None:
    assert invoice.document is not None
    assert invoice.document.slots == []


def test_an_invoice_is_seen_by_its_member_and_the_network_only(client: Client, desk: Desk, invoice: Invoice) -> None:
    answers = {}
    for name in ("secretariat", "treasurer", "liaison", "stranger"):
        client.force_login(getattr(desk, name))
        answers[name] = client.get(f"/ruang/iuran/tagihan/{invoice.pk}/").status_code
    assert answers == {"secretariat": 200, "treasurer": 200, "liaison": 200, "stranger": 404}
    assert invoice.number not in client.get("/ruang/iuran/").content.decode()
    assert client.get("/ruang/iuran/?format=json").json()["count"] == 0


@pytest.mark.parametrize("page", ["terbitkan", "tabel", "mutasi", "pembayaran"])
def test_only_the_desk_keeps_the_dues(client: Client, desk: Desk, page: str) -> None:
    client.force_login(desk.liaison)
    assert client.get(f"/ruang/iuran/{page}/").status_code == 403
    client.force_login(desk.treasurer)
    assert client.get(f"/ruang/iuran/{page}/").status_code == 200


def test_a_liaison_cannot_record_a_payment(client: Client, desk: Desk, invoice: Invoice) -> None:
    client.force_login(desk.liaison)
    typed = {"amount_idr": "1", "paid_on": "2020-03-01", "reference": "A"}
    assert client.post(f"/ruang/iuran/tagihan/{invoice.pk}/", typed).status_code == 403
    assert Payment.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_desk_issues_reads_and_matches_by_form(client: Client, desk: Desk) -> None:
    client.force_login(desk.treasurer)
    assert client.post("/ruang/iuran/terbitkan/", {"members": [desk.member.pk]}).status_code == 302
    issued = Invoice.objects.get()
    upload = SimpleUploadedFile("mutasi.csv", (HEADING + "2020-03-01;x;1000000;A\nrusak\n").encode())
    address = client.post("/ruang/iuran/mutasi/", {"file": upload})["Location"]
    jobs.run(Job.objects.get().pk, clock=clock.now)
    answer = client.get(address, follow=True)
    assert "Baris bermasalah" in answer.content.decode()
    payment = Payment.objects.get()
    answer = client.post(f"/ruang/iuran/pembayaran/{payment.pk}/", {"invoice": issued.pk})
    assert answer.status_code == 302
    payment.refresh_from_db()
    assert payment.invoice == issued


def test_the_list_of_invoices_can_be_taken_away(client: Client, desk: Desk, invoice: Invoice) -> None:
    client.force_login(desk.treasurer)
    assert invoice.number in client.get("/ruang/iuran/?format=csv").content.decode()
    assert client.get("/ruang/iuran/?format=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_invoices_costs_the_same_however_many(
    client: Client, desk: Desk, django_assert_max_num_queries: Any, count: int
) -> None:
    for year in range(2020, 2020 + count):
        Invoice.objects.create(
            membership=desk.member, year=year, number=f"KU/{year}", amount_idr=5, issued_on=DAY, due_on=DAY
        )
    client.force_login(desk.treasurer)
    with django_assert_max_num_queries(21):
        shown = client.get("/ruang/iuran/").content.decode()
    assert shown.count(">KU/") == count


def test_what_is_wrong_with_a_line_of_a_statement_is_said_in_the_readers_language() -> None:
    statement = statements.read(b"tanggal,jumlah,referensi\n17/13/2019,1000,TRX1\n", on=date(2019, 10, 17))
    with translation.override("id"):
        assert [error.message for error in statement.errors] == [
            "“17/13/2019” bukan tanggal seperti 2019-10-17 atau 17/10/2019"
        ]
