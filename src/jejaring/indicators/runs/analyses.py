"""The analysis of an index, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Any

from engines.scoring.analysis import (
    Analysis,
    ColumnStatistics,
    Correlation,
    IndicatorRank,
    Stability,
    profile,
)
from jejaring.indicators.files.inputs import Inputs
from jejaring.indicators.runs.folders import ANALYSIS, INPUTS, new_run, write_rows
from jejaring.indicators.runs.inputs import write_inputs
from jejaring.indicators.runs.tables import cells_of, of_steps, write_report

Rows = Iterator[Sequence[object]]


def write_analysis(out: Path, inputs: Inputs, found: Analysis, stable: Stability | None) -> None:
    """Write the analysis of an index, one table per question. Raises InvalidInput if the folder is not free for it."""
    with new_run(out, ANALYSIS) as folder:
        write_rows(folder / "statistics.csv", _statistics(found))
        write_rows(folder / "correlations.csv", _correlations(found.correlations))
        write_rows(folder / "flags.csv", _flags(found))
        write_rows(folder / "denominators.csv", _correlations(found.denominators))
        write_rows(folder / "reliability.csv", _reliability(found))
        write_rows(folder / "components.csv", _components(found))
        write_rows(folder / "factors.csv", _factors(found))
        write_rows(folder / "removals.csv", _removals(found))
        write_rows(folder / "effective_weights.csv", [("iCode", "weight"), *found.effective_weights.items()])
        write_rows(folder / "strengths.csv", _strengths(inputs, found))
        if stable is not None:
            write_rows(folder / "stability.csv", _stability(stable))
        write_inputs(folder / INPUTS, inputs)
        write_report(folder, {"run": ANALYSIS, **of_steps(inputs), **_of_analysis(found, stable)})


def _of_analysis(found: Analysis, stable: Stability | None) -> dict[str, Any]:
    return {
        "specification_hash": found.build.specification_hash,
        "data_hash": found.build.data_hash,
        "warnings": [asdict(warning) for warning in (*found.build.warnings, *found.warnings)],
        "stability": stable and {"samples": stable.samples, "seed": stable.seed, "top": stable.top},
    }


def _names(kind: type[Any], *, but: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in but)


def _statistics(found: Analysis) -> Rows:
    names = _names(ColumnStatistics, but=("code", "flags"))
    yield ("iCode", *names, "flags")
    for column in found.statistics:
        yield (column.code, *cells_of(getattr(column, name) for name in names), " ".join(column.flags))


def _correlations(correlations: Sequence[Correlation]) -> Rows:
    yield _names(Correlation)
    for correlation in correlations:
        yield cells_of(astuple(correlation))


def _flags(found: Analysis) -> Rows:
    yield ("flag", *_names(Correlation))
    for flag in found.flags:
        yield (flag.kind, *cells_of(astuple(flag.correlation)))


def _reliability(found: Analysis) -> Rows:
    yield ("group", "alpha", "alpha_standardised", "iCode", "item_total", "alpha_if_deleted")
    for group in found.reliability:
        yield (group.group, *cells_of((group.raw, group.standardised)), None, None, None)
        for item in group.items:
            yield (group.group, None, None, item.code, *cells_of((item.item_total, item.alpha_if_deleted)))


def _components(found: Analysis) -> Rows:
    yield ("group", "component", "eigenvalue", "explained", "cumulative", "units", "iCode", "loading")
    for group in found.components:
        figures = zip(group.eigenvalues.tolist(), group.explained.tolist(), group.cumulative.tolist(), strict=True)
        for at, shares in enumerate(figures):
            for code, loading in zip(group.members, group.loadings[:, at].tolist(), strict=True):
                yield (group.group, at + 1, *shares, group.units, code, loading)


def _factors(found: Analysis) -> Rows:
    yield ("group", "iCode", "factor", "communality", "weight", "loadings")
    for group in found.factors:
        for at, code in enumerate(group.members):
            loadings = " ".join(f"{loading:.6g}" for loading in group.loadings[at].tolist())
            yield (group.group, code, group.factor[at] + 1, *_two(group.communalities[at], group.weights[at]), loadings)


def _two(*numbers: Any) -> tuple[float, ...]:
    return tuple(float(number) for number in numbers)


def _removals(found: Analysis) -> Rows:
    yield ("iCode", "level", "mean_shift", "moves", "refused")
    for removal in found.removals:
        moves = "; ".join(f"{move.unit} {move.before}→{move.after}" for move in removal.moves)
        yield (removal.code, removal.level, *cells_of([removal.mean_shift]), moves, removal.refused)


def _strengths(inputs: Inputs, found: Analysis) -> Rows:
    yield ("uCode", "side", "place", *("iCode" if name == "code" else name for name in _names(IndicatorRank)))
    for unit in found.build.normalised.units:
        seen = profile(found.build, inputs.tables.structure, unit)
        for side, ranks in (("strength", seen.strengths), ("weakness", seen.weaknesses)):
            for place, rank in enumerate(ranks, start=1):
                yield (unit, side, place, *cells_of(astuple(rank)))


def _stability(stable: Stability) -> Rows:
    yield ("uCode", "nominal", "kept", f"in_top_{stable.top}")
    figures = (stable.nominal.tolist(), stable.kept.tolist(), stable.in_top.tolist())
    for unit, nominal, kept, in_top in zip(stable.units, *figures, strict=True):
        yield (unit, None if nominal != nominal else int(nominal), *cells_of((kept, in_top)))
