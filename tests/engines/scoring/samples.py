"""Small tables, trees and specifications to test the scoring engine with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any

import numpy as np
import pytest

from engines.scoring.errors import ScoringError
from engines.scoring.reading import specification_from
from engines.scoring.specification import Specification
from engines.scoring.structure import Node, Structure, structure_of
from engines.scoring.table import Array, Data, Table, table_of

Column = Sequence[float | None]
approx = pytest.approx


@dataclass(frozen=True, slots=True)
class Refused:
    """What a refusal says and what it is about."""

    message: str
    unit: str | None = None
    indicator: str | None = None
    key: str | None = None


def refusal(act: Callable[..., object], *arguments: Any, **named: Any) -> Refused:
    """Return the refusal that the act ends in."""
    with pytest.raises(ScoringError) as error:
        act(*arguments, **named)
    return Refused(str(error.value), error.value.unit, error.value.indicator, error.value.key)


def tree(groups: Mapping[str, Sequence[str]], **changes: Mapping[str, Any]) -> Structure:
    """Return a tree of the groups of indicators, under `index` if they are several.

    Each change names a field and gives its values by code: `weight={"x": 2}`.
    """
    top = "index" if len(groups) > 1 else None
    nodes = [Node(code, 1, group) for group, members in groups.items() for code in members]
    nodes += [Node(group, 2, top) for group in groups]
    nodes += [Node(top, 3)] if top else []
    return structure_of(
        replace(node, **{field: values[node.code] for field, values in changes.items() if node.code in values})
        for node in nodes
    )


def table(columns: Mapping[str, Column]) -> Table:
    """Return a table of the columns; its units are u1, u2, …; None is a missing cell."""
    values = array(*columns.values())
    return table_of((f"u{row + 1}" for row in range(len(values))), columns, values)


def array(*columns: Column) -> Array:
    """Return columns as an array; None is a missing cell."""
    return np.array([[nan if cell is None else cell for cell in column] for column in columns], dtype=float).T


def data(columns: Mapping[str, Column], **known: Any) -> Data:
    """Return data of the columns and whatever else is known."""
    return Data(table(columns), **known)


def cells(columns: Table | Array) -> Any:
    """Return a table's values by column, or an array's by nothing; None is a missing cell."""
    if isinstance(columns, Table):
        return dict(zip(columns.columns, cells(columns.values.T), strict=True))
    if columns.ndim == 2:
        return [cells(row) for row in columns]
    return [None if isnan(cell) else cell for cell in columns.tolist()]


def specification(*steps: Any, **robustness: Any) -> Specification:
    """Return the specification of the steps, as YAML would give them."""
    source: dict[str, Any] = {"steps": list(steps)}
    return specification_from(source | ({"robustness": robustness} if robustness else {}))
