"""`jejaring portfolio plane` as a person meets it: quadrants, budget lines, what weights change, and refusals."""

from __future__ import annotations

import json

import pytest

from tests.desk import Desk

STUDY = "plane.yaml"
INLINE = """\
projects:
  - {code: road, name: Jalan (contoh), cost: 40, values: {jobs: 100, moved: 50, eirr: 0.14}}
  - {code: school, name: Sekolah (contoh), cost: 30, values: {jobs: 80, moved: 0, eirr: 0.06}}
  - {code: port, name: Pelabuhan (contoh), cost: 50, values: {jobs: 20, moved: 100, eirr: 0.20}}
  - {code: office, name: Kantor (contoh), cost: 20, values: {jobs: 0, moved: 50, eirr: 0.05}}
"""


def test_projects_are_listed_by_quadrant_with_both_indices_and_what_the_next_one_lacks(desk: Desk) -> None:
    code, said, complaint = desk.run("plane", STUDY)
    assert (code, complaint) == (0, "")
    assert said.splitlines()[:21] == [
        "plane.yaml: Prioritas (contoh)",
        "  Budget: 90.00 Rp miliar",
        "  Weights: contoh",
        "  Social-environmental index (SEI): line at 85.00, 70.00 Rp miliar spent above it; "
        "the next, port, needs 30.00 Rp miliar more",
        "  Financial-economic index (FEI): line at 60.00, 90.00 Rp miliar spent above it; "
        "the next, school, needs 30.00 Rp miliar more",
        "",
        "    code    project             cost (Rp miliar)    SEI     FEI  changes quadrant (%)",
        "",
        "  A, above both lines: fund",
        "    road    Jalan (contoh)                 40.00  87.50   60.00                   0.0",
        "",
        "  B, above the social-environmental line only: deliberate",
        "    school  Sekolah (contoh)               30.00  85.00    6.67                   0.0",
        "",
        "  C, above the financial-economic line only: deliberate",
        "    port    Pelabuhan (contoh)             50.00  15.00  100.00                   0.0",
        "",
        "  D, below both lines: defer",
        "    office  Kantor (contoh)                20.00  12.50    0.00                  36.5",
        "",
        "  Weights drawn 1,000 times within ±50 % of themselves, seed 0",
    ]
    assert (
        "    Marcelo, Mandri-Perrott, House and Schwartz, World Bank Policy Research Working Paper 7674 (2016)" in said
    )


def test_the_same_plane_reads_as_an_indonesian_writes_it(desk: Desk) -> None:
    code, said, _ = desk.run("plane", STUDY, "--language", "id")
    lines = said.splitlines()
    assert (code, lines[1]) == (0, "  Anggaran: 90,00 Rp miliar")
    assert "  B, hanya di atas garis sosial-lingkungan: musyawarahkan" in lines
    assert "  Bobot diacak 1.000 kali dalam rentang ±50 % dari nilainya, seed 0" in lines


def test_json_keeps_samples_and_seed_and_the_same_seed_gives_the_same_shares(desk: Desk) -> None:
    asked = ("plane", STUDY, "--json", "--samples", "500", "--seed", "7")
    code, said, _ = desk.run(*asked, "--out", "result.json")
    found = json.loads(said)
    assert (code, desk.run(*asked)[1]) == (0, said)
    assert json.loads((desk.folder / "result.json").read_text(encoding="utf-8")) == found
    assert (found["samples"], found["seed"], found["noise"]) == (500, 7, 0.5)
    assert found["lines"]["sei"] == {"index": 85, "spent": 70, "straddling": ["port"], "missing": 30}
    office = found["projects"][3]
    assert {name: office[name] for name in ("code", "cost", "sei", "fei", "quadrant")} == {
        "code": "office",
        "cost": 20,
        "sei": 12.5,
        "fei": 0,
        "quadrant": "D",
    }
    assert sum(office["shares"].values()) == pytest.approx(1)
    assert office["changed"] == pytest.approx(1 - office["shares"]["D"])
    other = json.loads(desk.run(*asked[:-1], "8")[1])["projects"][3]
    assert other["changed"] != office["changed"]


def test_projects_written_in_the_file_are_placed_as_those_of_a_table(desk: Desk) -> None:
    as_table = json.loads(desk.run("plane", STUDY, "--json")[1])
    desk.change(STUDY, "projects: projects.csv\n", INLINE)
    assert json.loads(desk.run("plane", STUDY, "--json")[1]) == as_table


def test_without_a_noise_nothing_is_said_of_weights_that_may_be_wrong(desk: Desk) -> None:
    desk.change(STUDY, "noise: 0.5\n", "")
    said = desk.run("plane", STUDY)[1]
    assert "changes quadrant" not in said
    found = json.loads(desk.run("plane", STUDY, "--json")[1])
    assert (found["noise"], found["samples"], found["projects"][0]["changed"]) == (None, 0, None)


def test_an_empty_quadrant_and_a_criterion_without_a_part_are_named(desk: Desk) -> None:
    desk.change(STUDY, "budget: 90", "budget: 10")
    desk.change("projects.csv", ",cost,jobs,moved,eirr", ",cost,jobs,moved,eirr,area")
    text = (desk.folder / "projects.csv").read_text(encoding="utf-8")
    first, *rows = text.splitlines()
    desk.write("projects.csv", "\n".join([first, *(f"{row},5" for row in rows)]) + "\n")
    desk.change(
        STUDY, "  - {code: eirr", "  - {code: area, name: Luas (contoh), axis: fei, weight: 1}\n  - {code: eirr"
    )
    lines = desk.run("plane", STUDY)[1].splitlines()
    assert lines[lines.index("  A, above both lines: fund") + 1] == "    –"
    assert "  Without a part, because all projects have the same value: area" in lines
    assert lines[3] == (
        "  Social-environmental index (SEI): the budget reaches no project; the next, road, needs 30.00 Rp miliar more"
    )


def test_all_that_is_wrong_is_refused_at_once_with_file_and_place(desk: Desk) -> None:
    for old, new in (
        ("budget: 90", "budget: -90"),
        ("noise: 0.5", "noise: 50"),
        ("weight: 3", "weight: -3"),
        ("axis: fei", "axis: fie"),
        ("code: moved", "code: jobs"),
    ):
        desk.change(STUDY, old, new)
    desk.write("projects.csv", "code,name,cost,jobs,eirr,eir\nroad,Jalan,0,1,x,1\nroad,,NA,,2,1\n")
    before = desk.files()
    code, said, complaint = desk.run("plane", STUDY, "--out", "result.json")
    assert (code, said, complaint.splitlines()) == (
        2,
        "",
        [
            "plane.yaml: budget: -90 is negative",
            "plane.yaml: noise: 50 is not a share from 0 to 1",
            "plane.yaml: criteria[0].weight: -3 is negative",
            "plane.yaml: criteria[2].axis: unknown word 'fie' (did you mean 'fei'?)",
            "projects.csv:1:eir: the column 'eir' is not a criterion",
            "projects.csv:2:cost: 0 is not above 0",
            "projects.csv:3:cost: the number is missing (empty or NA)",
            "projects.csv:3:jobs: the number is missing (empty or NA)",
            "projects.csv:2:eirr: 'x' is not a number",
            "projects.csv:3:code: the project 'road' is given again; it is in row 2 already",
            "projects.csv:3:name: the name of the project is missing (empty or NA)",
        ],
    )
    assert desk.files() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            STUDY,
            "code: moved",
            "code: jobs",
            "plane.yaml: criteria[1].code: the code 'jobs' is given again; "
            "it is that of criteria[0] already\nprojects.csv:1:moved: the column 'moved' is not a criterion",
        ),
        (STUDY, "axis: fei", "axis: sei", "plane.yaml: criteria: no criterion with a weight is on the axis 'fei'"),
        (
            STUDY,
            "noise: 0.5",
            "noise: 1",
            "plane.yaml: weights cannot vary by 1.0: it must be a share from 0 to below 1",
        ),
        (STUDY, "projects.csv", "none.csv", "none.csv: there is no such file"),
        (STUDY, "projects: projects.csv\n", "", "plane.yaml: projects: `projects` is missing"),
        (
            "projects.csv",
            "moved",
            "moves",
            "projects.csv:1: there is no column 'moved' (did you mean 'moves'?)\n"
            "projects.csv:1:moves: the column 'moves' is not a criterion (did you mean 'moved'?)",
        ),
    ],
)
def test_a_study_without_a_plane_is_refused(desk: Desk, file: str, old: str, new: str, says: str) -> None:
    desk.change(file, old, new)
    assert desk.run("plane", STUDY) == (2, "", f"{says}\n")


def test_what_is_wrong_in_projects_written_in_the_file_names_them(desk: Desk) -> None:
    desk.change(STUDY, "projects: projects.csv\n", INLINE.replace("moved: 50, eirr: 0.14", "moves: 50, eirr: 0.14"))
    assert desk.run("plane", STUDY) == (
        2,
        "",
        "plane.yaml: projects[0].values.moves: programme road: unknown criterion 'moves' (did you mean 'moved'?)\n"
        "plane.yaml: projects[0].values: programme road: the value of 'moved' is missing\n",
    )


def test_more_samples_than_memory_holds_are_refused(desk: Desk) -> None:
    code, said, complaint = desk.run("plane", STUDY, "--samples", "9" * 15)
    assert (code, said) == (2, "")
    assert complaint.startswith("--samples: 999,999,999,999,999 need about ")
