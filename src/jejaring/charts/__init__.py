"""Charts drawn on the server: frozen values in, SVG out, no Django.

Every chart states its finding in `title` and names measure, unit, place and year in `subtitle`. It can say itself as a
table (`table()`), which stands under the picture as its text equivalent. A missing value is None: hatched and named,
never zero. Numbers are written by `words`, a function such as `jejaring.kit.words.number`.

Sources of the rules: W. S. Cleveland, *The Elements of Graphing Data* (1994); Datawrapper's guides (zero baseline for
bars, labels on the marks, no pies, no second axis).
"""

from jejaring.charts.bars import Bar, BarChart
from jejaring.charts.frame import Chart, Frame
from jejaring.charts.gantt import GanttChart, Span
from jejaring.charts.intervals import Interval, IntervalChart
from jejaring.charts.lines import LineChart, Panel, Series, SmallMultiples
from jejaring.charts.maps import Area, Choropleth

__all__ = [
    "Area",
    "Bar",
    "BarChart",
    "Chart",
    "Choropleth",
    "Frame",
    "GanttChart",
    "Interval",
    "IntervalChart",
    "LineChart",
    "Panel",
    "Series",
    "SmallMultiples",
    "Span",
]
