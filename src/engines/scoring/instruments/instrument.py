"""One version of a published index, with its bands, its rounding and how well each constant is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engines.scoring.errors import ScoringError
from engines.scoring.instruments.parts import (
    UNSTATED,
    Evidence,
    Indicator,
    Name,
    Numbers,
    Part,
    extent,
    indicators_of,
    walk,
)


class Rounding(StrEnum):
    """How values are rounded to the published digits."""

    HALF_UP = "half_up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a constant was read; `legal` if it is the regulation's or the publisher's own text."""

    code: str
    text: str
    legal: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A range of published values that has a name; it ends where the next begins. `level` names the stage, if any."""

    code: str
    name: Name
    lower: float
    level: Name | None = None
    evidence: Evidence = UNSTATED


@dataclass(frozen=True, slots=True)
class Series:
    """Years whose figures can be compared; across two series they cannot."""

    version: str
    first_year: int
    last_year: int | None
    note: str
    evidence: Evidence = UNSTATED


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of a published index.

    It is in force from `valid_from` to `valid_to`, both days included; a version whose first day is not known is
    offered for no date. `not_confirmed` lists what exists but could not be confirmed, and so is not here.
    Raises ScoringError if two parts share a code, a source is not listed, or the bands do not cover the index.
    """

    code: str
    version: str
    name: Name
    legal_basis: str
    valid_from: date | None
    valid_to: date | None
    validity: Evidence
    sources: tuple[Source, ...]
    index: Part
    digits: int
    rounding: Rounding
    rounding_evidence: Evidence = UNSTATED
    bands: tuple[Band, ...] = ()
    series: tuple[Series, ...] = ()
    notes: tuple[str, ...] = ()
    not_confirmed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        codes = [part.code for part in walk(self.index)]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ScoringError(f"the code {twice[0]!r} is used for two parts", indicator=twice[0])
        known = {source.code for source in self.sources}
        for place, evidence in self.evidence():
            if stray := sorted(set(evidence.sources) - known):
                raise ScoringError(f"{place} names the source {stray[0]!r}, which is not listed")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ScoringError(f"in force from {self.valid_from} to {self.valid_to}: it ends before it begins")
        if self.bands:
            _check_bands(self)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The parts that are observed."""
        return indicators_of(self.index)

    @property
    def needs_legal_check(self) -> bool:
        """Whether some constant was read in secondary material only."""
        return any(evidence.needs_legal_check for _, evidence in self.evidence())

    def evidence(self) -> Iterator[tuple[str, Evidence]]:
        """Yield each constant's place and how well it is known."""
        yield "validity", self.validity
        yield "rounding", self.rounding_evidence
        for part in walk(self.index):
            yield part.code, part.evidence
            if isinstance(part, Indicator):
                yield f"scale of {part.code}", part.scale.evidence
        yield from ((f"band {band.code}", band.evidence) for band in self.bands)
        yield from ((f"series {series.version}", series.evidence) for series in self.series)

    def doubts(self) -> dict[str, tuple[str, ...]]:
        """Return what is not confirmed: each reason with the places of the constants it is about."""
        found: dict[str, tuple[str, ...]] = dict.fromkeys(self.not_confirmed, ())
        for place, evidence in self.evidence():
            if evidence.unconfirmed:
                found[evidence.unconfirmed] = (*found.get(evidence.unconfirmed, ()), place)
        return found


def _check_bands(instrument: Instrument) -> None:
    lowers = [band.lower for band in instrument.bands]
    lowest, highest = extent(instrument.index)
    if lowers != sorted(set(lowers)):
        raise ScoringError("the bands do not rise: each begins above the one before")
    if lowers[0] != lowest or lowers[-1] > highest:
        ends = f"the index goes from {lowest:g} to {highest:g}"
        raise ScoringError(f"{ends}, but its bands begin at {lowers[0]:g} and the last at {lowers[-1]:g}")


def bands_at(instrument: Instrument, published: Numbers) -> NDArray[np.intp]:
    """Return where in the instrument's bands published (rounded) values lie: in the last that begins at or below each.

    It is −1 for a value that is NaN or below the index, and for all if no bands are confirmed.
    """
    lowers = np.array([band.lower for band in instrument.bands], np.float64)
    return np.where(np.isnan(published), -1, np.searchsorted(lowers, published, side="right") - 1)
