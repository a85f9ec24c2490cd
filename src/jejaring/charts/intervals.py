"""Intervals: an uncertain value is a range with a point; a rank is always shown so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jejaring.charts import svg
from jejaring.charts.frame import Frame, Rows, Scale, known, ticks

ROW, HEAD = 32, 24


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high` with the best single value at `point`; all None when nothing is known."""

    label: str
    low: float | None
    point: float | None
    high: float | None
    emphasis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalChart(Frame):
    """Ranges below each other on one scale. `reverse` puts small values at right, as for ranks."""

    intervals: Sequence[Interval]
    label: str
    measure: str
    reverse: bool = False
    to: str = "–"

    def draw(self, width: int, uid: str) -> str:
        above = width < 480
        row = ROW + (18 if above else 0)
        side = 0.0 if above else min(220, max(svg.width_of(one.label) for one in self.intervals) + 12)
        values = known([end for one in self.intervals for end in (one.low, one.high)]) or [0.0, 1.0]
        low, high = min(values), max(values)
        marks = sorted({mark for mark in ticks(low, high) if low <= mark <= high} | ({low} if self.reverse else set()))
        ends = (width - 14, side + 14) if self.reverse else (side + 14, width - 14)
        scale = Scale(low, high, *ends)
        height = HEAD + row * len(self.intervals)
        grid = [
            svg.line(scale(mark), HEAD, scale(mark), height, "grid")
            + svg.text(self.words(mark), scale(mark), 14, anchor="middle", kind="quiet")
            for mark in marks
        ]
        rows = [self._row(one, HEAD + n * row, side, scale, width, uid, above) for n, one in enumerate(self.intervals)]
        return svg.picture(width, height, self.title, svg.hatch(uid), *grid, *rows)

    def table(self) -> tuple[list[str], Rows]:
        rows = [
            [one.label, self.no_data if one.point is None else f"{self.words(one.point)} ({self._range(one)})"]
            for one in self.intervals
        ]
        return [self.label, self.measure], rows

    def _range(self, one: Interval) -> str:
        return f"{self.words(one.low or 0)}{self.to}{self.words(one.high or 0)}"

    def _row(self, one: Interval, top: float, side: float, scale: Scale, width: int, uid: str, above: bool) -> str:
        middle = top + (18 if above else 0) + ROW / 2
        kind = "strong" if one.emphasis else ""
        if above:
            label = svg.text(one.label, 0, top + 16, kind=f"{kind} haloed".strip())
        else:
            label = svg.text(svg.shortened(one.label, side - 8), side - 12, middle + 5, anchor="end", kind=kind)
        if one.low is None or one.high is None or one.point is None:
            blank = svg.tag("rect", x=side + 14, y=middle - 6, width=48, height=12, fill=f"url(#{uid})")
            return label + blank + svg.text(self.no_data, side + 70, middle + 5, kind="quiet haloed")
        left, right = sorted((scale(one.low), scale(one.high)))
        bar = svg.tag(
            "rect", x=left - 4, y=middle - 4, width=right - left + 8, height=8, rx=4, class_=f"range {kind}".strip()
        )
        point = svg.tag("circle", cx=scale(one.point), cy=middle, r=7, class_=f"point {kind}".strip())
        return label + bar + point
