"""The two tables of an index: the units (`iData`) and the structure (`iMeta`), checked against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.structure import Structure
from engines.scoring.table import Array, Data, Mask, Table, table_of
from engines.spelling import did_you_mean
from jejaring.indicators.files.bytes import read_grid
from jejaring.indicators.files.grids import Grid, missing
from jejaring.indicators.files.locations import InputError, InvalidInput, Location
from jejaring.indicators.files.structures import (
    DENOMINATOR,
    GROUP,
    INDICATOR,
    OTHER,
    Codebook,
    read_structure,
    with_fields,
)

CODE, NAME, TIME = "uCode", "uName", "Time"


@dataclass(frozen=True, slots=True)
class Tables:
    """The content of the two tables, with locations.

    `keys` are the columns a row begins with (`uCode`, in a panel the time as well) and `labels` their values by unit.
    In a panel a unit is its code and time (`AUT 2018`), and the time is a group as well. `ignored` names the
    columns of each that are not used. `rows`, `columns` and `codebook` are the locations of units, columns and codes.
    """

    structure: Structure
    data: Data
    keys: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    ignored: Mapping[str, tuple[str, ...]]
    file: str
    rows: Mapping[str, int]
    columns: Mapping[str, str]
    codebook: Codebook

    def label(self, unit: str, time: str = "") -> tuple[str, ...]:
        """Return what the row of a unit begins with; `time` if the unit is of one time of a panel."""
        return self.labels[f"{unit} {time}" if time else unit]

    def times(self) -> dict[str, Data]:
        """Return the data of each time of a panel, by time; units by their own code."""
        of_time = np.array([time for _, time in self.labels.values()], dtype=object)
        return {time: self._at(of_time == time) for time in sorted(set(of_time))}

    def _at(self, rows: Mask) -> Data:
        part = self.data.rows(rows)
        codes = tuple(self.labels[unit][0] for unit in part.table.units)
        denominators = part.denominators and replace(part.denominators, units=codes)
        return replace(part, table=replace(part.table, units=codes), denominators=denominators)

    def location_of(self, error: ScoringError) -> Location | None:
        """Return where in the tables stands what an error of the engine is about."""
        unit, code = error.unit or "", error.indicator or ""
        if error.field is not None:
            return self.codebook.location(code, error.field)
        if unit in self.rows:
            return Location(self.file, self.rows[unit], self.columns.get(code or CODE))
        if code in self.columns:
            return Location(self.file, 1, self.columns[code])
        return self.codebook.location(code)


def read_tables(units: str, structure: str, time: str | None = None) -> Tables:
    """Return the tables of units and of structure; `time` is the column that makes the units a panel.

    Raises InvalidInput with everything that is wrong in both.
    """
    errors: list[InputError] = []
    described, measured = _grid(structure, errors), _grid(units, errors)
    if described is None:
        raise InvalidInput(errors)
    codebook, found = read_structure(described)
    errors += found
    if measured is None or codebook is None:
        raise InvalidInput(errors)
    own = {code for codes in codebook.codes.values() for code in codes}
    keys = (CODE,) if time is None else (CODE, time)
    measured, found = with_fields(measured, [field for field in (*keys, NAME, TIME) if field not in own])
    errors += [*found, *_columns(measured, codebook, keys)]
    if any(key not in measured.columns for key in keys):
        raise InvalidInput(errors)
    return _tables(measured, codebook, keys, errors)


def _grid(name: str, errors: list[InputError]) -> Grid | None:
    try:
        return read_grid(name)
    except InvalidInput as refused:
        errors += refused.errors
        return None


def _columns(grid: Grid, codebook: Codebook, keys: Sequence[str]) -> Iterator[InputError]:
    """Yield errors of columns that are there and of columns that are missing."""
    codes = codebook.codes
    wanted = [*codes[INDICATOR], *codes[GROUP], *codes[DENOMINATOR]]
    unknown = [column for column in grid.columns if column not in (*wanted, *codes[OTHER], *keys, NAME, TIME)]
    for key in keys:
        if key not in grid.columns:
            yield grid.lacks(key, unknown)
    absent = [code for code in wanted if code not in grid.columns]
    for column in unknown:
        yield InputError(
            grid.head(column),
            f"the column {column!r} is not described in {codebook.grid.file}{did_you_mean(column, absent)}",
        )
    for code in absent:
        place = codebook.location(code) or codebook.grid.head()
        yield InputError(place, f"the code {code!r} is not a column of {grid.file}{did_you_mean(code, unknown)}")


def _tables(grid: Grid, codebook: Codebook, keys: tuple[str, ...], errors: list[InputError]) -> Tables:
    codes, no_codes = grid.codes(CODE)
    errors += no_codes
    labels = list(zip(codes, *(grid.texts(key) for key in keys[1:]), strict=True))
    units = [" ".join(part or "" for part in label) for label in labels]
    errors += _units(grid, keys, labels, units)
    measured = [*codebook.codes[INDICATOR], *codebook.codes[DENOMINATOR]]
    numbers = _numbers(grid, measured, errors)
    indicators, denominators = (
        {code: numbers[code] for code in codebook.codes[kind] if code in numbers} for kind in (INDICATOR, DENOMINATOR)
    )
    errors += _all_missing(grid, indicators)
    structure = codebook.structure
    if errors or structure is None:
        raise InvalidInput(errors)
    groups = {name: tuple(grid.texts(name)) for name in (*codebook.codes[GROUP], *keys[1:])}
    names = tuple(name or "" for name in grid.texts(NAME)) if NAME in grid.columns else ()
    data = Data(_table(units, indicators), _table(units, denominators) if denominators else None, groups, names)
    ignored = {"units": _ignored(grid, codebook, keys), "structure": codebook.ignored}
    return Tables(
        structure,
        data,
        keys,
        dict(zip(units, labels, strict=True)),
        ignored,
        grid.file,
        dict(zip(units, grid.rows, strict=True)),
        {column: grid.label(column) for column in grid.columns},
        codebook,
    )


def _ignored(grid: Grid, codebook: Codebook, keys: Sequence[str]) -> tuple[str, ...]:
    used = {*codebook.codes[INDICATOR], *codebook.codes[GROUP], *codebook.codes[DENOMINATOR], *keys, NAME}
    return tuple(column for column in grid.columns if column not in used)


def _units(
    grid: Grid, keys: Sequence[str], labels: Sequence[tuple[str | None, ...]], units: Sequence[str]
) -> Iterator[InputError]:
    """Yield errors of units without a code or a time, and of duplicate units."""
    if not units:
        yield InputError(grid.head(), "there are no units")
    first: dict[str, int] = {}
    for at, (label, unit) in enumerate(zip(labels, units, strict=True)):
        empty = [key for key, part in zip(keys, label, strict=True) if part is None]
        for key in empty:
            yield InputError(
                grid.location(at, key), f"the {'code' if key == CODE else 'time'} of the unit is missing (empty or NA)"
            )
        if unit in first and not empty:
            row = grid.rows[first[unit]]
            yield InputError(grid.location(at, CODE), f"the unit {unit!r} is given again; it is in row {row} already")
        first.setdefault(unit, at)


def _numbers(grid: Grid, codes: Sequence[str], errors: list[InputError]) -> dict[str, Array]:
    found: dict[str, Array] = {}
    there = [code for code in codes if code in grid.columns]
    for code in there:
        found[code], bad = grid.numbers(code, there)
        errors += bad
    return found


def _all_missing(grid: Grid, indicators: Mapping[str, Array]) -> Iterator[InputError]:
    for code, values in indicators.items():
        if values.size and np.isnan(values).all() and all(map(missing, grid.columns[code])):
            yield InputError(grid.head(code), f"every cell of the indicator {code!r} is missing")


def _table(units: Sequence[str], columns: Mapping[str, Array]) -> Table:
    return table_of(units, columns, np.column_stack([*columns.values()]))
