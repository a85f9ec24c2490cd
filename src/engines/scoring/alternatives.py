"""The ways an index could be built: every combination of the alternatives of its steps, prepared once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from engines.scoring.effects import effective
from engines.scoring.errors import ScoringError
from engines.scoring.normalise import normalise
from engines.scoring.parallel import Executor, serial
from engines.scoring.pipeline import GIVEN_WEIGHTS, Scored, Screened, methods_by_level, prepared, score
from engines.scoring.results import ScoringWarning
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
from engines.scoring.structure import Structure
from engines.scoring.table import Table

Choice = tuple[int, ...]  # which alternative of each varied step


@dataclass(frozen=True, slots=True)
class Combination:
    """The steps of one way of building the index, `other` those that are not as given, and its label.

    `choice` is None for the specification as it is given.
    """

    choice: Choice | None
    steps: Mapping[str, Step | None]
    other: tuple[str, ...]
    said: str

    @property
    def treating(self) -> str:
        """Return what combinations with the same data treatment have in common."""
        return repr((self.steps["impute"], self.steps["treat"]))


@dataclass(frozen=True, slots=True)
class Alternative:
    """One combination, computed once without noise; samples differ from it by the noise on weights only.

    `moved`: its columns were rescaled above zero for its means.
    """

    made: Combination
    normalised: Table
    aggregate: Aggregate
    nominal: Scored
    moved: bool


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The varied steps in order, with the number of ways each is taken; all combinations; warnings on them.

    `as_given` holds the aggregates of the specification itself.
    """

    varied: tuple[str, ...]
    counts: tuple[int, ...]
    by_choice: Mapping[Choice, Alternative]
    as_given: Scored
    warnings: tuple[ScoringWarning, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What every combination is built from."""

    structure: Structure
    first: Screened
    positive_range: tuple[float, float] | None


def alternatives_of(
    specification: Specification, structure: Structure, first: Screened, executor: Executor = serial
) -> Alternatives:
    """Return every combination of the alternatives that the specification's robustness run names.

    Combinations that treat the data alike are one piece of work for `executor`.
    Raises ScoringError, naming the combination, for one that cannot be computed: it is not silently omitted.
    """
    ends = (specification.robustness or Robustness()).positive_range
    ways = ways_of(specification)
    pieces: dict[str, list[Combination]] = {}
    for combination in _combinations(specification, ways):
        pieces.setdefault(combination.treating, []).append(combination)
    given = Given(structure, first, ends)
    found = {c: made for piece in executor.map(_alike, given, list(pieces.values())) for c, made in piece}
    as_given = found.pop(None).nominal
    by_choice = {choice: found[choice] for choice in sorted(choice for choice in found if choice is not None)}
    counts = tuple(map(len, ways.values()))
    warnings = (*_of_ways(specification, ways), *_of_range(ends, by_choice.values()))
    return Alternatives(tuple(ways), counts, by_choice, as_given, warnings)


def ways_of(specification: Specification) -> dict[str, tuple[Step | None, ...]]:
    """Return, for each varied step in order, the alternatives that differ."""
    vary = (specification.robustness or Robustness()).vary
    found = {}
    for name in (name for name in VARIABLE if name in vary):
        given = getattr(specification, name)
        steps = [step or given for step in vary[name]]
        effects = [effective(step) for step in steps]
        found[name] = tuple(step for at, step in enumerate(steps) if effects[at] not in effects[:at])
    return found


def _of_ways(specification: Specification, ways: Mapping[str, tuple[Step | None, ...]]) -> Iterator[ScoringWarning]:
    vary = (specification.robustness or Robustness()).vary
    for name, steps in ways.items():
        if len(steps) < len(vary[name]):
            text = f"{name}: of {len(vary[name])} alternatives {len(steps)} differ; those that do the same count once"
            yield ScoringWarning("same_alternatives", text, {"step": name})
        if len(steps) == 1:
            text = f"{name} is not varied: it is {words_of(steps[0])} in every sample"
            yield ScoringWarning("one_alternative", text, {"step": name})


def _combinations(specification: Specification, ways: Mapping[str, tuple[Step | None, ...]]) -> Iterator[Combination]:
    given: dict[str, Step | None] = {name: getattr(specification, name) for name in VARIABLE}
    varied = tuple(ways)
    for choice in product(*(range(len(steps)) for steps in ways.values())):
        steps = given | {name: ways[name][at] for name, at in zip(varied, choice, strict=True)}
        other = tuple(name for name in varied if steps[name] is not given[name])
        yield Combination(choice, steps, other, ", ".join(f"{name}: {words_of(steps[name])}" for name in varied))
    yield Combination(None, given, (), "")


def _alike(given: Given, piece: Sequence[Combination]) -> list[tuple[Choice | None, Alternative]]:
    """Compute combinations with the same data treatment; what they share is computed once."""
    treated: Table | None = None
    tables: dict[str, Table] = {}
    found = []
    for combination in piece:
        imputing, treating, normalising = (combination.steps[name] for name in ("impute", "treat", "normalise"))
        with naming(combination):
            if treated is None:
                treated = prepared(given.first, given.structure, imputing, treating, None).treated.table  # type: ignore[arg-type] # by name
            if repr(normalising) not in tables:
                table = normalise(treated, normalising, given.structure)  # type: ignore[arg-type] # the same
                tables[repr(normalising)] = table.having(np.asfortranarray(table.values))
            found.append((combination.choice, _alternative(combination, tables[repr(normalising)], given)))
    return found


@contextmanager
def naming(made: Combination) -> Iterator[None]:
    """Add the combination to an error raised in it; if its step is not as given, its alternatives are named."""
    try:
        yield
    except ScoringError as error:
        step = (error.key or "").removeprefix("steps.").partition(".")[0]
        key = f"robustness.vary.{step}" if step in made.other else None
        raise error.saying(after=f" (with {made.said})" if made.said else "", key=key) from error


def _alternative(combination: Combination, table: Table, given: Given) -> Alternative:
    """Return a combination scored; the specification as given is scored as `build` does, whatever its columns are."""
    weigh, aggregate = combination.steps["weigh"] or GIVEN_WEIGHTS, combination.steps["aggregate"]
    if not isinstance(weigh, Weigh) or not isinstance(aggregate, Aggregate):
        raise ScoringError("a robustness run needs the step `aggregate`", key="steps.aggregate")
    moves = combination.choice is not None and _may_fall_to_zero(table, given.structure, weigh, aggregate)
    ends = given.positive_range if moves else None
    if ends:
        table = _above_zero(table, ends)
    scored = score(table, given.structure, weigh, aggregate)
    aggregates = {node.code: scored.values[node.code] for node in given.structure.aggregates}
    nominal = replace(scored, values=aggregates)
    return Alternative(combination, table, aggregate, nominal, moved=ends is not None)


def _may_fall_to_zero(table: Table, structure: Structure, weigh: Weigh, aggregate: Aggregate) -> bool:
    """Return whether a mean that needs values above zero could meet others.

    It could at the bottom, and anywhere above mixed signs; otherwise where a unit has nothing but zeros in a group.
    """
    methods, lowest = methods_by_level(aggregate, structure), np.nanmin(table.values)
    needing = {level for level, method in methods.items() if method in ("geometric", "harmonic", "generalised")}
    if not needing or lowest > 0:
        return False
    if lowest < 0 or 2 in needing:
        return True
    means = score(table, structure, weigh, Aggregate()).values
    return any((means[node.code] <= 0).any() for node in structure.aggregates if node.level + 1 in needing)


def _above_zero(table: Table, ends: tuple[float, float]) -> Table:
    """Rescale the whole table from its smallest and largest value to the ends: one shift and one scale for all."""
    low, high = np.nanmin(table.values), np.nanmax(table.values)
    if low == high:
        message = f"all values are {low:g}: they cannot be rescaled to {ends[0]:g}…{ends[1]:g} for a mean that needs it"
        raise ScoringError(message, key="robustness.positive_range")
    return table.having((table.values - low) / (high - low) * (ends[1] - ends[0]) + ends[0])


def _of_range(ends: tuple[float, float] | None, made: Iterable[Alternative]) -> Iterator[ScoringWarning]:
    moved = [alternative.made.said for alternative in made if alternative.moved]
    if moved and ends:
        low, high = ends
        text = (
            f"a mean that needs values above 0 met others; there all values together were rescaled to {low:g}…{high:g} "
            "(robustness.positive_range: null refuses instead)"
        )
        yield ScoringWarning("positive_range", text, {"combinations": moved})


def words_of(step: Step | None) -> str:
    """Return the name of an alternative in a message."""
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
