"""Bars: one value per thing, from a baseline of zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jejaring.charts import svg
from jejaring.charts.frame import Frame, Rows, Scale, known

ROW, THICK, GAP = 34, 20, 8


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float | None
    emphasis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart(Frame):
    """Horizontal bars in the order given. `label` names the things, `measure` the values, in the table."""

    bars: Sequence[Bar]
    label: str
    measure: str

    def draw(self, width: int, uid: str) -> str:
        above = width < 480  # on a phone the label stands above its bar
        row = ROW + (18 if above else 0)
        side = 0.0 if above else min(220, max(svg.width_of(bar.label) for bar in self.bars) + 12)
        scale = self._scale(width, side)
        drawn = [self._row(bar, number * row, side, scale, uid, above=above) for number, bar in enumerate(self.bars)]
        height = len(self.bars) * row
        axis = svg.line(scale(0), 0, scale(0), height, "axis")
        return svg.picture(width, height, self.title, svg.hatch(uid), *drawn, axis)

    def table(self) -> tuple[list[str], Rows]:
        return [self.label, self.measure], [[bar.label, self._said(bar)] for bar in self.bars]

    def _scale(self, width: int, side: float) -> Scale:
        values = known([bar.value for bar in self.bars]) or [0.0]
        room = max(svg.width_of(self._said(bar)) for bar in self.bars) + GAP
        left = side + (room if min(values) < 0 else 0)
        return Scale(min(0, *values), max(0, *values), left, width - room)

    def _row(self, bar: Bar, top: float, side: float, scale: Scale, uid: str, *, above: bool) -> str:
        middle = top + (18 if above else 0) + ROW / 2
        kind = "strong" if bar.emphasis else ""
        if above:
            label = svg.text(bar.label, 0, top + 16, kind=kind)
        else:
            label = svg.text(svg.shortened(bar.label, side - 8), side - 12, middle + 5, anchor="end", kind=kind)
        if bar.value is None:
            blank = svg.tag("rect", x=scale(0), y=middle - THICK / 2, width=48, height=THICK, fill=f"url(#{uid})")
            return label + blank + svg.text(self.no_data, scale(0) + 48 + GAP, middle + 5, kind="quiet")
        left, right = sorted((scale(0), scale(bar.value)))
        mark = svg.tag(
            "rect",
            x=left,
            y=middle - THICK / 2,
            width=max(right - left, 1),
            height=THICK,
            class_="mark strong" if bar.emphasis else "mark",
        )
        end, anchor = (right + GAP, "start") if bar.value >= 0 else (left - GAP, "end")
        return label + mark + svg.text(self.words(bar.value), end, middle + 5, anchor=anchor, kind=kind)

    def _said(self, bar: Bar) -> str:
        return self.no_data if bar.value is None else self.words(bar.value)
