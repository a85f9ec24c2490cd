"""What a run leaves in its folder, and when it leaves nothing."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest

from engines.scoring import pipeline
from engines.scoring.results import RankSpread
from jejaring.indicators.files.inputs import read_inputs
from jejaring.indicators.files.locations import InvalidInput
from jejaring.indicators.runs import folders
from jejaring.indicators.runs import tables as run_tables
from jejaring.indicators.runs.folders import FILES, new_run
from tests.desk import Desk
from tests.indicators.conftest import UNITS

TABLES = {
    "denominated.csv": "uCode,Schools,Clinics,Smoke\n"
    "a,0.2,5.0,30.0\nb,0.4,,10.0\nc,0.4,2.0,50.0\nd,0.1,8.0,20.0\ne,0.3,4.0,40.0\n",
    "imputed.csv": "uCode,Schools,Clinics,Smoke\n"
    "a,0.2,5.0,30.0\nb,0.4,4.75,10.0\nc,0.4,2.0,50.0\nd,0.1,8.0,20.0\ne,0.3,4.0,40.0\n",
    "treatment.csv": "uCode,Schools,Clinics,Smoke\na,,,\nb,,,\nc,,,\nd,,,\ne,,,\n",
    "ranks.csv": "uCode,Index,Services,Air\na,3,3,3\nb,2,2,1\nc,5,5,5\nd,1,1,2\ne,4,4,4\n",
    "inputs/units.csv": "uCode,uName,Region,Schools,Clinics,Smoke,People\n"
    "a,Alang,West,2.0,5.0,30.0,10.0\nb,Bulan,West,8.0,,10.0,20.0\nc,Cendana,East,4.0,2.0,50.0,10.0\n"
    "d,Dadap,East,4.0,8.0,20.0,40.0\ne,Embun,East,6.0,4.0,40.0,20.0\n",
    "inputs/structure.csv": "iCode,Level,Direction,Weight,Parent,Type,Denominator,Target,iName,Unit\n"
    "Schools,1,1,1.0,Services,Indicator,People,,Schools,number\n"
    "Clinics,1,1,3.0,Services,Indicator,,,Clinics,number\n"
    "Smoke,1,-1,1.0,Air,Indicator,,,Smoke,µg/m³\n"
    "Services,2,1,2.0,Index,Aggregate,,,Services,\n"
    "Air,2,1,1.0,Index,Aggregate,,,Air,\n"
    "Index,3,1,1.0,,Aggregate,,,Index,\n"
    "Region,,,,,Group,,,,\n"
    "People,,,,,Denominator,,,,\n",
}


def build(desk: Desk, specification: str = "index.yaml", out: str = "run") -> dict[str, bytes]:
    """Build an index; return the files of its folder."""
    assert desk.run("build", specification, "--out", out)[0] == 0
    return run_in(desk, out)


def run_in(desk: Desk, out: str) -> dict[str, bytes]:
    return {name.removeprefix(f"{out}/"): data for name, data in desk.files().items() if name.startswith(f"{out}/")}


def test_a_build_leaves_every_table_between_the_data_and_the_ranks(desk: Desk) -> None:
    found = build(desk)
    assert set(found) == {*FILES["build"], "report.json", "inputs/specification.yaml", *TABLES}
    assert {name: found[name].decode() for name in TABLES} == TABLES


def test_cells_are_unrounded(desk: Desk) -> None:
    scores = build(desk)["scores.csv"].decode().splitlines()
    inputs = read_inputs(Path("index.yaml"))
    built = pipeline.build(inputs.plan.specification, inputs.tables.structure, inputs.tables.data)
    assert built.scores is not None
    assert scores[0] == "uCode,Index,Services,Air"
    assert [[float(cell) for cell in line.split(",")[1:]] for line in scores[1:]] == built.scores.values.tolist()


def test_the_report_says_what_was_done_and_to_which_cells(desk: Desk) -> None:
    desk.change("index.yaml", "  - impute", "  - screen: {coverage: 0.7}\n  - impute")
    report = json.loads(build(desk)["report.json"])
    assert sorted(report) == [
        "cells",
        "data_hash",
        "run",
        "settings_without_effect",
        "specification",
        "specification_hash",
        "steps",
        "treatment",
        "units",
        "versions",
        "warnings",
        "weights",
    ]
    assert report["run"] == "build"
    assert report["units"] == {"kept": 4, "dropped": [{"unit": "b", "share": pytest.approx(2 / 3)}]}
    assert report["steps"] == {
        "taken": ["denominate", "screen", "impute", "normalise", "weigh", "aggregate"],
        "left_out": ["treat"],
    }
    assert report["specification"]["steps"][1] == {"screen": {"coverage": 0.7}}
    assert report["weights"]["Clinics"] == 0.75
    assert report["cells"] == []


def test_treated_cells_are_marked_and_columns_listed(desk: Desk) -> None:
    values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 500]
    desk.write(
        "units.csv",
        "uCode,Region,People,Schools,Clinics,Smoke\n"
        + "".join(f"u{at},West,1,{value},{at},{at}\n" for at, value in enumerate(values)),
    )
    desk.change("index.yaml", "  - normalise", "  - treat: {winsorise_max: 1}\n  - normalise")
    found = build(desk)
    assert found["treatment.csv"].decode().splitlines()[-2:] == ["u8,,,", "u9,winhi,,"]
    assert found["treated.csv"].decode().splitlines()[-1] == "u9,9.0,9.0,9.0"
    report = json.loads(found["report.json"])
    assert [(cell["step"], cell["unit"], cell["before"], cell["after"]) for cell in report["cells"]] == [
        ("treat", "u9", 500.0, 9.0)
    ]
    assert [(column["indicator"], column["winsorised"]) for column in report["treatment"]] == [("Schools", 1)]


def test_without_aggregation_there_are_no_scores(desk: Desk) -> None:
    desk.change("index.yaml", "  - aggregate: {method: arithmetic}\n", "")
    assert {*FILES["build"]} - {*build(desk)} == {"weights.csv", "scores.csv", "ranks.csv"}


def test_the_same_run_is_the_same_bytes(desk: Desk) -> None:
    first = build(desk)
    assert build(desk, out="again") == first
    assert build(desk) == first


def test_a_run_is_made_again_from_its_own_inputs_to_the_last_byte(desk: Desk) -> None:
    desk.write("ends.csv", "iCode,low,high,log\nSchools,0.01,2,TRUE\nClinics,0,10,\nSmoke,-50,0,\n")
    desk.change("index.yaml", "method: minmax, range: [0, 100]", "method: goalposts, goalposts: ends.csv")
    desk.write("units.csv", UNITS.replace("People,", "Time,People,").replace("t,", "t,2020,"))
    first = build(desk)
    assert build(desk, "run/inputs/specification.yaml", "again") == first


def test_text_that_looks_like_a_number_is_still_text_in_the_copy(desk: Desk) -> None:
    for name in ("units.csv", "structure.csv"):
        desk.change(name, "Region", "1e5")
    desk.change("index.yaml", "impute: {method: mean}", 'impute: {method: group_mean, group: "1e5"}')
    first = build(desk)
    assert build(desk, "run/inputs/specification.yaml", "again") == first


def test_a_panel_has_the_time_beside_the_code(desk: Desk) -> None:
    header, *rows = UNITS.splitlines()
    lines = [f"{row},{year}" for row in rows for year in (2020, 2021)]
    desk.write("units.csv", "\n".join([f"{header},Time", *lines]) + "\n")
    desk.change("index.yaml", "steps:", "panel: {bounds: all}\nsteps:")
    found = build(desk)
    assert found["ranks.csv"].decode().splitlines()[:7] == [
        "uCode,Time,Index,Services,Air",
        "a,2020,3,3,3",
        "b,2020,2,2,1",
        "c,2020,5,5,5",
        "d,2020,1,1,2",
        "e,2020,4,4,4",
        "a,2021,3,3,3",
    ]
    assert list(json.loads(found["report.json"])["times"]) == ["2020", "2021"]
    assert build(desk, "run/inputs/specification.yaml", "again") == found


def test_a_robustness_run_says_how_sure_ranks_are(desk: Desk) -> None:
    asked = ("robustness", "index.yaml", "--samples", "16", "--seed", "3", "--out")
    assert desk.run(*asked, "sure")[0] == desk.run(*asked, "again", "--workers", "2")[0] == 0
    found = run_in(desk, "sure")
    assert run_in(desk, "again") == found
    assert {name for name in found if "/" not in name} == {*FILES["robustness"], "report.json"}
    header, *rows = [line.split(",") for line in found["ranks.csv"].decode().splitlines()]
    assert header == ["uCode", "nominal", "median", "mean", "p05", "p95", "p1", "p2", "p3", "p4", "p5"]
    assert [row[:2] for row in rows] == [["a", "3"], ["b", "2"], ["c", "5"], ["d", "1"], ["e", "4"]]
    assert [sum(map(float, row[6:])) for row in rows] == [1.0] * 5
    for row in rows:
        assert float(row[3]) == pytest.approx(sum(place * float(share) for place, share in enumerate(row[6:], 1)))
    assert found["ties.csv"].decode().splitlines()[0] == "group,uCode,nominal"
    sensitivity = [line.split(",") for line in found["sensitivity.csv"].decode().splitlines()]
    assert sensitivity[0] == ["output", "uCode", "factor", *run_tables.SENSITIVITY]
    assert {tuple(row[:3]) for row in sensitivity[1:]} == {
        (output, unit, factor)
        for output in ("score", "rank", "rank_shift")
        for unit in (("",) if output == "rank_shift" else ("", "a", "b", "c", "d", "e"))
        for factor in ("weights", "impute", "normalise")
    }
    report = json.loads(found["report.json"])
    assert report["not_varied"] == ["denominate", "screen", "treat", "aggregate"]
    assert (report["samples"], report["evaluations"], report["seed"]) == (16, 80, 3)
    assert report["factors"] == ["weights", "impute", "normalise"]


def test_a_unit_without_a_rank_has_empty_cells(desk: Desk) -> None:
    tables = read_inputs(Path("index.yaml")).tables
    nan = float("nan")
    figures = np.array([1.0, 2.5, nan, 3.0, 4.0])
    ranks = np.array([[1, 2, 0, 3, 4], [1, 3, 0, 2, 4]], dtype=np.int32)
    spread = RankSpread(
        ("a", "b", "c", "d", "e"), np.array([1, 2, nan, 3, 4]), figures, figures, figures, figures, ranks
    )
    assert [
        ",".join("" if cell is None else str(cell) for cell in row) for row in run_tables._rank_rows(tables, spread)
    ] == [
        "uCode,nominal,median,mean,p05,p95,p1,p2,p3,p4,p5",
        "a,1,1.0,1.0,1.0,1.0,1.0,0,0,0,0",
        "b,2,2.5,2.5,2.5,2.5,0,0.5,0.5,0,0",
        "c,,,,,,0,0,0,0,0",
        "d,3,3.0,3.0,3.0,3.0,0,0.5,0.5,0,0",
        "e,4,4.0,4.0,4.0,4.0,0,0,0,1.0,0",
    ]


def test_a_run_that_fails_half_way_leaves_what_was_there(desk: Desk) -> None:
    build(desk)
    before = desk.files()

    def half() -> None:
        with new_run(Path("run"), folders.BUILD) as folder:
            (folder / "scores.csv").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert desk.files() == before
    assert [path.name for path in desk.folder.iterdir() if path.is_dir()] == ["run"]


def no_draft_moves(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let the error happen where a draft is to take its place."""
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == folders.DRAFT:
            raise error
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)


def test_a_run_that_cannot_be_moved_into_place_leaves_what_was_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(desk)
    before = desk.files()
    no_draft_moves(monkeypatch, PermissionError(13, "Permission denied"))
    with pytest.raises(InvalidInput) as refused, new_run(Path("run"), folders.BUILD) as folder:
        (folder / "report.json").write_text("{}")
    assert str(refused.value) == "run: cannot be written: Permission denied"
    assert desk.files() == before


def test_drafts_of_others_are_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "_get_candidate_names", lambda: iter(["theirs", "ours"]))
    theirs = desk.folder / ".run.theirs"
    theirs.mkdir()
    desk.write(".run.theirs/draft", "of another run")
    build(desk)
    assert sorted(path.name for path in desk.folder.iterdir() if path.is_dir()) == [".run.theirs", "run"]
    assert [path.name for path in theirs.iterdir()] == ["draft"]


def test_a_run_may_be_read_by_those_who_may_read_other_new_folders(desk: Desk) -> None:
    before = os.umask(0o027)
    try:
        build(desk)
        build(desk)
    finally:
        os.umask(before)
    assert (desk.folder / "run").stat().st_mode & 0o777 == 0o750


def test_folders_that_were_made_for_a_run_that_failed_are_removed_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "of").mkdir()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(run_tables, "write_inputs", full)
    says = "of/2026/may/run: cannot be written: No space left on device\n"
    assert desk.run("build", "index.yaml", "--out", "of/2026/may/run") == (2, "", says)
    assert [path.name for path in desk.folder.rglob("*") if path.is_dir()] == ["of"]


def test_an_earlier_run_that_cannot_be_put_back_is_kept_beside_its_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(desk)
    rename = Path.rename

    def refusing(path: Path, target: Path) -> Path:
        if path.name in ("draft", "earlier"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refusing)
    assert desk.run("build", "index.yaml", "--out", "run") == (2, "", "run: cannot be written: Permission denied\n")
    (kept,) = desk.folder.glob(".run.*")
    assert run_in(desk, f"{kept.name}/earlier") == first
    assert [path.name for path in kept.iterdir()] == ["earlier"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"notes.txt": ""}, "out: is not a run (it has no report.json of one); nothing in it is replaced"),
        (
            {"report.json": '{"run": "other"}'},
            "out: is not a run (it has no report.json of one); nothing in it is replaced",
        ),
        ({"report.json": '{"run": "robustness"}'}, "out: is a robustness run; a build run does not replace it"),
        (
            {"report.json": '{"run": "build"}', "notes.txt": ""},
            "out/notes.txt: is not part of a run; the run is not replaced, so that this is not lost",
        ),
        (
            {"report.json": '{"run": "build"}', "inputs/units.csv": "", "inputs/notes.txt": ""},
            "out/inputs/notes.txt: is not part of a run; the run is not replaced, so that this is not lost",
        ),
        (
            {"report.json": '{"run": "build"}', "inputs/older/report.json": '{"run": "build"}'},
            "out/inputs/older: is not part of a run; the run is not replaced, so that this is not lost",
        ),
        (
            {"report.json": '{"run": ["build"]}'},
            "out: is not a run (it has no report.json of one); nothing in it is replaced",
        ),
        (
            {"report.json": "[" * 100_000},
            "out: is not a run (it has no report.json of one); nothing in it is replaced",
        ),
    ],
)
def test_a_folder_that_is_not_a_run_is_left_alone(desk: Desk, files: dict[str, str], says: str) -> None:
    (desk.folder / "out").mkdir()
    for name, text in files.items():
        (desk.folder / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        desk.write(f"out/{name}", text)
    before = desk.files()
    assert desk.run("build", "index.yaml", "--out", "out") == (2, "", f"{says}\n")
    assert desk.files() == before


def test_a_place_that_cannot_be_is_refused_in_words(desk: Desk) -> None:
    name = "x" * 300
    assert desk.run("build", "index.yaml", "--out", name) == (2, "", f"{name}: cannot be written: File name too long\n")
    (desk.folder / "round").symlink_to("round")
    says = "round: cannot be written: its links lead in a circle\n"
    assert desk.run("build", "index.yaml", "--out", "round") == (2, "", says)


def test_a_run_stopped_while_it_is_moved_into_place_leaves_what_was_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(desk)
    before = desk.files()
    no_draft_moves(monkeypatch, KeyboardInterrupt())
    assert desk.run("build", "index.yaml", "--out", "run") == (130, "", "stopped before there was anything to say\n")
    assert desk.files() == before


def test_a_file_in_the_place_of_a_run_is_left_alone(desk: Desk) -> None:
    assert desk.run("build", "index.yaml", "--out", "units.csv") == (2, "", "units.csv: is not a folder\n")
    assert (desk.folder / "units.csv").read_text() == UNITS
