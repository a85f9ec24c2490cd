"""The steps in their order: from data to ranks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from engines.scoring.aggregate import AggregateGroup, combine, size_of_aggregate
from engines.scoring.errors import ScoringError
from engines.scoring.fingerprint import hash_of_data, hash_of_specification
from engines.scoring.impute import impute
from engines.scoring.normalise import clipped, normalise
from engines.scoring.prepare import denominate, refuse_unusable, screen
from engines.scoring.ranks import rank, size_of
from engines.scoring.results import Build, Cell, Dropped, ScoringWarning
from engines.scoring.specification import Aggregate, Impute, Normalise, Specification, Treat, Weigh
from engines.scoring.structure import Node, Structure
from engines.scoring.table import Array, Data, Table
from engines.scoring.treat import Treated, treat
from engines.scoring.weigh import GroupWeights, refuse_unknown, weigh_group

GIVEN_WEIGHTS = Weigh()


@dataclass(frozen=True, slots=True)
class Screened:
    """The data after the first two steps, which no alternative changes."""

    data: Data
    denominated: Table
    dropped: tuple[Dropped, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The tables between screening and weighing."""

    imputed: Table
    filled: tuple[Cell, ...]
    treated: Treated
    normalised: Table


@dataclass(frozen=True, slots=True)
class Scored:
    """Values by code, one entry per unit, the size of what is summed in each, the weights of each group, warnings."""

    values: dict[str, Array]
    sizes: dict[str, float]
    weights: dict[str, GroupWeights] = field(default_factory=dict)
    warnings: list[ScoringWarning] = field(default_factory=list)


def build(specification: Specification, structure: Structure, data: Data) -> Build:
    """Return the index that the specification builds from the data.

    `data.table` has at least the structure's indicators as columns. Raises ScoringError, naming unit and indicator or
    the key of the specification, for whatever cannot be computed; nothing is silently skipped.
    """
    first = screened(specification, structure, data)
    ready = prepared(first, structure, specification.impute, specification.treat, specification.normalise)
    scored = scored_as(specification, structure, ready.normalised)
    return assembled(specification, structure, hash_of_data(data), first, ready, scored)


def scored_as(specification: Specification, structure: Structure, normalised: Table) -> Scored | None:
    """Return the aggregates as the specification makes them; None if it leaves aggregation out."""
    if specification.aggregate is None:
        return None
    return score(normalised, structure, specification.weigh or GIVEN_WEIGHTS, specification.aggregate)


def assembled(
    specification: Specification,
    structure: Structure,
    data_hash: str,
    first: Screened,
    ready: Prepared,
    scored: Scored | None,
) -> Build:
    """Return the results of the steps, assembled, with ranks."""
    units = ready.normalised.units
    scores = _scores(structure, scored, units) if scored else None
    return Build(
        specification_hash=hash_of_specification(specification, structure),
        data_hash=data_hash,
        denominated=first.denominated,
        dropped=first.dropped,
        imputed=ready.imputed,
        treated=ready.treated.table,
        marks=ready.treated.marks,
        treatments=ready.treated.treatments,
        normalised=ready.normalised,
        nominal_weights=_nominal(structure, scored.weights) if scored else {},
        weights=_weights_used(structure, scored, units) if scored else None,
        scores=scores,
        ranks=_ranks(scores, scored.sizes) if scored and scores else None,
        cells=(
            *first.cells,
            *ready.filled,
            *ready.treated.cells(ready.imputed),
            *clipped(ready.treated.table, specification.normalise, structure),
        ),
        warnings=(*_warnings(ready), *_of_scored(scored, specification.aggregate, structure, units)),
    )


def screened(specification: Specification, structure: Structure, data: Data) -> Screened:
    """Return the data denominated and screened, with what was lost on the way."""
    data = replace(data, table=_indicators(structure, data.table))
    table, lost = denominate(structure, data) if specification.denominate else (data.table, ())
    known = replace(data, table=table)
    dropped: tuple[Dropped, ...] = ()
    if specification.screen is not None:
        kept, dropped = screen(table, specification.screen.coverage)
        known = known.rows(kept)
    refuse_unusable(known.table)
    return Screened(known, table, dropped, lost)


def _indicators(structure: Structure, table: Table) -> Table:
    known = set(table.columns)
    for node in structure.indicators:
        if node.code not in known:
            raise ScoringError(f"the indicator {node.code!r} is not in the data", indicator=node.code)
    return table.select([node.code for node in structure.indicators])


def prepared(
    first: Screened,
    structure: Structure,
    imputing: Impute | None,
    treating: Treat | None,
    normalising: Normalise | None,
) -> Prepared:
    """Return the tables of the middle steps; a step that is None passes its table on."""
    imputed, filled = filled_in(first, structure, imputing)
    treated = treat(imputed, treating or Treat(method="none"))
    return Prepared(imputed, filled, treated, normalise(treated.table, normalising, structure))


def filled_in(first: Screened, structure: Structure, imputing: Impute | None) -> tuple[Table, tuple[Cell, ...]]:
    """Return the screened table with its missing cells filled, and a list of them; without a step as it is."""
    table = first.data.table
    return impute(table, imputing, structure, first.data) if imputing else (table, ())


def score(normalised: Table, structure: Structure, weigh: Weigh, aggregate: Aggregate) -> Scored:
    """Return every aggregate, level by level from the bottom.

    `weigh` finds the weights of a group in the values of its level. Raises ScoringError as `weigh_group` and `combine`
    do, if the methods are not as many as the levels, or if weights are asked for groups or levels that are not there.
    """
    refuse_unknown(weigh, structure)
    indicators = _by_column(normalised)
    scored = Scored(indicators, {code: size_of(column) for code, column in indicators.items()})
    for level, method in methods_by_level(aggregate, structure).items():
        for node in structure.at(level):
            group = _group(node, structure, normalised.units, scored)
            columns = [scored.values[code] for code in group.members]
            members, values = structure.children[node.code], np.column_stack(columns)
            weights, warnings = weigh_group(node.code, members, values, weigh, group.units)
            found = _aggregate(columns, weights, {}, method, group, aggregate)
            scored.warnings.extend(warnings)
            scored.weights[node.code], scored.values[node.code] = weights, found
            scored.sizes[node.code] = size_of_aggregate(found, weights.shared, method, group.sizes)
    return scored


def _group(node: Node, structure: Structure, units: tuple[str, ...], scored: Scored) -> AggregateGroup:
    codes = [member.code for member in structure.children[node.code]]
    return AggregateGroup(node.code, codes, units, [scored.sizes[code] for code in codes])


def score_with_noise(
    code: str,
    normalised: Table,
    structure: Structure,
    aggregate: Aggregate,
    nominal: Scored,
    noise: Mapping[str, Array],
) -> Array:
    """Return one aggregate with noise on weights: samples × units, or one entry per unit where noise has no effect.

    `noise` holds a factor for some codes' weights, each samples × 1; the weights themselves, and all that no noise
    reaches, are those of `nominal`. What is below is worked out group by group and let go: little memory, used again,
    is fast. Raises ScoringError as `combine` does.
    """
    methods = methods_by_level(aggregate, structure)
    indicators = _by_column(normalised)

    def value(node: Node) -> Array:
        if node.level == 1:
            return indicators[node.code]
        members = structure.children[node.code]
        columns = [value(member) for member in members]
        if not any(member.code in noise for member in members) and all(column.ndim == 1 for column in columns):
            return nominal.values[node.code]
        group = _group(node, structure, normalised.units, nominal)
        return _aggregate(columns, nominal.weights[node.code], noise, methods[node.level], group, aggregate)

    return value(structure.named[code])


def _by_column(table: Table) -> dict[str, Array]:
    return dict(zip(table.columns, np.asfortranarray(table.values).T, strict=True))


def _aggregate(
    columns: Sequence[Array],
    weights: GroupWeights,
    noise: Mapping[str, Array],
    method: str,
    group: AggregateGroup,
    aggregate: Aggregate,
) -> Array:
    if weights.own is not None:
        if method != "arithmetic":
            message = f"{group.code!r} gives every unit its own weights: it takes the arithmetic mean"
            raise ScoringError(message, indicator=group.code, key="steps.weigh.method")
        return np.asarray(sum(column * weight for column, weight in zip(columns, weights.own.T, strict=True)))
    factors = [weight * noise.get(code, 1.0) for code, weight in zip(group.members, weights.shared, strict=True)]
    return combine(columns, factors, method, group, coverage=aggregate.coverage, power=aggregate.power)


def methods_by_level(aggregate: Aggregate, structure: Structure) -> dict[int, str]:
    """Return the method of each level from 2 up; raises ScoringError if there is none, or not a method for each."""
    levels = range(2, structure.height + 1)
    if not levels:
        raise ScoringError("there is no aggregate above the indicators", key="steps.aggregate")
    methods = aggregate.method * len(levels) if len(aggregate.method) == 1 else aggregate.method
    if len(methods) != len(levels):
        message = f"{len(methods)} methods for {len(levels)} levels of aggregates"
        raise ScoringError(message, key="steps.aggregate.method")
    return dict(zip(levels, methods, strict=True))


def _nominal(structure: Structure, weights: Mapping[str, GroupWeights]) -> dict[str, float]:
    """Return the share of each code in its group, where the group's weights are the same for all units."""
    found: dict[str, float] = {}
    for group, members in structure.children.items():
        total = sum(weights[group].shared)
        found |= {m.code: w / total for m, w in zip(members, weights[group].shared, strict=False)}
    return found


def _weights_used(structure: Structure, scored: Scored, units: tuple[str, ...]) -> Table:
    """Return, for every unit, the share of each code in its group: missing cells count nothing, the others for them."""
    columns: dict[str, Array] = {}
    for group, members in structure.children.items():
        there = ~np.isnan(np.column_stack([scored.values[member.code] for member in members]))
        found = scored.weights[group]
        used = found.own if found.own is not None else there * np.array(found.shared)
        total = 1.0 if found.own is not None else used.sum(axis=1, keepdims=True)
        shares = np.divide(used, total, out=np.full(used.shape, np.nan), where=there & (total != 0))
        columns |= {member.code: shares[:, at] for at, member in enumerate(members)}
    codes = [node.code for node in structure.nodes if node.code in columns]
    return Table(units, tuple(codes), np.column_stack([columns[code] for code in codes]))


def _scores(structure: Structure, scored: Scored, units: tuple[str, ...]) -> Table:
    codes = tuple(node.code for node in structure.aggregates)
    return Table(units, codes, np.column_stack([scored.values[code] for code in codes]))


def _ranks(scores: Table, sizes: Mapping[str, float]) -> Table:
    places = rank(scores.values.T, np.array([[sizes[code]] for code in scores.columns])).T.astype(float)
    places[np.isnan(scores.values)] = np.nan
    return scores.having(places)


def _warnings(ready: Prepared) -> tuple[ScoringWarning, ...]:
    missing = int(np.isnan(ready.normalised.values).sum())
    found = []
    if missing:
        text = f"{missing} cells are missing when groups are aggregated; they are skipped, and the other weights count"
        found.append(ScoringWarning("missing", text, {"cells": missing}))
    failing = [treatment.indicator for treatment in ready.treated.treatments if not treatment.passes]
    if failing:
        found.append(ScoringWarning("treatment", f"still beyond the limits after treatment: {', '.join(failing)}"))
    return tuple(found)


def _of_scored(
    scored: Scored | None, aggregate: Aggregate | None, structure: Structure, units: tuple[str, ...]
) -> Iterator[ScoringWarning]:
    """Yield the warnings about weights, and for each aggregate the units without a value."""
    if scored is None or aggregate is None:
        return
    yield from scored.warnings
    few = f"less than {aggregate.coverage:.0%} of its members, or none" if aggregate.coverage else "none of its members"
    for node in structure.aggregates:
        without = [unit for unit, lost in zip(units, np.isnan(scored.values[node.code]), strict=True) if lost]
        if without and scored.weights[node.code].own is None:
            text = f"{node.code} has no value where {few} of any weight is there: {', '.join(without)}"
            yield ScoringWarning("without_value", text, {"aggregate": node.code, "units": without})
