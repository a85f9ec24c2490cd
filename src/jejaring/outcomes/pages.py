"""What the page of a report says, from its figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jejaring.charts import BarChart
from jejaring.events.models import Event
from jejaring.events.times import language
from jejaring.kit.components import Download, Fact
from jejaring.kit.tables import Column, attribute
from jejaring.kit.words import number
from jejaring.outcomes.figures import Figures, Row, Said, attendance_chart, dates_of, feedback_chart
from jejaring.outcomes.models import Report


def _on_day(place: int, row: Row) -> int:
    return row.by_day[place]


@dataclass(frozen=True, slots=True)
class Voices:
    """What was said of a session or of the event, with its chart."""

    said: Said
    chart: BarChart


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report as it is read: published, or (without `report`) as it would be today."""

    event: Event
    figures: Figures
    report: Report | None = None

    @property
    def title(self) -> str:
        """The finding."""
        total = self.figures.total
        if not total.attended:
            return _("What %(event)s brought") % {"event": self.event.name}
        found = ngettext("%(count)s person came", "%(count)s people came", total.attended)
        return found % {"count": number(total.attended)}

    @property
    def dates(self) -> str:
        return dates_of(self.event)

    @property
    def summary(self) -> str:
        if self.report is None:
            return ""
        in_english = language() == "en" and self.report.summary_en
        return self.report.summary_en if in_english else self.report.summary_id

    @property
    def facts(self) -> list[Fact]:
        found = [
            Fact(_("Invited"), number(self.figures.total.invited), pgettext("report", "cities")),
            Fact(_("Registered"), number(self.figures.total.registered), _("persons")),
            Fact(_("Attended"), number(self.figures.total.attended), _("persons, on one day at least")),
        ]
        sessions = Fact(_("Sessions"), number(self.figures.sessions), self._speakers())
        return [*found, sessions]

    def _speakers(self) -> str:
        count = self.figures.speakers
        return ngettext("%(count)s speaker", "%(count)s speakers", count) % {"count": number(count)}

    @property
    def chart(self) -> BarChart | None:
        return attendance_chart(self.figures)

    @property
    def columns(self) -> list[Column]:
        """The columns of the table of groups: who was invited, registered and came, altogether and day by day."""
        counted = [("invited", _("Cities invited")), ("registered", _("Registered")), ("attended", _("Attended"))]
        days = [
            Column(f"day{place}", day, value=partial(_on_day, place), numeric=True)
            for place, day in enumerate(self.figures.days)
        ]
        return [
            attribute("name", _("Group")),
            *(attribute(key, label, numeric=True) for key, label in counted),
            *days,
        ]

    @property
    def rows(self) -> list[Row]:
        return [*self.figures.groups, self.figures.total]

    @property
    def voices(self) -> list[Voices]:
        return [Voices(one, feedback_chart(one)) for one in self.figures.said]

    @property
    def downloads(self) -> list[Download]:
        if self.report is None:
            return []
        document = reverse("documents:pdf", args=[self.report.document.public_id])
        pack = reverse("outcomes:press_pack", args=[self.event.slug])
        return [Download(_("The report as a document"), document, "PDF"), Download(_("Press pack"), pack, "ZIP")]
