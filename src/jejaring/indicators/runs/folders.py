"""A run's folder: made beside its place and moved there whole, so that nothing is ever half-written."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from jejaring.indicators.files.locations import refuse

REPORT = "report.json"
BUILD, ROBUSTNESS, ANALYSIS, COMPARISON = "build", "robustness", "analysis", "comparison"
FILES = {
    BUILD: (
        "denominated.csv",
        "imputed.csv",
        "treated.csv",
        "treatment.csv",
        "normalised.csv",
        "weights.csv",
        "scores.csv",
        "ranks.csv",
        "method.en.md",
        "method.id.md",
    ),
    ROBUSTNESS: ("ranks.csv", "ties.csv", "sensitivity.csv"),
    ANALYSIS: (
        "statistics.csv",
        "correlations.csv",
        "flags.csv",
        "denominators.csv",
        "reliability.csv",
        "components.csv",
        "factors.csv",
        "removals.csv",
        "effective_weights.csv",
        "standings.csv",
        "stability.csv",
    ),
    COMPARISON: ("moves.csv", "changes.csv"),
}
INPUTS = "inputs"
DRAFT, EARLIER = "draft", "earlier"
LETTERS = 32  # of the name of a run, in that of the folder beside it
COPIES = ("specification.yaml", "units.csv", "structure.csv")


def refuse_unfit(out: Path, kind: str) -> None:
    """Refuse a place that has something in it, unless that is an earlier run of the same kind and nothing else."""
    with _said_of(out):
        if not out.resolve().exists():
            return
        if not out.is_dir():
            raise refuse(str(out), "is not a folder")
        held = sorted(out.rglob("*"))
    if not held:
        return
    if kind_of(out) is None:
        raise refuse(str(out), f"is not a run (it has no {REPORT} of one); nothing in it is replaced")
    if kind_of(out) != kind:
        raise refuse(str(out), f"is a {kind_of(out)} run; a {kind} run does not replace it")
    own = {out / name for name in (*FILES[kind], REPORT, INPUTS)} | {out / INPUTS / name for name in COPIES}
    for other in held:
        if other not in own:
            raise refuse(str(other), "is not part of a run; the run is not replaced, so that this is not lost")


@contextmanager
def _said_of(out: Path) -> Iterator[None]:
    """Turn what the system says against a place into a refusal."""
    try:
        yield
    except OSError as fault:
        raise refuse(str(out), f"cannot be written: {fault.strerror or fault}") from fault
    except RuntimeError as fault:  # Python's word for links that lead to themselves
        raise refuse(str(out), "cannot be written: its links lead in a circle") from fault


def kind_of(folder: Path) -> str | None:
    """Return what kind of run a folder holds, if it holds one."""
    try:
        report = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    kind = report.get("run") if isinstance(report, dict) else None
    return kind if isinstance(kind, str) and kind in FILES else None


@contextmanager
def new_run(out: Path, kind: str) -> Iterator[Path]:
    """Give a folder to write into; it takes its place when all is written, and vanishes if something fails.

    Raises Refused if the place has something else than an earlier run of that kind, or cannot be written.
    """
    refuse_unfit(out, kind)
    place = out.resolve()
    try:
        with _room_beside(place) as room:
            draft = room / DRAFT
            draft.mkdir()
            yield draft
            _move(draft, place)
    except OSError as fault:
        raise refuse(str(out), f"cannot be written: {fault.strerror or fault}") from fault


@contextmanager
def _room_beside(place: Path) -> Iterator[Path]:
    """Give a folder beside a place, under a name that nobody has, and make the folders above.

    In the end it goes, with all in it but an earlier run that could not be put back, and so do the folders above that
    were made and hold nothing.
    """
    made = [folder for folder in place.parents if not folder.exists()]
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        room = Path(mkdtemp(dir=place.parent, prefix=f".{place.name[:LETTERS]}."))
        try:
            yield room
        finally:
            if place.exists():
                shutil.rmtree(room / EARLIER, ignore_errors=True)
            shutil.rmtree(room / DRAFT, ignore_errors=True)
            _remove_empty([room])
    finally:
        _remove_empty(made)


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _move(draft: Path, out: Path) -> None:
    earlier = draft.with_name(EARLIER)
    try:
        if out.exists():
            out.rename(earlier)
        draft.rename(out)
    finally:
        if earlier.exists() and not out.exists():  # stopped between the two
            earlier.rename(out)


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV: UTF-8, a float with as few digits as give it back, nothing for None."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
