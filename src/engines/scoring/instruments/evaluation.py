"""An instrument's values for one unit or for thousands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.scoring.errors import ScoringError, refuse_all
from engines.scoring.instruments.instrument import Band, Instrument, Rounding, bands_at
from engines.scoring.instruments.parts import Formula, Group, Indicator, Numbers, values_of, walk
from engines.spelling import did_you_mean

SNAP = 8  # decimals, counted from the last published digit, within which a float cannot be told from a tie


class NoScore(StrEnum):
    """Why a unit has no score; none of these is a zero."""

    NOT_ASSESSED = "not_assessed"
    NIL = "nil"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Score:
    """One unit's result; without one, `outcome` says why and `missing` names the indicators that lack.

    `parts` holds, by code, each part's unrounded and published value.
    """

    unit: str
    value: float | None
    published: float | None
    band: Band | None
    outcome: NoScore | None
    missing: tuple[str, ...]
    parts: Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Many units' results: by a part's code an array of unrounded and one of published values, NaN for no score.

    `bands` are positions in the instrument's bands, −1 for none; `outcomes` are None where there is a score.
    """

    instrument: Instrument
    units: tuple[str, ...]
    values: Mapping[str, Numbers]
    published: Mapping[str, Numbers]
    bands: NDArray[np.intp]
    outcomes: tuple[NoScore | None, ...]

    def of(self, unit: str) -> Score:
        """Return one unit's result. Raises ScoringError if there is no such unit."""
        if unit not in self.units:
            raise ScoringError(f"no unit {unit!r}{did_you_mean(unit, self.units)}", unit=unit)
        row = self.units.index(unit)
        parts = {code: (_known(self.values[code][row]), _known(self.published[code][row])) for code in self.values}
        value, published = parts[self.instrument.index.code]
        band = self.instrument.bands[self.bands[row]] if self.bands[row] >= 0 else None
        lacking = tuple(part.code for part in self.instrument.indicators if parts[part.code][0] is None)
        return Score(unit, value, published, band, self.outcomes[row], lacking, parts)


def _known(number: np.float64) -> float | None:
    return None if np.isnan(number) else float(number)


def evaluate(
    instrument: Instrument,
    observed: Mapping[str, Any],
    *,
    units: Sequence[str] | None = None,
    outcomes: Mapping[str, NoScore] | None = None,
) -> Scores:
    """Return every part's value for many units, which are numbered from 1 if they have no names.

    `observed` holds a column for each indicator's code, in the indicator's own units; NaN or None is missing, and an
    indicator without a column is missing everywhere. What lacks an indicator below it has no score. `outcomes` names
    the units that have none by decision (not assessed, nil), whatever was observed.

    Raises ScoringError with unit and indicator for a code or unit that is not known, columns of different lengths,
    text, infinity, a value outside its scale, and a geometric mean of a value that is not above 0; all codes, and all
    values, that are wrong are refused together (`others`).
    """
    indicators = {indicator.code: indicator for indicator in instrument.indicators}
    unknown = [code for code in observed if code not in indicators]
    refuse_all(
        ScoringError(
            f"{instrument.code} {instrument.version} has no indicator {code!r}{did_you_mean(code, indicators)}",
            indicator=code,
        )
        for code in unknown
    )
    columns = {code: _column(code, column) for code, column in observed.items()}
    names = _names(columns, units)
    decided = dict(outcomes or {})
    if stray := sorted(set(decided) - set(names)):
        raise ScoringError(f"no unit {stray[0]!r}{did_you_mean(stray[0], names)}", unit=stray[0])
    refuse_all(error for code, column in columns.items() for error in _beyond_scale(indicators[code], column, names))
    absent = np.full(len(names), np.nan)
    without = np.array([unit in decided for unit in names], bool)
    kept = {code: np.where(without, np.nan, columns.get(code, absent)) for code in indicators}
    values = values_of(instrument.index, kept)
    refuse_all(_not_geometric(instrument, values, names))
    return _scores(instrument, names, values, decided)


def evaluate_unit(
    instrument: Instrument, observed: Mapping[str, float | None], *, unit: str = "1", outcome: NoScore | None = None
) -> Score:
    """Return every part's value for one unit; otherwise as `evaluate`."""
    columns = {code: [value] for code, value in observed.items()}
    return evaluate(instrument, columns, units=[unit], outcomes={unit: outcome} if outcome else None).of(unit)


def rounded(values: Numbers, digits: int, rounding: Rounding) -> Numbers:
    """Return values with `digits` decimals, ties decided as in decimal arithmetic.

    A value within 1e-8 of a tie, counted in the last digit, is the tie: 3.315, in floats 3.31499…, goes up to 3.32.
    """
    steps = np.round(values * 10**digits, SNAP)
    whole = np.floor(steps + 0.5) if rounding is Rounding.HALF_UP else np.trunc(steps)
    return np.asarray(whole / 10**digits, np.float64)


def _scores(
    instrument: Instrument, names: tuple[str, ...], values: Mapping[str, Numbers], decided: Mapping[str, NoScore]
) -> Scores:
    digits = {part.code: instrument.digits if part.digits is None else part.digits for part in walk(instrument.index)}
    published = {code: rounded(column, digits[code], instrument.rounding) for code, column in values.items()}
    top = published[instrument.index.code]
    lacking, bands = np.isnan(top), bands_at(instrument, top)
    outcomes = tuple(
        decided.get(name, NoScore.MISSING) if lacks else None for name, lacks in zip(names, lacking, strict=True)
    )
    return Scores(instrument, names, values, published, bands, outcomes)


def _column(code: str, column: Any) -> Numbers:
    cells = np.asarray(column)
    if cells.ndim != 1:
        raise ScoringError(f"{code}: a column is a list of numbers, one per unit", indicator=code)
    for cell in cells if cells.dtype.kind not in "iuf" else ():
        if cell is not None and (isinstance(cell, str | bool | np.bool_) or not hasattr(cell, "__float__")):
            raise ScoringError(f"{code}: {str(cell)!r} is not a number", indicator=code)
    return cells.astype(np.float64)


def _names(columns: Mapping[str, Numbers], units: Sequence[str] | None) -> tuple[str, ...]:
    count = len(units) if units is not None else max(map(len, columns.values()), default=0)
    for code, column in columns.items():
        if len(column) != count:
            raise ScoringError(f"{code} has {len(column)} values for {count} units", indicator=code)
    names = tuple(units) if units is not None else tuple(str(number) for number in range(1, count + 1))
    if len(set(names)) < count:
        twice = next(name for name in names if names.count(name) > 1)
        raise ScoringError(f"the unit {twice!r} comes twice", unit=twice)
    return names


def _beyond_scale(indicator: Indicator, column: Numbers, names: Sequence[str]) -> Iterator[ScoringError]:
    scale = indicator.scale
    error = np.isinf(column) | (column < scale.lower)
    if scale.upper is not None:
        error |= column > scale.upper
    if scale.whole:
        error |= column != np.round(column)
    return _errors(indicator.code, column, error & ~np.isnan(column), names, f"outside its scale: {scale}")


def _not_geometric(
    instrument: Instrument, values: Mapping[str, Numbers], names: Sequence[str]
) -> Iterator[ScoringError]:
    for group in walk(instrument.index):
        if isinstance(group, Group) and group.formula is Formula.GEOMETRIC_MEAN:
            for part in group.parts:
                column = values[part.code]
                why = f"not above 0: the geometric mean {group.code} needs it"
                yield from _errors(part.code, column, column <= 0, names, why)


def _errors(
    code: str, column: Numbers, error: NDArray[np.bool_], names: Sequence[str], why: str
) -> Iterator[ScoringError]:
    for row in np.flatnonzero(error).tolist():
        message = f"{code} of {names[row]!r} is {column[row]:,.10g}, {why}"
        yield ScoringError(message, unit=names[row], indicator=code)
