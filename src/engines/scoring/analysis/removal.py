"""The index without one of its parts: how far ranks move."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.pipeline import Scored, score
from engines.scoring.ranks import rank
from engines.scoring.results import MISSING_RANK, Ranks
from engines.scoring.specification import Aggregate, Weigh
from engines.scoring.structure import Structure, structure_of
from engines.scoring.table import Table


@dataclass(frozen=True, slots=True)
class RankShift:
    """A unit's rank with everything in and without the part removed."""

    unit: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Removal:
    """What becomes of the ranks without `code`.

    `mean_shift` is the mean of |rank with − rank without| over the units that have both; `moves` the units that move
    most. `refused` says why the index cannot be built without it; then there are no figures (NaN, no moves).
    """

    code: str
    level: int
    mean_shift: float
    moves: tuple[RankShift, ...]
    refused: str | None = None


def removals(
    normalised: Table,
    structure: Structure,
    weigh: Weigh,
    aggregate: Aggregate,
    *,
    level: int = 1,
    target: str | None = None,
    movers: int = 3,
) -> tuple[Removal, ...]:
    """Return for each node of a level what its removal does to the ranks of `target` (the top if None).

    The weights of the rest of the group count for it; a group left with nothing goes as well. Units, imputed cells and
    scales stay as they are: only the tree is another. Source: COINr's `remove_elements`.

    Raises ScoringError as `pipeline.score` does for the whole index.
    """
    goal = target or structure.top.code
    before = _ranked(goal, score(normalised, structure, weigh, aggregate))
    found = []
    for node in structure.at(level):
        try:
            rest, weighing = _without(node.code, structure, weigh)
            if goal not in rest.named:
                raise ScoringError(f"{goal!r} has no members left", indicator=node.code)
            after = _ranked(goal, score(normalised, rest, weighing, aggregate))
        except ScoringError as error:
            found.append(Removal(node.code, level, float("nan"), (), str(error)))
        else:
            found.append(_compared(node.code, level, normalised.units, before, after, movers))
    return tuple(found)


def _ranked(goal: str, scored: Scored) -> Ranks:
    return rank(scored.values[goal], scored.sizes[goal])


def _compared(code: str, level: int, units: tuple[str, ...], before: Ranks, after: Ranks, movers: int) -> Removal:
    both = np.flatnonzero((before != MISSING_RANK) & (after != MISSING_RANK))
    shift = np.abs(before[both] - after[both])
    most = both[np.argsort(-shift, kind="stable")][:movers]
    moves = (RankShift(units[at], int(before[at]), int(after[at])) for at in most if before[at] != after[at])
    return Removal(code, level, float(shift.mean()) if both.size else float("nan"), tuple(moves))


def _without(code: str, structure: Structure, weigh: Weigh) -> tuple[Structure, Weigh]:
    """Return the tree without a node, all below it and every group it leaves empty; and the pairwise matrices of it."""
    gone = {code}
    for level in range(structure.named[code].level, 0, -1):
        gone |= {node.code for node in structure.at(level) if node.parent in gone}
    for group in reversed(structure.aggregates):
        if all(member.code in gone for member in structure.children[group.code]):
            gone.add(group.code)
    rest = structure_of(node for node in structure.nodes if node.code not in gone)
    matrices = {
        group: _cut(matrix, [member.code not in gone for member in structure.children[group]])
        for group, matrix in weigh.comparisons.items()
        if group in rest.named
    }
    return rest, replace(weigh, comparisons=matrices)


def _cut(matrix: tuple[tuple[float, ...], ...], keep: list[bool]) -> tuple[tuple[float, ...], ...]:
    return tuple(
        tuple(cell for cell, stays in zip(row, keep, strict=True) if stays)
        for row, stays_row in zip(matrix, keep, strict=True)
        if stays_row
    )
