"""The ways an index could have been made: every combination of the alternatives of its steps, prepared once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from engines.scoring.structure import Structure
from engines.scoring.table import Table

Choice = tuple[int, ...]  # which alternative of each varied step


@dataclass(frozen=True, slots=True)
class Alternative:
    """One combination, computed once without noise; samples differ from it by the noise on weights only.

    `said` is how it is called in a message.
    """

    said: str
    normalised: Table
    weigh: Weigh
    aggregate: Aggregate
    nominal: Scored


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The varied steps in order, with the number of alternatives of each; all combinations; remarks on them."""

    varied: tuple[str, ...]
    counts: tuple[int, ...]
    by_choice: Mapping[Choice, Alternative]
    remarks: tuple[Remark, ...]


def alternatives_of(specification: Specification, structure: Structure, first: Screened) -> Alternatives:
    """Return every combination of the alternatives that the specification's robustness run names.

    Raises ScoringError, naming the combination, for one that cannot be computed: it is not left out in silence.
    """
    robustness = specification.robustness or Robustness()
    varied = tuple(name for name in VARIABLE if name in robustness.vary)
    counts = tuple(len(robustness.vary[name]) for name in varied)
    tables: dict[str, Table] = {}
    by_choice: dict[Choice, Alternative] = {}
    moved: list[str] = []
    for choice in product(*(range(count) for count in counts)):
        steps: dict[str, Step | None] = {name: getattr(specification, name) for name in VARIABLE}
        for name, at in zip(varied, choice, strict=True):
            steps[name] = robustness.vary[name][at] or steps[name]
        said = ", ".join(f"{name}: {_words(steps[name])}" for name in varied)
        with naming(said):
            table = _normalised(tables, steps, structure, first)
            by_choice[choice], shifted = _alternative(said, table, steps, structure, robustness)
        moved += [said] if shifted else []
    return Alternatives(varied, counts, by_choice, _remarks(robustness, moved))


@contextmanager
def naming(said: str) -> Iterator[None]:
    """Add to a refusal the combination it happened with."""
    try:
        yield
    except ScoringError as fault:
        message = f"{fault} (with {said})" if said else str(fault)
        raise ScoringError(message, unit=fault.unit, indicator=fault.indicator, key=fault.key) from fault


def _normalised(
    tables: dict[str, Table], steps: Mapping[str, Step | None], structure: Structure, first: Screened
) -> Table:
    """Return the normalised table of a combination; what combinations have in common is made once."""
    before, normalising = (steps["impute"], steps["treat"]), steps["normalise"]
    key = repr(before)
    if key not in tables:
        tables[key] = prepared(first, structure, *before, None).treated.table  # type: ignore[arg-type] # by name
    whole = f"{key} {normalising!r}"
    if whole not in tables:
        table = normalise(tables[key], normalising, structure)  # type: ignore[arg-type] # the same
        tables[whole] = table.having(np.asfortranarray(table.values))
    return tables[whole]


def _alternative(
    said: str, table: Table, steps: Mapping[str, Step | None], structure: Structure, robustness: Robustness
) -> tuple[Alternative, bool]:
    """Return a combination, and whether its columns had to be brought above zero for its means."""
    weigh, aggregate = steps["weigh"] or GIVEN_WEIGHTS, steps["aggregate"]
    if not isinstance(weigh, Weigh) or not isinstance(aggregate, Aggregate):
        raise ScoringError("a robustness run needs the step `aggregate`", key="steps.aggregate")
    if robustness.positive_range and _may_fall_to_zero(table, aggregate, structure):
        table = _above_zero(table, robustness.positive_range)
        return Alternative(said, table, weigh, aggregate, score(table, structure, weigh, aggregate)), True
    return Alternative(said, table, weigh, aggregate, score(table, structure, weigh, aggregate)), False


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


def _remarks(robustness: Robustness, moved: list[str]) -> tuple[Remark, ...]:
    if not moved or robustness.positive_range is None:
        return ()
    low, high = robustness.positive_range
    text = (
        f"a mean that needs values above 0 met others; there all values together were brought to {low:g}…{high:g} "
        "(robustness.positive_range: null refuses instead)"
    )
    return (Remark("positive_range", text, {"combinations": moved}),)


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
