"""`jejaring index instrument` as a person meets it: the list, the columns asked for, scores, and every refusal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from jejaring.indicators.instruments.instruments import instruments
from jejaring.indicators.instruments.report import UNITS
from tests.desk import Desk

SCHEMA = Path(__file__).parents[3] / "docs" / "index-instrument-result.schema.json"
IPM = """\
uCode,uName,uOutcome,uhh,hls,rls,ppk,Source
3578,Kota Surabaya 2017,,73.88,14.41,10.45,16726000,BPS
x1,Kota Contoh (contoh),,70,,8,12000000,
x2,Kota Lain (contoh),nil,,,,,
"""
ASKED = ("instrument", "ipm", "ipm.csv", "--on", "2017-12-31")


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Return a folder with observations for IPM, as the current one."""
    desk.write("ipm.csv", IPM)
    return desk


def valid(printed: str) -> Any:
    """Return what was printed as JSON, if the published schema allows it."""
    plain = json.loads(printed)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(plain)) == []
    return plain


def test_without_a_name_every_instrument_is_listed_with_its_term_and_doubts(desk: Desk) -> None:
    code, said, complaint = desk.run("instrument")
    lines = said.splitlines()
    assert (code, complaint, lines[0]) == (0, "", "Published instruments")
    assert [line.split()[:2] for line in lines[2:]] == [[one.code, one.version] for one in instruments()]
    assert re.split(r" {2,}", lines[3]) == [
        *("", "ipm", "2014", "2014-01-01 –", "Human development index (new method)", "3"),
    ]
    assert len(valid(desk.run("instrument", "--json")[1])["instruments"]) == len(instruments())


def test_without_data_the_columns_of_the_table_are_listed_with_their_scales(desk: Desk) -> None:
    code, said, _ = desk.run("instrument", "ipm", "--version", "2014", "--language", "id")
    assert code == 0
    assert said.splitlines()[:9] == [
        "Indeks Pembangunan Manusia (metode baru), ipm 2014",
        "  Dasar hukum: BPS, metode baru, after the revision of UNDP in 2010; no regulation",
        "  Berlaku: 2014-01-01 –",
        "  Sebagian konstanta hanya dibaca dari sumber sekunder, bukan dari peraturannya: "
        "periksa sebelum dipakai secara resmi",
        "",
        "  Kolom tabel unit",
        "    uCode     kode unit",
        "    uName     nama unit (boleh tidak ada)",
        "    uOutcome  tanpa nilai karena keputusan: not_assessed, nil (boleh tidak ada)",
    ]
    (expenditure,) = [line for line in said.splitlines() if line.startswith("    ppk")]
    assert expenditure.endswith("1.007.436 sampai 26.572.352 (rupiah per orang per tahun, harga 2012)")
    assert len(valid(desk.run("instrument", "spbe", "--json")[1])["indicators"]) == 47


def test_units_are_scored_and_what_is_not_confirmed_is_marked(desk: Desk) -> None:
    code, said, complaint = desk.run(*ASKED)
    assert (code, complaint) == (0, "")
    assert said.splitlines()[4:] == [
        "",
        "    unit  name                    uhh  education    ppk   ipm*   category",
        "    3578  Kota Surabaya 2017    82.89      74.86  85.85  81.07  Very high",
        "    x1    Kota Contoh (contoh)  76.92          –  75.71      –          –",
        "    x2    Kota Lain (contoh)        –          –      –      –          –",
        "",
        "  Units without a score: 2 of 3",
        "    x1: hls missing",
        "    x2: nil",
        "",
        "  Columns that play no part: Source",
        "",
        "  Notes",
        "    An observation beyond the goalposts is refused: what BPS does there is not confirmed, "
        "and the upper goalpost of expenditure was a projection to 2025.",
        "",
        "  * Not confirmed",
        "    What BPS does with an observation beyond a goalpost.",
        "    No text on rounding was seen; half-up reproduces 1,541 of 1,542 published figures of 2019 to 2021. "
        "(rounding)",
        "    Until which year each release used it is not stated; figures of 2020 to 2022 exist in both series. "
        "(series SP2010)",
    ]


def test_json_has_every_part_unrounded_and_published(desk: Desk) -> None:
    found = valid(desk.run(*ASKED, "--json")[1])
    surabaya, without, nil = found["units"]
    assert (surabaya["published"], surabaya["band"]["id"], surabaya["outcome"]) == (81.07, "Sangat tinggi", None)
    assert surabaya["value"] == pytest.approx(81.067, abs=0.0005)
    assert surabaya["parts"]["education"]["published"] == 74.86
    assert (without["published"], without["outcome"], without["missing"]) == (None, "missing", ["hls"])
    assert (nil["value"], nil["outcome"], nil["band"]) == (None, "nil", None)
    assert found["instrument"]["version"] == "2014"
    assert found["ignored_columns"] == ["Source"]


def test_a_workbook_is_scored_as_the_csv_is(desk: Desk) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in IPM.splitlines():
        row = line.split(",")
        book.active.append(row[:3] + [float(cell) if cell.replace(".", "").isdecimal() else cell for cell in row[3:]])
    book.save(desk.folder / "ipm.xlsx")
    as_csv = json.loads(desk.run(*ASKED, "--json")[1])
    assert json.loads(desk.run("instrument", "ipm", "ipm.xlsx", "--version", "2014", "--json")[1]) == as_csv


def test_every_instrument_can_be_computed_from_the_columns_it_names(desk: Desk) -> None:
    for one in instruments():
        middle = {i.code: (i.scale.lower + (i.scale.upper or 20)) // 2 for i in one.indicators}
        desk.write("units.csv", f"uCode,{','.join(middle)}\na,{','.join(map(str, middle.values()))}\n")
        (unit,) = valid(desk.run("instrument", one.code, "units.csv", "--version", one.version, "--json")[1])["units"]
        assert (one.code, unit["outcome"], unit["band"] is None) == (one.code, None, not one.bands)


def test_the_units_of_all_scales_are_translated() -> None:
    assert {indicator.scale.unit for one in instruments() for indicator in one.indicators} - {""} == set(UNITS)


def test_all_that_is_wrong_is_refused_at_once_with_file_row_and_column(desk: Desk) -> None:
    desk.write(
        "ipm.csv",
        "uCode,uName,uOutcome,uhh,hls,rlss,ppk\na,,,95,13,1,12000\na,,nihil,70,x,2,\n,,nil,inf,1,1,2000000\n",
    )
    assert desk.run(*ASKED, "--json") == (
        2,
        "",
        "ipm.csv:1: there is no column 'rls' (did you mean 'rlss'?)\n"
        "ipm.csv:2:uhh: uhh of 'a' is 95, outside its scale: 20 to 85 years\n"
        "ipm.csv:2:ppk: ppk of 'a' is 12,000, outside its scale: "
        "1,007,436 to 26,572,352 rupiah per person per year at prices of 2012\n"
        "ipm.csv:3:uCode: the unit 'a' is given again; it is in row 2 already\n"
        "ipm.csv:3:uOutcome: unknown outcome 'nihil' (did you mean 'nil'?); "
        "leave the cell empty for a unit with a score\n"
        "ipm.csv:3:hls: 'x' is not a number\n"
        "ipm.csv:4:uCode: the code of the unit is missing (empty or NA)\n"
        "ipm.csv:4:uhh: inf is infinite\n",
    )


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("ipk",), "no instrument 'ipk' (did you mean 'ipp'?)"),
        (("ipm",), "ipm has several versions; choose one with --version or --on"),
        (("ipm", "--version", "2015"), "ipm has no version '2015' (did you mean '2014'?)"),
        (
            ("skm", "--on", "2015-06-01"),
            "no version of skm is recorded for 2015-06-01; recorded: 2004 (2004-02-01 to 2013-12-31), "
            "2017 (2017-01-01 to today)",
        ),
    ],
)
def test_an_instrument_or_version_that_is_not_known_is_refused_with_a_list(
    desk: Desk, asked: tuple[str, ...], says: str
) -> None:
    code, said, complaint = desk.run("instrument", *asked)
    first, head, *listed = complaint.splitlines()
    assert (code, said, first) == (2, "", says)
    assert head.split() == ["code", "version", "in", "force", "name", "unconfirmed"]
    of_code = [one for one in instruments() if one.code == asked[0]]
    assert len(listed) in (len(of_code), len(instruments()))
    assert listed


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("none.csv", "none.csv: there is no such file"),
        ("ipm.txt", "ipm.txt: is neither CSV, XLSX nor Parquet (the name ends in '.txt')"),
        ("empty.csv", "empty.csv:1: there are no units"),
        ("zero.csv", "zero.csv:2:uhh: uhh of 'a' is 0, not above 0: the geometric mean ipm needs it"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(desk: Desk, data: str, says: str) -> None:
    desk.write("empty.csv", "uCode,uhh,hls,rls,ppk\n")
    desk.write("zero.csv", "uCode,uhh,hls,rls,ppk\na,20,13,8,12000000\n")
    assert desk.run("instrument", "ipm", data, "--version", "2014") == (2, "", f"{says}\n")


def test_a_day_that_is_none_and_two_ways_of_naming_a_version_are_refused(desk: Desk) -> None:
    for asked, says in (
        (("--on", "2024"), "argument --on: '2024' is not a day such as 2024-12-31"),
        (("--on", "2024-01-01", "--version", "2014"), "argument --version: not allowed with argument --on"),
    ):
        with pytest.raises(SystemExit) as end:
            desk.run("instrument", "ipm", *asked)
        complaint = desk.capsys.readouterr().err.splitlines()[-1]
        assert (end.value.code, complaint) == (2, f"jejaring index instrument: error: {says}")


@pytest.mark.slow
@pytest.mark.parametrize("asked", [(), ("ipm", "--version", "2014"), ASKED[1:]], ids=["list", "columns", "scores"])
def test_an_output_that_is_closed_or_of_plain_ascii_is_enough(desk: Desk, asked: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "jejaring.config.cli", "index", "instrument", *asked]
    closed = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *command], cwd=desk.folder, capture_output=True, text=True, check=False
    )
    assert (closed.returncode, closed.stderr) == (2, "standard output cannot be written: it is closed\n")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ascii_ = subprocess.run(command, cwd=desk.folder, env=environment, capture_output=True, text=True, check=False)
    assert (ascii_.returncode, ascii_.stderr, ascii_.stdout.isascii()) == (0, "", True)
