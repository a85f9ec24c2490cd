"""Samples of every chart."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jejaring.charts import (
    Area,
    Bar,
    BarChart,
    Chart,
    Choropleth,
    GanttChart,
    Interval,
    IntervalChart,
    LineChart,
    Series,
    SmallMultiples,
    Span,
)
from jejaring.kit import words


def charts() -> list[Chart]:
    """Return one chart of each kind. The figures are made up to show the drawing."""
    frame: dict[str, Any] = {"source": _("Made up for this gallery"), "words": words.number, "no_data": _("no data")}
    years = range(2015, 2026)
    return [
        BarChart(
            title=_("Half of the member cities are in Java"),
            subtitle=_("Members by island group, number of cities, 2019 (example)"),
            bars=[
                Bar(_("Java"), 12, emphasis=True),
                Bar(_("Sumatra"), 6),
                Bar(_("Bali and Nusa Tenggara"), 4),
                Bar(_("Sulawesi"), 2),
                Bar(_("Maluku and Papua"), None),
            ],
            label=_("Island group"),
            measure=_("Members"),
            csv_url="#charts",
            source_url="#charts",
            **frame,
        ),
        LineChart(
            title=_("Padang answers twice as many requests online as five years ago"),
            subtitle=_("Requests answered online, share in per cent, 2015–2025 (example)"),
            series=[
                Series("Padang", [(y, None if y == 2019 else 20 + 4.5 * (y - 2015)) for y in years], emphasis=True),
                Series("Kupang", [(y, 18 + 3 * (y - 2015)) for y in years]),
                Series("Malang", [(y, 30 + 1.2 * (y - 2015)) for y in years]),
            ],
            label=_("Year"),
            **frame,
        ),
        IntervalChart(
            title=_("Three cities share the lead; their order is uncertain"),
            subtitle=_("Rank among 24 cities with 90 per cent interval (example)"),
            intervals=[
                Interval("Padang", 1, 2, 5, emphasis=True),
                Interval("Malang", 1, 2, 6),
                Interval("Kupang", 2, 4, 9),
                Interval("Ambon", 8, 14, 21),
                Interval("Ternate", None, None, None),
            ],
            label=_("City"),
            measure=_("Rank"),
            reverse=True,
            **frame,
        ),
        GanttChart(
            title=_("Two of four programmes are on their way"),
            subtitle=_("Programmes of the plan 2019–2023 and their progress (example)"),
            spans=[
                Span(_("One data portal"), date(2019, 3, 1), date(2020, 12, 31), 1.0, "governance"),
                Span(_("Flood warning on every phone"), date(2020, 1, 1), date(2022, 6, 30), 0.4, "environment"),
                Span(_("Clinic appointments"), date(2021, 1, 1), date(2023, 6, 30), 0.0, "living"),
                Span(_("Market stalls online"), date(2022, 7, 1), date(2023, 12, 31), None, "economy"),
            ],
            label=_("Programme"),
            from_to=(_("From"), _("Until")),
            done=_("Done"),
            day=words.long_date,
            today=date(2021, 5, 1),
            today_word=_("today"),
            **frame,
        ),
        SmallMultiples(
            title=_("Every city improved, some with pauses"),
            subtitle=_("Requests answered online, share in per cent, 2015–2025 (example)"),
            panels=[
                Series(
                    name, [(y, None if y in missing else start + pace * (y - 2015)) for y in years], name == "Padang"
                )
                for name, start, pace, missing in (
                    ("Padang", 20, 4.5, ()),
                    ("Kupang", 18, 3, (2017, 2018)),
                    ("Malang", 30, 1.2, ()),
                    ("Ambon", 10, 2, (2020,)),
                )
            ],
            label=_("Year"),
            **frame,
        ),
        Choropleth(
            title=_("The east has room for more members"),
            subtitle=_("Share of cities that are members, by province, 2019 (made-up shapes)"),
            areas=[
                Area(f"M{80 * n} {10 * (n % 3)}h70v60h-70z", f"{_('Province')} {n + 1}", said, level)
                for n, (said, level) in enumerate(
                    ((_("most"), 2), (_("some"), 1), (_("none"), 0), ("", None), (_("some"), 1), (_("most"), 2))
                )
            ],
            levels=[_("none"), _("some"), _("most")],
            box=(0, 0, 470, 84),
            label=_("Province"),
            measure=_("Share of members"),
            **frame,
        ),
    ]
