"""Members: who sees them, what the public is shown of one, what waits for a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.cities.models import Holding, Office, Organisation
from jejaring.cities.queries import SECRETARIAT, Reader, holdings_of, holds_network_office, organisations_of
from jejaring.kit.compiled import compiled
from jejaring.kit.components import Waiting
from jejaring.membership.models import (
    Membership,
    NumberSeries,
    Obligation,
    Officer,
    ParticipationKind,
    StandingDecision,
    StandingProposal,
)
from jejaring.membership.queries import obligations, organs, standing
from jejaring.people.models import Person

KEEPERS = frozenset({Office.Role.LIAISON, Office.Role.HEAD, Office.Role.REGIONAL_SECRETARY})
NETWORK_DESK = frozenset({*SECRETARIAT, Office.Role.TREASURER})


def next_number() -> int:
    """Return the member number that would be granted now; only a grant assigns it."""
    return (NumberSeries.objects.values_list("last_number", flat=True).first() or 0) + 1


def memberships_visible_to(reader: Reader, *, on: date) -> QuerySet[Membership]:
    """Return the memberships whose inner pages `reader` sees: their own; all for the network's people.

    What the public sees of a member is its `public_record`.
    """
    found = Membership.objects.select_related("organisation__region__province", "kind", "agreement")
    if holds_network_office(reader, on=on):
        return found
    return found.filter(organisation__in=organisations_of(reader, on=on))


def membership_visible_to(reader: Reader, slug: str, *, on: date) -> Membership | None:
    """Return an organisation's present (or else last) membership, if its inner pages are open to `reader`."""
    found = memberships_visible_to(reader, on=on).filter(organisation__slug=slug)
    return found.order_by(F("ended_on").desc(nulls_first=True), "-pk").first()


def proposals_visible_to(reader: Reader, *, on: date) -> QuerySet[StandingProposal]:
    """Return the proposals on the memberships whose inner pages `reader` sees."""
    found = StandingProposal.objects.filter(membership__in=memberships_visible_to(reader, on=on))
    return found.select_related("membership__organisation", "membership__kind", "obligation", "resolved_by")


def membership_of(organisation: Organisation) -> Membership | None:
    """Return the organisation's membership that has not ended, if there is one."""
    return Membership.objects.filter(organisation=organisation, ended_on__isnull=True).select_related("kind").first()


def kinds_for(organisation_kind: str) -> list[ParticipationKind]:
    """Return the kinds of participation an organisation of that kind may take."""
    return [
        kind for kind in ParticipationKind.objects.order_by("order") if organisation_kind in kind.organisation_kinds
    ]


def kinds() -> list[ParticipationKind]:
    """Return the kinds of participation in their order."""
    return list(ParticipationKind.objects.order_by("order"))


@dataclass(frozen=True, slots=True)
class Record:
    """What the public is shown of a member: `membership` is the present one, or the last if it has ended."""

    organisation: Organisation
    membership: Membership
    decisions: list[StandingDecision]
    rights: list[standing.Held]
    rights_confirmed: bool
    officers: list[Officer]

    @property
    def chip(self) -> str:
        return standing.CHIPS[self.membership.standing]


def public_record(organisation: Organisation, *, on: date) -> Record | None:
    """Return an organisation's entry in the register, or None if it never was a member. Three queries."""
    membership = _last_membership.first(organisation.pk)
    if membership is None:
        return None
    membership.organisation = organisation
    return Record(
        organisation=organisation,
        membership=membership,
        decisions=_decisions_shown(membership.pk),
        rights=standing.rights_held(membership),
        rights_confirmed=standing.rights_are_confirmed(),
        officers=organs.officers_of(organisation.region_id, on=on),
    )


@compiled
def _last_membership(organisation: int) -> QuerySet[Membership]:
    """The present membership, or else the last, with what its public page shows."""
    own = ("number", "standing", "since", "valid_until", "ended_on", "source", "source_url", "example")
    kind = ("kind__name_id", "kind__name_en", "kind__can_vote", "kind__numbered", "kind__pays_dues")
    found = Membership.objects.filter(organisation=organisation).select_related("kind", "agreement")
    found = found.only(*own, *kind, "agreement__public_id", "agreement__number")
    return found.order_by(F("ended_on").desc(nulls_first=True), "-pk")[:1]


@compiled
def _decisions_shown(membership: int) -> QuerySet[StandingDecision]:
    return StandingDecision.objects.filter(membership=membership).only("verb", "reason", "decided_on")


# --- what waits ---------------------------------------------------------------------------------
def waiting_for(person: Reader, *, on: date, holdings: Sequence[Holding] | None = None) -> list[Waiting]:
    """Return the obligations and proposals that wait for `person` that day. At most three queries.

    `holdings` spares the first: what `holdings_of(person, on=on)` returns, if the caller has it.
    """
    if not person.is_authenticated:
        return []
    held = holdings_of(person, on=on) if holdings is None else holdings
    desk = desk_of(person, on=on, holdings=held)
    own = {one.office.organisation_id for one in held}
    return [*_of_a_member(desk.titles, on=on), *_of_the_secretariat(desk.secretariat_title, own)]


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom a person answers to the network: members by organisation, and the network itself, with the office.

    `secretariat_title` is empty for a treasurer, who keeps the dues and decides on no member.
    """

    titles: dict[int, str]
    network_title: str
    secretariat_title: str


def desk_of(person: Person, *, on: date, holdings: Sequence[Holding] | None = None) -> Desk:
    """Return the offices in which a person keeps members' affairs, or the network's, that day."""
    titles: dict[int, str] = {}
    network_title = secretariat_title = ""
    held = holdings_of(person, on=on) if holdings is None else holdings
    for holding in sorted(held, key=lambda one: one.pk):
        office = holding.office
        if office.is_of_network:
            network_title = network_title or (office.title if office.role in NETWORK_DESK else "")
            secretariat_title = secretariat_title or (office.title if office.role in SECRETARIAT else "")
        elif office.role in KEEPERS:
            titles.setdefault(office.organisation_id, office.title)
    return Desk(titles, network_title, secretariat_title)


def why(title: str) -> str:
    """Return why something waits for the holder of an office."""
    return _("Because you are %(title)s") % {"title": title}


def _of_a_member(titles: dict[int, str], *, on: date) -> list[Waiting]:
    """Return the obligations that members have to fulfil; dues wait as invoices."""
    if not titles:
        return []
    owed = obligations.open_obligations().filter(membership__organisation__in=list(titles), due_on__year__lte=on.year)
    return [_duty(one, titles) for one in owed.exclude(kind=Obligation.Kind.DUES)]


def _duty(one: Obligation, titles: dict[int, str]) -> Waiting:
    member = one.membership.organisation
    return Waiting(
        what=str(one),
        for_whom=member.short_name,
        due=one.due_on,
        why=why(titles[member.pk]),
        url=reverse("membership:obligation", args=[one.pk]),
        action=_("Fulfil the obligation"),
    )


def _of_the_secretariat(title: str, own: Collection[int]) -> list[Waiting]:
    """Return the proposals that the secretariat has to decide on; nobody decides on an organisation of their `own`."""
    if not title:
        return []
    return [_proposal(one, title) for one in standing.open_proposals() if one.membership.organisation_id not in own]


def _proposal(one: StandingProposal, title: str) -> Waiting:
    return Waiting(
        what=_("Decide on a proposal: %(decision)s") % {"decision": one.get_verb_display()},
        for_whom=one.membership.organisation.short_name,
        due=None,
        why=why(title),
        url=reverse("membership:standing_proposal", args=[one.pk]),
        action=_("Look at the proposal"),
    )
