"""The same units at several times: one scale over all of them, or one for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import ParamSpec, TypeVar

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.fingerprint import hash_of_data
from engines.scoring.normalise import normalise
from engines.scoring.pipeline import Prepared, Scored, assembled, build, filled_in, scored_as, screened
from engines.scoring.results import Build
from engines.scoring.specification import Panel, Specification, Treat
from engines.scoring.structure import Structure
from engines.scoring.table import Data, Table
from engines.scoring.treat import Treated, treat
from engines.scoring.weigh import GroupWeights

P = ParamSpec("P")
R = TypeVar("R")


def build_panel(specification: Specification, structure: Structure, times: Mapping[str, Data]) -> dict[str, Build]:
    """Return an index for each time.

    `bounds: each`: every time is an index of its own; scores of two times cannot be compared. `bounds: all`: screening
    and imputation look at one time, but outliers, the ends of scales, weights found in the data and comparisons between
    units are those of all times together, so that scores can be compared over time. Ranks are always within a time.

    Raises ScoringError as `build` does; a unit is named with its time.
    """
    if (specification.panel or Panel()).bounds == "each":
        return {time: _at(time, build, specification, structure, data) for time, data in times.items()}
    firsts = {time: _at(time, screened, specification, structure, data) for time, data in times.items()}
    filled = {time: _at(time, filled_in, first, structure, specification.impute) for time, first in firsts.items()}
    pooled = _pooled({time: table for time, (table, _) in filled.items()})
    treated = treat(pooled, specification.treat or Treat(method="none"))
    normalised = normalise(treated.table, specification.normalise, structure)
    scored = scored_as(specification, structure, normalised)
    builds = {}
    for time, rows in _rows({time: table for time, (table, _) in filled.items()}):
        imputed, cells = filled[time]
        part = Treated(imputed.having(treated.table.values[rows]), treated.marks[rows], treated.treatments)
        ready = Prepared(imputed, cells, part, imputed.having(normalised.values[rows]))
        mine = _part(scored, rows) if scored else None
        digest = hash_of_data(times[time])
        builds[time] = assembled(specification, structure, digest, firsts[time], ready, mine)
    return builds


def _at(time: str, act: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """Name the time in errors raised about it."""
    try:
        return act(*arguments, **named)
    except ScoringError as error:
        raise error.saying(after=f" (at {time})", time=time) from error


def _pooled(tables: Mapping[str, Table]) -> Table:
    units = tuple(f"{unit} {time}" for time, table in tables.items() for unit in table.units)
    columns = next(iter(tables.values())).columns
    return Table(units, columns, np.concatenate([table.values for table in tables.values()]))


def _rows(tables: Mapping[str, Table]) -> Iterator[tuple[str, slice]]:
    begin = 0
    for time, table in tables.items():
        yield time, slice(begin, begin + len(table.units))
        begin += len(table.units)


def _part(scored: Scored, rows: slice) -> Scored:
    """Return the rows of one time."""
    weights = {
        group: GroupWeights(found.shared, None if found.own is None else found.own[rows])
        for group, found in scored.weights.items()
    }
    values = {code: column[rows] for code, column in scored.values.items()}
    return Scored(values, scored.sizes, weights, scored.warnings)
