"""A map of areas whose paths someone else has prepared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from jejaring.charts import svg
from jejaring.charts.frame import Frame, Rows


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `level` counts from 0 (least) into the chart's `levels`, None is missing; `url` makes it a link."""

    path: str
    label: str
    said: str
    level: int | None
    url: str = ""
    selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choropleth(Frame):
    """Areas shaded in steps. `levels` are the words of the steps, least first; `box` is the view box of the paths.

    The places also stand in the table beside it: a map never is the only way to a fact.
    """

    areas: Sequence[Area]
    levels: Sequence[str]
    box: tuple[float, float, float, float]
    label: str
    measure: str

    def draw(self, width: int, uid: str) -> str:
        left, top, wide, tall = self.box
        shapes = "".join(self._area(area, uid) for area in self.areas)
        scale = width / wide
        moved = f"scale({scale:.5f}) translate({-left:.3f} {-top:.3f})"
        map_ = svg.tag("g", shapes, transform=moved, class_="areas")
        legend, foot = self._legend(width, tall * scale + 14, uid)
        return svg.picture(width, tall * scale + 14 + foot, self.title, svg.hatch(uid), map_, legend)

    def table(self) -> tuple[list[str], Rows]:
        return [self.label, self.measure], [[area.label, area.said or self.no_data] for area in self.areas]

    def _area(self, area: Area, uid: str) -> str:
        title = svg.tag("title", escape(f"{area.label}: {area.said or self.no_data}"))
        kind = self._kind(area.level) + (" selected" if area.selected else "")
        fill = f"url(#{uid})" if area.level is None else ""
        shape = svg.tag("path", title, d=area.path, class_=kind, fill=fill)
        return svg.tag("a", shape, href=area.url) if area.url else shape

    def _kind(self, level: int | None) -> str:
        if level is None:
            return "area missing"
        steps = max(1, len(self.levels) - 1)
        return f"area level-{round(level / steps * 4)}"

    def _legend(self, width: int, top: float, uid: str) -> tuple[str, float]:
        words = [*enumerate(self.levels), (None, self.no_data)]
        x, y, drawn = 0.0, top, []
        for level, word in words:
            room = 22 + svg.width_of(word) + 18
            if x and x + room > width:
                x, y = 0.0, y + 24
            fill = f"url(#{uid})" if level is None else ""
            drawn.append(svg.tag("rect", x=x, y=y, width=16, height=16, rx=3, class_=self._kind(level), fill=fill))
            drawn.append(svg.text(word, x + 22, y + 13, kind="quiet"))
            x += room
        return "".join(drawn), y - top + 24
