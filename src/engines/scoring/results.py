"""The results of runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.scoring.table import Array, Table

Ranks = NDArray[np.int32]
MISSING_RANK = 0


@dataclass(frozen=True, slots=True)
class Dropped:
    """A unit that was screened out, with the share of indicators it has."""

    unit: str
    share: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that a step changed, or that it left missing (`after` is None)."""

    step: str
    unit: str
    indicator: str
    before: float | None
    after: float | None
    how: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a column was treated: its shape before and after, points winsorised, transformation, whether it passes."""

    indicator: str
    skewness_before: float
    kurtosis_before: float
    winsorised: int
    transform: str | None
    skewness_after: float
    kurtosis_after: float
    passes: bool


@dataclass(frozen=True, slots=True)
class ScoringWarning:
    """A warning for the reader of the result; `facts` are its figures."""

    kind: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Build:
    """An index built once. A table of a step that is left out is the table before it; without aggregation no scores.

    `denominated` has all units, the tables after it those that were not screened out. `marks` says for each cell of
    `treated` how it was treated (`winhi`, `winlo`, `log_ct`, `boxcox` or nothing); `cells` lists the imputed, the
    winsorised and those beyond their goalposts or target, with their values.
    `weights` holds what each code counted for each unit within its group, as a share (missing cells count nothing), or
    the unit's own weights where benefit of the doubt gives it some.
    `ranks` begin at 1 for the best and are NaN where the score is missing.
    """

    specification_hash: str
    data_hash: str
    denominated: Table
    dropped: tuple[Dropped, ...]
    imputed: Table
    treated: Table
    marks: NDArray[np.str_]
    treatments: tuple[Treatment, ...]
    normalised: Table
    nominal_weights: Mapping[str, float]
    weights: Table | None
    scores: Table | None
    ranks: Table | None
    cells: tuple[Cell, ...]
    warnings: tuple[ScoringWarning, ...]


@dataclass(frozen=True, slots=True)
class RankSpread:
    """The dispersion of ranks over samples. Arrays: one entry per unit; `ranks` is samples × units, 0 if missing."""

    units: tuple[str, ...]
    nominal: Array
    median: Array
    mean: Array
    low: Array
    high: Array
    ranks: Ranks

    def probabilities(self, unit: int) -> Array:
        """Return the share of samples in which the unit has rank 1, 2, … (one entry per unit of the table)."""
        counts = np.bincount(self.ranks[:, unit], minlength=len(self.units) + 1)[1:]
        return np.asarray(counts / max(1, counts.sum()), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Tie:
    """Units that cannot be told apart, by nominal rank."""

    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Sobol indices of one factor for one output; `unit` is None for all units together.

    Outputs are `score`, `rank` and, of all units, `rank_shift`: the mean distance from the nominal rank.
    """

    output: str
    unit: str | None
    factor: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True, slots=True)
class RobustnessRun:
    """The result of a robustness run; `not_varied` names every step that was not varied."""

    specification_hash: str
    data_hash: str
    samples: int
    evaluations: int
    seed: int
    factors: tuple[str, ...]
    not_varied: tuple[str, ...]
    spread: RankSpread
    ties: tuple[Tie, ...]
    sensitivity: tuple[Sensitivity, ...]
    warnings: tuple[ScoringWarning, ...]
