"""What the public page of a city says: its standing in the network, facts, path, offices, and what rooms add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jejaring.admission.models import Evidence, Journey, Step
from jejaring.admission.queries.journey import candidate_of
from jejaring.cities.models import Organisation, Region
from jejaring.kit import registry
from jejaring.kit.compiled import compiled
from jejaring.kit.components import Event, Fact
from jejaring.kit.words import number
from jejaring.membership.models import Membership, Officer, StandingDecision
from jejaring.membership.queries import members, organs, standing

# The steps that are told in public; what a city weighs among its own departments is not.
PUBLIC_STEPS = ("complete_loi", "submit_application", "approve", "complete_agreement", "grant_membership")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that a room draws with its own template."""

    template: str
    context: Mapping[str, Any]
    aside: bool


@dataclass(frozen=True, slots=True)
class CityPage:
    """What a city's page shows: the register's entry or the way into it, and the sections that rooms add."""

    organisation: Organisation
    record: members.Record | None
    journey: Journey | None
    steps: Sequence[Step]
    officers: Sequence[Officer]
    sections: Sequence[Section]

    @property
    def region(self) -> Region | None:
        return self.organisation.region

    @property
    def province(self) -> str | None:
        return self.region.province_id if self.region else None

    @property
    def membership(self) -> Membership | None:
        return self.record.membership if self.record else None

    @property
    def example(self) -> bool:
        shown = self.membership or self.journey
        return bool(shown and shown.example)

    @property
    def chip(self) -> tuple[str, str]:
        if self.record:
            return self.record.chip, capfirst(self.record.membership.get_standing_display())
        return "neutral", _("Joining the network")

    @property
    def lead(self) -> str:
        """One sentence that says what is so."""
        member, words = self.membership, {"city": self.organisation.short_name}
        if member is None:
            return _("%(city)s has signed a letter of intent and is joining the network.") % words
        if member.ended_on:
            return _("%(city)s was a member of the network.") % words
        if member.number:
            numbered = words | {"number": number(member.number)}
            return _("%(city)s is member number %(number)s of the network.") % numbered
        if member.kind.numbered:
            return _("%(city)s is a member of the network; its number is not recorded.") % words
        return _("%(city)s takes part in the network: %(kind)s.") % (words | {"kind": member.kind})

    @property
    def facts(self) -> list[Fact]:
        if self.membership:
            return _facts_of_member(self.membership)
        return _facts_of_candidate(self.journey) if self.journey else []

    @property
    def events(self) -> list[Event]:
        """The public trace: steps of the way in, and decisions since, newest first."""
        dated = [(step.decided_on, _event_of_step(step)) for step in self.steps]
        decisions = self.record.decisions if self.record else []
        dated += [(decision.decided_on, _event_of_decision(decision)) for decision in decisions]
        return [event for _day, event in sorted(dated, key=lambda pair: pair[0], reverse=True)]

    @property
    def marks(self) -> Mapping[str, str]:
        return {self.region.code: "selected"} if self.region else {}


def look(slug: str, *, on: date) -> CityPage | None:
    """Return what a city's page shows, or None if there is nothing public of it."""
    place = _place.first(slug)
    if place is None:
        return None
    record = members.public_record(place, on=on)
    journey = candidate_of(place)
    if record is None and journey is None:
        return None
    officers = record.officers if record else organs.officers_of(place.region_id, on=on)
    return CityPage(place, record, journey, _public_steps(place), officers, _sections(place, on))


def _sections(place: Organisation, on: date) -> list[Section]:
    looked = [(one, one.look(place, on)) for one in registry.city_sections]
    return [Section(one.template, context, one.aside) for one, context in looked if context is not None]


@compiled
def _place(slug: str) -> QuerySet[Organisation]:
    own = ("slug", "short_name", "name", "address", "phone", "email", "website")
    region = ("population", "population_year", "area_km2", "source")
    found = Organisation.objects.filter(slug=slug).select_related("region__province").order_by()
    return found.only(*own, *(f"region__{name}" for name in region), "region__province__name")


def _public_steps(place: Organisation) -> list[Step]:
    """Return the public steps of the journeys that led to membership or still go on, with their public documents."""
    steps = _steps(place.pk)
    documents = _documents(place.pk) if steps else []
    for step in steps:
        step.pieces = [piece for piece in documents if piece.step_id == step.pk]
    return steps


@compiled
def _steps(organisation: int) -> QuerySet[Step]:
    shown = Q(journey__closed_on__isnull=True) | Q(journey__membership__isnull=False)
    found = Step.objects.filter(shown, journey__organisation=organisation, verb__in=PUBLIC_STEPS)
    return found.only("to_state", "decided_on").order_by("-pk")


@compiled
def _documents(organisation: int) -> QuerySet[Evidence]:
    found = Evidence.objects.filter(step__journey__organisation=organisation, document__public=True)
    return found.select_related("document").only(
        "step_id", "document__title", "document__number", "document__public_id"
    )


def _facts_of_member(member: Membership) -> list[Fact]:
    unknown = _("not recorded")
    found = [
        Fact(_("Number"), number(member.number), "" if member.number else unknown),
        Fact(_("Member since"), member.since or "–", "" if member.since else unknown),
        Fact(_("Kind"), str(member.kind), _("may vote") if member.kind.can_vote else _("without a vote")),
    ]
    if member.ended_on:
        return [*found, Fact(_("Ended on"), member.ended_on)]
    if member.agreement:
        address = member.agreement.get_absolute_url()
        found.append(Fact(_("Agreement until"), member.valid_until or "–", member.agreement.number, address))
    return found


def _facts_of_candidate(journey: Journey) -> list[Fact]:
    return [
        Fact(_("Letter of intent"), getattr(journey, "loi_signed_on", None) or "–", _("signed by both sides")),
        Fact(_("Now"), capfirst(journey.get_state_display())),
        Fact(_("Kind"), str(journey.kind)),
    ]


def _event_of_step(step: Step) -> Event:
    document = next((piece.document for piece in step.pieces if piece.document), None)
    return Event(
        when=step.decided_on,
        text=capfirst(step.get_to_state_display()),
        detail=f"{document.title} {document.number}".strip() if document else "",
        url=document.get_absolute_url() if document else "",
    )


def _event_of_decision(decision: StandingDecision) -> Event:
    return Event(when=decision.decided_on, text=capfirst(str(standing.DONE[decision.verb])), detail=decision.reason)
