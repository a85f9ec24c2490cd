"""Proposing: begun with an address that its owner confirms, written as a draft, submitted, withdrawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from engines.lifecycle.proposal import PROPOSAL
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.actions.links import renew_link, send_link, withdraw_links
from jejaring.people.models import OneUseLink, Person
from jejaring.people.queries import links_of
from jejaring.proposals.models import Call, Proposal
from jejaring.proposals.queries import PURPOSE, is_open

KEPT_DAYS = 365  # what is known of a proposer, after a proposal that was not accepted
UNCONFIRMED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Proposed:
    """A whole proposal, as it is submitted."""

    title: str
    abstract: str
    name: str
    affiliation: str
    kind: str = "talk"
    language: str = "id"
    position: str = ""
    biography: str = ""
    further: str = ""
    answers: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def begin(call: Call, *, name: str, email: str, language: str, by: Person | None, at: datetime) -> Proposal | None:
    """Begin a proposal. Without an account its link is sent to the address, and None is returned.

    An address that has begun one and not confirmed it is sent the link to that one, at most every few minutes.
    Nothing that is returned or shown depends on whether the address is known. Raises Refusal if the call is closed.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("event").get(pk=call.pk)
    refuse_closed(call, at=at)
    if by is not None:
        return _begun(call, by.name, by.email, language, by=by, at=at)
    email = email.strip().lower()
    open_ = call.proposals.filter(email=email, confirmed_at=None, state=Proposal.State.DRAFT).first()
    if open_ is None:
        open_ = _begun(call, name, email, language, by=None, at=at)
        send_link(open_, purpose=PURPOSE, email=email, name=name, language=language, by=None, at=at)
    elif latest := links_of(open_, PURPOSE).first():
        _send_again(latest, at=at)
    return None


def _send_again(link: OneUseLink, *, at: datetime) -> None:
    try:
        renew_link(link, at=at)
    except Refusal:
        return  # one was sent a few minutes ago: it is on its way


def _begun(call: Call, name: str, email: str, language: str, *, by: Person | None, at: datetime) -> Proposal:
    proposal = Proposal(call=call, email=email, letter_language=language, person=by, begun_at=at)
    proposal.confirmed_at = at if by else None
    proposal.written = {"name": name}
    proposal.save()
    record("proposals.begin", proposal, by=by, at=at)
    return proposal


@transaction.atomic
def confirm(link: OneUseLink, by: Person | None, at: datetime) -> str:
    """Let the owner of an address go on with the proposal that was begun with it; return its page."""
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("call__event").get(pk=link.record_id)
    proposal.confirmed_at = proposal.confirmed_at or at
    proposal.person = proposal.person or by
    proposal.save(update_fields=["confirmed_at", "person"])
    record("proposals.confirm", proposal, by=by, at=at)
    return proposal.get_absolute_url()


@transaction.atomic
def save_draft(
    proposal: Proposal, written: dict[str, Any], *, revision: int, by: Person | None, at: datetime
) -> Proposal:
    """Keep what was typed, with its gaps. Raises Overtaken if another window has saved since, Refusal once reviewed."""
    proposal = _held(proposal, "save", at=at)
    proposal.advance(revision)
    proposal.written = written
    proposal.save(update_fields=["written", "revision"])
    record("proposals.save_draft", proposal, by=by, at=at, data={"revision": proposal.revision})
    return proposal


@transaction.atomic
def submit(
    proposal: Proposal,
    proposed: Proposed,
    written: dict[str, Any],
    *,
    revision: int,
    by: Person | None,
    at: datetime,
) -> Proposal:
    """Submit a proposal, or its changed version until review begins.

    Raises Overtaken if another window has saved since, Refusal if the call is closed or the address not confirmed.
    """
    proposal = _held(proposal, "submit", at=at)
    if proposal.confirmed_at is None:
        raise Refusal(_("Open the link that was sent to your address first."))
    proposal.advance(revision)
    proposal.written = written
    for name, value in asdict(proposed).items():
        setattr(proposal, name, value)
    proposal.state, proposal.submitted_at = PROPOSAL.apply(proposal.state, "submit"), at
    proposal.save()
    record("proposals.submit", proposal, by=by, at=at, data={"revision": proposal.revision})
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Person | None, at: datetime) -> Proposal:
    """Withdraw a proposal that is not decided. Raises Refusal for one that is."""
    proposal = locked(proposal)
    _refuse_wrong_state(proposal, "withdraw")
    proposal.state, proposal.decided_at = PROPOSAL.apply(proposal.state, "withdraw"), at
    proposal.save(update_fields=["state", "decided_at"])
    withdraw_links(proposal, purpose=PURPOSE, by=by, at=at)
    record("proposals.withdraw", proposal, by=by, at=at)
    return proposal


def locked(proposal: Proposal) -> Proposal:
    """Return a proposal's row, locked until the transaction ends, with its call and event."""
    found = Proposal.objects.select_for_update(of=("self",)).select_related("call__event", "person")
    return found.get(pk=proposal.pk)


def refuse_closed(call: Call, *, at: datetime) -> None:
    """Raise Refusal if proposals are not taken at that moment."""
    if not is_open(call, at=at):
        raise Refusal(_("Proposals are not taken at this time: the call is not open."))


def _held(proposal: Proposal, verb: str, *, at: datetime) -> Proposal:
    found = locked(proposal)
    _refuse_wrong_state(found, verb)
    refuse_closed(found.call, at=at)
    return found


def _refuse_wrong_state(proposal: Proposal, verb: str) -> None:
    if not PROPOSAL.allows(proposal.state, verb):
        raise Refusal(
            _("This proposal is %(state)s. It cannot be changed any more.") % {"state": proposal.get_state_display()}
        )


def erase_ended(*, at: datetime) -> int:
    """Erase who proposed what was not accepted or never confirmed and whose time is over; return how many.

    That is KEPT_DAYS after it was rejected or withdrawn, UNCONFIRMED_DAYS after it was begun without confirmation.
    """
    ended = Q(state__in=[Proposal.State.REJECTED, Proposal.State.WITHDRAWN])
    over = ended & Q(decided_at__lte=at - timedelta(days=KEPT_DAYS))
    over |= Q(confirmed_at=None, begun_at__lte=at - timedelta(days=UNCONFIRMED_DAYS))
    over |= Q(state=Proposal.State.DRAFT, call__closes_at__lte=at - timedelta(days=KEPT_DAYS))
    due = Proposal.objects.filter(over, erased_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_erased(pk, at=at) for pk in due)


@transaction.atomic
def _erased(pk: int, *, at: datetime) -> bool:
    proposal = Proposal.objects.select_for_update().filter(pk=pk, erased_at=None).first()
    if proposal is None:
        return False
    for name in Proposal.PERSONAL:
        setattr(proposal, name, "")
    proposal.written, proposal.answers, proposal.person, proposal.erased_at = {}, {}, None, at
    proposal.save()
    record("proposals.erase", proposal, by=None, at=at, data={"state": proposal.state})
    return True
