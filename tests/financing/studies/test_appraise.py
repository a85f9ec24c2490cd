"""`jejaring portfolio appraise` as a person meets it: figures with units and sources, both languages, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.desk import Desk

STUDY = "appraisal.yaml"


def test_every_figure_is_printed_with_its_unit_at_three_rates_and_with_its_source(desk: Desk) -> None:
    code, said, complaint = desk.run("appraise", STUDY)
    assert (code, complaint) == (0, "")
    assert said.splitlines()[:20] == [
        "appraisal.yaml: Prastudi (contoh)",
        "  Amounts in Rp miliar, at the ends of years; year 0 is 2026",
        "  Prices: harga tetap 2026 (contoh)",
        "  Discount rates per year: 0 %, 10 %, 20 % (source: contoh)",
        "",
        "  spam  Air minum (contoh), 2026–2028",
        "    Figure                               Unit                at 0 %  at 10 %  at 20 %",
        "    Net present value (NPV)              Rp miliar            21.00     0.00   −15.97",
        "    Benefit-cost ratio (BCR)             ratio                 1.21     1.00     0.84",
        "    Annual worth                         Rp miliar per year   10.50     0.00   −10.45",
        "    Discounted payback                   years after year 0    1.83     2.00    never",
        "    Change of costs that makes NPV 0     %                    +21.0      0.0    −16.0",
        "    Change of benefits that makes NPV 0  %                    −17.4      0.0    +19.0",
        "    Payback, undiscounted                years after year 0    1.83",
        "    Internal rate of return (IRR)        % per year           10.00",
        "      one rate: worth doing if money costs less than it",
        "",
        "    Sensitivity, at 10 %  NPV (Rp miliar)   BCR  IRR (% per year)",
        "    as planned                       0.00  1.00             10.00",
        "    Biaya naik (contoh)            −20.00  0.83              0.42",
    ]
    assert "      Net present value (NPV): NPV = Σ (Bₜ − Cₜ) / (1 + r)ᵗ, t = 0 … T" in said.splitlines()
    assert "    Park, Contemporary Engineering Economics (2016), chapters 5–7" in said.splitlines()


def test_the_same_appraisal_reads_as_an_indonesian_writes_it(desk: Desk) -> None:
    code, said, _ = desk.run("appraise", STUDY, "--language", "id")
    assert code == 0
    assert said.splitlines()[1] == "  Nilai dalam Rp miliar, pada akhir tahun; tahun ke-0 adalah 2026"
    assert [line.split("  ")[0] for line in map(str.strip, said.splitlines()) if "21,00" in line] == [
        "Nilai kini bersih (NPV)"
    ]
    assert "      satu tingkat: layak bila biaya uang di bawahnya" in said.splitlines()


def test_the_years_add_up_to_the_present_value(desk: Desk) -> None:
    lines = desk.run("appraise", STUDY, "--years")[1].splitlines()
    at = lines.index("    year   costs  benefits      net  present value at 10 %   summed")
    assert lines[at + 1 : at + 4] == [
        "    2026  100.00      0.00  −100.00                −100.00  −100.00",
        "    2027    0.00      0.00     0.00                   0.00  −100.00",
        "    2028    0.00    121.00   121.00                 100.00     0.00",
    ]


def test_json_has_shares_exact_figures_and_the_formula_of_each(desk: Desk) -> None:
    code, said, _ = desk.run("appraise", STUDY, "--json", "--out", "result.json")
    found = json.loads(said)
    assert (code, json.loads((desk.folder / "result.json").read_text(encoding="utf-8"))) == (0, found)
    spam, pasar = found["programmes"]
    assert spam["base"] == {
        "rate": 0.1,
        "net_present_value": 0,
        "benefit_cost_ratio": 1,
        "annual_worth": 0,
        "discounted_payback": {"year": 2, "years": 2, "kept": True},
        "switching_costs": 0,
        "switching_benefits": 0,
    }
    assert spam["internal_rates"]["rates"] == [0.1]
    assert pasar["base"]["net_present_value"] == pytest.approx(60 / 1.1 + 60 / 1.21 - 100)
    assert pasar["cases"][1]["net_present_value"] == pytest.approx(60 / 1.21 - 100)  # one year late, one year lost
    assert pasar["years"][1] == {
        "year": 2027,
        "costs": 0,
        "benefits": 60,
        "net": 60,
        "present_value": 54.545454545455,
    }
    assert found["figures"]["internal_rates"] == {
        "unit": "share per year",
        "formula": "every r > −1 with NPV(r) = 0",
        "source": "Park, Contemporary Engineering Economics (2016), chapters 5–7",
    }
    assert set(spam["base"]) - {"rate"} <= set(found["figures"])


def test_a_json_file_says_the_same_as_yaml(desk: Desk) -> None:
    study = {
        "name": "Prastudi (contoh)",
        "unit": "Rp miliar",
        "first_year": 2026,
        "discount_rates": {"low": 0, "base": 0.1, "high": 0.2, "source": "contoh"},
        "programmes": [
            {
                "code": "pasar",
                "name": "Pasar (contoh)",
                "costs": [{"name": "Bangunan (contoh)", "profile": [100]}],
                "benefits": [{"name": "Sewa (contoh)", "from": 2027, "profile": [60, 60]}],
            }
        ],
    }
    desk.write("appraisal.json", json.dumps(study))
    (alone,) = json.loads(desk.run("appraise", "appraisal.json", "--json")[1])["programmes"]
    _, beside = json.loads(desk.run("appraise", STUDY, "--json")[1])["programmes"]
    assert alone == beside | {"cases": []}


def test_flows_may_be_a_sheet_of_a_workbook(desk: Desk) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Arus")
    for line in (desk.folder / "flows.csv").read_text(encoding="utf-8").splitlines():
        sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in line.split(",")])
    book.save(desk.folder / "flows.xlsx")
    as_csv = desk.run("appraise", STUDY, "--json")[1]
    desk.change(STUDY, "flows: flows.csv", 'flows: "flows.xlsx#Arus"')
    assert desk.run("appraise", STUDY, "--json")[1] == as_csv


def test_several_rates_are_all_given_and_none_is_called_the_yield(desk: Desk) -> None:
    desk.write("flows.csv", "programme,side,line,2026,2027,2028\nspam,cost,l,1600,,10000\nspam,benefit,l,,10000,\n")
    lines = desk.run("appraise", STUDY)[1].splitlines()  # the oil pump of Lorie and Savage
    at = next(at for at, line in enumerate(lines) if "Internal rate of return" in line)
    assert lines[at].endswith("25.00 / 400.00")
    assert lines[at + 1] == (
        "      several rates, none of them the yield: judge by the present value at the rate you pay"
    )


def test_a_payback_that_is_lost_again_is_marked(desk: Desk) -> None:
    desk.write("flows.csv", "programme,side,line,2026,2027,2028\nspam,cost,l,100,,50\nspam,benefit,l,,120,\n")
    (line,) = [line for line in desk.run("appraise", STUDY)[1].splitlines() if "0.83, not kept" in line][1:]
    assert line.split() == ["Payback,", "undiscounted", "years", "after", "year", "0", "0.83,", "not", "kept"]


def test_all_that_is_wrong_is_refused_at_once_with_file_and_place(desk: Desk) -> None:
    for old, new in (
        ("low: 0,", "low: 6,"),
        ("unit: Rp miliar", "unit: 7"),
        ("code: spam", "code: pasar"),
        ("until: 2028", "until: 2000"),
        ("costs: 0.2", "costs: -2"),
        ("delay: 1", "dealy: 1"),
    ):
        desk.change(STUDY, old, new)
    desk.write(
        "flows.csv", "programme,side,line,2026,2025,x\npasr,costs,,1,2,\npasar,cost,a,-1,,\npasar,cost,a,NA,b,\n"
    )
    before = desk.files()
    code, said, complaint = desk.run("appraise", STUDY, "--out", "result.json")
    assert (code, said, complaint.splitlines()) == (
        2,
        "",
        [
            "appraisal.yaml: unit: 7 is not a text",
            "appraisal.yaml: discount_rates.low: 6 is not a share from 0 to 1",
            "appraisal.yaml: sensitivity[0]: costs cannot change by -2: a share is a finite number from −1 up",
            "appraisal.yaml: sensitivity[1].dealy: unknown key 'dealy' (did you mean 'delay'?)",
            "appraisal.yaml: programmes[1].code: the code 'pasar' is given again; it is that of programmes[0] already",
            "appraisal.yaml: programmes[1].benefits[0]: programme pasar: "
            "it goes on until 2000, but its profile already reaches 2027",
            "flows.csv:1:2025: 2025 is not a year from 2026 (year 0 of the study) to 2126",
            "flows.csv:1:x: the column 'x' is not a year (known: programme, side, line)",
            "flows.csv:3:2026: -1 is negative",
            "flows.csv:4:2026: NA is not an amount; leave the cell empty, or write 0",
            "flows.csv:2:programme: unknown programme 'pasr' (did you mean 'pasar'?)",
            "flows.csv:2:side: unknown side 'costs' (did you mean 'cost'?)",
            "flows.csv:2:line: the line has no name",
            "flows.csv:4:line: the line 'a' is given again; it is in row 3",
        ],
    )
    assert desk.files() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (STUDY, "base: 0.1", "base: 0.3", "appraisal.yaml: discount_rates: discount rates must rise: 0, 0.3, 0.2"),
        (
            STUDY,
            "source: contoh}",
            'source: ""}',
            "appraisal.yaml: discount_rates.source: '' is empty or cannot be printed",
        ),
        (STUDY, "flows.csv", "none.csv", "none.csv: there is no such file"),
        (
            STUDY,
            "from: 2027",
            "from: 2025",
            "appraisal.yaml: programmes[1].benefits[0]: programme pasar: "
            "it begins in 2025, before 2026, year 0 of the study",
        ),
        (
            STUDY,
            "until: 2028",
            "until: 2190",
            "appraisal.yaml: programmes[1].benefits[0]: programme pasar: "
            "it ends in 2190, more than 100 years after 2026, year 0 of the study",
        ),
        (
            STUDY,
            "name: Prastudi (contoh)",
            "name: [",
            "appraisal.yaml:3:11: is not readable YAML: expected ',' or ']', but got ':'",
        ),
        (
            "flows.csv",
            "programme,side",
            "programme,sida",
            "flows.csv:1:sida: the column 'sida' is not a year (did you mean 'side'?)\n"
            "flows.csv:1: there is no column 'side' (did you mean 'sida'?)",
        ),
        ("flows.csv", "80", "8O", "flows.csv:2:2026: '8O' is not a number"),
        (
            "flows.csv",
            "spam,cost,Pipa (contoh),80,,\nspam,cost,Pompa (contoh),20,,\n",
            "",
            "appraisal.yaml: programmes[0]: programme spam: it costs nothing, so there is nothing to appraise",
        ),
        (
            "flows.csv",
            ",2026,2027,2028\n",
            ",2026,2027,2028,2026\n",
            "flows.csv:1:2026: the column '2026' is given 2 times",
        ),
    ],
)
def test_a_study_that_cannot_be_appraised_is_refused(desk: Desk, file: str, old: str, new: str, says: str) -> None:
    desk.change(file, old, new)
    assert desk.run("appraise", STUDY) == (2, "", f"{says}\n")


def test_a_programme_of_one_year_has_no_annual_worth_and_is_refused_by_name(desk: Desk) -> None:
    desk.write("flows.csv", "programme,side,line,2026\nspam,cost,l,10\n")
    assert desk.run("appraise", STUDY) == (
        2,
        "",
        "appraisal.yaml: programmes[0]: programme spam: annual worth needs at least one year after year 0\n",
    )


def test_a_file_that_is_neither_names_nor_values_is_refused(desk: Desk) -> None:
    desk.write("list.json", "[]")
    assert desk.run("appraise", "list.json") == (2, "", "list.json: a list is not an object with names and values\n")
    assert desk.run("appraise", "none.yaml") == (2, "", "none.yaml: there is no such file\n")


def test_a_result_that_cannot_be_written_is_refused(desk: Desk) -> None:
    code, said, complaint = desk.run("appraise", STUDY, "--out", str(Path("none") / "result.json"))
    assert (code, said) == (2, "")
    assert complaint == "none/result.json: cannot be written: No such file or directory\n"
