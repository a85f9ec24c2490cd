"""A roadmap: what runs from when to when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from jejaring.charts import svg
from jejaring.charts.frame import Frame, Rows, Scale

ROW, HEAD = 44, 26


@dataclass(frozen=True, slots=True)
class Span:
    """Something that runs from `start` to `end`; `share` (0–1) of it is done, None when that is not known."""

    label: str
    start: date
    end: date
    share: float | None = None
    dimension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttChart(Frame):
    """Spans below each other on one calendar; `today` is a line. `day` writes a date, `done` names the share."""

    spans: Sequence[Span]
    label: str
    from_to: tuple[str, str]
    done: str
    day: Callable[[date], str] = date.isoformat
    today: date | None = None
    today_word: str = "today"

    def draw(self, width: int, uid: str) -> str:
        first = date(min(span.start for span in self.spans).year, 1, 1)
        last = date(max(span.end for span in self.spans).year + 1, 1, 1)
        scale = Scale(first.toordinal(), last.toordinal(), 0, width)
        height = HEAD + ROW * len(self.spans) + 8
        rows = [self._row(span, HEAD + number * ROW, scale, width, uid) for number, span in enumerate(self.spans)]
        years = [self._year(year, scale, height, width) for year in range(first.year, last.year)]
        return svg.picture(width, height, self.title, svg.hatch(uid), *years, *self._now(scale, height), *rows)

    def table(self) -> tuple[list[str], Rows]:
        header = [self.label, *self.from_to, self.done]
        return header, [[s.label, self.day(s.start), self.day(s.end), self._said(s)] for s in self.spans]

    def _said(self, span: Span) -> str:
        return self.no_data if span.share is None else f"{span.share * 100:.0f} %"

    def _year(self, year: int, scale: Scale, height: float, width: int) -> str:
        x = scale(date(year, 1, 1).toordinal())
        room = scale(date(year + 1, 1, 1).toordinal()) - x
        word = str(year) if room > 40 else f"’{year % 100:02d}" if room > 24 else ""
        return svg.line(max(x, 0.5), HEAD - 4, max(x, 0.5), height, "grid") + svg.text(word, x + 4, 14, kind="quiet")

    def _now(self, scale: Scale, height: float) -> list[str]:
        if self.today is None or not scale.low <= self.today.toordinal() < scale.high:
            return []
        x = scale(self.today.toordinal())
        word = svg.tag("title", self.today_word)
        return [svg.tag("path", word, d=f"M{svg.number(x)} {HEAD - 8}V{svg.number(height)}", class_="today")]

    def _row(self, span: Span, top: float, scale: Scale, width: int, uid: str) -> str:
        left, right = scale(span.start.toordinal()), scale(span.end.toordinal() + 1)
        wide, y = max(right - left, 4), top + 24
        tone = f" {span.dimension}" if span.dimension else ""
        base = svg.tag("rect", x=left, y=y, width=wide, height=12, rx=3, class_=f"plan{tone}")
        if span.share is None:
            filled = svg.tag("rect", x=left, y=y, width=wide, height=12, rx=3, fill=f"url(#{uid})")
        else:
            filled = svg.tag("rect", x=left, y=y, width=wide * span.share, height=12, rx=3, class_=f"done{tone}")
        name = svg.width_of(span.label)
        if left + name <= width:
            label = svg.text(span.label, left, top + 17, kind="haloed")
        elif name <= right:
            label = svg.text(span.label, min(right, width), top + 17, anchor="end", kind="haloed")
        else:
            label = svg.text(svg.shortened(span.label, width), 0, top + 17, kind="haloed")
        return label + base + filled
