"""The two tables: what is read, and everything that is refused, with its place."""

from __future__ import annotations

import os

import numpy as np
import pytest

from engines.scoring.errors import ScoringError
from engines.scoring.structure import Node
from engines.scoring.table import Data
from jejaring.indicators.files.locations import Location
from jejaring.indicators.files.tables import Tables, read_tables
from tests.desk import Desk
from tests.indicators.conftest import STRUCTURE, UNITS
from tests.indicators.files.spreadsheets import cells, refusal_of, save_parquet, save_workbook


def same(left: Data, right: Data) -> bool:
    return (
        left.table.units == right.table.units
        and left.table.columns == right.table.columns
        and left.table.values.tobytes() == right.table.values.tobytes()
        and left.denominators is not None
        and right.denominators is not None
        and left.denominators.columns == right.denominators.columns
        and left.denominators.values.tobytes() == right.denominators.values.tobytes()
        and left.groups == right.groups
        and left.names == right.names
    )


def test_tables_are_read_as_they_are(desk: Desk) -> None:
    tables = read_tables("units.csv", "structure.csv")
    assert tables.structure.indicators == (
        Node("Schools", 1, "Services", 1.0, 1, "Schools", "number", "People"),
        Node("Clinics", 1, "Services", 3.0, 1, "Clinics", "number"),
        Node("Smoke", 1, "Air", 1.0, -1, "Smoke", "µg/m³"),
    )
    assert [node.code for node in tables.structure.aggregates] == ["Index", "Services", "Air"]
    assert tables.data.table.units == ("a", "b", "c", "d", "e")
    assert tables.data.table.columns == ("Schools", "Clinics", "Smoke")
    expected: list[list[float]] = [[2, 5, 30], [8, np.nan, 10], [4, 2, 50], [4, 8, 20], [6, 4, 40]]
    assert np.array_equal(tables.data.table.values, expected, equal_nan=True)
    assert tables.data.denominators is not None
    assert tables.data.denominators.column("People").tolist() == [10, 20, 10, 40, 20]
    assert tables.data.groups == {"Region": ("West", "West", "East", "East", "East")}
    assert tables.data.names == ("Alang", "Bulan", "Cendana", "Dadap", "Embun")
    assert tables.ignored == {"units": (), "structure": ()}


def test_the_same_data_as_csv_xlsx_and_parquet_are_identical(desk: Desk) -> None:
    from_csv = read_tables("units.csv", "structure.csv")
    save_workbook(desk.folder / "index.xlsx", {"Units": cells(UNITS), "Structure": cells(STRUCTURE)})
    from_xlsx = read_tables("index.xlsx", "index.xlsx#Structure")
    save_parquet(desk.folder / "units.parquet", cells(UNITS))
    save_parquet(desk.folder / "structure.parquet", cells(STRUCTURE))
    from_parquet = read_tables("units.parquet", "structure.parquet")
    assert same(from_csv.data, from_xlsx.data)
    assert same(from_csv.data, from_parquet.data)
    assert from_csv.structure == from_xlsx.structure == from_parquet.structure


@pytest.mark.parametrize(
    "written",
    [
        "\ufeff" + UNITS,
        UNITS.replace("\n", "\r\n"),
        UNITS.replace(",", ";"),
        UNITS.replace("c,Cendana", '"c","Cendana"'),
        UNITS.replace("uCode,uName", "UCODE,uname"),
        UNITS.replace("NA", "NaN"),
        UNITS.replace("NA", ""),
        UNITS.replace("NA", " "),
        UNITS.replace("NA", "\u00a0NA "),
        UNITS.replace("c,Cendana", "\n,,,,,,\nc,Cendana"),
        UNITS.replace("\n", ",,\n"),
        UNITS.replace("a,Alang,West,10", " a ,Alang, West, 10 "),
    ],
    ids=[
        "bom",
        "crlf",
        "semicolons",
        "quotes",
        "capitals",
        "NaN",
        "empty",
        "blank",
        "NA and blanks",
        "blank rows",
        "trailing",
        "spaces",
    ],
)
def test_csv_as_programs_write_it_is_read_the_same(desk: Desk, written: str) -> None:
    plain = read_tables("units.csv", "structure.csv")
    (desk.folder / "other.csv").write_bytes(written.encode())
    assert same(read_tables("other.csv", "structure.csv").data, plain.data)


def test_decimal_commas_of_a_file_with_semicolons_are_understood(desk: Desk) -> None:
    desk.write("units.csv", UNITS.replace(",", ";").replace("a;Alang;West;10;2", "a;Alang;West;10;2,25"))
    assert read_tables("units.csv", "structure.csv").data.table.values[0].tolist() == [2.25, 5, 30]


def test_decimal_points_and_commas_in_one_file_are_refused(desk: Desk) -> None:
    text = UNITS.replace(",", ";").replace("10;2;5;30", "10;2,25;5;30").replace("40;4;8;20", "40;1.234;8;20")
    desk.write("units.csv", text)
    assert refusal_of() == [
        "units.csv:5:Schools: '1.234' has a decimal point, but other numbers of this file have a decimal comma"
    ]


def test_a_decimal_comma_in_a_file_with_commas_is_refused_with_what_to_write(desk: Desk) -> None:
    desk.change("units.csv", "10,2,5,30", '10,"2,25",5,30')
    assert refusal_of() == ["units.csv:2:Schools: '2,25' has a decimal comma; write '2.25'"]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("1,000", "'1,000' may be 1000 or 1.000; write '1000' or '1.000'"),
        ("-12,345", "'-12,345' may be -12345 or -12.345; write '-12345' or '-12.345'"),
        ("1,000,000", "'1,000,000' has separators of thousands; write '1000000'"),
        ("1,000.5", "'1,000.5' has separators of thousands; write '1000.5'"),
        ("1.000.000", "'1.000.000' has separators of thousands; write '1000000'"),
        ("1.000,5", "'1.000,5' has separators of thousands; write '1000.5'"),
        ("0,250", "'0,250' has a decimal comma; write '0.250'"),
        ("1,0000", "'1,0000' has a decimal comma; write '1.0000'"),
        ("1.000,000.5", "'1.000,000.5' is not a number"),
    ],
)
def test_separators_of_thousands_are_refused_with_what_to_write(desk: Desk, cell: str, says: str) -> None:
    desk.change("units.csv", "10,2,5,30", f'10,"{cell}",5,30')
    assert refusal_of() == [f"units.csv:2:Schools: {says}"]


DOUBTFUL = UNITS.replace(",", ";").replace("10;2;5;30", "10;1.234;5;30").replace("20;8;NA", "20;987;NA")


def test_points_that_may_stand_between_thousands_are_refused(desk: Desk) -> None:
    """A code such as 32.73, the name of a group or a note says nothing of the numbers."""
    says = ["units.csv:2:Schools: '1.234' may be 1234 or 1.234; write '1234' or '1,234'"]
    desk.write("units.csv", DOUBTFUL.replace("b;Bulan;West", "32.73;Bulan;0.5"))
    assert refusal_of() == says
    desk.write("units.csv", DOUBTFUL.replace("10;4;2;50", "10;1.234.567;2;50").replace("40;4;8;20", "40;1.234,5;8;20"))
    assert refusal_of() == [
        *says,
        "units.csv:4:Schools: '1.234.567' has separators of thousands; write '1234567'",
        "units.csv:5:Schools: '1.234,5' has separators of thousands; write '1234,5'",
    ]


@pytest.mark.parametrize("plain", ["0.5", "12.34", "0.123", "1.2345", ".5", "1234.567"])
def test_points_are_decimal_where_others_plainly_are(desk: Desk, plain: str) -> None:
    desk.write("units.csv", DOUBTFUL.replace("1.234;5;30", f"1.234;{plain};30"))
    assert read_tables("units.csv", "structure.csv").data.table.values[0].tolist() == [1.234, float(plain), 30]


def test_columns_that_play_no_part_are_listed(desk: Desk) -> None:
    desk.write("units.csv", UNITS.replace("People,", "Note,Time,People,").replace("t,", "t,seen,2018,"))
    desk.write(
        "structure.csv",
        "".join(f"{line},note\n" for line in STRUCTURE.splitlines()).replace("Unit,note", "Unit,Source")
        + "Note,,,,,Other,,,,\n",
    )
    tables = read_tables("units.csv", "structure.csv")
    assert tables.ignored == {"units": ("Note", "Time"), "structure": ("Source",)}
    assert tables.data.table.columns == ("Schools", "Clinics", "Smoke")


def test_everything_wrong_is_said_at_once_with_file_row_and_column(desk: Desk) -> None:
    desk.write(
        "units.csv",
        "uCode,Region,Peeple,Schools,Clinics,Smoke\n"
        "a,West,10,2,NA,30\n"
        "a,West,20,eight,NA,inf\n"
        ",East,10,1_000,NA,50\n"
        "d,East,40,4,NA,-1e999\n",
    )
    assert refusal_of() == [
        "units.csv:1:Peeple: the column 'Peeple' is not described in structure.csv (did you mean 'People'?)",
        "structure.csv:9:iCode: the code 'People' is not a column of units.csv (did you mean 'Peeple'?)",
        "units.csv:3:uCode: the unit 'a' is given again; it is in row 2 already",
        "units.csv:4:uCode: the code of the unit is missing (empty or NA)",
        "units.csv:3:Schools: 'eight' is not a number",
        "units.csv:4:Schools: '1_000' is not a number",
        "units.csv:3:Smoke: inf is infinite",
        "units.csv:5:Smoke: -1e999 is infinite",
        "units.csv:1:Clinics: every cell of the indicator 'Clinics' is missing",
    ]


def test_what_only_python_takes_for_a_missing_number_is_refused(desk: Desk) -> None:
    desk.write("units.csv", UNITS.replace("20,8,NA,10", "20,-nan, na ,NAN"))
    assert refusal_of() == [
        "units.csv:3:Schools: '-nan' is not a number",
        "units.csv:3:Clinics: ' na ' is not a number",
        "units.csv:3:Smoke: 'NAN' is not a number",
    ]


def test_many_bad_cells_of_a_column_are_counted(desk: Desk) -> None:
    rows = "".join(f"u{at},,West,1,n.a.,{at},{at}\n" for at in range(9))
    desk.write("units.csv", UNITS.splitlines()[0] + "\n" + rows)
    assert refusal_of() == [
        *(f"units.csv:{row}:Schools: 'n.a.' is not a number" for row in range(2, 7)),
        "units.csv:7:Schools: 4 more cells of this column cannot be read, the last in row 10",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Region,People", "Region,Region", "units.csv:1:Region: the column 'Region' is given 2 times"),
        ("Region,People", "Region,", "units.csv:1:D: the column has no name"),
        (
            "uCode",
            "Kode",
            "units.csv:1: there is no column 'uCode' (did you mean 'Kode'?)\n"
            "units.csv:1:Kode: the column 'Kode' is not described in structure.csv",
        ),
        ("d,Dadap,East,40,4,8,20", "d,Dadap,East,40,4,8", "units.csv:5: 6 cells, but 7 columns"),
        ("d,Dadap,East,40,4,8,20", "d,Dadap,East,40,4,8,20,1", "units.csv:5: 8 cells, but 7 columns"),
        ("d,Dadap", 'd,"Dadap', "units.csv:6: is not readable CSV: unexpected end of data"),
    ],
)
def test_a_table_that_is_no_table_is_refused(desk: Desk, old: str, new: str, says: str) -> None:
    desk.change("units.csv", old, new)
    assert "\n".join(refusal_of()) == says


def test_files_that_cannot_be_read_are_refused(desk: Desk) -> None:
    (desk.folder / "latin.csv").write_bytes(UNITS.replace("Dadap", "Dâdap").encode("latin-1"))
    desk.write("units.xlsx", "no workbook")
    desk.write("units.parquet", "no Parquet")
    save_parquet(desk.folder / "latin.parquet", cells(UNITS))
    latin = (desk.folder / "latin.parquet").read_bytes().replace(b"Schools", b"\xffchools")
    (desk.folder / "latin.parquet").write_bytes(latin)
    desk.write("empty.csv", "")
    save_workbook(desk.folder / "book.xlsx", {"Data": cells(UNITS)})
    names = "none.csv units.ods .csv latin.csv units.xlsx units.parquet latin.parquet empty.csv book.xlsx#Date"
    said = [line for name in names.split() for line in refusal_of(name)]
    assert [": ".join(line.split(": ")[:2]) for line in said] == [  # what a library adds changes with it
        "none.csv: there is no such file",
        "units.ods: is neither CSV, XLSX nor Parquet (the name ends in '.ods')",
        ".csv: is neither CSV, XLSX nor Parquet (the name ends in '')",
        "latin.csv:5: is not UTF-8; save it as UTF-8",
        "units.xlsx: is not a readable XLSX workbook",
        "units.parquet: is not readable Parquet",
        "latin.parquet: is not readable Parquet",
        "empty.csv:1: the first row has no names of columns",
        "book.xlsx#Date: there is no sheet 'Date' (did you mean 'Data'?)",
    ]


def test_only_regular_files_are_read(desk: Desk) -> None:
    os.mkfifo(desk.folder / "pipe.csv")
    (desk.folder / "folder.csv").mkdir()
    (desk.folder / "zero.csv").symlink_to("/dev/zero")
    (desk.folder / "link.csv").symlink_to("units.csv")
    for name in ("pipe.csv", "folder.csv", "zero.csv"):
        assert refusal_of(name) == [f"{name}: is not a regular file"]
    assert refusal_of("\0.csv") == ["\0.csv: there is no such file"]
    assert same(read_tables("link.csv", "structure.csv").data, read_tables("units.csv", "structure.csv").data)


def test_a_table_without_units_is_refused(desk: Desk) -> None:
    desk.write("units.csv", UNITS.splitlines()[0] + "\n")
    assert refusal_of() == ["units.csv:1: there are no units"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Type", "Sort", "structure.csv:1: there is no column 'Type' (known: Sort)"),
        ("Clinics,1,1,3", "Clinics,1,1,three", "structure.csv:3:Weight: 'three' is not a number"),
        ("Clinics,1,1,3", "Clinics,1,1,", "structure.csv:3:Weight: the weight of 'Clinics' is empty"),
        (
            "Clinics,1,1,3",
            "Clinics,1,1,-3",
            "structure.csv:3:Weight: the weight of 'Clinics' is -3, not a number from 0 up",
        ),
        ("Clinics,1,1,3", "Clinics,1,2,3", "structure.csv:3:Direction: the direction of 'Clinics' is 2, not 1 or -1"),
        ("Clinics,1,1,3", "Clinics,1,,3", "structure.csv:3:Direction: the direction of 'Clinics' is empty"),
        (
            "Clinics,1,1,3",
            "Clinics,1.5,1,3",
            "structure.csv:3:Level: the level of 'Clinics' is 1.5, not a whole number from 1 up",
        ),
        (
            "Clinics,1,1,3",
            "Clinics,2,1,3",
            "structure.csv:3:Level: the level of 'Clinics' is 2, but an indicator is at level 1",
        ),
        (
            "Air,2,1,1",
            "Air,2,-1,1",
            "structure.csv:6:Direction: 'Air' is an aggregate; only an indicator has a direction of -1",
        ),
        (
            "Index,Aggregate,,Air",
            "Index,Aggregate,People,Air",
            "structure.csv:6:Denominator: 'Air' is an aggregate; only an indicator has a denominator",
        ),
        (
            "Air,2,1,1",
            "Air,1,1,1",
            "structure.csv:6:Level: the level of 'Air' is 1, but an aggregate is at level 2 or higher",
        ),
        (
            "3,Services,Indicator",
            "3,Servces,Indicator",
            "structure.csv:3:Parent: the parent 'Servces' is not a code of type Aggregate (did you mean 'Services'?)",
        ),
        (
            "Indicator,People",
            "Indicator,Peple",
            "structure.csv:2:Denominator: the denominator 'Peple' is not a code of type Denominator "
            "(did you mean 'People'?)",
        ),
        (
            "1,Air,Indicator",
            "1,Air,Indikator",
            "structure.csv:4:Type: unknown type 'Indikator' (did you mean 'Indicator'?)",
        ),
        (
            "Region,,,,,Group",
            "Region,,,,,",
            "structure.csv:8:Type: the type is empty (known: Indicator, Aggregate, Group, Denominator, Other)",
        ),
        (
            "Region,",
            ",",
            "structure.csv:8:iCode: the row has no code\n"
            "units.csv:1:Region: the column 'Region' is not described in structure.csv",
        ),
        (
            "Clinics,1,1,3",
            "Schools,1,1,3",
            "structure.csv:3:iCode: the code 'Schools' is given again; it is in row 2 already\n"
            "units.csv:1:Clinics: the column 'Clinics' is not described in structure.csv",
        ),
        (
            "Air,2,1,1,Index",
            "Air,2,1,1,Services",
            "structure.csv:6:Level: 'Air' is at level 2 and its parent 'Services' at level 2: a level is skipped",
        ),
        (
            "Index,3,1,1,,",
            "Index,3,1,1,Air,",
            "structure.csv:7:Parent: the structure has a cycle: Index → Air → Index",
        ),
        (
            "Smoke,1,-1,1",
            "Smoke,1,-1,0",
            "structure.csv:4:Weight: the weights of the group 'Air' (Smoke) add up to zero",
        ),
        (
            "Air,2,1,1",
            "Air,3,1,1",
            "structure.csv:4:Level: 'Smoke' is at level 1 and its parent 'Air' at level 3: a level is skipped\n"
            "structure.csv:6:Level: 'Air' is at level 3 and its parent 'Index' at level 3: a level is skipped",
        ),
    ],
)
def test_a_structure_that_is_no_tree_is_refused(desk: Desk, old: str, new: str, says: str) -> None:
    desk.change("structure.csv", old, new)
    assert "\n".join(refusal_of()) == says


def test_a_target_is_of_an_indicator(desk: Desk) -> None:
    rows = STRUCTURE.splitlines()
    targets = ["Target", "9", "", "5", "", "7", "", "", ""]
    desk.write("structure.csv", "".join(f"{row},{target}\n" for row, target in zip(rows, targets, strict=True)))
    assert refusal_of() == ["structure.csv:6:Target: 'Air' is an aggregate; only an indicator has a target"]
    desk.change("structure.csv", "Air,,7", "Air,,")
    assert [node.target for node in read_tables("units.csv", "structure.csv").structure.indicators] == [9, None, 5]


def test_errors_of_the_engine_find_their_place(desk: Desk) -> None:
    tables = read_tables("units.csv", "structure.csv")

    def location(**about: str) -> Location | None:
        return tables.location_of(ScoringError("", **about))

    assert location(unit="d", indicator="Smoke") == Location("units.csv", 5, "Smoke")
    assert location(unit="d", indicator="People") == Location("units.csv", 5, "People")
    assert location(unit="d", indicator="Air") == Location("units.csv", 5)
    assert location(unit="d") == Location("units.csv", 5, "uCode")
    assert location(indicator="Smoke") == Location("units.csv", 1, "Smoke")
    assert location(indicator="Air") == Location("structure.csv", 6, "iCode")
    assert location() is None


def panel() -> Tables:
    return read_tables("panel.csv", "structure.csv", "Year")


def test_rows_of_a_panel_are_units_at_a_time(desk: Desk) -> None:
    header, *rows = UNITS.splitlines()
    years = "".join(f"{year},{row}\n" for year in (2020, 2019) for row in rows[:2])
    desk.write("panel.csv", f"Year,{header}\n{years}")
    tables = panel()
    assert tables.keys == ("uCode", "Year")
    assert tables.data.table.units == ("a 2020", "b 2020", "a 2019", "b 2019")
    assert tables.labels["b 2019"] == ("b", "2019")
    assert list(tables.times()) == ["2019", "2020"]
    assert tables.times()["2019"].table.units == ("a", "b")
    desk.write("panel.csv", f"Year,{header}\n{years}2019,{rows[0]}\n,{rows[0]}\n")
    assert refusal_of("panel.csv", time="Year") == [
        "panel.csv:6:uCode: the unit 'a 2019' is given again; it is in row 4 already",
        "panel.csv:7:Year: the time of the unit is missing (empty or NA)",
    ]
    assert refusal_of("units.csv", time="Year") == ["units.csv:1: there is no column 'Year'"]
