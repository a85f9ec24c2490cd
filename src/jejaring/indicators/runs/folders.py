"""The folder of a run, written atomically: made beside its place and moved there."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from jejaring.indicators.files.locations import invalid_input

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
        "strengths.csv",
        "stability.csv",
    ),
    COMPARISON: ("moves.csv", "changes.csv"),
}
INPUTS = "inputs"
DRAFT, EARLIER = "draft", "earlier"
LETTERS = 32  # of the name of a run, in that of the folder beside it
COPIES = ("specification.yaml", "units.csv", "structure.csv")


def refuse_unfit(out: Path, kind: str) -> None:
    """Raise InvalidInput for a folder that is not empty, unless it holds an earlier run of the same kind."""
    with _said_of(out):
        if not out.resolve().exists():
            return
        if not out.is_dir():
            raise invalid_input(str(out), "is not a folder")
        held = sorted(out.rglob("*"))
    if not held:
        return
    if kind_of(out) is None:
        raise invalid_input(str(out), f"is not a run (it has no {REPORT} of one); nothing in it is replaced")
    if kind_of(out) != kind:
        raise invalid_input(str(out), f"is a {kind_of(out)} run; a {kind} run does not replace it")
    own = {out / name for name in (*FILES[kind], REPORT, INPUTS)} | {out / INPUTS / name for name in COPIES}
    for other in held:
        if other not in own:
            raise invalid_input(str(other), "is not part of a run; the run is not replaced, so that this is not lost")


@contextmanager
def _said_of(out: Path) -> Iterator[None]:
    """Turn errors of the file system into InvalidInput."""
    try:
        yield
    except OSError as error:
        raise invalid_input(str(out), f"cannot be written: {error.strerror or error}") from error
    except RuntimeError as error:  # Python's word for links that lead to themselves
        raise invalid_input(str(out), "cannot be written: its links lead in a circle") from error


def kind_of(folder: Path) -> str | None:
    """Return the kind of run in a folder, None if there is none."""
    try:
        report = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    kind = report.get("run") if isinstance(report, dict) else None
    return kind if isinstance(kind, str) and kind in FILES else None


@contextmanager
def new_run(out: Path, kind: str) -> Iterator[Path]:
    """Yield a folder to write into; it is moved to its place when all is written, and deleted if something fails.

    Raises InvalidInput if the place holds anything but an earlier run of that kind, or cannot be written.
    """
    refuse_unfit(out, kind)
    place = out.resolve()
    try:
        with _room_beside(place) as room:
            draft = room / DRAFT
            draft.mkdir()
            yield draft
            _move(draft, place)
    except OSError as error:
        raise invalid_input(str(out), f"cannot be written: {error.strerror or error}") from error


@contextmanager
def _room_beside(place: Path) -> Iterator[Path]:
    """Yield a new folder beside a place, under an unused name, and make the folders above.

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
        if earlier.exists() and not out.exists():  # interrupted between the two
            earlier.rename(out)


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV: UTF-8, a float with as few digits as give it back, nothing for None."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
