"""What the home page says, from data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import public_candidates
from jejaring.admission.queries.stages import STAGES
from jejaring.agenda.public_pages import EventPage
from jejaring.agenda.queries.public import next_event
from jejaring.cities.maps import draw_dots
from jejaring.cities.models import Organisation
from jejaring.kit.components import Event, Fact, Step
from jejaring.kit.words import long_date, number
from jejaring.membership.models import Membership, Officer
from jejaring.membership.queries.organs import officers_on, president_among
from jejaring.portal import queries as register
from jejaring.portal.mission import MISSIONS, Mission

NEW_DAYS = 60  # so long the newest member is the title of the page
SHOWN_CANDIDATES = 6
SHOWN_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the home page shows; the number of queries does not grow with the network."""

    mission: Mission | None
    counts: register.Counts
    province_count: int
    newest: Membership | None
    candidates: Sequence[Journey]
    president: Officer | None
    changes: Sequence[Event]
    marks: Mapping[str, str]
    day: date
    next_event: EventPage | None = None

    @property
    def title(self) -> str:
        """The finding: who has just joined, who is about to, or how many learn together."""
        if self.newest:
            words = {"city": self.newest.organisation, "number": str(self.newest.number)}
            return _("%(city)s is member number %(number)s of a network that learns together") % words
        coming = self._coming
        if coming:
            words = {"city": coming.organisation, "number": str(self.counts.next_number)}
            return _("%(city)s is about to become member number %(number)s") % words
        if not self.counts.members:
            return _("A network of regencies and cities that learn from each other")
        found = ngettext(
            "%(count)s regency or city learns with others",
            "%(count)s regencies and cities learn from each other",
            self.counts.members,
        )
        return found % {"count": number(self.counts.members)}

    @property
    def eyebrow(self) -> str:
        return long_date(self.newest.since if self.newest else self.day)

    @property
    def lead(self) -> str:
        if not self.counts.members:
            return _("The first city to sign a cooperation agreement appears here.")
        return str(self.mission.lead) if self.mission else ""

    @property
    def _coming(self) -> Journey | None:
        """The next member, where only one city is joining: of several nobody is promised the number."""
        one = self.candidates[0] if len(self.candidates) == 1 else None
        return one if one and one.kind.numbered else None

    @property
    def finding_of(self) -> Organisation | None:
        """The city that the title is about."""
        shown = self.newest or self._coming
        return shown.organisation if shown else None

    @property
    def map(self) -> SafeString:
        """Members, candidates and the city of the title, to be laid over the land."""
        marks, labels = dict(self.marks), {}
        if self.finding_of and self.finding_of.region_id:
            marks[self.finding_of.region_id] = "selected"
            labels = {self.finding_of.region_id: self.finding_of.short_name}
        return draw_dots(marks, title=f"{self.title}. {self.legend}.", labels=labels)

    @property
    def facts(self) -> list[Fact]:
        found = [
            Fact(_("Members"), number(self.counts.members), _("on %(day)s") % {"day": long_date(self.day)}),
            Fact(_("Named in the register"), number(self.counts.named), self._provinces_in_words()),
            Fact(_("Joining"), number(self.counts.candidates), _("letter of intent signed")),
        ]
        if self.president and self.president.region:
            found.append(Fact(_("Presidency"), self.president.region, str(self.president.term)))
        return found

    @property
    def legend(self) -> str:
        """What the map shows, in words."""
        return map_legend(self.counts)

    def _provinces_in_words(self) -> str:
        words = ngettext("in %(count)s province", "in %(count)s provinces", self.province_count)
        return words % {"count": number(self.province_count)}

    @property
    def steps(self) -> list[Step]:
        """The way into the network, with the longest time of each stage."""
        return [Step(stage.title, "todo", when=_workdays(stage.workdays)) for stage in STAGES]

    @property
    def workdays(self) -> str:
        """How long the way takes at most, in words."""
        return _workdays(sum(stage.workdays for stage in STAGES))


def _workdays(days: int) -> str:
    words = ngettext("%(count)s working day", "%(count)s working days", days)
    return words % {"count": number(days)} if days else ""


def map_legend(counts: register.Counts) -> str:
    """Return how many members and candidates the register names, in words."""
    members = ngettext("%(count)s member", "%(count)s members", counts.named) % {"count": number(counts.named)}
    candidates = ngettext("%(count)s candidate", "%(count)s candidates", counts.candidates)
    return f"{members}, {candidates % {'count': number(counts.candidates)}}" if counts.candidates else members


def look(*, on: date) -> Home:
    """Return what the home page shows on that day."""
    network = Organisation.objects.filter(kind=Organisation.Kind.NETWORK).only("slug").first()
    return Home(
        mission=MISSIONS.get(network.slug) if network else None,
        counts=register.counts(),
        province_count=sum(one.members > 0 for one in register.provinces()),
        newest=_newest(on),
        candidates=list(public_candidates()[:SHOWN_CANDIDATES]),
        president=president_among(officers_on(on)),
        changes=register.changes(SHOWN_CHANGES),
        marks=register.map_marks(),
        day=on,
        next_event=_next_event(on),
    )


def _next_event(on: date) -> EventPage | None:
    found = next_event(on=on)
    return EventPage(found, None, on) if found else None


def _newest(on: date) -> Membership | None:
    """Return the member that has joined last, if that is news."""
    news = Membership.objects.filter(number__isnull=False, ended_on=None, since__range=(on - timedelta(NEW_DAYS), on))
    return news.select_related("organisation").order_by("-number").first()
