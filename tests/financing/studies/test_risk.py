"""`jejaring portfolio risk` as a person meets it: shortfalls by year, what drives them, and refusals."""

from __future__ import annotations

import json

import pytest

from tests.desk import Desk

ASKED = ("risk", "problem.json", "answer.json", "risk.yaml")


def test_the_shortfall_is_printed_by_year_with_its_drivers_and_its_assumptions(desk: Desk) -> None:
    code, said, complaint = desk.run(*ASKED, "--samples", "1000")
    assert (code, complaint) == (0, "")
    assert said.splitlines()[:24] == [
        "answer.json: Kota Contoh",
        "  Risiko (contoh): 1,000 samples, seed 0; shortfalls L in Rp miliar",
        "  Costs: lognormal factor, median 1.10, sigma 0.20, correlation between programmes 0.50 (source: contoh)",
        "    air: triangular factor, 1.00 to 2.00, most likely 1.00",
        "  Revenue (pad): triangular factor, 0.80 to 1.00, most likely 1.00, "
        "correlation from year to year 0.50 (source: contoh)",
        "",
        "  year      probability (%)  expected  VaR 80 %  CVaR 80 %  VaR 95 %  CVaR 95 %  largest",
        "  2026                 95.9      3.17      4.89       6.38      6.97       8.08    12.69",
        "  2027                 83.6      3.66      6.28      10.11     11.89      14.87    27.69",
        "  2028                 78.2      2.02      3.64       4.81      5.26       6.28     9.63",
        "  2029                  0.2      0.00      0.00       0.00      0.00       0.01     0.57",
        "  in total             96.5      8.85     14.34      20.34     23.24      27.99    48.78",
        "",
        "  Tightest year: 2027",
        "",
        "  What drives the CVaR at 95 % (Rp miliar)",
        "    jalan  Jalan lingkar (contoh)           19.31",
        "    air    Air minum (contoh)                4.12",
        "    bus    Bus listrik (contoh)              2.76",
        "    taman  Taman kota (contoh)               2.34",
        "           revenue below the plan            2.54",
        "           less the room that the plan had  −3.08",
        "           CVaR                             27.99",
        "",
    ]
    assert "    Rockafellar and Uryasev, Journal of Banking & Finance 26 (2002)" in said.splitlines()


def test_the_same_risk_reads_as_an_indonesian_writes_it(desk: Desk) -> None:
    code, said, _ = desk.run(*ASKED, "--samples", "1000", "--language", "id")
    lines = said.splitlines()
    assert (code, lines[1]) == (0, "  Risiko (contoh): 1.000 sampel, seed 0; kekurangan dana L dalam Rp miliar")
    assert "  Tahun paling ketat: 2027" in lines
    assert "           dikurangi ruang yang ada dalam rencana  −3,08" in lines


def test_json_keeps_samples_seed_and_assumptions_and_repeats(desk: Desk) -> None:
    asked = (*ASKED, "--json", "--samples", "400", "--seed", "5")
    code, said, _ = desk.run(*asked, "--out", "result.json")
    found = json.loads(said)
    assert (code, desk.run(*asked)[1]) == (0, said)
    assert json.loads((desk.folder / "result.json").read_text(encoding="utf-8")) == found
    assert (found["samples"], found["seed"]) == (400, 5)
    assert found["assumptions"]["costs"]["factors"] == {
        "air": {"kind": "triangular", "low": 1.0, "mode": 1.0, "high": 2.0}
    }
    drivers = found["drivers"]
    parts = [one["amount"] for one in drivers["programmes"]]
    assert sum(parts) + drivers["revenue"] - drivers["room"] == pytest.approx(found["total"]["tails"][1]["conditional"])
    assert desk.run(*asked[:-1], "6")[1] != said


def test_a_plan_that_nothing_can_go_wrong_with_lacks_nothing(desk: Desk) -> None:
    desk.write(
        "risk.yaml",
        """\
name: Tanpa risiko (contoh)
levels: [0.95]
costs: {otherwise: {kind: triangular, low: 1, mode: 1, high: 1}, together: 0, source: contoh}
revenue: {factor: {kind: lognormal, median: 1, sigma: 0}, autocorrelation: 0, ceilings: [], source: contoh}
""",
    )
    code, said, _ = desk.run(*ASKED, "--samples", "10")
    assert code == 0
    assert "  In no sample is any money lacking" in said.splitlines()
    assert "What drives the CVaR at" not in said


def test_all_that_is_wrong_is_refused_at_once_with_file_and_place(desk: Desk) -> None:
    desk.change("problem.json", '"profile": [6]', '"profile": [-6]')
    desk.change("answer.json", '"source": "pad", "amount": 6}', '"source": "pad", "amount": "6"}')
    for old, new in (
        ("kind: lognormal", "kind: normal"),
        ("levels: [0.8, 0.95]", "levels: [80, 0.95]"),
        ("autocorrelation: 0.5", "autocorrelation: 1"),
        ("high: 2", "high: 0"),
    ):
        desk.change("risk.yaml", old, new)
    before = desk.files()
    code, said, complaint = desk.run(*ASKED, "--out", "result.json")
    assert (code, said, complaint.splitlines()) == (
        2,
        "",
        [
            "problem.json: programmes[1].parts[0].profile[0]: programme air: -6 is negative",
            "answer.json: payments[0].amount: '6' is not a number",
            "risk.yaml: costs.otherwise.kind: unknown kind 'normal' (did you mean 'lognormal'?)",
            "risk.yaml: costs.factors.air: Triangular(low=1.0, mode=1.0, high=0.0): "
            "low, mode and high must rise from zero to at most 1e+06",
            "risk.yaml: revenue: years cannot be correlated by 1.0: it must be between −1 and 1",
            "risk.yaml: levels[0]: 80 is not between 0 and 1",
        ],
    )
    assert desk.files() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("risk.yaml", "{air:", "{aer:", "risk.yaml: costs.factors.aer: unknown programme 'aer' (did you mean 'air'?)"),
        ("risk.yaml", "[pad]", "[pda]", "risk.yaml: revenue.ceilings[0]: unknown source 'pda' (did you mean 'pad'?)"),
        (
            "risk.yaml",
            "{kind: lognormal, ",
            "{",
            "risk.yaml: costs.otherwise: `kind` is missing (known: lognormal, triangular)",
        ),
        (
            "answer.json",
            '"value": 58, "bound"',
            '"value": 59, "bound"',
            "answer.json: value: the plan is worth 58, not 59",
        ),
    ],
)
def test_a_study_that_does_not_fit_the_problem_is_refused(desk: Desk, file: str, old: str, new: str, says: str) -> None:
    desk.change(file, old, new)
    assert desk.run(*ASKED) == (2, "", f"{says}\n")


def test_more_samples_than_memory_holds_are_refused(desk: Desk) -> None:
    code, said, complaint = desk.run(*ASKED, "--samples", "9" * 15)
    assert (code, said) == (2, "")
    assert complaint.startswith("--samples: 999,999,999,999,999 need about ")
