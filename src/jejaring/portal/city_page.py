"""What the public page of a city shows: its standing in the network, its path, and the sections that rooms add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jejaring.admission.models import Evidence, Journey, Step
from jejaring.admission.queries.journey import candidate_of
from jejaring.agenda.queries.public import sessions_of_acts
from jejaring.cities.models import Organisation, Region
from jejaring.events.models import Session
from jejaring.kit import registry
from jejaring.kit.compiled import compiled
from jejaring.kit.components import Event, Fact, Text
from jejaring.kit.components import Step as Shown
from jejaring.kit.markup import markup
from jejaring.membership.models import Membership, Officer, StandingDecision
from jejaring.membership.queries import members, organs, standing
from jejaring.portal.queries import CHANGES


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page, drawn with the template of the room that has it; without context it is empty."""

    anchor: str
    name: Text
    template: str
    context: Mapping[str, Any] | None
    order: int

    @property
    def title(self) -> Text:
        """What the section finds, or else its name."""
        return (self.context or {}).get("finding") or self.name


@dataclass(frozen=True, slots=True)
class CityPage:
    """What a city's page shows: the register's entry or the way into it, and sections in their order.

    `empty_sections` are the names of those that have nothing to show.
    """

    organisation: Organisation
    record: members.Record | None
    journey: Journey | None
    sections: Sequence[Section]
    empty_sections: str

    @property
    def eyebrow(self) -> str:
        province = self.region.province if self.region else None
        what = self.membership.kind if self.membership else _("Candidate")
        return f"{what} · {province.name}" if province else str(what)

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
        return "neutral", _("On its way to membership")

    @property
    def lead(self) -> str:
        """One sentence that says what is so."""
        member, words = self.membership, {"city": self.organisation.short_name}
        if member is None:
            return _("%(city)s has signed a letter of intent and is joining the network.") % words
        if member.ended_on:
            return _("%(city)s was a member of the network.") % words
        if member.number:
            numbered = words | {"number": str(member.number)}
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
    steps = _public_steps(place)
    own = _own_sections(record, officers, _path(record, journey, steps, sessions_of_acts(place) if steps else {}))
    sections = sorted([*own, *_sections_of_rooms(place, on)], key=lambda one: one.order)
    shown = [one for one in sections if one.context is not None]
    return CityPage(place, record, journey, shown, ", ".join(str(one.name) for one in sections if one.context is None))


def _sections_of_rooms(place: Organisation, on: date) -> list[Section]:
    registered = registry.city_sections.items()
    return [Section(key, one.title, one.template, one.look(place, on), one.order) for key, one in registered]


def _own_sections(record: members.Record | None, officers: Sequence[Officer], path: Mapping[str, Any]) -> list[Section]:
    """Return what the portal shows itself: standing, offices, the way in."""
    rights = [Section("hak", _("Rights and duties"), "portal/city/_rights.html", {"record": record}, 10)]
    offices = {"officers": officers} if officers else None
    return [
        *(rights if record and record.rights else []),
        Section("jabatan", _("Offices it holds in the network"), "portal/city/_offices.html", offices, 20),
        Section("perjalanan", _("Its path in the network"), "portal/city/_path.html", path, 70),
    ]


def _path(
    record: members.Record | None, journey: Journey | None, steps: Sequence[Step], acts: Mapping[int, Session]
) -> dict[str, Any]:
    """Return the way in, as one line, and the decisions since; `acts` are sessions where a letter was signed."""
    way_in = [_shown_step(step, acts.get(step.journey_id)) for step in reversed(steps)]
    if way_in and journey and not record:
        way_in.append(Shown(_("Member number"), "todo"))
    newest_first = sorted(record.decisions, key=lambda decision: decision.decided_on, reverse=True) if record else []
    return {"way_in": way_in, "decisions": [_event_of_decision(decision) for decision in newest_first]}


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
    found = Step.objects.filter(shown, journey__organisation=organisation, verb__in=CHANGES)
    return found.only("to_state", "decided_on", "journey_id").order_by("-pk")


@compiled
def _documents(organisation: int) -> QuerySet[Evidence]:
    found = Evidence.objects.filter(step__journey__organisation=organisation, document__public=True)
    return found.select_related("document").only(
        "step_id", "document__title", "document__number", "document__public_id"
    )


def _facts_of_member(member: Membership) -> list[Fact]:
    unknown = _("not recorded")
    found = [
        Fact(_("Number"), str(member.number or "–"), "" if member.number else unknown),
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


def _shown_step(step: Step, act: Session | None) -> Shown:
    document = next((piece.document for piece in step.pieces if piece.document), None)
    proof = f"{document.title} {document.number}".strip() if document else ""
    meta = [markup('<a href="{}">{}</a>', document.get_absolute_url(), proof)] if document else []
    if act and step.to_state == Journey.State.LOI_SIGNED:
        url = reverse("agenda:session", args=[act.event.slug, act.number])
        meta.append(markup('<a href="{}">{}</a>', url, _("at %(event)s") % {"event": act.event.name}))
    return Shown(capfirst(step.get_to_state_display()), "done", when=step.decided_on, meta=meta)


def _event_of_decision(decision: StandingDecision) -> Event:
    return Event(when=decision.decided_on, text=capfirst(str(standing.DONE[decision.verb])), detail=decision.reason)
