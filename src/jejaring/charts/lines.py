"""Lines over time, alone or as small multiples on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from jejaring.charts import svg
from jejaring.charts.frame import Frame, Rows, Scale, known, ticks

HEIGHT, FOOT = 280, 28
Point = tuple[float, float | None]  # (year or other place on the x axis, value or None when missing)


@dataclass(frozen=True, slots=True)
class Series:
    label: str
    points: Sequence[Point]
    emphasis: bool = False


Panel = Series


def _path(points: Sequence[Point], x: Scale, y: Scale) -> str:
    """Return the line's path; a missing value breaks it."""
    runs = [list(run) for found, run in groupby(points, key=lambda point: point[1] is not None) if found]
    drawn = [
        "L".join(f"{svg.number(x(place))} {svg.number(y(value))}" for place, value in run if value is not None)
        for run in runs
    ]
    return "".join(f"M{run}" for run in drawn)


def _dots(points: Sequence[Point], x: Scale, y: Scale, kind: str) -> str:
    """Mark the last value, and every value that has no neighbour to be joined with."""
    dots = []
    for number, (place, value) in enumerate(points):
        before = points[number - 1][1] if number else None
        after = points[number + 1][1] if number + 1 < len(points) else None
        if value is not None and (after is None and (before is None or number + 1 == len(points))):
            dots.append(svg.tag("circle", cx=x(place), cy=y(value), r=4, class_=f"point {kind}".strip()))
    return "".join(dots)


def _gaps(points: Sequence[Point], x: Scale, top: float, bottom: float, uid: str, no_data: str) -> str:
    """Hatch the places where a series has no value."""
    blanks = [place for place, value in points if value is None]
    half = abs(x(points[1][0]) - x(points[0][0])) / 2 if len(points) > 1 else 8
    name = f"<title>{no_data}</title>"
    return "".join(
        svg.tag("rect", name, x=x(b) - half, y=top, width=2 * half, height=bottom - top, fill=f"url(#{uid})")
        for b in blanks
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart(Frame):
    """One line per series, its name at its end. The first emphasised series shows its gaps."""

    series: Sequence[Series]
    label: str
    zero: bool = False

    def draw(self, width: int, uid: str) -> str:
        values = known([value for one in self.series for _place, value in one.points]) or [0.0, 1.0]
        places = [place for one in self.series for place, _value in one.points]
        marks = ticks(0 if self.zero else min(values), max(values))
        left = max(svg.width_of(self.words(mark)) for mark in marks) + 8
        names = max(svg.width_of(one.label) for one in self.series)
        right = width - min(names + 14, width * 0.36)
        x, y = Scale(min(places), max(places), left + 6, right), Scale(marks[0], marks[-1], HEIGHT - FOOT, 12)
        grid = [
            svg.line(left, y(mark), right, y(mark), "axis" if mark == 0 else "grid")
            + svg.text(self.words(mark), left - 8, y(mark) + 5, anchor="end", kind="quiet")
            for mark in marks
        ]
        main = next((one for one in self.series if one.emphasis), self.series[0])
        gaps = _gaps(main.points, x, 12, HEIGHT - FOOT, uid, self.no_data)
        ordered = sorted(self.series, key=lambda one: one.emphasis)
        drawn = [self._series(one, x, y) for one in ordered] + self._names(x, y, width)
        return svg.picture(width, HEIGHT, self.title, svg.hatch(uid), *grid, gaps, *self._places(x), *drawn)

    def table(self) -> tuple[list[str], Rows]:
        return _rows(self.label, self.series, self.words, self.no_data)

    def _series(self, one: Series, x: Scale, y: Scale) -> str:
        kind = "strong" if one.emphasis else ""
        drawn = svg.tag("path", d=_path(one.points, x, y), class_=f"line {kind}".strip())
        return drawn + _dots(one.points, x, y, kind)

    def _names(self, x: Scale, y: Scale, width: int) -> list[str]:
        """Write each name at the end of its line, pushed down where two would touch."""
        ends = [(y(values[-1]), one) for one in self.series if (values := known([v for _p, v in one.points]))]
        drawn, lowest = [], 0.0
        for height, one in sorted(ends, key=lambda end: end[0]):
            lowest = max(height, lowest + 18)
            name = svg.shortened(one.label, width - x.end - 12)
            drawn.append(svg.text(name, x.end + 10, lowest + 5, kind="strong" if one.emphasis else "quiet"))
        return drawn

    def _places(self, x: Scale) -> list[str]:
        found = sorted({place for one in self.series for place, _value in one.points})
        every = max(1, -(-len(found) * 48 // max(1, int(x.end - x.start))))
        shown = found[::-1][::every]
        return [svg.text(f"{place:g}", x(place), HEIGHT - 6, anchor="middle", kind="quiet") for place in shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallMultiples(Frame):
    """The same measure for several things, each in a small panel of its own, all on one scale."""

    panels: Sequence[Panel]
    label: str

    def draw(self, width: int, uid: str) -> str:
        columns = 2 if width < 480 else min(4, max(1, width // 170))
        gap, tall = 20, 118
        wide = (width - gap * (columns - 1)) / columns
        values = known([value for one in self.panels for _place, value in one.points]) or [0.0, 1.0]
        low, high = min(0, *values), max(values)
        drawn = []
        for number, one in enumerate(self.panels):
            left, top = (number % columns) * (wide + gap), (number // columns) * (tall + gap)
            drawn.append(self._panel(one, left, top, wide, tall, (low, high), uid))
        rows = -(-len(self.panels) // columns)
        return svg.picture(width, rows * tall + (rows - 1) * gap, self.title, svg.hatch(uid), *drawn)

    def table(self) -> tuple[list[str], Rows]:
        return _rows(self.label, self.panels, self.words, self.no_data)

    def _panel(
        self, one: Panel, left: float, top: float, wide: float, tall: float, span: tuple[float, float], uid: str
    ) -> str:
        kind = "strong" if one.emphasis else ""
        places = [place for place, _value in one.points]
        x = Scale(min(places), max(places), left + 5, left + wide - 5)
        y = Scale(*span, top + tall - 22, top + 30)
        values = known([value for _place, value in one.points])
        last = self.words(values[-1]) if values else self.no_data
        name = svg.shortened(one.label, wide - svg.width_of(last) - 10)
        return "".join(
            (
                svg.text(name, left, top + 14, kind=kind),
                svg.text(last, left + wide, top + 14, anchor="end", kind="strong"),
                _gaps(one.points, x, top + 30, top + tall - 22, uid, self.no_data),
                svg.line(left, y(0), left + wide, y(0), "axis"),
                svg.tag("path", d=_path(one.points, x, y), class_=f"line {kind}".strip()),
                _dots(one.points, x, y, kind),
                svg.text(f"{min(places):g}", left, top + tall - 4, kind="quiet"),
                svg.text(f"{max(places):g}", left + wide, top + tall - 4, anchor="end", kind="quiet"),
            )
        )


def _rows(label: str, series: Sequence[Series], words: object, no_data: str) -> tuple[list[str], Rows]:
    places = sorted({place for one in series for place, _value in one.points})
    found = [dict(one.points) for one in series]
    say = words if callable(words) else str
    rows = [
        [f"{place:g}", *(no_data if (value := one.get(place)) is None else say(value) for one in found)]
        for place in places
    ]
    return [label, *(one.label for one in series)], rows
