"""Decisions on a member's standing, and proposals that a person accepts or dismisses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engines.lifecycle.standing import DECISIONS, STANDING
from engines.lifecycle.tables import MissingEvidence, NoSuchMove
from jejaring.cities.queries import SECRETARIAT, holders_of, the_network
from jejaring.documents.actions import store_upload
from jejaring.kit import words
from jejaring.kit.days import Limit, latest_of, refuse_outside, today_is, years_after
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.membership.models import Decision, Membership, Obligation, StandingDecision, StandingProposal
from jejaring.membership.queries.members import KEEPERS
from jejaring.membership.signals import membership_ended
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.models import Person

LONGEST_RENEWAL = 30


@transaction.atomic
def decide(
    membership: Membership,
    verb: str,
    *,
    reason: str,
    decided_on: date,
    file: UploadedFile[Any] | None,
    by: Person,
    on: date,
    at: datetime,
    valid_until: date | None = None,
) -> StandingDecision:
    """Record a decision on a member's standing with its reason and file; it counts from `decided_on`.

    Open proposals of the same decision count as accepted; those overtaken by the end of the membership are
    closed, and so is a proposed lapse by a renewal. A proposed hold waits for its own answer. Raises Refusal if
    the move is not possible now, something it needs is missing, or a date is out of bounds.
    """
    membership = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=membership.pk)
    target = _target(membership, verb, reason, file, valid_until)
    _refuse_wrong_dates(membership, decided_on, valid_until, on)
    decision = StandingDecision.objects.create(
        membership=membership,
        verb=verb,
        from_standing=membership.standing,
        to_standing=target,
        reason=reason.strip(),
        decided_on=decided_on,
        recorded_at=at,
        by=by,
    )
    if file:
        decision.file = store_upload(file, record=decision, by=by, at=at)
        decision.save(update_fields=["file"])
    _move(membership, target, decision, valid_until)
    _resolve_overtaken(membership, verb, decided_on=decided_on, by=by, on=on)
    record("membership.decide_standing", membership, by=by, at=at, on=decided_on, data={"verb": verb, "to": target})
    _tell_member(membership, decision, at=at, on=on)
    if membership.ended_on:
        membership_ended.send(sender=Membership, membership=membership)
    return decision


@transaction.atomic
def propose(
    membership: Membership, verb: str, *, obligation: Obligation | None, on: date, at: datetime
) -> StandingProposal | None:
    """Propose the decision `verb` to the secretariat; return None if that proposal is open already."""
    proposal, new = StandingProposal.objects.get_or_create(
        membership=membership,
        verb=verb,
        outcome=StandingProposal.Outcome.OPEN,
        defaults={"obligation": obligation, "raised_on": on},
    )
    if not new:
        return None
    record("membership.propose_standing", membership, by=None, at=at, on=on, data={"verb": verb})

    def say() -> Words:
        values = {"member": membership.organisation.short_name, "decision": Decision(verb).label}
        sentence = _(
            "An obligation of %(member)s is overdue, or its agreement has expired. "
            "Please accept or dismiss the proposal."
        )
        link = reverse("membership:standing_proposal", args=[proposal.pk])
        return Words(_("%(member)s: %(decision)s?") % values, sentence % values, link)

    for person in holders_of(the_network(), *SECRETARIAT, on=on):
        notify(person, say, kind="membership.proposal", at=at, key=f"proposal-{proposal.pk}")
    return proposal


@transaction.atomic
def dismiss(proposal: StandingProposal, *, remark: str, by: Person, on: date) -> StandingProposal:
    """Leave the standing as it is, with a remark. Raises Refusal without one, or if it was resolved already."""
    proposal = StandingProposal.objects.select_for_update(of=("self",)).select_related("membership").get(pk=proposal.pk)
    if proposal.outcome != StandingProposal.Outcome.OPEN:
        raise Refusal(_("This proposal has been resolved already."))
    if not remark.strip():
        raise Refusal(_("Give the reason for dismissing the proposal."), field="remark")
    proposal.outcome, proposal.remark = StandingProposal.Outcome.DISMISSED, remark.strip()
    proposal.resolved_by, proposal.resolved_on = by, on
    proposal.save(update_fields=["outcome", "remark", "resolved_by", "resolved_on"])
    record("membership.dismiss_proposal", proposal.membership, by=by, on=on, data={"verb": proposal.verb})
    return proposal


def _move(
    membership: Membership, target: Membership.Standing, decision: StandingDecision, valid_until: date | None
) -> None:
    membership.standing = target
    if target in STANDING.ends:
        membership.ended_on = decision.decided_on
    if "valid_until" in DECISIONS[decision.verb].requires:
        membership.valid_until = valid_until
    membership.save(update_fields=["standing", "ended_on", "valid_until"])


def _target(
    membership: Membership, verb: str, reason: str, file: UploadedFile[Any] | None, valid_until: date | None
) -> Membership.Standing:
    there = {"reason": bool(reason.strip()), "decision": file is not None, "valid_until": valid_until is not None}
    try:
        found = STANDING.apply(membership.standing, verb, [name for name, is_there in there.items() if is_there])
    except NoSuchMove as fault:
        raise Refusal(
            _("%(member)s is %(standing)s; this decision is not possible now.")
            % {"member": membership.organisation.short_name, "standing": membership.get_standing_display()}
        ) from fault
    except MissingEvidence as fault:
        missing = min(fault.missing)
        raise Refusal(_missing(missing), field={"decision": "file"}.get(missing, missing)) from fault
    return Membership.Standing(found)


def _missing(name: str) -> str:
    return {
        "reason": _("Give the reason for the decision; it is shown in the public register."),
        "decision": _("Attach the decision as a file."),
        "valid_until": _("Enter the day until which the membership is renewed."),
    }[name]


def _refuse_wrong_dates(membership: Membership, decided_on: date, valid_until: date | None, on: date) -> None:
    last = membership.decisions.order_by("-decided_on").values_list("decided_on", flat=True).first()
    since = Limit(membership.since, _("member since")) if membership.since else None
    earliest = latest_of(since, Limit(last, _("the decision recorded last")) if last else None)
    refuse_outside(decided_on, earliest=earliest, latest=today_is(on), field="decided_on")
    if valid_until:
        present = max(day for day in (membership.valid_until, on) if day)
        why = _("a renewal neither ends in the past nor shortens the membership")
        farthest = Limit(years_after(on, LONGEST_RENEWAL), _("%(years)s years") % {"years": LONGEST_RENEWAL})
        first = Limit(present + timedelta(days=1), why)
        refuse_outside(valid_until, earliest=first, latest=farthest, field="valid_until")


def _resolve_overtaken(membership: Membership, verb: str, *, decided_on: date, by: Person, on: date) -> None:
    waiting = membership.proposals.filter(outcome=StandingProposal.Outcome.OPEN)
    waiting.filter(verb=verb).update(outcome=StandingProposal.Outcome.FOLLOWED, resolved_by=by, resolved_on=on)
    if verb == Decision.RENEW:
        waiting = waiting.filter(verb=Decision.LAPSE)
    elif verb == Decision.LAPSE:
        waiting = waiting.filter(verb=Decision.HOLD)
    elif not membership.ended_on:
        return
    remark = _("Overtaken by the decision of %(day)s.") % {"day": words.long_date(decided_on)}
    waiting.update(outcome=StandingProposal.Outcome.DISMISSED, remark=remark, resolved_by=by, resolved_on=on)


def _tell_member(membership: Membership, decision: StandingDecision, *, at: datetime, on: date) -> None:
    def say() -> Words:
        standing = Membership.Standing(decision.to_standing).label
        subject = _("%(member)s: now %(standing)s")
        return Words(
            subject % {"member": membership.organisation.short_name, "standing": standing},
            decision.reason,
            reverse("membership:standing", args=[membership.organisation.slug]),
        )

    for person in holders_of(membership.organisation, *KEEPERS, on=on):
        notify(person, say, kind="membership.standing", at=at, key=f"standing-{decision.pk}")
