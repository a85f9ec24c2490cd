"""The file of a prioritisation plane: criteria with their weights, and projects in it or in a table beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isnan
from pathlib import Path
from typing import Any

from engines.portfolio.errors import PortfolioError, errors_of
from engines.portfolio.prioritisation import AXES, Candidate, Criterion
from engines.portfolio.reading.values import amount, number, positive, share
from engines.spelling import did_you_mean
from engines.values.errors import Collected, InvalidValues
from engines.values.objects import Key, Keys, anything, by_name, entry, fields
from engines.values.scalars import Reader, choice, flag, text
from jejaring.financing.studies.sources import (
    Grid,
    Refusals,
    as_written,
    codes_in,
    missing,
    read_source,
    things,
)

Things = Mapping[str, Mapping[str, Any]]
CODE, NAME, COST = COLUMNS = ("code", "name", "cost")


@dataclass(frozen=True, slots=True)
class PlaneStudy:
    """Projects to compare under a budget, by criteria whose weights somebody stands for (`weights_source`).

    `noise` is the share by which weights may be wrong; None if that is not asked. `names` are those of projects.
    """

    name: str
    unit: str
    budget: Decimal
    weights_source: str
    criteria: tuple[Criterion, ...]
    candidates: tuple[Candidate, ...]
    names: Mapping[str, str]
    noise: float | None


CRITERION: Keys = {
    "code": Key(text, required=True),
    "name": Key(text, required=True),
    "unit": Key(text),
    "axis": Key(choice(*AXES), required=True),
    "weight": Key(amount, required=True),
    "less_is_better": Key(flag),
}
PROJECT: Keys = {
    "code": Key(text, required=True),
    "name": Key(text, required=True),
    "cost": Key(positive, required=True),
    "values": Key(by_name(number), required=True),
}
STUDY: Keys = {
    "$schema": Key(text),
    "name": Key(text, required=True),
    "unit": Key(text, required=True),
    "budget": Key(amount, required=True),
    "weights_source": Key(text, required=True),
    "noise": Key(share),
    "criteria": Key(anything, required=True),
    "projects": Key(anything, required=True),
}


def read_plane(file: Path) -> PlaneStudy:
    """Return the study in a file, with the table of projects that it may name by a path relative to it.

    Raises Refused with all that is wrong in both.
    """
    refusals, given = Refusals(), read_source(file)
    collected = Collected()
    found = fields(given, "", STUDY, collected)
    known = len(collected.errors)
    criteria = things(found, "criteria", entry(CRITERION), collected)
    axes = list(_axes(criteria)) if len(collected.errors) == known else []
    codes, table = codes_in(given, "criteria"), found.get("projects")
    if isinstance(table, str):
        refusals.add(file, [*errors_of(collected.errors), *axes])
        projects = _from_table(str(file.parent / table), codes, refusals)
    else:
        listed = things(found, "projects", entry(PROJECT), collected)
        refusals.add(file, [*errors_of(collected.errors), *axes, *_values(listed, codes)])
        projects = list(listed.values())
    refusals.raise_any()
    return PlaneStudy(
        **{name: found[name] for name in ("name", "unit", "budget", "weights_source")},
        criteria=tuple(map(_criterion, criteria.values())),
        candidates=tuple(Candidate(one[CODE], one[COST], one["values"]) for one in projects),
        names={one[CODE]: one[NAME] for one in projects},
        noise=float(found["noise"]) if "noise" in found else None,
    )


def _criterion(found: Mapping[str, Any]) -> Criterion:
    return Criterion(found["code"], found["axis"], float(found["weight"]), found.get("less_is_better", False))


def _axes(criteria: Things) -> Iterator[PortfolioError]:
    """Each axis has a criterion that counts, and none is called like a column of the table of projects."""
    for axis in AXES:
        if not any(criterion["axis"] == axis and criterion["weight"] for criterion in criteria.values()):
            yield PortfolioError(f"no criterion with a weight is on the axis {axis!r}", key="criteria")
    for place, criterion in criteria.items():
        if criterion["code"] in COLUMNS:
            message = f"the code {criterion['code']!r} is kept for a column of the table of projects"
            yield PortfolioError(message, key=f"{place}.code")


def _values(projects: Things, codes: Sequence[str]) -> Iterator[PortfolioError]:
    """Every project has a value for each criterion and for no other."""
    for place, project in projects.items():
        for code in project["values"]:
            if code not in codes:
                message = f"unknown criterion {code!r}{did_you_mean(code, codes)}"
                yield PortfolioError(message, key=f"{place}.values.{code}", programme=project["code"])
        for code in codes:
            if code not in project["values"]:
                message = f"the value of {code!r} is missing"
                yield PortfolioError(message, key=f"{place}.values", programme=project["code"])


def _from_table(name: str, codes: Sequence[str], refusals: Refusals) -> list[dict[str, Any]]:
    """Return the projects of a table with the columns code, name, cost and one for each criterion."""
    grid = refusals.table(name)
    if grid is None:
        return []
    others = [column for column in grid.columns if column not in (*COLUMNS, *codes)]
    refusals.lines += [str(grid.lacks(column, others)) for column in (*COLUMNS, *codes) if column not in grid.columns]
    for column in others:
        absent = [code for code in codes if code not in grid.columns]
        refusals.at(grid.head(column), f"the column {column!r} is not a criterion{did_you_mean(column, absent)}")
    if not grid.rows:
        refusals.at(grid.head(), "there are no projects")
    measures = [column for column in (COST, *codes) if column in grid.columns]
    cells = {
        column: _cells(grid, column, positive if column == COST else number, measures, refusals) for column in measures
    }
    texts = {column: _texts(grid, column, refusals) for column in (CODE, NAME) if column in grid.columns}
    if refusals.lines:
        return []
    return [
        {**{column: texts[column][at] for column in texts}, COST: cells[COST][at]}
        | {"values": {code: cells[code][at] for code in codes}}
        for at in range(len(grid.rows))
    ]


def _cells(
    grid: Grid, column: str, read: Reader[Decimal], among: Sequence[str], refusals: Refusals
) -> list[Decimal | None]:
    values, errors = grid.numbers(column, among)
    refusals.lines += map(str, errors)
    found: list[Decimal | None] = []
    for at, value in enumerate(values.tolist()):
        found.append(None)
        if missing(grid.columns[column][at]):
            refusals.at(grid.location(at, column), "the number is missing (empty or NA)")
        elif not isnan(value):
            try:
                found[-1] = read(as_written(value), "")
            except InvalidValues as wrong:
                refusals.at(grid.location(at, column), str(wrong))
    return found


def _texts(grid: Grid, column: str, refusals: Refusals) -> list[str]:
    texts, seen = refusals.read(lambda: grid.texts(column)) or [], dict[str, int]()
    for at, cell in enumerate(texts):
        if cell is None:
            refusals.at(grid.location(at, column), f"the {column} of the project is missing (empty or NA)")
        elif column == CODE and cell in seen:
            message = f"the project {cell!r} is given again; it is in row {grid.rows[seen[cell]]} already"
            refusals.at(grid.location(at, column), message)
        seen.setdefault(cell or "", at)
    return [cell or "" for cell in texts]
