"""Uploaded tables: found by their headings, every row read whole or named with what is wrong in which cell."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import gettext_noop, override
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from jejaring.imports import (
    CellError,
    FileColumn,
    FileSpec,
    MappingForm,
    Reading,
    RowError,
    missing_columns,
    read_file,
)
from jejaring.kit.refusal import Refusal

Found = tuple[int, str, int, str]


def whole(text: str) -> int:
    if not text.isdigit():
        raise CellError(gettext_noop("“%(text)s” is not a number"), text=text)
    return int(text)


COLUMNS = (
    FileColumn("city", "City", ("kota", "nama"), str),
    FileColumn("people", "Population", ("penduduk", "jumlah"), whole),
    FileColumn("note", "Note", ("catatan",), str, required=False),
)
SPEC: FileSpec[Found] = FileSpec(
    COLUMNS, lambda line, values: (line, values["city"], values["people"], values["note"]), unique=("city",)
)


def read(text: str, **options: Any) -> Reading[Found]:
    return read_file(text.encode(), SPEC, **options)


def workbook(*rows: list[Any], above: int = 0) -> bytes:
    book = Workbook()
    book.create_sheet("Data")
    for _ in range(above):
        book["Data"].append(["Kementerian"])
    for row in rows:
        book["Data"].append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def messages(reading: Reading[Found]) -> list[tuple[int, list[tuple[str, str]]]]:
    return [(error.line, [(one.column, one.message) for one in error.problems]) for error in reading.errors]


# --- headings -----------------------------------------------------------------------------------
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_columns_are_found_by_their_headings_in_any_order_and_below_other_lines(separator: str) -> None:
    lines = ["Data 2019", "", "PENDUDUK|No.|Kota", "5|1|Padang"]
    reading = read("\n".join(lines).replace("|", separator))
    assert reading.rows == [(4, "Padang", 5, "")]
    assert reading.mapping == {"city": "Kota", "people": "PENDUDUK"}


def test_the_first_known_heading_that_the_file_has_is_taken() -> None:
    assert read("nama;kota;jumlah\nx;Padang;5\n").rows == [(2, "Padang", 5, "")]


def test_a_kept_mapping_comes_before_the_headings_that_are_known() -> None:
    reading = read("nama;kota;jumlah\nPadang;x;5\n", kept={"city": "nama"})
    assert (reading.rows, reading.mapping["city"]) == ([(2, "Padang", 5, "")], "nama")


def test_a_kept_mapping_whose_heading_is_gone_is_looked_for_again() -> None:
    assert read("kota;jumlah\nPadang;5\n", kept={"city": "daerah"}).rows == [(2, "Padang", 5, "")]


def test_a_column_kept_as_absent_stays_absent() -> None:
    reading = read("kota;jumlah;catatan\nPadang;5;x\n", kept={"note": ""})
    assert reading.rows == [(2, "Padang", 5, "")]


def test_a_heading_that_is_there_twice_can_be_told_apart() -> None:
    text = "kota;jumlah;jumlah\nPadang;5;6\n"
    assert read(text).headings == ("kota", "jumlah", "jumlah (2)")
    assert read(text, kept={"people": "jumlah (2)"}).rows == [(2, "Padang", 6, "")]


def test_a_file_without_a_needed_column_names_it_and_reads_no_row() -> None:
    reading = read("daerah;jumlah\nPadang;5\n")
    assert (reading.missing, reading.rows, reading.headings) == (("city",), [], ("daerah", "jumlah"))


# --- rows ---------------------------------------------------------------------------------------
def test_missing_columns_are_found_by_the_heading_and_a_kept_mapping() -> None:
    content = b"daerah;jumlah\nPadang;many\n"
    assert missing_columns(content, COLUMNS) == ("city",)
    assert missing_columns(content, COLUMNS, kept={"city": "daerah"}) == ()


def test_a_row_wider_or_narrower_than_its_heading_is_an_error_and_is_not_read_by_place() -> None:
    reading = read("kota;jumlah\nPadang;5\nKupang;6;7\nAmbon\nTernate;8;\n")
    assert reading.rows == [(2, "Padang", 5, "")]
    with override("en"):
        assert messages(reading) == [
            (3, [("", "the line has 3 cells, its heading 2")]),
            (4, [("", "the line has 1 cells, its heading 2")]),
            (5, [("", "the line has 3 cells, its heading 2")]),
        ]


def test_every_wrong_cell_of_a_row_is_named_with_its_column() -> None:
    columns = (*COLUMNS[1:2], FileColumn("area", "Area", ("luas",), whole))
    spec: FileSpec[Any] = FileSpec(columns, lambda line, values: values)
    reading = read_file(b"luas;penduduk\nx;y\n", spec)
    assert messages(reading) == [(2, [("penduduk", "“y” bukan bilangan"), ("luas", "“x” bukan bilangan")])]


def test_a_value_that_must_be_unique_is_an_error_where_it_comes_again() -> None:
    reading = read("kota;jumlah\nPadang;5\nPadang;6\n")
    assert reading.rows == [(2, "Padang", 5, "")]
    with override("en"):
        assert messages(reading) == [(3, [("kota", "“Padang” was used on line 2 already")])]


def test_a_cell_in_quotation_marks_may_hold_separators_and_lines() -> None:
    assert read('kota;jumlah;catatan\n"Padang; Barat";5;"a\nb"\nKupang;6;\n').rows == [
        (2, "Padang; Barat", 5, "a\nb"),
        (4, "Kupang", 6, ""),
    ]


def test_an_unmatched_quotation_mark_spoils_its_own_line_only() -> None:
    reading = read('kota;jumlah\n"Padang;5\nKupang;6\n')
    assert reading.rows == [(3, "Kupang", 6, "")]
    with override("en"):
        assert messages(reading) == [(2, [("", "the quotation marks do not match")])]


def test_an_error_is_kept_as_json_and_translated_when_it_is_shown() -> None:
    (error,) = read("kota;jumlah\nPadang\n").errors
    again = RowError.from_json(error.as_json())
    assert again.problems[0].sentence == error.problems[0].sentence
    with override("id"):
        assert again.message == "baris ini berisi 1 sel, judulnya 2"


@given(
    st.lists(st.text(st.characters(exclude_characters='"\r\n\x1a', exclude_categories=["Cs"]), max_size=20), max_size=8)
)
def test_every_line_is_a_row_or_an_error(lines: list[str]) -> None:
    reading = read("kota;jumlah\n" + "\n".join(lines))
    filled = [line for line in lines if line.replace(";", "").strip()]
    assert len(reading.rows) + len(reading.errors) == len(filled)


# --- bytes --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", ""), ("utf-8-sig", ""), ("cp1252", "Windows-1252")],
)
def test_a_text_that_is_not_utf_8_is_read_as_windows_1252_and_says_so(encoding: str, told: str) -> None:
    reading = read_file("kota;jumlah\nKafé;5\n".encode(encoding), SPEC)
    assert (reading.rows, reading.assumed_encoding) == ([(2, "Kafé", 5, "")], told)


def test_a_workbook_is_read_like_a_text_from_the_sheet_that_has_the_heading() -> None:
    content = workbook(["Kota", "Jumlah", "Catatan"], ["Padang", 946982, date(2019, 10, 17)], [], above=2)
    reading = read_file(content, SPEC)
    assert (reading.rows, reading.assumed_encoding) == ([(4, "Padang", 946982, "2019-10-17")], "")


def test_a_cell_of_a_workbook_beyond_its_heading_is_an_error() -> None:
    content = workbook(["Kota", "Jumlah"], ["Padang", 5, "x"], ["Kupang", 6], ["Ambon", date(2019, 1, 1)])
    reading = read_file(content, SPEC)
    assert reading.rows == [(3, "Kupang", 6, "")]
    assert [error.line for error in reading.errors] == [2, 4]


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b"kota;jumlah\nPadang\x81;5\n"])
def test_a_file_that_is_neither_text_nor_a_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read_file(content, SPEC)
    assert refused.value.field == "file"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        reading = read_file(content, SPEC)
    except Refusal:
        return
    assert reading.missing or reading.mapping.keys() >= {"city", "people"}


# --- choosing columns, and the page ---------------------------------------------------------------
def form(reading: Reading[Found], **sent: str) -> MappingForm:
    return MappingForm(sent or None, columns=COLUMNS, headings=reading.headings, mapping=reading.mapping)


def test_a_person_chooses_the_column_that_was_not_recognised() -> None:
    text = "daerah;jumlah\nPadang;5\n"
    chosen = form(read(text), city="daerah", people="jumlah", note="")
    assert chosen.is_valid()
    assert read(text, kept=chosen.mapping).rows == [(2, "Padang", 5, "")]


def test_one_column_of_the_file_serves_one_column_only() -> None:
    chosen = form(read("daerah;jumlah\n"), city="jumlah", people="jumlah", note="")
    assert not chosen.is_valid()
    assert list(chosen.errors) == ["people"]


def test_a_needed_column_must_be_chosen_and_another_need_not() -> None:
    fields: dict[str, forms.Field] = form(read("daerah;jumlah\n")).fields
    assert {key: field.required for key, field in fields.items()} == {"city": True, "people": True, "note": False}


def test_errors_are_drawn_with_line_column_and_text_and_nothing_in_them_is_markup() -> None:
    reading = read("kota;jumlah\nPadang;<b>\n")
    drawn = Template("{% import_errors errors %}").render(Context({"errors": reading.errors}))
    assert "<b>jumlah</b>: “&lt;b&gt;” bukan bilangan" in drawn
    assert "<code>Padang;&lt;b&gt;</code>" in drawn
