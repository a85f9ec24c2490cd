"""The analysis of an index: statistics, correlations, components, what each part does to the ranks.

`analyse` gathers what needs no further choice; `profile` and `stability` answer questions about units.
"""

from engines.scoring.analysis.columns import ColumnLimits, ColumnStatistics, statistics_of
from engines.scoring.analysis.components import Components, Factors, factors_of, principal_components, varimax
from engines.scoring.analysis.consistency import Item, Reliability, reliability_of
from engines.scoring.analysis.correlation import (
    Correlation,
    CorrelationFlag,
    CorrelationLimits,
    correlations,
    denominator_correlations,
    flagged,
    pairwise,
)
from engines.scoring.analysis.effective import effective_weights
from engines.scoring.analysis.removal import RankShift, Removal, removals
from engines.scoring.analysis.report import Analysis, analyse
from engines.scoring.analysis.stability import Stability, stability
from engines.scoring.analysis.strengths import IndicatorRank, Profile, profile

__all__ = [
    "Analysis",
    "ColumnLimits",
    "ColumnStatistics",
    "Components",
    "Correlation",
    "CorrelationFlag",
    "CorrelationLimits",
    "Factors",
    "IndicatorRank",
    "Item",
    "Profile",
    "RankShift",
    "Reliability",
    "Removal",
    "Stability",
    "analyse",
    "correlations",
    "denominator_correlations",
    "effective_weights",
    "factors_of",
    "flagged",
    "pairwise",
    "principal_components",
    "profile",
    "reliability_of",
    "removals",
    "stability",
    "statistics_of",
    "varimax",
]
