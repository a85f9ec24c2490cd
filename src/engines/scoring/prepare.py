"""Denominate and screen: divide indicators by size, and drop units with too little data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engines.scoring.errors import ScoringError, refuse_all
from engines.scoring.results import Cell, Dropped
from engines.scoring.structure import Node, Structure
from engines.scoring.table import LARGEST, Array, Data, Mask, Table
from engines.spelling import did_you_mean


def denominate(structure: Structure, data: Data) -> tuple[Table, tuple[Cell, ...]]:
    """Return the indicators divided by the denominators their structure names, and the cells that became missing.

    A cell whose denominator is missing becomes missing and is listed. Raises ScoringError, naming unit and column, if
    a denominator is not above zero or is not there, or a quotient is too large to compute with.
    """
    values = data.table.values.copy()
    lost: list[Cell] = []
    for at, node in enumerate(structure.indicators):
        if node.denominator is None:
            continue
        by = _denominator(data, node.denominator, node.code)
        _refuse_no_size(by, node, data.table.units)
        for row in np.flatnonzero(np.isnan(by) & ~np.isnan(values[:, at])):
            before = float(values[row, at])
            lost.append(Cell("denominate", data.table.units[row], node.code, before, None, f"no {node.denominator}"))
        with np.errstate(over="ignore"):  # what is too large is refused with its place
            values[:, at] /= by
    divided = data.table.having(values)
    _refuse_large(divided)
    return divided, tuple(lost)


def _refuse_no_size(by: Array, node: Node, units: Sequence[str]) -> None:
    """Raise ScoringError for units whose denominator is zero, or below and would turn the indicator round."""
    refuse_all(
        ScoringError(
            f"{node.code!r} of {unit!r} cannot be divided by {node.denominator!r}: it is {value:g}, and not above zero",
            unit=unit,
            indicator=node.denominator,
        )
        for unit, value in zip(units, by.tolist(), strict=True)
        if value <= 0
    )


def _denominator(data: Data, code: str, indicator: str) -> Array:
    known = data.denominators.columns if data.denominators is not None else ()
    if data.denominators is None or code not in known:
        hint = did_you_mean(code, known)
        raise ScoringError(f"the denominator {code!r} of {indicator!r} is not in the data{hint}", indicator=indicator)
    return data.denominators.column(code)


def refuse_unusable(table: Table) -> None:
    """Raise ScoringError for columns without a value, or values too large to compute with."""
    empty = np.array(table.columns)[np.isnan(table.values).all(axis=0)].tolist()
    refuse_all(ScoringError(f"{code!r} has no value at all", indicator=code) for code in empty)
    _refuse_large(table)


def _refuse_large(table: Table) -> None:
    large = ((table.units[row], table.columns[at]) for row, at in np.argwhere(np.abs(table.values) > LARGEST))
    refuse_all(
        ScoringError(
            f"the value of {code!r} for {unit!r} is beyond {LARGEST:g}, too large to compute with",
            unit=unit,
            indicator=code,
        )
        for unit, code in large
    )


def screen(table: Table, coverage: float) -> tuple[Mask, tuple[Dropped, ...]]:
    """Return which units have at least the share `coverage` (0–1) of the indicators, and those that have not.

    Raises ScoringError if no unit is left.
    """
    share = (~np.isnan(table.values)).mean(axis=1)
    kept = share >= coverage
    if not kept.any():
        raise ScoringError(f"no unit has {coverage:.0%} of the indicators", key="steps.screen.coverage")
    dropped = (Dropped(table.units[row], float(share[row])) for row in np.flatnonzero(~kept))
    return kept, tuple(dropped)
