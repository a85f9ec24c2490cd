"""What differs between two runs, change by change, and how a change is put into a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.scoring.specification import STEPS, Specification, Weigh
from engines.scoring.structure import Node, Structure, structure_of
from engines.scoring.table import Data, Table

DATA, WEIGHTS, METHOD = CAUSES = ("data", "weights", "method")
INDICATOR, DENOMINATOR, GROUPING = "indicator", "denominator", "grouping"
Column = tuple[str, str]  # what it is, its code


@dataclass(frozen=True, slots=True)
class Run:
    """What a run was built from."""

    specification: Specification
    structure: Structure
    data: Data


@dataclass(frozen=True, slots=True)
class Parts:
    """A run taken apart, so that each part can be exchanged by itself; a column has one entry per unit.

    The nodes need not form a tree before the last change is applied.
    """

    specification: Specification
    nodes: tuple[Node, ...]
    units: tuple[str, ...]
    columns: Mapping[Column, NDArray[Any]]

    def together(self) -> Run:
        """Return the run; raises ScoringError if the nodes do not form a tree."""
        groups = {code: tuple(column) for (kind, code), column in self.columns.items() if kind == GROUPING}
        denominators = self._table(DENOMINATOR)
        data = Data(self._table(INDICATOR), denominators if denominators.columns else None, groups)
        return Run(self.specification, structure_of(self.nodes), data)

    def _table(self, wanted: str) -> Table:
        columns = {code: column for (kind, code), column in self.columns.items() if kind == wanted}
        values = np.empty((len(self.units), len(columns)))
        for at, column in enumerate(columns.values()):
            values[:, at] = column
        return Table(self.units, tuple(columns), values)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of the second run; `put(run, source)` is the run with that part as in `source`.

    Changes may be applied in any order; applying some to the first run means removing all others from the second.
    """

    cause: str
    name: str
    put: Callable[[Parts, Parts], Parts] = field(compare=False)


def taken_apart(a: Run, b: Run) -> tuple[Parts, Parts]:
    """Return both runs in their parts, each with the columns that only the other has, for the units it knows."""
    parts_a, parts_b = _parts(a), _parts(b)
    return _completed(parts_a, parts_b), _completed(parts_b, parts_a)


def _parts(run: Run) -> Parts:
    weigh = run.specification.weigh or Weigh()  # left out, the step is taken as given: no change
    specification = replace(run.specification, weigh=weigh)
    return Parts(specification, run.structure.nodes, run.data.table.units, dict(_columns(run.data)))


def _columns(data: Data) -> Iterator[tuple[Column, NDArray[Any]]]:
    for kind, table in ((INDICATOR, data.table), (DENOMINATOR, data.denominators)):
        if table is not None:
            yield from (((kind, code), column) for code, column in zip(table.columns, table.values.T, strict=True))
    for name, members in data.groups.items():
        yield (GROUPING, name), np.array(members, dtype=object)


def _completed(mine: Parts, theirs: Parts) -> Parts:
    shared = _shared(mine.units, theirs.units)
    more = {}
    for column, values in theirs.columns.items():
        if column not in mine.columns:
            nothing = None if column[0] == GROUPING else np.nan
            more[column] = _laid_over(np.full(len(mine.units), nothing, values.dtype), values, shared)
    return replace(mine, columns={**mine.columns, **more})


def changes_between(a: Parts, b: Parts) -> tuple[Change, ...]:
    """Return all that differs between two runs taken apart, except the order of units and names."""
    return (*_of_data(a, b), *_of_weights(a, b), *_of_method(a, b))


def _of_data(a: Parts, b: Parts) -> Iterator[Change]:
    """Yield the units if they differ, and each column whose values differ for the units in both runs."""
    if set(a.units) != set(b.units):
        yield Change(DATA, "units", _put_units)
    here, there = _shared(a.units, b.units)
    for column, values in a.columns.items():
        number = column[0] != GROUPING
        if not np.array_equal(values[here], b.columns[column][there], equal_nan=number):
            yield Change(DATA, " ".join(column), partial(_put_column, column))


def _of_weights(a: Parts, b: Parts) -> Iterator[Change]:
    """Yield the weighting method if it differs, and each group whose given weights differ."""
    yield from _of_steps(WEIGHTS, ("weigh",), a, b)
    others = {node.code: node for node in b.nodes}
    groups: dict[str, list[str]] = {}
    for node in a.nodes:
        other = others.get(node.code, node)
        group = node.parent or other.parent
        if group and node.weight != other.weight:
            groups.setdefault(group, []).append(node.code)
    for group, codes in groups.items():
        yield Change(WEIGHTS, f"weights in {group}", partial(_put_field, "weight", codes))


def _of_method(a: Parts, b: Parts) -> Iterator[Change]:
    """Yield each other step whose settings differ, the tree, and the attributes of codes in both trees."""
    yield from _of_steps(METHOD, [step for step in STEPS if step != "weigh"], a, b)
    trees = [[(node.code, node.level, node.parent) for node in run.nodes] for run in (a, b)]
    if trees[0] != trees[1]:
        yield Change(METHOD, "tree", _put_tree)
    others = {node.code: node for node in b.nodes}
    for node in a.nodes:
        for name in ("direction", "target", "denominator"):
            if getattr(others.get(node.code, node), name) != getattr(node, name):
                yield Change(METHOD, f"{name} of {node.code}", partial(_put_field, name, (node.code,)))


def _of_steps(cause: str, steps: Sequence[str], a: Parts, b: Parts) -> Iterator[Change]:
    for step in steps:
        if getattr(a.specification, step) != getattr(b.specification, step):
            yield Change(cause, f"step {step}", partial(_put_step, step))


def _put_units(run: Parts, source: Parts) -> Parts:
    """Return the run with the units of the source; units of the run keep their values, others have the source's."""
    shared = _shared(source.units, run.units)
    columns = {column: _laid_over(source.columns[column], values, shared) for column, values in run.columns.items()}
    return replace(run, units=source.units, columns=columns)


def _put_column(column: Column, run: Parts, source: Parts) -> Parts:
    values = _laid_over(run.columns[column], source.columns[column], _shared(run.units, source.units))
    return replace(run, columns={**run.columns, column: values})


def _put_step(step: str, run: Parts, source: Parts) -> Parts:
    return replace(run, specification=replace(run.specification, **{step: getattr(source.specification, step)}))


def _put_tree(run: Parts, source: Parts) -> Parts:
    """Return the run with the tree of the source; nodes of the run keep their attributes."""
    own = {node.code: node for node in run.nodes}
    places = ((own.get(node.code, node), node) for node in source.nodes)
    return replace(run, nodes=tuple(replace(mine, level=node.level, parent=node.parent) for mine, node in places))


def _put_field(name: str, codes: Sequence[str], run: Parts, source: Parts) -> Parts:
    said = {node.code: getattr(node, name) for node in source.nodes if node.code in codes}
    nodes = (replace(node, **{name: said[node.code]}) if node.code in said else node for node in run.nodes)
    return replace(run, nodes=tuple(nodes))


def _shared(units: Sequence[str], others: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the positions in both of the units that both have."""
    where = {unit: at for at, unit in enumerate(others)}
    here = [at for at, unit in enumerate(units) if unit in where]
    return here, [where[units[at]] for at in here]


def _laid_over(under: NDArray[Any], over: NDArray[Any], shared: tuple[list[int], list[int]]) -> NDArray[Any]:
    here, there = shared
    values = under.copy()
    values[here] = over[there]
    return values
