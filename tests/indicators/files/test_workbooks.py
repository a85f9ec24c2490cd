"""Sheets of a workbook: what looks empty and is not, and what looks like a number and is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path

import numpy as np
import pytest

from engines.scoring.table import Array
from jejaring.indicators.files.tables import read_tables
from tests.desk import Desk
from tests.indicators.conftest import STRUCTURE, UNITS
from tests.indicators.files.spreadsheets import cells, refusal_of, rewrite_sheet, save_workbook

MERGED = "are merged and only the first has a value; unmerge and fill them"
UNSAVED = "has not been calculated; save the file in a spreadsheet program"
BOOK = Path("units.xlsx")


def save(changes: Mapping[str, object], merged: Sequence[str] = (), *, guessed: bool = False) -> None:
    """Save the units with other cells in some places, each a column's letter and a row."""
    rows = [row + [None] * 3 for row in cells(UNITS)] + [[None] * 10 for _ in range(4)]
    for place, cell in changes.items():
        rows[int(place[1:]) - 1][ord(place[0]) - ord("A")] = cell
    save_workbook(BOOK, {"Data": rows, "Notes": [["=1+1", "#DIV/0!"]]}, merged, guessed=guessed)


def schools() -> Array:
    return read_tables("units.xlsx", "structure.csv").data.table.column("Schools")


def test_columns_have_their_letter_and_errors_of_cells_are_not_missing(desk: Desk) -> None:
    save({"E3": "eight", "G4": "#DIV/0!"})
    assert refusal_of("units.xlsx#Data") == [
        "units.xlsx#Data:3:Schools (E): 'eight' is not a number",
        "units.xlsx#Data:4:Smoke (G): #DIV/0! is an error, not a value",
    ]
    save({"C4": "#REF!"})
    assert refusal_of("units.xlsx") == ["units.xlsx#Data:4:Region (C): #REF! is an error, not a value"]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("2,5", "'2,5' has a decimal comma; write '2.5'"),
        ("25%", "'25%' is not a number"),
        ("1 000", "'1 000' is not a number"),
        (True, "'True' is not a number"),
        (date(2026, 3, 1), "'2026-03-01' is a date, not a number"),
        (time(1, 30), "'01:30:00' is not a number"),
    ],
)
def test_what_is_shown_as_a_number_and_is_none_is_refused(desk: Desk, cell: object, says: str) -> None:
    save({"E2": cell})
    assert refusal_of("units.xlsx") == [f"units.xlsx#Data:2:Schools (E): {says}"]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("1,000", "'1,000' may be 1000 or 1.000; store it as a number"),
        ("1.234", "'1.234' may be 1234 or 1.234; store it as a number"),
        ("1.234.567", "'1.234.567' has separators of thousands; write '1234567'"),
        ("1.234,5", "'1.234,5' has separators of thousands; write '1234.5'"),
    ],
)
def test_a_text_that_may_have_a_separator_of_thousands_is_refused(desk: Desk, cell: str, says: str) -> None:
    save({"E2": cell})
    assert refusal_of("units.xlsx") == [f"units.xlsx#Data:2:Schools (E): {says}"]


def test_a_point_between_digits_is_decimal_where_other_texts_have_one_that_plainly_is(desk: Desk) -> None:
    save({"E2": "1.234", "F2": "0.5"})
    assert schools().tolist() == [1.234, 8, 4, 4, 6]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(True, "'True'"), (date(2026, 3, 1), "'2026-03-01'"), (3203.5, "3203.5"), (time(1), "'01:00:00'")],
)
def test_a_unit_is_not_called_by_a_date_a_truth_value_or_half_a_number(desk: Desk, cell: object, shown: str) -> None:
    save({"A2": 3203, "A3": "32.03", "A4": cell})
    assert refusal_of("units.xlsx") == [f"units.xlsx#Data:4:uCode (A): {shown} cannot be a code; write it as text"]
    save({"A2": 3203, "A3": "32.03", "A4": "True", "C4": cell})
    assert read_tables("units.xlsx", "structure.csv").data.table.units == ("3203", "32.03", "True", "d", "e")


def test_a_workbook_that_begins_with_another_sheet_is_refused_with_the_sheets_there_are(desk: Desk) -> None:
    data = {"Data": cells(UNITS), "Tree": cells(STRUCTURE)}
    elsewhere = "only the first sheet is read; name another (Data, Tree) by units.xlsx#Data"
    save_workbook(BOOK, {"Notes": [["uKode", *UNITS.split(",")[1:6], "Smoke"], *cells(UNITS)[1:]], **data})
    assert refusal_of("units.xlsx") == [
        f"units.xlsx#Notes:1: there is no column 'uCode' (did you mean 'uKode'?); {elsewhere}",
        "units.xlsx#Notes:1:uKode (A): the column 'uKode' is not described in structure.csv",
    ]
    save_workbook(BOOK, {"Notes": [["The cities of 2026"], [], ["Source:", "the cities"]], **data})
    assert refusal_of("units.xlsx") == ["units.xlsx#Notes:1:B: the column has no name", f"units.xlsx: {elsewhere}"]
    assert read_tables("units.xlsx#Data", "units.xlsx#Tree").data.table.column("Schools").tolist() == [2, 8, 4, 4, 6]


def test_of_many_other_sheets_some_are_named(desk: Desk) -> None:
    save_workbook(BOOK, {"Notes": [], **{f"Y{year}": [] for year in range(2020, 2030)}})
    assert refusal_of("units.xlsx") == [
        "units.xlsx#Notes:1: the first row has no names of columns",
        "units.xlsx: only the first sheet is read; "
        "name another (Y2020, Y2021, Y2022, Y2023, Y2024, …) by units.xlsx#Y2020",
    ]


def test_numbers_stored_as_text_are_numbers_and_blanks_are_missing(desk: Desk) -> None:
    save({"E2": " 2.5 ", "E3": " ", "E4": " NA "})
    assert np.array_equal(schools(), [2.5, np.nan, np.nan, 4, 6], equal_nan=True)


@pytest.mark.parametrize(
    ("changes", "merged", "says"),
    [
        (
            {},
            "C4:C6",
            ["units.xlsx#Data:5:Region (C): the cells C4:C6", "units.xlsx#Data:6:Region (C): the cells C4:C6"],
        ),
        ({}, "E2:F2", ["units.xlsx#Data:2:Clinics (F): the cells E2:F2"]),
        ({}, "E1:F1", ["units.xlsx#Data:1:F: the cells E1:F1"]),
        ({"A1": "Cities of 2026"}, "A1:G1", ["units.xlsx#Data:1:B: the cells A1:G1"]),
    ],
    ids=["rows", "columns", "header", "title"],
)
def test_cells_merged_with_a_value_are_refused(
    desk: Desk, changes: Mapping[str, object], merged: str, says: Sequence[str]
) -> None:
    save(changes, [merged])
    assert refusal_of("units.xlsx#Data") == [f"{place} {MERGED}" for place in says]


def test_merged_cells_that_hide_nothing_of_the_table_stop_nothing(desk: Desk) -> None:
    save({}, ["G1:H1", "A8:C9", "G6:G8", "I2:J4"])
    assert schools().tolist() == [2, 8, 4, 4, 6]


def test_merged_cells_without_a_value_are_missing(desk: Desk) -> None:
    save({"E2": None, "E3": None}, ["E2:E3"])
    assert np.array_equal(schools(), [np.nan, np.nan, 4, 4, 6], equal_nan=True)


def test_a_formula_that_was_never_calculated_is_refused(desk: Desk) -> None:
    save({"E2": "=1+1", "C3": '="We"&"st"'})
    assert refusal_of("units.xlsx") == [f"units.xlsx#Data:2:Schools (E): the formula =1+1 {UNSAVED}"]
    save({"C3": '="We"&"st"'})
    assert refusal_of("units.xlsx") == [f'units.xlsx#Data:3:Region (C): the formula ="We"&"st" {UNSAVED}']


def test_a_row_of_formulas_that_were_never_calculated_is_no_blank_row(desk: Desk) -> None:
    save({"A7": '="f"', "E7": "=SUM(E2:E6)"})
    assert refusal_of("units.xlsx") == [f'units.xlsx#Data:7:uCode (A): the formula ="f" {UNSAVED}']


@pytest.mark.parametrize(
    "written",
    [
        '<c r="E2"><f t="shared" si="0"/></c>',
        '<c r="E2"><f t="shared" si="0"></f><v/></c>',
        "<c><f t='shared' si='0'/>\n<v></v></c>",
        '<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="E2"><x:f/><x:v></x:v></x:c>',
    ],
)
def test_a_formula_without_a_result_is_found_however_it_is_written(desk: Desk, written: str) -> None:
    save({"E2": "=1+1"})
    rewrite_sheet(BOOK, '<c r="E2"><f>1+1</f><v></v></c>', written)
    assert refusal_of("units.xlsx") == [f"units.xlsx#Data:2:Schools (E): the formula {UNSAVED}"]


def test_a_workbook_that_contradicts_itself_is_refused(desk: Desk) -> None:
    save({"E2": "=1+1"})
    rewrite_sheet(BOOK, '<row r="2">', '<row r="-2">')
    rewrite_sheet(BOOK, '<c r="E2"><f>1+1</f><v></v></c>', '<c r="E0"><f>1+1</f><v></v></c>')
    (said,) = refusal_of("units.xlsx")
    assert said.startswith("units.xlsx: is not a readable XLSX workbook: ")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('<c r="E2"><f>1+1</f><v>2.5</v></c>', 2.5),
        ('<c r="E2" t="str"><f>1+1</f><v>2.5</v></c>', 2.5),
        ('<c r="E2" t="str"><f>IF(1,"")</f><v></v></c>', np.nan),
    ],
    ids=["number", "text", "empty text"],
)
def test_the_result_of_a_formula_is_its_value(desk: Desk, written: str, read_as: float) -> None:
    save({"E2": "=1+1"})
    rewrite_sheet(BOOK, '<c r="E2"><f>1+1</f><v></v></c>', written)
    assert np.array_equal(schools(), [read_as, 8, 4, 4, 6], equal_nan=True)


def test_what_a_program_guessed_is_no_result(desk: Desk) -> None:
    save({"E2": "=1+1"}, guessed=True)
    rewrite_sheet(BOOK, "<f>1+1</f><v></v>", "<f>1+1</f><v>0</v>")
    assert refusal_of("units.xlsx") == [f"units.xlsx#Data:2:Schools (E): the formula =1+1 {UNSAVED}"]


def test_what_stands_outside_of_the_table_or_plays_no_part_stops_nothing(desk: Desk) -> None:
    save({"J2": "=1+1"}, ["J3:J4"])
    assert schools().tolist() == [2, 8, 4, 4, 6]
    save({"H1": "Note", "H2": "=1+1", "H3": "#N/A", "H4": "seen"}, ["H4:H5"])
    desk.write("structure.csv", STRUCTURE + "Note,,,,,Other,,,\n")
    assert schools().tolist() == [2, 8, 4, 4, 6]
