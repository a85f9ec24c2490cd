"""The ways an index could have been made: every combination of the alternatives of its steps, prepared once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.normalise import normalise
from engines.scoring.pipeline import GIVEN_WEIGHTS, Scored, Screened, methods_by_level, prepared, score
from engines.scoring.results import Remark
from engines.scoring.specification import (
    VARIABLE,
    Aggregate,
    Impute,
    Normalise,
    Robustness,
    Specification,
    Step,
    Treat,
    Weigh,
)
from engines.scoring.spreading import Spread, in_turn
from engines.scoring.structure import Structure
from engines.scoring.table import Table

Choice = tuple[int, ...]  # which alternative of each varied step


@dataclass(frozen=True, slots=True)
class Alternative:
    """One combination, computed once without noise; samples differ from it by the noise on weights only.

    `said` is how it is called in a message; `moved` says whether its columns were brought above zero for its means.
    """

    said: str
    normalised: Table
    aggregate: Aggregate
    nominal: Scored
    moved: bool


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The varied steps in order, with the number of alternatives of each; all combinations; remarks on them.

    `as_given` holds the aggregates of the specification itself.
    """

    varied: tuple[str, ...]
    counts: tuple[int, ...]
    by_choice: Mapping[Choice, Alternative]
    as_given: Scored
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """The steps of one way of making the index; `choice` is None for the specification as it is given."""

    choice: Choice | None
    steps: Mapping[str, Step | None]
    said: str

    @property
    def treating(self) -> str:
        """What combinations have in common whose data are treated alike."""
        return repr((self.steps["impute"], self.steps["treat"]))


@dataclass(frozen=True, slots=True)
class Given:
    """What every combination is made from."""

    structure: Structure
    first: Screened
    positive_range: tuple[float, float] | None


def alternatives_of(
    specification: Specification, structure: Structure, first: Screened, spread: Spread = in_turn
) -> Alternatives:
    """Return every combination of the alternatives that the specification's robustness run names.

    Combinations that treat the data alike are one piece of work for `spread`.
    Raises ScoringError, naming the combination, for one that cannot be computed: it is not left out in silence.
    """
    robustness = specification.robustness or Robustness()
    pieces: dict[str, list[Combination]] = {}
    for combination in _combinations(specification, robustness):
        pieces.setdefault(combination.treating, []).append(combination)
    given = Given(structure, first, robustness.positive_range)
    found = {c: made for piece in spread.each(_alike, given, list(pieces.values())) for c, made in piece}
    as_given = found.pop(None).nominal
    by_choice = {choice: found[choice] for choice in sorted(choice for choice in found if choice is not None)}
    varied = _varied(robustness)
    counts = tuple(len(robustness.vary[name]) for name in varied)
    return Alternatives(varied, counts, by_choice, as_given, tuple(_remarks(robustness, by_choice.values())))


def _varied(robustness: Robustness) -> tuple[str, ...]:
    return tuple(name for name in VARIABLE if name in robustness.vary)


def _combinations(specification: Specification, robustness: Robustness) -> Iterator[Combination]:
    given: dict[str, Step | None] = {name: getattr(specification, name) for name in VARIABLE}
    varied = _varied(robustness)
    for choice in product(*(range(len(robustness.vary[name])) for name in varied)):
        chosen = {name: robustness.vary[name][at] for name, at in zip(varied, choice, strict=True)}
        steps = given | {name: step or given[name] for name, step in chosen.items()}
        yield Combination(choice, steps, ", ".join(f"{name}: {_words(steps[name])}" for name in varied))
    yield Combination(None, given, "")


def _alike(given: Given, piece: Sequence[Combination]) -> list[tuple[Choice | None, Alternative]]:
    """Compute combinations that treat the data alike; what they have in common is made once."""
    treated: Table | None = None
    tables: dict[str, Table] = {}
    found = []
    for combination in piece:
        imputing, treating, normalising = (combination.steps[name] for name in ("impute", "treat", "normalise"))
        with naming(combination.said):
            if treated is None:
                treated = prepared(given.first, given.structure, imputing, treating, None).treated.table  # type: ignore[arg-type] # by name
            if repr(normalising) not in tables:
                table = normalise(treated, normalising, given.structure)  # type: ignore[arg-type] # the same
                tables[repr(normalising)] = table.having(np.asfortranarray(table.values))
            found.append((combination.choice, _alternative(combination, tables[repr(normalising)], given)))
    return found


@contextmanager
def naming(said: str) -> Iterator[None]:
    """Add to a refusal the combination it happened with."""
    try:
        yield
    except ScoringError as fault:
        message = f"{fault} (with {said})" if said else str(fault)
        raise ScoringError(message, unit=fault.unit, indicator=fault.indicator, key=fault.key) from fault


def _alternative(combination: Combination, table: Table, given: Given) -> Alternative:
    """Return a combination scored; the specification as given is scored as `build` does, whatever its columns are."""
    weigh, aggregate = combination.steps["weigh"] or GIVEN_WEIGHTS, combination.steps["aggregate"]
    if not isinstance(weigh, Weigh) or not isinstance(aggregate, Aggregate):
        raise ScoringError("a robustness run needs the step `aggregate`", key="steps.aggregate")
    moves = combination.choice is not None and _may_fall_to_zero(table, aggregate, given.structure)
    ends = given.positive_range if moves else None
    if ends:
        table = _above_zero(table, ends)
    scored = score(table, given.structure, weigh, aggregate)
    aggregates = {node.code: scored.values[node.code] for node in given.structure.aggregates}
    nominal = Scored(aggregates, scored.weights, scored.remarks)
    return Alternative(combination.said, table, aggregate, nominal, moved=ends is not None)


def _may_fall_to_zero(table: Table, aggregate: Aggregate, structure: Structure) -> bool:
    """Say whether a mean that needs values above zero could meet others: at the bottom, or above mixed signs."""
    methods = methods_by_level(aggregate, structure)
    lowest = np.nanmin(table.values)
    needing = {level for level, method in methods.items() if method in ("geometric", "harmonic", "generalised")}
    return bool((2 in needing and lowest <= 0) or (needing and lowest < 0))


def _above_zero(table: Table, ends: tuple[float, float]) -> Table:
    """Bring the whole table from its own smallest and largest value to the ends: one shift and one scale for all."""
    low, high = np.nanmin(table.values), np.nanmax(table.values)
    return table.having((table.values - low) / (high - low) * (ends[1] - ends[0]) + ends[0])


def _remarks(robustness: Robustness, made: Iterable[Alternative]) -> Iterator[Remark]:
    moved = [alternative.said for alternative in made if alternative.moved]
    if moved and robustness.positive_range:
        low, high = robustness.positive_range
        text = (
            f"a mean that needs values above 0 met others; there all values together were brought to {low:g}…{high:g} "
            "(robustness.positive_range: null refuses instead)"
        )
        yield Remark("positive_range", text, {"combinations": moved})


def _words(step: Step | None) -> str:
    """Return how a step is called in a remark."""
    match step:
        case None:
            return "left out"
        case Aggregate(method=methods):
            return "/".join(methods)
        case Treat(method="none") | Impute(method="none"):
            return "none"
        case Treat(then=then):
            return f"winsorise, then {then}"
        case Impute(method=method) | Normalise(method=method) | Weigh(method=method):
            return method
        case _:
            return type(step).__name__.lower()
