"""Two runs side by side, as tables and in a few lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from engines.scoring.compare import CAUSES, Comparison, Run, compare
from engines.scoring.errors import ScoringError
from jejaring.indicators.folders import COMPARISON, INPUTS, REPORT, kind_of, new_run, write_rows
from jejaring.indicators.inputs import read_inputs
from jejaring.indicators.places import refuse
from jejaring.indicators.runs import cells_of, whole_cells

SHOWN = 10


def compare_runs(a: Path, b: Path) -> Comparison:
    """Return who moved between two runs and why; raises Refused for a folder without a run, a panel, or no mixture."""
    runs = [_read(folder) for folder in (a, b)]
    try:
        return compare(*runs)
    except ScoringError as fault:
        raise refuse(f"{a} and {b}", str(fault)) from fault


def _read(folder: Path) -> Run:
    if kind_of(folder) is None:
        raise refuse(str(folder), "is not a run (make one with `jejaring index build`)")
    inputs = read_inputs(folder / INPUTS / "specification.yaml")
    if inputs.plan.specification.panel is not None:
        raise refuse(str(folder), "is a panel; a comparison is of two runs of one time each")
    return Run(inputs.plan.specification, inputs.tables.structure, inputs.tables.data)


def write_comparison(out: Path, a: Path, b: Path, found: Comparison) -> None:
    """Write who moved and why; raises Refused if the folder is not free for it."""
    with new_run(out, COMPARISON) as folder:
        write_rows(folder / "moves.csv", _moves(found))
        write_rows(folder / "indicators.csv", _indicators(found))
        hashes = {name: json.loads((run / REPORT).read_text(encoding="utf-8")) for name, run in (("a", a), ("b", b))}
        report = {
            "run": COMPARISON,
            **{f"{key}_{name}": report[key] for name, report in hashes.items() for key in _HASHES},
            "units_only_a": found.units_only_a,
            "units_only_b": found.units_only_b,
            "indicators_only_a": found.indicators_only_a,
            "indicators_only_b": found.indicators_only_b,
        }
        text = json.dumps(report, indent=1, sort_keys=True, ensure_ascii=False)
        (folder / REPORT).write_text(f"{text}\n", encoding="utf-8")


_HASHES = ("specification_hash", "data_hash")


def _moves(found: Comparison) -> Iterator[Sequence[object]]:
    parts = [f"{figure}_{cause}" for figure in ("score", "rank") for cause in CAUSES]
    yield ("uCode", "score_a", "score_b", "score_change", "rank_a", "rank_b", "rank_change", *parts)
    for move in found.moves:
        score = (move.score_a, move.score_b, move.score_b - move.score_a)
        rank = (move.rank_a, move.rank_b, move.rank_b - move.rank_a)
        causes = (part[cause] for part in (move.score, move.rank) for cause in CAUSES)
        yield (move.unit, *cells_of(score), *whole_cells(rank), *cells_of(causes))


def _indicators(found: Comparison) -> Iterator[Sequence[object]]:
    yield ("uCode", "iCode", "score_data")
    for move in found.moves:
        for code, part in move.indicators.items():
            yield (move.unit, code, part)
        if move.indicators:
            yield (move.unit, "jointly", move.jointly)


def of_comparison(found: Comparison) -> Iterator[str]:
    """Yield the units that moved most, with the part of each cause."""
    moved = [move for move in found.moves if move.rank_a != move.rank_b]
    yield f"{len(moved):,} of {len(found.moves):,} units have another rank"
    for move in moved[:SHOWN]:
        parts = ", ".join(f"{cause} {0.0 - move.rank[cause]:+.1f}" for cause in CAUSES)
        yield f"{move.unit}: {move.rank_a:.0f} → {move.rank_b:.0f} (places won by {parts})"
    for text, codes in (
        ("units only in the first", found.units_only_a),
        ("units only in the second", found.units_only_b),
        ("indicators only in the first", found.indicators_only_a),
        ("indicators only in the second", found.indicators_only_b),
    ):
        if codes:
            yield f"{text}: {', '.join(codes)}"
