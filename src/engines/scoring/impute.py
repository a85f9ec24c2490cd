"""Imputation: missing cells are filled, and each is listed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engines.scoring.results import Cell
from engines.scoring.specification import NONE, Impute
from engines.scoring.structure import Structure
from engines.scoring.table import Array, Data, Mask, Table, constant


def impute(table: Table, step: Impute, structure: Structure, data: Data) -> tuple[Table, tuple[Cell, ...]]:
    """Return the table with its missing cells filled, and a list of every one of them.

    `mean`, `median`: of the column. `group_mean`, `group_median`: of the unit's group in the column. `pillar_mean`: the
    mean of the unit's other indicators in the same group of level 2, on a min-max scale in the good direction, taken
    back to the column's own scale. A cell without any value to take the mean of stays missing and is listed.
    Source: OECD/JRC Handbook (2008), step 3; the row-wise method as in COINr.

    Raises ScoringError if the grouping is unknown.
    """
    if step.method == NONE:
        return table, ()
    filled = table.values.copy()
    missing = np.isnan(filled)
    match step.method:
        case "pillar_mean":
            guesses = _pillar_means(table.values, structure)
        case "group_mean" | "group_median":
            groups = data.group(step.group or "")
            guesses = _group_middles(table.values, groups, median=step.method == "group_median")
        case method:
            everyone = np.ones(len(table.units), dtype=bool)
            guesses = np.where(everyone[:, None], _middle(table.values, everyone, median=method == "median"), 0.0)
    filled[missing] = guesses[missing]
    how = f"{step.method} of {step.group}" if step.group and step.method.startswith("group") else step.method
    return table.having(filled), tuple(_listed(table, filled, missing, how))


def _listed(table: Table, filled: Array, missing: Mask, how: str) -> Sequence[Cell]:
    cells = []
    for row, at in np.argwhere(missing):
        value = float(filled[row, at])
        after = None if np.isnan(value) else value
        said = how if after is not None else f"{how}: nothing to take it from"
        cells.append(Cell("impute", table.units[row], table.columns[at], None, after, said))
    return cells


def _middle(values: Array, members: Mask, *, median: bool) -> Array:
    """Return each column's mean or median over some rows, NaN where there is no value."""
    some = values[members]
    empty = np.isnan(some).all(axis=0)
    safe = np.where(empty, 0.0, some)
    middle = np.nanmedian(safe, axis=0) if median else np.nanmean(safe, axis=0)
    return np.where(empty, np.nan, middle)


def _group_middles(values: Array, groups: Sequence[str | None], *, median: bool) -> Array:
    """Return for every cell its group's middle; units without a group have none."""
    guesses = np.full_like(values, np.nan)
    named = np.array([group or "" for group in groups])
    for group in sorted({group for group in groups if group}):
        members = named == group
        guesses[members] = _middle(values, members, median=median)
    return guesses


def _pillar_means(values: Array, structure: Structure) -> Array:
    directions = np.array([node.direction for node in structure.indicators], dtype=float)
    good = values * directions
    empty = np.isnan(good).all(axis=0)
    safe = np.where(empty, 0.0, good)
    low = np.nanmin(safe, axis=0)
    span = np.nanmax(safe, axis=0) - low
    scaled = np.divide(good - low, span, out=np.full_like(good, np.nan), where=~constant(safe))  # which have no scale
    guesses = np.full_like(values, np.nan)
    place = {node.code: at for at, node in enumerate(structure.indicators)}
    for group in structure.at(2):
        columns = [place[child.code] for child in structure.children[group.code]]
        part = scaled[:, columns]
        nothing = np.isnan(part).all(axis=1)
        means = np.where(nothing, np.nan, np.nanmean(np.where(nothing[:, None], 0.0, part), axis=1))
        guesses[:, columns] = (means[:, None] * span[columns] + low[columns]) * directions[columns]
    guesses[:, empty] = np.nan
    return guesses
