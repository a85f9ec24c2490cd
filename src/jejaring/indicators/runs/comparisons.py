"""The comparison of two runs, as tables and in a few lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines.scoring.changes import CAUSES, Run
from engines.scoring.compare import JOINTLY, Comparison, RankChange, compare
from engines.scoring.errors import ScoringError
from engines.scoring.fingerprint import hash_of_data, hash_of_specification
from jejaring.indicators.files.inputs import read_inputs
from jejaring.indicators.files.locations import InputError, InvalidInput, Location, invalid_input
from jejaring.indicators.runs.folders import COMPARISON, INPUTS, REPORT, kind_of, new_run, write_rows
from jejaring.indicators.runs.tables import cells_of, whole_cells, write_report

SHOWN = 10  # units, changes, mixtures
LARGEST = 3  # changes of a unit
HASHES = {"specification_hash": "specification.yaml and structure.csv", "data_hash": "units.csv"}


def compare_runs(a: Path, b: Path) -> Comparison:
    """Return which units moved between two runs and why.

    Raises InvalidInput for a folder without a run, a panel, inputs that are not those of the run, or a run that cannot
    be built again.
    """
    runs = [_read(folder) for folder in (a, b)]
    try:
        return compare(*runs)
    except ScoringError as error:
        raise invalid_input(f"{a} and {b}", str(error)) from error


def _read(folder: Path) -> Run:
    kind = kind_of(folder)
    if kind is None:
        raise invalid_input(str(folder), "is not a run (make one with `jejaring index build`)")
    if kind == COMPARISON:
        raise invalid_input(str(folder), "is a comparison of two runs, not a run")
    inputs = read_inputs(folder / INPUTS / "specification.yaml")
    if inputs.plan.specification.panel is not None:
        raise invalid_input(str(folder), "is a panel; only runs of a single time can be compared")
    run = Run(inputs.plan.specification, inputs.tables.structure, inputs.tables.data)
    _refuse_edited(folder, run)
    return run


def _refuse_edited(folder: Path, run: Run) -> None:
    """Raise InvalidInput if the inputs are not those that the report names."""
    made_of, report = _report(folder), folder / REPORT
    read = (hash_of_specification(run.specification, run.structure), hash_of_data(run.data))
    errors = []
    for (key, files), found in zip(HASHES.items(), read, strict=True):
        what = key.removesuffix("_hash")
        if key not in made_of:
            message = f"has no {key!r}, which identifies the {what} of the run"
            errors.append(InputError(Location(str(report)), message))
        elif made_of[key] != found:
            message = f"the {what} ({files}) was changed after the run ({key} in {report})"
            errors.append(InputError(Location(str(folder / INPUTS)), message))
    if errors:
        raise InvalidInput(errors)


def _report(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    return report


def write_comparison(out: Path, a: Path, b: Path, found: Comparison) -> None:
    """Write which units moved and why; raises InvalidInput if the folder is not free for it."""
    with new_run(out, COMPARISON) as folder:
        write_rows(folder / "moves.csv", _moves(found))
        write_rows(folder / "changes.csv", _changes(found))
        reports = {"a": _report(a), "b": _report(b)}
        report = {
            "run": COMPARISON,
            **{f"{key}_{name}": made_of[key] for name, made_of in reports.items() for key in HASHES},
            "changes": [{"cause": change.cause, "change": change.name} for change in found.changes],
            "unbuilt": [asdict(unbuilt) for unbuilt in found.unbuilt],
            "units_only_a": found.units_only_a,
            "units_only_b": found.units_only_b,
            "ranked_only_a": found.ranked_only_a,
            "ranked_only_b": found.ranked_only_b,
            "indicators_only_a": found.indicators_only_a,
            "indicators_only_b": found.indicators_only_b,
        }
        write_report(folder, report)


def _moves(found: Comparison) -> Iterator[Sequence[object]]:
    parts = [f"{figure}_{cause}" for figure in ("score", "rank") for cause in CAUSES]
    yield ("uCode", "score_a", "score_b", "score_change", "rank_a", "rank_b", "rank_change", *parts)
    for move in found.moves:
        score = (move.score_a, move.score_b, move.score_b - move.score_a)
        rank = (move.rank_a, move.rank_b, move.rank_b - move.rank_a)
        causes = (part[cause] for part in (move.score, move.rank) for cause in CAUSES)
        yield (move.unit, *cells_of(score), *whole_cells(rank), *cells_of(causes))


def _changes(found: Comparison) -> Iterator[Sequence[object]]:
    yield ("uCode", "cause", "change", "score", "rank")
    for move in found.moves:
        for part in move.changes:
            yield (move.unit, part.cause, part.change, *cells_of((part.score, part.rank)))


def of_comparison(found: Comparison) -> Iterator[str]:
    """Yield what changed, the units that moved most with the causes, and what is unknown."""
    yield from _changed(found)
    moved = [move for move in found.moves if abs(move.rank_b - move.rank_a) > 0]
    ranked = sum(move.rank_a == move.rank_a and move.rank_b == move.rank_b for move in found.moves)
    yield f"{len(moved):,} of {ranked:,} units ranked in both have another rank"
    if moved:
        yield "places won (+) and lost (-) by cause, and in brackets by the changes that did most:"
    yield from _some([_said(move) for move in moved])
    unranked = [move.unit for move in found.moves if move.rank_a != move.rank_a and move.rank_b != move.rank_b]
    for text, codes in (
        ("units only in the first", found.units_only_a),
        ("units only in the second", found.units_only_b),
        ("units in both, without a rank in the second", found.ranked_only_a),
        ("units in both, without a rank in the first", found.ranked_only_b),
        ("units without a rank in either", unranked),
        ("indicators only in the first", found.indicators_only_a),
        ("indicators only in the second", found.indicators_only_b),
    ):
        if codes:
            yield f"{text}: {', '.join(_some(codes))}"
    unbuilt = [f"omitted, because it cannot be built: {mixture.mixture}: {mixture.why}" for mixture in found.unbuilt]
    yield from _some(unbuilt)


def _changed(found: Comparison) -> Iterator[str]:
    for cause in CAUSES:
        names = [change.name for change in found.changes if change.cause == cause]
        if names:
            yield f"changed in the {cause}: {', '.join(_some(names))}"
    if not found.changes:
        yield "the two runs do not differ"


def _some(lines: Sequence[str]) -> Iterator[str]:
    """Yield the first lines and the number of the others."""
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"and {len(lines) - SHOWN:,} more"


def _said(move: RankChange) -> str:
    """Return how one unit moved, without effects of less than a twentieth of a place."""
    shift = f"{move.unit}: {move.rank_a:.0f} → {move.rank_b:.0f}"
    if any(part != part for part in move.rank.values()):
        return f"{shift}; the cause cannot be determined"
    known = [part for part in move.changes if part.rank == part.rank]
    most = sorted(known, key=lambda part: -abs(part.rank))[:LARGEST]
    largest = _won((f"{part.cause} {JOINTLY}" if part.change == JOINTLY else part.change, part.rank) for part in most)
    return f"{shift}; {_won(move.rank.items())}{f' ({largest})' if largest else ''}"


def _won(ranks: Iterable[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {-rank:+.1f}" for name, rank in ranks if abs(rank) >= 0.05)
