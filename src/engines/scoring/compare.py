"""Two runs compared: which units moved, and what moved them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, permutations

import numpy as np

from engines.scoring.changes import CAUSES, Change, Parts, Run, changes_between, taken_apart
from engines.scoring.errors import ScoringError
from engines.scoring.pipeline import build
from engines.scoring.table import ROUNDING, Array, Table

JOINTLY = "jointly"
State = frozenset[Change]  # the changes that are made


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change did to a unit's score and rank; a negative part of a rank is a rise, NaN is unknown."""

    cause: str
    change: str
    score: float
    rank: float


@dataclass(frozen=True, slots=True)
class RankChange:
    """How a unit moved from run A to run B; NaN: it has no score there.

    `score` and `rank` hold the parts of data, weights and method, which add up to the change; all are NaN if they
    are unknown. `changes` are the parts of single changes, without those that are zero. Where a cause has several,
    its part is theirs and what they do only `jointly` (with each other or with other causes, and where one alone is
    NaN) added up.
    """

    unit: str
    score_a: float
    score_b: float
    rank_a: float
    rank_b: float
    score: Mapping[str, float]
    rank: Mapping[str, float]
    changes: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """A mixture of the two runs that cannot be built."""

    mixture: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs; moves of the units that both runs hold, the most moved first; what only one run has.

    Units of `ranked_only_…` are held by both runs and ranked by one.
    """

    changes: tuple[Change, ...]
    moves: tuple[RankChange, ...]
    unbuilt: tuple[Unbuilt, ...]
    units_only_a: tuple[str, ...]
    units_only_b: tuple[str, ...]
    ranked_only_a: tuple[str, ...]
    ranked_only_b: tuple[str, ...]
    indicators_only_a: tuple[str, ...]
    indicators_only_b: tuple[str, ...]


def compare(a: Run, b: Run) -> Comparison:
    """Return which units moved between two runs and why.

    Three causes may have changed: the data, the weights (those given and the way they are found) and the method (every
    other setting, and the tree with its directions). The part of a cause is the mean of what it changes over all orders
    of making the three (its Shapley value), that of a single change the mean of putting it into A and taking it out of
    B; an order or a side in which the unit has no score is left aside. An indicator that only one run has comes and
    goes with the tree.

    Source: Shapley (1953), A value for n-person games. Raises ScoringError if a run has no aggregation or cannot be
    built; mixtures of the two that cannot be built are listed.
    """
    there = set(b.data.table.units)
    units = tuple(unit for unit in a.data.table.units if unit in there)
    mixtures = _Mixtures(*taken_apart(a, b), units)
    first, second = mixtures.ends()
    by_cause = _of_causes(mixtures)
    by_change = _of_changes(mixtures, by_cause)
    moves = [_move(at, unit, first, second, by_cause, by_change) for at, unit in enumerate(units)]
    ranked = [[unit for unit, rank in zip(units, end[1], strict=True) if rank == rank] for end in (first, second)]
    return Comparison(
        mixtures.changes,
        tuple(sorted(moves, key=_most_moved)),
        tuple(Unbuilt(mixtures.said(state), str(error)) for state, error in mixtures.unbuilt.items()),
        *_only(a.data.table.units, b.data.table.units),
        *_only(*ranked),
        *_only([node.code for node in a.structure.indicators], [node.code for node in b.structure.indicators]),
    )


class _Mixtures:
    """Run A with some of the changes made, each mixture built once."""

    def __init__(self, a: Parts, b: Parts, units: Sequence[str]) -> None:
        self.a, self.b, self.units = a, b, units
        self.changes = changes_between(a, b)
        self.all = frozenset(self.changes)
        self.unbuilt: dict[State, ScoringError] = {}
        self._built: dict[State, Array] = {}

    def ends(self) -> tuple[Array, Array]:
        """Return the figures of A and of B; raises ScoringError if one of them cannot be built."""
        first, second = ends = (frozenset[Change](), self.all)
        figures = self.of(first), self.of(second)
        for which, end in zip(("first", "second"), ends, strict=True):
            if error := self.unbuilt.get(end):
                raise error.saying(f"the {which} run cannot be compared: ") from error
        return figures

    def of(self, state: State) -> Array:
        """Return scores and ranks (2 × units) with these changes made; NaN for all if that cannot be built."""
        if state not in self._built:
            try:
                self._built[state] = _figures(self._mixed(state), self.units)
            except ScoringError as error:
                self.unbuilt[state] = error
                self._built[state] = np.full((2, len(self.units)), np.nan)
        return self._built[state]

    def _mixed(self, state: State) -> Run:
        """Return A with the changes applied, or B with the others removed, whichever are fewer."""
        rest = self.all - state
        mixed, source, put = (self.a, self.b, state) if len(state) <= len(rest) else (self.b, self.a, rest)
        for change in self.changes:
            if change in put:
                mixed = change.put(mixed, source)
        return mixed.together()

    def of_cause(self, cause: str) -> State:
        """Return the changes of a cause."""
        return frozenset(change for change in self.changes if change.cause == cause)

    def said(self, state: State) -> str:
        """Return the mixture in words."""
        made, rest = self._names(state), self._names(self.all - state)
        if len(made) <= len(rest):
            return f"the first run with {' and '.join(made)} of the second"
        return f"the second run with {' and '.join(rest)} of the first"

    def _names(self, state: State) -> list[str]:
        names = []
        for cause in CAUSES:
            own = self.of_cause(cause)
            whole = bool(own) and own <= state
            names += [f"the {cause}"] if whole else [one.name for one in self.changes if one in own & state]
        return names


def _figures(run: Run, units: Sequence[str]) -> Array:
    """Return the scores and the ranks of the index, NaN for a unit that has none."""
    built = build(run.specification, run.structure, run.data)
    if built.scores is None or built.ranks is None:
        raise ScoringError("without the step `aggregate` there are no ranks", key="steps.aggregate")
    return np.stack([_top(built.scores, units), _top(built.ranks, units)])


def _top(table: Table, units: Sequence[str]) -> Array:
    figures = dict(zip(table.units, table.values[:, 0].tolist(), strict=True))
    return np.array([figures.get(unit, np.nan) for unit in units])


def _of_causes(mixtures: _Mixtures) -> dict[str, Array]:
    """Return what each cause changes, the mean over the orders in all of whose states a unit has a score."""
    orders = list(permutations(CAUSES))
    steps = np.empty((len(orders), len(CAUSES), 2, len(mixtures.units)))
    nothing: State = frozenset()
    for at, order in enumerate(orders):
        states = accumulate(order, lambda state, cause: state | mixtures.of_cause(cause), initial=nothing)
        for cause, (before, after) in zip(order, pairwise(states), strict=True):
            steps[at, CAUSES.index(cause)] = mixtures.of(after) - mixtures.of(before)
    whole = ~np.isnan(steps).any(axis=1, keepdims=True)
    return dict(zip(CAUSES, _mean(np.where(whole, steps, np.nan)), strict=True))


def _of_changes(mixtures: _Mixtures, causes: Mapping[str, Array]) -> dict[tuple[str, str], Array]:
    """Return what each change does by itself, and what those of a cause do jointly; one alone is its cause."""
    first, second = mixtures.ends()
    noise = ROUNDING * (np.abs(first) + np.abs(second))
    parts = {}
    for cause, whole in causes.items():
        own = [change for change in mixtures.changes if change.cause == cause]
        if len(own) == 1:
            parts[cause, own[0].name] = whole
        elif own:
            alone = {(cause, change.name): _alone(mixtures, change) for change in own}
            rest = whole - np.nansum([*alone.values()], axis=0)
            parts |= {**alone, (cause, JOINTLY): np.where(np.abs(rest) <= noise, 0.0, rest)}
    return parts


def _alone(mixtures: _Mixtures, change: Change) -> Array:
    """Return the mean of putting the change into A and taking it out of B; one of both, if the other has no score."""
    first, second = mixtures.ends()
    into_a = mixtures.of(frozenset({change})) - first
    out_of_b = second - mixtures.of(mixtures.all - {change})
    return _mean(np.stack([into_a, out_of_b]))


def _mean(samples: Array) -> Array:
    """Return the mean over the first axis of what is a number; NaN where nothing is."""
    there = ~np.isnan(samples)
    count = there.sum(axis=0)
    return np.asarray(np.where(there, samples, 0).sum(axis=0) / np.where(count, count, np.nan))


def _move(
    at: int,
    unit: str,
    first: Array,
    second: Array,
    causes: Mapping[str, Array],
    changes: Mapping[tuple[str, str], Array],
) -> RankChange:
    parts = (Effect(*named, float(part[0, at]), float(part[1, at])) for named, part in changes.items())
    return RankChange(
        unit,
        float(first[0, at]),
        float(second[0, at]),
        float(first[1, at]),
        float(second[1, at]),
        {cause: float(part[0, at]) for cause, part in causes.items()},
        {cause: float(part[1, at]) for cause, part in causes.items()},
        tuple(part for part in parts if part.score != 0 or part.rank != 0),
    )


def _most_moved(move: RankChange) -> tuple[bool, float, float]:
    shift = abs(move.rank_b - move.rank_a)
    return (True, 0.0, 0.0) if np.isnan(shift) else (False, -shift, move.rank_b)


def _only(a: Iterable[str], b: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    one, other = dict.fromkeys(a), dict.fromkeys(b)
    return tuple(code for code in one if code not in other), tuple(code for code in other if code not in one)
