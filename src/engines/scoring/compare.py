"""Two runs side by side: who moved, and what moved them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.pipeline import build
from engines.scoring.results import Build
from engines.scoring.specification import Specification
from engines.scoring.structure import Structure, structure_of
from engines.scoring.table import Array, Data, Table

CAUSES = ("data", "weights", "method")
Mixture = tuple[bool, bool, bool]  # for each cause: as in B
A, B = (False, False, False), (True, True, True)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run was made of."""

    specification: Specification
    structure: Structure
    data: Data


@dataclass(frozen=True, slots=True)
class Move:
    """How a unit moved from run A to run B, and the part of each cause in it; the parts add up to the change.

    `score` and `rank` hold the parts of data, weights and method; a rank's part below zero is a rise. `indicators`
    holds the parts of single indicators' data in the score, `jointly` what their changes do only together. NaN: the
    unit is screened out of a mixture, so that nothing can be said.
    """

    unit: str
    score_a: float
    score_b: float
    rank_a: float
    rank_b: float
    score: Mapping[str, float]
    rank: Mapping[str, float]
    indicators: Mapping[str, float]
    jointly: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Moves of the units that both runs have, the most moved first; units and indicators that only one has."""

    moves: tuple[Move, ...]
    units_only_a: tuple[str, ...]
    units_only_b: tuple[str, ...]
    indicators_only_a: tuple[str, ...]
    indicators_only_b: tuple[str, ...]


def compare(a: Run, b: Run) -> Comparison:
    """Return who moved between two runs and why.

    Three things may have changed: the data, the weights (those given and the way they are found) and the method (every
    other setting, and the tree with its directions). All mixtures of the two runs are built, and the part of a cause is
    the mean of what it changes over all orders of making the changes (its Shapley value), so that the parts add up. An
    indicator that only one run has comes and goes with the tree.

    Raises ScoringError if a run has no aggregation or a mixture cannot be built.
    """
    for run in (a, b):
        if run.specification.aggregate is None:
            raise ScoringError("a run without `aggregate` has no ranks to compare", key="steps.aggregate")
    built = _mixtures(a, b)
    there = set(built[B].normalised.units)
    units = [unit for unit in built[A].normalised.units if unit in there]
    scores = {mixture: _top(mixed, units, ranks=False) for mixture, mixed in built.items()}
    ranks = {mixture: _top(mixed, units, ranks=True) for mixture, mixed in built.items()}
    moves = _moves(units, scores, ranks, _single(a, b, units, scores))
    return Comparison(
        tuple(sorted(moves, key=lambda move: (-np.nan_to_num(abs(move.rank_b - move.rank_a)), move.rank_b))),
        *_only(built[A].normalised.units, built[B].normalised.units),
        *_only([node.code for node in a.structure.indicators], [node.code for node in b.structure.indicators]),
    )


def _moves(
    units: Sequence[str],
    scores: Mapping[Mixture, Array],
    ranks: Mapping[Mixture, Array],
    single: Mapping[str, Array],
) -> list[Move]:
    score_parts, rank_parts = _shapley(scores), _shapley(ranks)
    moves = []
    for at, unit in enumerate(units):
        indicators = {code: float(part[at]) for code, part in single.items() if part[at] != 0}
        moves.append(
            Move(
                unit,
                float(scores[A][at]),
                float(scores[B][at]),
                float(ranks[A][at]),
                float(ranks[B][at]),
                {cause: float(part[at]) for cause, part in score_parts.items()},
                {cause: float(part[at]) for cause, part in rank_parts.items()},
                indicators,
                float(score_parts["data"][at]) - sum(indicators.values()),
            )
        )
    return moves


def _mixtures(a: Run, b: Run) -> dict[Mixture, Build]:
    """Build every mixture; those that differ in nothing are built once."""
    changed = _changed(a, b)
    built: dict[Mixture, Build] = {}
    for data, weights, method in product((False, True), repeat=3):
        effective = (data and changed[0], weights and changed[1], method and changed[2])
        built[data, weights, method] = built[effective] if effective in built else _build(a, b, effective)
    return built


def _changed(a: Run, b: Run) -> Mixture:
    weights = [{node.code: node.weight for node in run.structure.nodes} for run in (a, b)]
    trees = [[replace(node, weight=1.0) for node in run.structure.nodes] for run in (a, b)]
    methods = [replace(run.specification, weigh=None, robustness=None, source={}) for run in (a, b)]
    same_data = all(_same(run_a, run_b) for run_a, run_b in _tables(a.data, b.data)) and a.data.groups == b.data.groups
    return (
        not same_data,
        weights[0] != weights[1] or a.specification.weigh != b.specification.weigh,
        trees[0] != trees[1] or methods[0] != methods[1],
    )


def _tables(a: Data, b: Data) -> list[tuple[Table | None, Table | None]]:
    return [(a.table, b.table), (a.denominators, b.denominators)]


def _same(one: Table | None, other: Table | None) -> bool:
    if one is None or other is None:
        return one is other
    alike = one.units == other.units and one.columns == other.columns
    return alike and np.array_equal(one.values, other.values, equal_nan=True)


def _build(a: Run, b: Run, mixture: Mixture) -> Build:
    data, weights, method = (b if taken else a for taken in mixture)
    other = a if data is b else b
    given = {node.code: node.weight for node in weights.structure.nodes}
    nodes = [replace(node, weight=given.get(node.code, node.weight)) for node in method.structure.nodes]
    specification = replace(method.specification, weigh=weights.specification.weigh)
    said = ", ".join(f"{cause} of {'B' if taken else 'A'}" for cause, taken in zip(CAUSES, mixture, strict=True))
    try:
        return build(specification, structure_of(nodes), _completed(data.data, other.data))
    except ScoringError as fault:
        message = f"the mixture of {said} cannot be built: {fault}"
        raise ScoringError(message, unit=fault.unit, indicator=fault.indicator, key=fault.key) from fault


def _completed(mine: Data, other: Data) -> Data:
    """Add to a run's data the columns and groupings that only the other run has, for the units it knows."""
    where = {unit: at for at, unit in enumerate(other.table.units)}
    groups = {
        name: tuple(members[where[unit]] if unit in where else None for unit in mine.table.units)
        for name, members in other.groups.items()
    }
    denominators = mine.denominators
    if other.denominators is not None:
        empty = Table(mine.table.units, (), np.empty((len(mine.table.units), 0)))
        denominators = _widened(denominators or empty, other.denominators)
    return replace(
        mine, table=_widened(mine.table, other.table), denominators=denominators, groups=groups | dict(mine.groups)
    )


def _widened(mine: Table, other: Table) -> Table:
    more = [code for code in other.columns if code not in mine.columns]
    if not more:
        return mine
    added = _aligned(other.select(more), mine.units)
    return Table(mine.units, (*mine.columns, *more), np.column_stack([mine.values, added]))


def _aligned(table: Table, units: Sequence[str]) -> Array:
    """Return the table's rows in the order of the units; those it does not have are missing."""
    where = {unit: at for at, unit in enumerate(table.units)}
    rows = np.full((len(units), len(table.columns)), np.nan)
    for at, unit in enumerate(units):
        if unit in where:
            rows[at] = table.values[where[unit]]
    return rows


def _top(built: Build, units: Sequence[str], *, ranks: bool) -> Array:
    """Return the scores or ranks of the index, in the order of the units."""
    table = built.ranks if ranks else built.scores
    if table is None:
        raise ScoringError("a run without `aggregate` has no ranks to compare", key="steps.aggregate")
    return _aligned(table.select(table.columns[:1]), units)[:, 0]


def _shapley(values: Mapping[Mixture, Array]) -> dict[str, Array]:
    """Return the mean change that each cause makes, over all orders of making them."""
    orders = list(permutations(range(len(CAUSES))))
    parts = {cause: np.zeros_like(values[A]) for cause in CAUSES}
    for order in orders:
        state = [False, False, False]
        for cause in order:
            before = values[state[0], state[1], state[2]]
            state[cause] = True
            parts[CAUSES[cause]] += values[state[0], state[1], state[2]] - before
    return {cause: part / len(orders) for cause, part in parts.items()}


def _single(a: Run, b: Run, units: Sequence[str], scores: Mapping[Mixture, Array]) -> dict[str, Array]:
    """Return what each indicator's change of data alone does to the score: put into A, and taken out of B, halved."""
    columns_b = set(b.data.table.columns)
    shared = [node.code for node in a.structure.indicators if node.code in columns_b]
    parts = {}
    for code in shared:
        into_a, out_of_b = _exchanged(a.data, b.data, code), _exchanged(b.data, a.data, code)
        if into_a is None and out_of_b is None:
            continue
        with_b = _top(build(a.specification, a.structure, into_a or a.data), units, ranks=False)
        without_b = _top(build(b.specification, b.structure, out_of_b or b.data), units, ranks=False)
        parts[code] = (with_b - scores[A] + scores[B] - without_b) / 2
    return parts


def _exchanged(mine: Data, other: Data, code: str) -> Data | None:
    """Return the data with one indicator as the other run has it, for the units it knows; None if nothing changes."""
    theirs = _aligned(other.table.select([code]), mine.table.units)[:, 0]
    known = np.isin(mine.table.units, other.table.units)
    values = mine.table.values.copy()
    at = mine.table.columns.index(code)
    values[known, at] = theirs[known]
    if np.array_equal(values[:, at], mine.table.values[:, at], equal_nan=True):
        return None
    return replace(mine, table=mine.table.having(values))


def _only(a: Sequence[str], b: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(code for code in a if code not in set(b)), tuple(code for code in b if code not in set(a))
