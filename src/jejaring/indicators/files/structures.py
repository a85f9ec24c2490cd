"""The table of the structure (`iMeta`): what each code is, and the tree they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

from engines.scoring.errors import ScoringError
from engines.scoring.structure import Node, Structure, structure_of
from engines.spelling import did_you_mean
from jejaring.indicators.files.grids import Grid
from jejaring.indicators.files.locations import InputError, Location

CODE = "iCode"
FIELDS = (CODE, "Level", "Direction", "Weight", "Parent", "Type", "Denominator", "Target", "iName", "Unit")
REQUIRED = (CODE, "Level", "Direction", "Weight", "Parent", "Type")
NUMBERS = ("Level", "Direction", "Weight", "Target")
INDICATOR, AGGREGATE, GROUP, DENOMINATOR, OTHER = TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes by type, the location of each, columns that were ignored, and the tree if it has no error."""

    grid: Grid
    codes: Mapping[str, Sequence[str]]
    first: Mapping[str, int]
    ignored: tuple[str, ...]
    structure: Structure | None

    def location(self, code: str, field: str | None = None) -> Location | None:
        """Return the location of a code, or of a field of it; None if there is no such code."""
        return self.grid.location(self.first[code], field or CODE) if code in self.first else None


def read_structure(grid: Grid) -> tuple[Codebook | None, list[InputError]]:
    """Return the content of the table and its errors; empty if columns are missing."""
    grid, errors = with_fields(grid, FIELDS)
    ignored = tuple(column for column in grid.columns if column not in FIELDS)
    for column in REQUIRED:
        if column not in grid.columns:
            errors.append(grid.lacks(column, ignored))
    return (None, errors) if errors else _Rows(grid).codebook(ignored)


def with_fields(grid: Grid, fields: Sequence[str]) -> tuple[Grid, list[InputError]]:
    """Return the grid with its fields called by their own names, however they are written, and those given twice."""
    known = {field.lower(): field for field in fields}
    columns, letters, errors = {}, {}, []
    for column, cells in grid.columns.items():
        name = known.get(column.lower(), column)
        if name in columns:
            errors.append(InputError(grid.head(column), f"the column {name!r} is given twice"))
        columns[name] = cells
        if column in grid.letters:
            letters[name] = grid.letters[column]
    return replace(grid, columns=columns, letters=letters), errors


class _Rows:
    """The rows of the table while they are read; errors are collected."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.errors: list[InputError] = []
        self.texts = {field: grid.texts(field) for field in FIELDS if field in grid.columns}
        self.numbers = {}
        there = [field for field in NUMBERS if field in grid.columns]
        for field in there:
            self.numbers[field], errors = grid.numbers(field, there)
            self.errors += errors
        self.codes: dict[str, list[str]] = {kind: [] for kind in TYPES}
        self.first: dict[str, int] = {}

    def codebook(self, ignored: tuple[str, ...]) -> tuple[Codebook, list[InputError]]:
        nodes = [node for at in range(len(self.grid.rows)) if (node := self._row(at))]
        self._check_names("Denominator", self.codes[DENOMINATOR])
        self._check_names("Parent", self.codes[AGGREGATE])
        structure = None if self.errors else self._structure(nodes)
        errors = sorted(self.errors, key=lambda error: error.location.row or 0)
        return Codebook(self.grid, self.codes, self.first, ignored, structure), errors

    def _structure(self, nodes: Sequence[Node]) -> Structure | None:
        try:
            return structure_of(nodes)
        except ScoringError as first:
            for error in first.all:
                at = self.first.get(error.indicator or "")
                place = self.grid.head("Level") if at is None else self.grid.location(at, error.field or CODE)
                self.errors.append(InputError(place, str(error)))
            return None

    def _row(self, at: int) -> Node | None:
        """Return the node a row describes, if it describes one."""
        code, kind = self._text(at, CODE), self._kind(at)
        if code is None:
            self._refuse(at, CODE, "the row has no code")
        elif code in self.first:
            row = self.grid.rows[self.first[code]]
            self._refuse(at, CODE, f"the code {code!r} is given again; it is in row {row} already")
        else:
            self.first[code] = at
            self.codes[kind].append(code)
            return self._node(at, code, kind) if kind in (INDICATOR, AGGREGATE) else None
        return None

    def _kind(self, at: int) -> str:
        """Return the type of a row; Other, with an error, if it is unknown."""
        text = self._text(at, "Type")
        kind = {kind.lower(): kind for kind in TYPES}.get((text or "").lower())
        if text is None:
            self._refuse(at, "Type", f"the type is empty (known: {', '.join(TYPES)})")
        elif kind is None:
            self._refuse(at, "Type", f"unknown type {text!r}{did_you_mean(text, TYPES)}")
        return kind or OTHER

    def _node(self, at: int, code: str, kind: str) -> Node:
        parent = self._text(at, "Parent")
        weight = self._number(at, "Weight", needed=parent is not None)
        if weight is not None and weight < 0:
            self._refuse(at, "Weight", f"the weight of {code!r} is {weight:g}, not a number from 0 up")
        if kind == AGGREGATE:
            self._check_measures(at, code)
        return Node(
            code,
            self._level(at, code, kind),
            parent,
            1.0 if weight is None else weight,
            self._direction(at, code, kind),
            self._text(at, "iName") or "",
            self._text(at, "Unit") or "",
            self._text(at, "Denominator"),
            self._number(at, "Target"),
        )

    def _level(self, at: int, code: str, kind: str) -> int:
        level = self._number(at, "Level", needed=True)
        if level is None:
            return 0
        if level != int(level) or level < 1:
            self._refuse(at, "Level", f"the level of {code!r} is {level:g}, not a whole number from 1 up")
        elif (level == 1) != (kind == INDICATOR):
            article = "an indicator is at level 1" if kind == INDICATOR else "an aggregate is at level 2 or higher"
            self._refuse(at, "Level", f"the level of {code!r} is {level:g}, but {article}")
        return int(level)

    def _direction(self, at: int, code: str, kind: str) -> int:
        direction = self._number(at, "Direction", needed=kind == INDICATOR)
        if direction not in (None, 1, -1):
            self._refuse(at, "Direction", f"the direction of {code!r} is {direction:g}, not 1 or -1")
        return -1 if direction == -1 else 1

    def _check_measures(self, at: int, code: str) -> None:
        """Collect errors for settings of indicators in the row of an aggregate, where they would have no effect."""
        given = {
            "Direction": self._number(at, "Direction") == -1,
            "Denominator": self._text(at, "Denominator") is not None,
            "Target": self._number(at, "Target") is not None,
        }
        for field, is_given in given.items():
            if is_given:
                only = "a direction of -1" if field == "Direction" else f"a {field.lower()}"
                self._refuse(at, field, f"{code!r} is an aggregate; only an indicator has {only}")

    def _check_names(self, field: str, known: Sequence[str]) -> None:
        """Collect errors for references, in the rows of indicators and aggregates, to codes that do not exist."""
        members = {*self.codes[INDICATOR], *self.codes[AGGREGATE]}
        for at, name in enumerate(self.texts.get(field, ())):
            if name is not None and name not in known and self.texts[CODE][at] in members:
                wanted = f"is not a code of type {AGGREGATE if field == 'Parent' else DENOMINATOR}"
                self._refuse(at, field, f"the {field.lower()} {name!r} {wanted}{did_you_mean(name, known)}")

    def _text(self, at: int, field: str) -> str | None:
        return self.texts[field][at] if field in self.texts else None

    def _number(self, at: int, field: str, *, needed: bool = False) -> float | None:
        """Return a number or None; text in its place has been refused with its column."""
        if needed and self.texts[field][at] is None:
            self._refuse(at, field, f"the {field.lower()} of {self.texts['iCode'][at]!r} is empty")
        value = float(self.numbers[field][at]) if field in self.numbers else float("nan")
        return None if isnan(value) else value

    def _refuse(self, at: int, field: str, message: str) -> None:
        self.errors.append(InputError(self.grid.location(at, field), message))
