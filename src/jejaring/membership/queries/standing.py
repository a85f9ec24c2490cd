"""What a standing means: the rights it stops, the decisions behind it, the proposals that wait."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jejaring.kit.data_files import load
from jejaring.kit.words import bilingual
from jejaring.membership.models import Decision, Membership, StandingDecision, StandingProposal

VOTE = "vote"
CHIPS = {"active": "ok", "on_hold": "warn", "lapsed": "bad", "withdrawn": "neutral", "excluded": "bad"}

# What a decision is called once it has been made.
DONE: dict[str, Promise] = {
    Decision.HOLD: _("put on hold"),
    Decision.RESUME: _("hold ended"),
    Decision.LAPSE: _("membership lapsed"),
    Decision.RENEW: _("membership renewed"),
    Decision.LEAVE: _("withdrew from the network"),
    Decision.EXCLUDE: _("excluded from the network"),
}


@dataclass(frozen=True, slots=True)
class Right:
    """A right or duty of members, and the standings that stop it."""

    key: str
    label_id: str
    label_en: str
    stopped_in: frozenset[str]

    label = bilingual("label")


@dataclass(frozen=True, slots=True)
class Held:
    """A right or duty, and whether one member has it now."""

    label: str
    has: bool


@cache
def rights() -> tuple[Right, ...]:
    """Return the rights and duties of members, from the data file."""
    return tuple(
        Right(one["key"], one["label_id"], one["label_en"], frozenset(one["stopped_in"]))
        for one in load("membership", "standing")["rights"]
    )


def rights_are_confirmed() -> bool:
    """Return whether a source states what a standing stops."""
    return bool(load("membership", "standing")["confirmed"])


def may_vote(membership: Membership) -> bool:
    """Return whether the member may vote: its kind must allow it and its standing must not stop it."""
    return VOTE in _rights_of(membership)


def rights_held(membership: Membership) -> list[Held]:
    """Return every right and duty with whether the member has it now."""
    has = _rights_of(membership)
    return [Held(right.label, right.key in has) for right in rights()]


def stopped_by(target: str) -> list[str]:
    """Return what a standing stops, in words."""
    return [right.label for right in rights() if target in right.stopped_in]


def decisions_of(membership: Membership) -> QuerySet[StandingDecision]:
    """Return the decisions on a member's standing, newest first."""
    return membership.decisions.select_related("file")


def open_proposals(membership: Membership | None = None) -> QuerySet[StandingProposal]:
    """Return the proposals that wait for a decision, oldest first."""
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
