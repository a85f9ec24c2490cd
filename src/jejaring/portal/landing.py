"""What the landing pages of the header show, from data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jejaring.cities.maps import draw_dots
from jejaring.cities.models import Organisation
from jejaring.kit.navigation import Place, address, doors_of
from jejaring.kit.words import number
from jejaring.membership.models import Officer
from jejaring.membership.queries.organs import officers_on, president_among
from jejaring.portal import queries as register
from jejaring.portal.mission import MISSIONS, Mission

CITIES, NETWORK = "portal:cities", "portal:network"


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


def cities() -> Cities:
    """Return what the page of the cities shows. Five queries, however many cities."""
    return Cities(register.counts(), register.cities_by_province())


def network(*, on: date) -> Network:
    """Return what the page of the network shows on that day."""
    organisation = network_organisation()
    mission = MISSIONS.get(organisation.slug) if organisation else None
    return Network(organisation, mission, officers_on(on))


def network_organisation() -> Organisation | None:
    """Return the network as an organisation, with its contact."""
    return Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first()
