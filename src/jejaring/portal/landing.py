"""What the landing pages of the header show, from data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jejaring.agenda.public_pages import Events, picture_of
from jejaring.agenda.queries.public import public_events
from jejaring.charts import Bar, BarChart
from jejaring.cities.maps import draw_dots
from jejaring.cities.models import Organisation
from jejaring.events.models import Event
from jejaring.kit.components import Download
from jejaring.kit.navigation import Place, address, doors_of
from jejaring.kit.words import number
from jejaring.membership.models import Officer
from jejaring.membership.queries.organs import officers_on, president_among
from jejaring.portal import queries as register
from jejaring.portal.mission import MISSIONS, Mission

CITIES, LEARN, DATA, NETWORK = "portal:cities", "portal:learn", "portal:data", "portal:network"
SHOWN_BARS = 8


@dataclass(frozen=True, slots=True)
class Cities:
    """The cities of the network: how many, which of them are known by name, and where they are."""

    counts: register.Counts
    provinces: Sequence[register.ProvinceOfCities]

    @property
    def title(self) -> str:
        words = {"count": number(self.counts.members), "named": number(self.counts.named)}
        if not self.counts.members:
            return _("No city is a member yet")
        if self.counts.unnamed:
            return _("%(count)s members, %(named)s of them known by name") % words
        found = ngettext(
            "%(count)s member, known by name", "%(count)s members, each known by name", self.counts.members
        )
        return found % words

    @property
    def lead(self) -> str:
        if not self.provinces:
            return _("The first city to complete its journey will appear here.")
        first = self.provinces[0]
        words = ngettext(
            "%(province)s has the most: %(count)s city.",
            "%(province)s has the most: %(count)s cities.",
            len(first.cities),
        )
        return words % {"province": first.name, "count": number(len(first.cities))}

    @property
    def dots(self) -> list[str]:
        """One dot per city: named, counted only, candidate."""
        named, unnamed = ["named"] * self.counts.named, ["counted"] * self.counts.unnamed
        return [*named, *unnamed, *["candidate"] * self.counts.candidates]

    @property
    def doors(self) -> list[Place]:
        candidates = Place(
            _("Candidates"),
            f"{address('portal:register')}#calon",
            here=False,
            text=_("Cities that have signed a letter of intent."),
        )
        return [*doors_of("cities"), candidates]


@dataclass(frozen=True, slots=True)
class Network:
    """The network itself: what it is for, who presides, how to reach it."""

    organisation: Organisation | None
    mission: Mission | None
    officers: Sequence[Officer]

    @property
    def president(self) -> Officer | None:
        return president_among(self.officers)

    @property
    def eyebrow(self) -> str:
        return str(self.president.term) if self.president else ""

    @property
    def title(self) -> str:
        if self.president:
            return _("%(region)s presides over the network") % {"region": self.president.region}
        return _("A network that its members run themselves")

    @property
    def map(self) -> SafeString:
        """Where those come from who hold its offices, to be laid over the land."""
        regions = {str(one.region_id): str(one.region) for one in self.officers}
        marks = dict.fromkeys(regions, "member")
        if self.president:
            marks[str(self.president.region_id)] = "selected"
        return draw_dots(marks, title=f"{self.title}.", labels=regions)

    @property
    def doors(self) -> list[Place]:
        return doors_of("network")


@dataclass(frozen=True, slots=True)
class Data:
    """The figures of the network: how many people live in its members' regions, and what can be taken away."""

    people: Sequence[register.People]
    people_of_all: int

    @property
    def title(self) -> str:
        """The finding. Members that nobody names are not counted, so it is a lower bound."""
        if not self._share:
            return _("Figures to check and download")
        words = {"count": number(self._share)}
        return _("At least 1 in %(count)s people in Indonesia lives in a member regency or city") % words

    @property
    def lead(self) -> str:
        if not self._share:
            return _("Everything that is shown here can be downloaded with its source.")
        counted = ngettext(
            "%(people)s people live in the %(count)s member known by name; members not named are not counted.",
            "%(people)s people live in the %(count)s members known by name; members not named are not counted.",
            len(self.people),
        )
        return counted % {"people": number(self._total), "count": number(len(self.people))}

    @property
    def chart(self) -> BarChart | None:
        """The largest members by their people, and all others as one bar."""
        if not self._share:
            return None
        largest = self.people[0]
        bars = [Bar(one.name, one.count, emphasis=one is largest) for one in self.people[:SHOWN_BARS]]
        if others := self.people[SHOWN_BARS:]:
            label = ngettext("%(count)s other", "%(count)s others", len(others)) % {"count": number(len(others))}
            bars.append(Bar(label, sum(one.count for one in others)))
        return BarChart(
            title=_("%(city)s is the largest of those known by name") % {"city": largest.name},
            subtitle=_("Registered population of members known by name, people, %(years)s") % {"years": self._years},
            source=largest.source,
            csv_url=f"{address('cities:regions')}?format=csv",
            words=number,
            bars=bars,
            label=_("Member"),
            measure=_("People"),
        )

    @property
    def doors(self) -> list[Place]:
        shared = [
            Place(
                _("Register of members"),
                address("portal:register"),
                here=False,
                text=_("Who takes part, since when, and the proof of it."),
            ),
            Place(
                _("Regions of Indonesia"),
                address("cities:regions"),
                here=False,
                text=_("Every regency and city with its code, people and area."),
            ),
        ]
        return [*shared, *doors_of("data")]

    @property
    def downloads(self) -> list[Download]:
        regions, kinds = address("cities:regions"), ("csv", "json")
        return [
            *(Download(_("Register of members"), address("portal:register_data", one), one.upper()) for one in kinds),
            *(Download(_("Regencies and cities"), f"{regions}?format={one}", one.upper()) for one in kinds),
            Download(_("Heads of the ledger"), address("ledger:heads"), _("text, one line per head")),
        ]

    @property
    def _total(self) -> int:
        return sum(one.count for one in self.people)

    @property
    def _share(self) -> int:
        """One person in how many, rounded so that it is not too many; 0 where it cannot be told."""
        return max(2, -(-self.people_of_all // self._total)) if self._total and self.people_of_all else 0

    @property
    def _years(self) -> str:
        years = sorted({one.year for one in self.people})
        return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


@dataclass(frozen=True, slots=True)
class Learn:
    """Where cities learn from each other: the meeting that goes on, comes next, or was the last."""

    events: Events

    @property
    def title(self) -> str:
        return self.events.title

    @property
    def lead(self) -> str:
        first = self.events.first
        if first is None:
            return _("Cities of the network show each other what works. The first meeting will appear here.")
        return f"{first.name}: {first.theme}" if first.theme else first.name

    @property
    def first(self) -> Event | None:
        return self.events.first

    @property
    def picture(self) -> SafeString | None:
        return picture_of(self.first)

    @property
    def doors(self) -> list[Place]:
        return doors_of("learn")


def learn(*, on: date) -> Learn:
    """Return what the page of learning shows on that day. Three queries at most, however many events."""
    return Learn(Events(list(public_events()), on))


def cities() -> Cities:
    """Return what the page of the cities shows. Five queries, however many cities."""
    return Cities(register.counts(), register.cities_by_province())


def data() -> Data:
    """Return what the page of the data shows. Two queries, however many cities."""
    return Data(register.people_of_members(), register.people_of_all_regions())


def network(*, on: date) -> Network:
    """Return what the page of the network shows on that day."""
    organisation = network_organisation()
    mission = MISSIONS.get(organisation.slug) if organisation else None
    return Network(organisation, mission, officers_on(on))


def network_organisation() -> Organisation | None:
    """Return the network as an organisation, with its contact."""
    return Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first()
