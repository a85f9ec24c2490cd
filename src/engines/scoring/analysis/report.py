"""The analysis of an index that needs no further choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from engines.scoring.algebra import on_one_thread
from engines.scoring.analysis.columns import ColumnStatistics, statistics_of
from engines.scoring.analysis.components import Components, Factors, factors_of, principal_components
from engines.scoring.analysis.consistency import Reliability, reliability_of
from engines.scoring.analysis.correlation import (
    Correlation,
    CorrelationFlag,
    correlations,
    denominator_correlations,
    flagged,
)
from engines.scoring.analysis.effective import effective_weights
from engines.scoring.analysis.removal import Removal, removals
from engines.scoring.errors import ScoringError
from engines.scoring.pipeline import GIVEN_WEIGHTS, build
from engines.scoring.results import Build, ScoringWarning
from engines.scoring.specification import Specification
from engines.scoring.structure import Structure
from engines.scoring.table import Data, Table


@dataclass(frozen=True, slots=True)
class Analysis:
    """The analysis of an index.

    `statistics` and `denominators` are of the indicators as measured (and denominated) for the units that are scored;
    everything else of normalised values and scores. `removals` holds indicators first, then the aggregates of each
    level below the top. `effective_weights` are the shares of each node in the index. `warnings` name every group that
    has no components.
    """

    build: Build
    statistics: tuple[ColumnStatistics, ...]
    correlations: tuple[Correlation, ...]
    flags: tuple[CorrelationFlag, ...]
    denominators: tuple[Correlation, ...]
    reliability: tuple[Reliability, ...]
    components: tuple[Components, ...]
    factors: tuple[Factors, ...]
    removals: tuple[Removal, ...]
    effective_weights: Mapping[str, float]
    warnings: tuple[ScoringWarning, ...]


@on_one_thread
def analyse(specification: Specification, structure: Structure, data: Data) -> Analysis:
    """Return the statistics, correlations, reliability, components, removals and weights of an index.

    Groups are looked at by the values of their members; without the step `aggregate` those of indicators only, and
    nothing is removed. A group of one has neither alpha (NaN) nor components. Raises ScoringError as `pipeline.build`.
    """
    built = build(specification, structure, data)
    values = _all_values(built)
    found = correlations(values, structure)
    groups = {group: tuple(member.code for member in members) for group, members in structure.children.items()}
    whole = {group: members for group, members in groups.items() if set(members) <= set(values.columns)}
    components, warnings = _components(whole, values)
    measured = _of_units(built.denominated, built.normalised.units)
    return Analysis(
        build=built,
        statistics=statistics_of(measured),
        correlations=found,
        flags=flagged(found),
        denominators=_denominators(measured, data),
        reliability=tuple(reliability_of(group, codes, values.select(codes).values) for group, codes in whole.items()),
        components=components,
        factors=tuple(factors_of(one) for one in components),
        removals=tuple(_removals(specification, structure, built)),
        effective_weights=effective_weights(structure, built.nominal_weights),
        warnings=warnings,
    )


def _all_values(built: Build) -> Table:
    if built.scores is None:
        return built.normalised
    tables = (built.normalised, built.scores)
    return Table(
        built.normalised.units,
        tables[0].columns + tables[1].columns,
        np.column_stack([table.values for table in tables]),
    )


def _components(
    groups: Mapping[str, tuple[str, ...]], values: Table
) -> tuple[tuple[Components, ...], tuple[ScoringWarning, ...]]:
    found, warnings = [], []
    for group, members in groups.items():
        if len(members) < 2:
            warnings.append(ScoringWarning("components", f"the group {group!r} has one member: it has no components"))
            continue
        try:
            found.append(principal_components(group, members, values.select(members).values))
        except ScoringError as error:
            warnings.append(ScoringWarning("components", f"no components of {group!r}: {error}", {"group": group}))
    return tuple(found), tuple(warnings)


def _denominators(measured: Table, data: Data) -> tuple[Correlation, ...]:
    if data.denominators is None:
        return ()
    return denominator_correlations(measured, _of_units(data.denominators, measured.units))


def _of_units(table: Table, units: tuple[str, ...]) -> Table:
    scored = set(units)
    return table.rows(np.array([unit in scored for unit in table.units]))


def _removals(specification: Specification, structure: Structure, built: Build) -> Iterable[Removal]:
    if specification.aggregate is None:
        return
    weigh = specification.weigh or GIVEN_WEIGHTS
    for level in range(1, structure.height):
        yield from removals(built.normalised, structure, weigh, specification.aggregate, level=level)
