"""What stands around every picture, and the scales all pictures share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Protocol

Rows = list[list[str]]


def plain(value: float) -> str:
    """Write a number without grouping, for want of a better writer."""
    return f"{value:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Title (the finding, a sentence), subtitle (measure, unit, place, year), source and download."""

    title: str
    subtitle: str
    source: str = ""
    source_url: str = ""
    csv_url: str = ""
    words: Callable[[float], str] = plain
    no_data: str = "no data"


class Chart(Protocol):
    """What the tag `chart` needs."""

    @property
    def title(self) -> str: ...

    @property
    def subtitle(self) -> str: ...

    def draw(self, width: int, uid: str) -> str:
        """Return the picture as SVG, made for that width in pixels; `uid` names its patterns."""

    def table(self) -> tuple[list[str], Rows]:
        """Return header and rows that say the same in words."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels, in a straight line."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = (self.high - self.low) or 1
        return self.start + (value - self.low) / span * (self.end - self.start)


def ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Return round values from at or below `low` to at or above `high`: steps of 1, 2 or 5 times a power of ten."""
    if high <= low:
        high = low + 1
    rough = (high - low) / wanted
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first = floor(low / step) * step
    found = [first]
    while found[-1] < high - step * 1e-9:
        found.append(round(first + len(found) * step, 12))
    return found


def known(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None]
