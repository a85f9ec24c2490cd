"""What a standing means: the rights it stops, the decisions behind it, the proposals that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from engines.lifecycle.standing import STANDING
from engines.lifecycle.tables import Move
from jejaring.cities.queries import Reader, holds_network_office, organisations_of
from jejaring.kit.data_files import load
from jejaring.membership.models import Membership, StandingDecision, StandingProposal

VOTE = "vote"
CHIPS = {"active": "ok", "on_hold": "warn", "lapsed": "bad", "withdrawn": "neutral", "excluded": "bad"}

# What each move is called on a button, and what it was once it has been made.
BUTTONS: dict[str, Promise] = {
    "hold": _("Put on hold"),
    "resume": _("End the hold"),
    "lapse": _("Record the lapse"),
    "renew": _("Renew the membership"),
    "leave": _("Record the withdrawal"),
    "exclude": _("Exclude the member"),
}
DONE: dict[str, Promise] = {
    "hold": _("put on hold"),
    "resume": _("hold ended"),
    "lapse": _("membership lapsed"),
    "renew": _("membership renewed"),
    "leave": _("withdrew from the network"),
    "exclude": _("excluded from the network"),
}


@dataclass(frozen=True, slots=True)
class Right:
    """Something a member may do, and the standings that stop it."""

    key: str
    label_id: str
    label_en: str
    stopped_in: frozenset[str]

    @property
    def label(self) -> str:
        return self.label_en if get_language() == "en" else self.label_id


@dataclass(frozen=True, slots=True)
class Held:
    """A right as one member has it now."""

    label: str
    has: bool


@cache
def rights() -> tuple[Right, ...]:
    """Return the rights of members, from the data file."""
    return tuple(
        Right(one["key"], one["label_id"], one["label_en"], frozenset(one["stopped_in"]))
        for one in load("membership", "standing")["rights"]
    )


def rights_are_confirmed() -> bool:
    """Tell whether a source states what a standing stops."""
    return bool(load("membership", "standing")["confirmed"])


def may_vote(membership: Membership) -> bool:
    """Tell whether the member may vote: its kind must allow it and its standing must not stop it."""
    return VOTE in _rights_of(membership)


def rights_held(membership: Membership) -> list[Held]:
    """Return every right with whether the member has it now."""
    has = _rights_of(membership)
    return [Held(right.label, right.key in has) for right in rights()]


def stopped_by(target: str) -> list[str]:
    """Return what a standing stops, in words."""
    return [right.label for right in rights() if target in right.stopped_in]


def moves_of(membership: Membership) -> tuple[Move, ...]:
    """Return the decisions that are possible now."""
    return STANDING.moves_from(membership.standing)


def decisions_of(membership: Membership) -> QuerySet[StandingDecision]:
    """Return the decisions on a member's standing, newest first."""
    return membership.decisions.select_related("file")


def memberships_kept_by(reader: Reader, *, on: date) -> QuerySet[Membership]:
    """Return the memberships whose inner pages `reader` sees: their own; all for the network's people."""
    found = Membership.objects.select_related("organisation__region__province", "kind", "agreement")
    if holds_network_office(reader, on=on):
        return found
    return found.filter(organisation__in=organisations_of(reader, on=on))


def open_proposals(membership: Membership | None = None) -> QuerySet[StandingProposal]:
    """Return what waits for a human's decision, oldest first."""
    found = StandingProposal.objects.filter(outcome=StandingProposal.Outcome.OPEN)
    if membership is not None:
        found = found.filter(membership=membership)
    return found.select_related("membership__organisation", "obligation").order_by("raised_on", "pk")


def _rights_of(membership: Membership) -> set[str]:
    has = {right.key for right in rights() if membership.standing not in right.stopped_in}
    if not membership.kind.can_vote:
        has.discard(VOTE)
    if not membership.kind.pays_dues:
        has.discard("dues")
    return has
