"""Charts: what is drawn, and that it says the same in words."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from jejaring.charts import Bar, BarChart, Chart, Interval, IntervalChart, LineChart, Series
from jejaring.charts.frame import Scale, ticks
from jejaring.gallery.chart_samples import charts

VALUES = st.none() | st.floats(-1e9, 1e9, allow_nan=False)
TEXT = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=30)  # printable


def bar_chart(*bars: Bar) -> BarChart:
    return BarChart(title="Padang leads", subtitle="Members, 2019", bars=bars, label="City", measure="Members")


def drawn(chart: Chart, width: int = 720) -> ElementTree.Element:
    return ElementTree.fromstring(chart.draw(width, "u"))  # noqa: S314 - our own drawing


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("width", [328, 720])
def test_every_kind_of_chart_is_one_picture_with_a_name_and_a_table(number: int, width: int) -> None:
    with override("id"):
        chart = charts()[number]
        picture = drawn(chart, width)
        header, rows = chart.table()
    assert picture.get("role") == "img"
    assert picture.findtext("title") == chart.title
    assert {len(row) for row in rows} == {len(header)}


@given(st.lists(st.builds(Bar, TEXT, VALUES, st.booleans()), min_size=1, max_size=8), st.sampled_from([328, 720]))
def test_no_bar_leaves_the_picture_and_no_text_breaks_it(bars: list[Bar], width: int) -> None:
    picture = drawn(bar_chart(*bars), width)
    for mark in picture.iter("rect"):
        assert float(mark.get("x", "0")) >= -0.1
        assert float(mark.get("x", "0")) + float(mark.get("width", "0")) <= width + 60
    assert len(list(picture.iter("rect"))) == len(bars)


def test_bars_start_at_zero_and_keep_their_proportion() -> None:
    widths = [float(mark.get("width", "0")) for mark in drawn(bar_chart(Bar("a", 4), Bar("b", 2))).iter("rect")]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)


def test_what_is_missing_is_hatched_and_named_and_never_zero() -> None:
    chart = bar_chart(Bar("Padang", 3), Bar("Ambon", None))
    assert chart.draw(720, "u").count('fill="url(#u)"') == 1
    assert chart.table() == (["City", "Members"], [["Padang", "3"], ["Ambon", "no data"]])


def test_a_missing_year_breaks_the_line() -> None:
    points = [(2015.0, 1.0), (2016.0, 2.0), (2017.0, None), (2018.0, 4.0), (2019.0, 5.0)]
    chart = LineChart(title="t", subtitle="s", series=[Series("Padang", points, emphasis=True)], label="Year")
    path = next(mark for mark in drawn(chart).iter("path") if "line" in mark.get("class", ""))
    assert len(re.findall("M", path.get("d", ""))) == 2


def test_ranks_run_from_right_to_left_and_never_show_a_rank_of_zero() -> None:
    chart = IntervalChart(
        title="t", subtitle="s", intervals=[Interval("Padang", 1, 2, 9)], label="City", measure="Rank", reverse=True
    )
    texts = [mark.text for mark in drawn(chart).iter("text")]
    assert "0" not in texts
    assert "1" in texts
    assert chart.table()[1] == [["Padang", "2 (1–9)"]]


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6))
def test_ticks_cover_the_values_with_few_round_steps(low: float, width: float) -> None:
    found = ticks(low, low + width)
    assert found[0] <= low + 1e-6
    assert found[-1] >= low + width - 1e-6 * max(1, abs(low) + width)
    assert len(found) <= 7


def test_a_scale_of_one_value_does_not_divide_by_zero() -> None:
    assert Scale(5, 5, 0, 100)(5) == 0


def test_the_page_escapes_what_a_chart_says() -> None:
    page = Template("{% chart chart %}").render(Context({"chart": bar_chart(Bar("<script>", 1))}))
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 3
