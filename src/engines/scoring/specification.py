"""What a run does: the steps and their settings, as read from a specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

GIVEN = "as_given"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Denominate:
    """Divide each indicator by the column its structure names as denominator."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Drop units that have less than `coverage` (0–1) of the indicators."""

    coverage: float = 0.65


@dataclass(frozen=True, slots=True)
class Impute:
    """Fill missing cells; `group` names the grouping of `group_mean` and `group_median`."""

    METHODS = ("mean", "median", "group_mean", "group_median", "pillar_mean", NONE)
    method: str = "mean"
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Treat:
    """Treat skewed columns: winsorise up to a number of points, then transform those that still fail."""

    TRANSFORMS = ("log_ct", "boxcox", NONE)
    method: str = "winsorise"
    winsorise_max: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5
    then: str = "log_ct"
    boxcox_lambda: float | None = None


@dataclass(frozen=True, slots=True)
class Goalpost:
    """The two ends of an indicator's scale, in its own units; `log` measures between their logarithms."""

    low: float
    high: float
    log: bool = False


@dataclass(frozen=True, slots=True)
class Normalise:
    """Normalise columns to a common scale; direction is applied first."""

    METHODS = (
        "minmax",
        "zscore",
        "rank",
        "borda",
        "percentile_rank",
        "goalposts",
        "distance_to_max",
        "distance_to_target",
    )
    method: str = "minmax"
    range: tuple[float, float] = (0.0, 100.0)
    mean: float = 0.0
    sd: float = 1.0
    cap: bool = False
    goalposts: Mapping[str, Goalpost] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weigh:
    """Weights within each group; `levels` are those whose nodes get them (all, if empty), the others keep theirs."""

    METHODS = ("given", "equal", "pca", "entropy", "ahp", "benefit_of_the_doubt")
    method: str = "given"
    levels: tuple[int, ...] = ()
    comparisons: Mapping[str, tuple[tuple[float, ...], ...]] = field(default_factory=dict)
    shares: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How groups become aggregates: one method, or one per level from the bottom.

    Below `coverage` (0–1, of the cells of its group) an aggregate is missing. `power` is that of the generalised mean.
    """

    METHODS = ("arithmetic", "geometric", "harmonic", "generalised", "copeland", "mazziotta_pareto")
    method: tuple[str, ...] = ("arithmetic",)
    coverage: float = 0.0
    power: float | None = None


Step = Denominate | Screen | Impute | Treat | Normalise | Weigh | Aggregate
STEPS: Mapping[str, type[Step]] = {
    "denominate": Denominate,
    "screen": Screen,
    "impute": Impute,
    "treat": Treat,
    "normalise": Normalise,
    "weigh": Weigh,
    "aggregate": Aggregate,
}
VARIABLE = ("impute", "treat", "normalise", "weigh", "aggregate")


@dataclass(frozen=True, slots=True)
class Noise:
    """Uniform noise on weights: each weight of the levels is multiplied by 1 − noise … 1 + noise."""

    noise: float
    levels: tuple[int, ...]

    @property
    def moves(self) -> bool:
        """Whether any weight varies."""
        return self.noise > 0 and bool(self.levels)


@dataclass(frozen=True, slots=True)
class Robustness:
    """What a robustness run varies, and what it looks at.

    `vary` holds the alternatives of a step (None is the step as given). Before a mean that needs positive numbers,
    columns that have others are brought to `positive_range`; None refuses instead. `target` is a code; the top if None.
    """

    weights: Noise | None = None
    vary: Mapping[str, tuple[Step | None, ...]] = field(default_factory=dict)
    positive_range: tuple[float, float] | None = (1.0, 100.0)
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """Units at several times; `bounds` says whether scales are set over all of them or for each by itself."""

    time: str = "Time"
    bounds: Literal["all", "each"] = "all"


@dataclass(frozen=True, slots=True)
class Specification:
    """A run: its steps (None is left out), what its robustness run varies, whether it is a panel; `source` as read."""

    denominate: Denominate | None = None
    screen: Screen | None = None
    impute: Impute | None = None
    treat: Treat | None = None
    normalise: Normalise | None = None
    weigh: Weigh | None = None
    aggregate: Aggregate | None = None
    robustness: Robustness | None = None
    panel: Panel | None = None
    source: Mapping[str, Any] = field(default_factory=dict)

    def given(self) -> Sequence[str]:
        """Return the names of the steps that are taken, in order."""
        return [name for name in STEPS if getattr(self, name) is not None]

    def left_out(self) -> Sequence[str]:
        """Return the names of the steps that are left out, in order."""
        return [name for name in STEPS if getattr(self, name) is None]
