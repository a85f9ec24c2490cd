"""What was observed of units, in a table: a column per indicator of an instrument, checked and evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engines.scoring.errors import ScoringError
from engines.scoring.instruments import Instrument, NoScore, Scores, evaluate
from engines.scoring.table import Array
from engines.spelling import did_you_mean
from jejaring.indicators.files.bytes import read_grid
from jejaring.indicators.files.grids import Grid
from jejaring.indicators.files.locations import InputError, InvalidInput
from jejaring.indicators.files.structures import with_fields

CODE, NAME, OUTCOME = FIELDS = ("uCode", "uName", "uOutcome")
DECIDED = (NoScore.NOT_ASSESSED, NoScore.NIL)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The scores of the units of a table, their names, and the columns that play no part."""

    scores: Scores
    names: tuple[str, ...]
    ignored: tuple[str, ...]


def evaluate_table(instrument: Instrument, name: str) -> Evaluated:
    """Return the scores of the units of a table with the columns uCode and one for each indicator.

    `uName` names units; `uOutcome` says of a unit that it has no score by decision (not_assessed, nil). An empty cell
    or NA is a missing observation. Raises InvalidInput with everything that is wrong, each at its file, row and column.
    """
    grid, errors = with_fields(read_grid(name), FIELDS)
    codes = [indicator.code for indicator in instrument.indicators]
    others = [column for column in grid.columns if column not in (*FIELDS, *codes)]
    errors += [grid.lacks(column, others) for column in (CODE, *codes) if column not in grid.columns]
    if not grid.rows:
        errors.append(InputError(grid.head(), "there are no units"))
    units = _units(grid, errors)
    outcomes = _outcomes(grid, units, errors)
    observed = _observed(grid, codes, errors)
    scores = _scores(instrument, grid, (units, observed, outcomes), errors)
    if errors or scores is None:
        raise InvalidInput(sorted(errors, key=lambda error: error.location.row or 0))
    names = grid.texts(NAME) if NAME in grid.columns else [None] * len(units)
    return Evaluated(scores, tuple(name or "" for name in names), tuple(others))


def _units(grid: Grid, errors: list[InputError]) -> list[str]:
    """Return the codes of units; a unit without one of its own is called by its row."""
    if CODE not in grid.columns:
        return [f"row {row}" for row in grid.rows]
    codes, found = _codes(grid, errors)
    errors += found
    seen: dict[str, int] = {}
    units = []
    for at, code in enumerate(codes):
        if code is None:
            errors.append(InputError(grid.location(at, CODE), "the code of the unit is missing (empty or NA)"))
        elif code in seen:
            message = f"the unit {code!r} is given again; it is in row {seen[code]} already"
            errors.append(InputError(grid.location(at, CODE), message))
        units.append(f"row {grid.rows[at]}" if code is None or code in seen else code)
        seen.setdefault(units[-1], grid.rows[at])
    return units


def _codes(grid: Grid, errors: list[InputError]) -> tuple[Sequence[str | None], list[InputError]]:
    try:
        return grid.codes(CODE)
    except InvalidInput as invalid:
        errors += invalid.errors
        return [f"row {row}" for row in grid.rows], []


def _outcomes(grid: Grid, units: Sequence[str], errors: list[InputError]) -> dict[str, NoScore]:
    if OUTCOME not in grid.columns:
        return {}
    known = {str(outcome): outcome for outcome in DECIDED}
    outcomes = {}
    for at, word in enumerate(grid.texts(OUTCOME)):
        if word is not None and word not in known:
            message = (
                f"unknown outcome {word!r}{did_you_mean(word, known)}; leave the cell empty for a unit with a score"
            )
            errors.append(InputError(grid.location(at, OUTCOME), message))
        elif word is not None:
            outcomes[units[at]] = known[word]
    return outcomes


def _observed(grid: Grid, codes: Sequence[str], errors: list[InputError]) -> dict[str, Array]:
    there = [code for code in codes if code in grid.columns]
    observed = {}
    for code in there:
        observed[code], bad = grid.numbers(code, there)
        errors += bad
    return observed


Given = tuple[Sequence[str], Mapping[str, Array], Mapping[str, NoScore]]


def _scores(instrument: Instrument, grid: Grid, given: Given, errors: list[InputError]) -> Scores | None:
    """Return the scores, if the engine refuses nothing; what it refuses is added with its place."""
    units, observed, outcomes = given
    try:
        return evaluate(instrument, observed, units=units, outcomes=outcomes)
    except ScoringError as error:
        errors += map(partial(_located, grid, units), (error, *error.others))
        return None


def _located(grid: Grid, units: Sequence[str], error: ScoringError) -> InputError:
    column = error.indicator if error.indicator in grid.columns else CODE
    at = units.index(error.unit) if error.unit in units else None
    return InputError(grid.head() if at is None else grid.location(at, column or CODE), str(error))


def lacking(evaluated: Evaluated) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the units that lack observations, by position, with the codes of the indicators they lack."""
    codes = [indicator.code for indicator in evaluated.scores.instrument.indicators]
    absent = np.isnan(np.column_stack([evaluated.scores.values[code] for code in codes]))
    for at in np.flatnonzero(absent.any(axis=1)).tolist():
        yield at, tuple(code for code, missing in zip(codes, absent[at], strict=True) if missing)
