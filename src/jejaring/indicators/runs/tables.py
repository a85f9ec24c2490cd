"""The tables and the report of a run: the same bytes whenever and wherever it is repeated."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from math import isfinite, isnan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.scoring.effects import without_effect
from engines.scoring.notes import LANGUAGES, methods_note
from engines.scoring.results import Build, RankSpread, RobustnessRun
from engines.scoring.table import Table
from jejaring.indicators.files.inputs import Inputs
from jejaring.indicators.files.tables import Tables
from jejaring.indicators.runs.folders import BUILD, INPUTS, REPORT, ROBUSTNESS, new_run, write_rows
from jejaring.indicators.runs.inputs import write_inputs

SENSITIVITY = ("first_order", "first_order_low", "first_order_high", "total", "total_low", "total_high")


def write_build(out: Path, inputs: Inputs, builds: Mapping[str, Build]) -> None:
    """Write an index built once, or in a panel for each time; raises Refused if the folder is not free for it."""
    with new_run(out, BUILD) as folder:
        for name in ("denominated", "imputed", "treated", "normalised", "weights", "scores", "ranks"):
            parts = {time: getattr(build, name) for time, build in builds.items()}
            if None not in parts.values():
                cells = {time: table.values for time, table in parts.items()}
                write_rows(folder / f"{name}.csv", _rows(inputs.tables, parts, cells, whole=name == "ranks"))
        treated = {time: build.treated for time, build in builds.items()}
        marks = {time: build.marks for time, build in builds.items()}
        write_rows(folder / "treatment.csv", _rows(inputs.tables, treated, marks))
        for language in LANGUAGES:
            note = methods_note(inputs.plan.specification, inputs.tables.structure, language)
            (folder / f"method.{language}.md").write_text(note, encoding="utf-8")
        write_inputs(folder / INPUTS, inputs)
        found = {time: _of_build(build) for time, build in builds.items()}
        write_report(folder, {"run": BUILD, **of_steps(inputs), **found.get("", {"times": found})})


def write_robustness(out: Path, inputs: Inputs, run: RobustnessRun) -> None:
    """Write how robust the ranks are; raises Refused if the folder is not free for it."""
    tables = inputs.tables
    with new_run(out, ROBUSTNESS) as folder:
        write_rows(folder / "ranks.csv", _rank_rows(tables, run.spread))
        write_rows(folder / "ties.csv", _tie_rows(tables, run))
        write_rows(folder / "sensitivity.csv", _sensitivity_rows(tables, run))
        write_inputs(folder / INPUTS, inputs)
        write_report(folder, {"run": ROBUSTNESS, **of_steps(inputs), **_of_robustness(run)})


def _rows(
    tables: Tables, parts: Mapping[str, Table], cells: Mapping[str, NDArray[Any]], *, whole: bool = False
) -> Iterator[Sequence[object]]:
    """Yield the rows of a table, or those of the tables of all times in turn."""
    yield (*tables.keys, *next(iter(parts.values())).columns)
    for time, table in parts.items():
        for unit, row in zip(table.units, cells[time].tolist(), strict=True):
            yield (*tables.label(unit, time), *(whole_cells(row) if whole else cells_of(row)))


def cells_of(row: Iterable[Any]) -> list[Any]:
    """Return the cells of a row, missing ones (NaN) as None."""
    return [None if cell != cell else cell for cell in row]


def whole_cells(row: Iterable[float]) -> list[int | None]:
    """Return the cells of a row of whole numbers, missing ones as None."""
    return [None if isnan(cell) else int(cell) for cell in row]


def _rank_rows(tables: Tables, spread: RankSpread) -> Iterator[Sequence[object]]:
    """Yield one row per unit: with as many columns as units, the whole would not fit in memory."""
    places = range(1, len(spread.units) + 1)
    yield (*tables.keys, "nominal", "median", "mean", "p05", "p95", *(f"p{place}" for place in places))
    figures = np.column_stack([spread.median, spread.mean, spread.low, spread.high]).tolist()
    nowhere = ["0"] * len(places)
    for at, (unit, nominal) in enumerate(zip(spread.units, whole_cells(spread.nominal.tolist()), strict=True)):
        shares = spread.probabilities(at)
        row = nowhere.copy()
        for place in np.flatnonzero(shares).tolist():
            row[place] = repr(float(shares[place]))
        yield (*tables.labels[unit], nominal, *cells_of(figures[at]), *row)


def _tie_rows(tables: Tables, run: RobustnessRun) -> Iterator[Sequence[object]]:
    yield ("group", *tables.keys, "nominal")
    nominal = dict(zip(run.spread.units, whole_cells(run.spread.nominal.tolist()), strict=True))
    for group, tie in enumerate(run.ties, start=1):
        for unit in tie.units:
            yield (group, *tables.labels[unit], nominal[unit])


def _sensitivity_rows(tables: Tables, run: RobustnessRun) -> Iterator[Sequence[object]]:
    yield ("output", *tables.keys, "factor", *SENSITIVITY)
    together = ("",) * len(tables.keys)
    for found in run.sensitivity:
        label = together if found.unit is None else tables.labels[found.unit]
        first = (found.first, found.first_low, found.first_high)
        yield (found.output, *label, found.factor, *cells_of((*first, found.total, found.total_low, found.total_high)))


def _of_build(build: Build) -> dict[str, Any]:
    return {
        "specification_hash": build.specification_hash,
        "data_hash": build.data_hash,
        "units": {"kept": len(build.imputed.units), "dropped": [asdict(dropped) for dropped in build.dropped]},
        "cells": [asdict(cell) for cell in build.cells],
        "treatment": [asdict(treatment) for treatment in build.treatments],
        "weights": dict(build.nominal_weights),
        "warnings": [asdict(warning) for warning in build.warnings],
    }


def _of_robustness(run: RobustnessRun) -> dict[str, Any]:
    return {
        "specification_hash": run.specification_hash,
        "data_hash": run.data_hash,
        "samples": run.samples,
        "evaluations": run.evaluations,
        "seed": run.seed,
        "factors": list(run.factors),
        "not_varied": list(run.not_varied),
        "warnings": [asdict(warning) for warning in run.warnings],
    }


def of_steps(inputs: Inputs) -> dict[str, Any]:
    """Return the part of a report about the steps."""
    specification = inputs.plan.specification
    return {
        "specification": dict(specification.source),
        "steps": {"taken": list(specification.given()), "left_out": list(specification.left_out())},
        "settings_without_effect": list(without_effect(specification)),
    }


def write_report(folder: Path, found: dict[str, Any]) -> None:
    """Write what was done and with what, without times and paths: the same run gives the same bytes."""
    versions = {"jejaring": version("jejaring"), "numpy": np.__version__, "python": platform.python_version()}
    report = _plain(found | {"versions": versions})
    text = json.dumps(report, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    (folder / REPORT).write_text(f"{text}\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    """Return the value for JSON; a number that is not finite is null."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
