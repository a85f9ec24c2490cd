"""Published indices as data: dated instruments and their values for one unit or for thousands."""

from engines.scoring.instruments.evaluation import NoScore, Score, Scores, evaluate, evaluate_unit, rounded
from engines.scoring.instruments.instrument import Band, Instrument, Rounding, Series, Source, bands_at
from engines.scoring.instruments.parts import (
    Evidence,
    Formula,
    Goalposts,
    Group,
    Indicator,
    Name,
    Part,
    Scale,
    extent,
    indicators_of,
    walk,
)

__all__ = [
    "Band",
    "Evidence",
    "Formula",
    "Goalposts",
    "Group",
    "Indicator",
    "Instrument",
    "Name",
    "NoScore",
    "Part",
    "Rounding",
    "Scale",
    "Score",
    "Scores",
    "Series",
    "Source",
    "bands_at",
    "evaluate",
    "evaluate_unit",
    "extent",
    "indicators_of",
    "rounded",
    "walk",
]
