"""What the home page says, from data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import public_candidates
from jejaring.cities.models import Organisation
from jejaring.kit.components import Card, Fact
from jejaring.kit.words import long_date, number
from jejaring.membership.models import Membership, Officer
from jejaring.portal import queries as register
from jejaring.portal.mission import MISSIONS, Mission

SHOWN = 14
SHOWN_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the home page shows; the number of queries does not grow with the network."""

    network: Organisation | None
    mission: Mission | None
    counts: register.Counts
    province_count: int
    members: Sequence[Membership]
    candidates: Sequence[Journey]
    president: Officer | None
    day: date

    @property
    def title(self) -> str:
        """One sentence that says what is so."""
        if not self.counts.members:
            return _("A network of regencies and cities")
        words = ngettext(
            "A network of %(count)s regency or city", "A network of %(count)s regencies and cities", self.counts.members
        )
        return words % {"count": number(self.counts.members)}

    @property
    def lead(self) -> str:
        return " ".join(part for part in (str(self.mission.lead) if self.mission else "", self._who_is_next()) if part)

    def _who_is_next(self) -> str:
        """Return the next member and its number where only one city is joining."""
        if len(self.candidates) != 1 or not self.candidates[0].kind.numbered:
            return ""
        words = {"city": self.candidates[0].organisation, "number": number(self.counts.next_number)}
        return _("%(city)s is about to become member number %(number)s.") % words

    @property
    def facts(self) -> list[Fact]:
        found = [
            Fact(_("Members"), number(self.counts.members), _("on %(day)s") % {"day": long_date(self.day)}),
            Fact(_("Named in the register"), number(self.counts.named), self._provinces_in_words()),
            Fact(_("Joining"), number(self.counts.candidates), _("letter of intent signed")),
        ]
        if self.president and self.president.region:
            note = f"{self.president.person_title} {self.president.person_name}".strip()
            found.append(Fact(_("Presidency"), self.president.region, note))
        return found

    @property
    def legend(self) -> str:
        """What the map shows, in words."""
        members = ngettext("%(count)s member", "%(count)s members", self.counts.named)
        candidates = ngettext("%(count)s candidate", "%(count)s candidates", self.counts.candidates)
        found = [members % {"count": number(self.counts.named)}]
        if self.counts.candidates:
            found.append(candidates % {"count": number(self.counts.candidates)})
        return ", ".join(found)

    def _provinces_in_words(self) -> str:
        words = ngettext("in %(count)s province", "in %(count)s provinces", self.province_count)
        return words % {"count": number(self.province_count)}

    @property
    def candidate_cards(self) -> list[Card]:
        return [_candidate_card(journey) for journey in self.candidates]


def look(*, on: date) -> Home:
    """Return what the home page shows on that day."""
    network = Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first()
    return Home(
        network=network,
        mission=MISSIONS.get(network.slug) if network else None,
        counts=register.counts(),
        province_count=len(register.provinces_with_members()),
        members=list(register.register_visible_to_all().order_by("organisation__short_name")[:SHOWN]),
        candidates=list(public_candidates()[:SHOWN_CANDIDATES]),
        president=_president(on),
        day=on,
    )


def _president(on: date) -> Officer | None:
    """Return who presides over the network on that day, as its sources say."""
    in_term = Q(term__first_year__lte=on.year, term__last_year__gte=on.year)
    in_office = (Q(since__isnull=True) | Q(since__lte=on)) & (Q(until__isnull=True) | Q(until__gte=on))
    found = Officer.objects.filter(in_term & in_office, title_en__iexact="president", region__isnull=False)
    return found.select_related("region").order_by("-term__first_year", "order").first()


def _candidate_card(journey: Journey) -> Card:
    return Card(
        title=journey.organisation.short_name,
        url=journey.organisation.get_absolute_url(),
        text=capfirst(journey.get_state_display()),
        facts=[
            Fact(_("Letter of intent"), getattr(journey, "loi_signed_on", None) or "–"),
            Fact(_("Kind"), str(journey.kind)),
        ],
        example=journey.example,
    )
