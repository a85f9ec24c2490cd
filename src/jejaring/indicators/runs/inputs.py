"""Copies of the inputs of a run, from which it can be repeated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path

from engines.scoring.structure import Node
from jejaring.indicators.files.inputs import Inputs
from jejaring.indicators.files.structures import AGGREGATE, DENOMINATOR, FIELDS, GROUP, INDICATOR
from jejaring.indicators.files.tables import NAME, Tables
from jejaring.indicators.files.yaml_source import yaml_of
from jejaring.indicators.runs.folders import COPIES, write_rows


def write_inputs(folder: Path, inputs: Inputs) -> None:
    """Write the specification and the two tables as they were read; a run of these gives the same tables."""
    folder.mkdir()
    made, units, structure = COPIES
    specification = {"data": {"units": units, "structure": structure}, **inputs.plan.specification.source}
    (folder / made).write_text(yaml_of(specification), encoding="utf-8")
    write_rows(folder / units, _unit_rows(inputs.tables))
    write_rows(folder / structure, _structure_rows(inputs.tables))


def _unit_rows(tables: Tables) -> Iterator[Sequence[object]]:
    data = tables.data
    groups = {name: members for name, members in data.groups.items() if name not in tables.keys}
    names: Sequence[tuple[str, ...]] = [(name,) for name in data.names] or [()] * len(data.table.units)
    numbers = [table for table in (data.table, data.denominators) if table is not None]
    yield (
        *tables.keys,
        *((NAME,) if data.names else ()),
        *groups,
        *(code for table in numbers for code in table.columns),
    )
    values = zip(*(table.values.tolist() for table in numbers), strict=True)
    members = zip(*groups.values(), strict=True) if groups else [()] * len(names)
    for unit, name, group, parts in zip(data.table.units, names, members, values, strict=True):
        cells = (None if isnan(cell) else cell for part in parts for cell in part)
        yield (*tables.labels[unit], *name, *group, *cells)


def _structure_rows(tables: Tables) -> Iterator[Sequence[object]]:
    yield FIELDS
    for node in tables.structure.nodes:
        yield _node_row(node)
    groups = [name for name in tables.data.groups if name not in tables.keys]
    denominators = tables.data.denominators.columns if tables.data.denominators else ()
    for kind, codes in ((GROUP, groups), (DENOMINATOR, denominators)):
        for code in codes:
            yield (code, None, None, None, None, kind, None, None, None, None)


def _node_row(node: Node) -> Sequence[object]:
    kind = INDICATOR if node.level == 1 else AGGREGATE
    about = (node.denominator, node.target, node.name, node.unit)
    return (node.code, node.level, node.direction, node.weight, node.parent, kind, *about)
