"""Judging and deciding: points of named reviewers, then a session in the draft programme or a letter that says no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from statistics import fmean

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from engines.lifecycle.proposal import PROPOSAL
from jejaring.events.actions.common import locked_open
from jejaring.events.actions.sessions import SessionFacts, Speaking, add_session
from jejaring.events.models import Event, Session, Speaker
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.letters import DAY, queue_letter
from jejaring.people.models import Person
from jejaring.proposals.actions.proposals import locked
from jejaring.proposals.models import Proposal, Review
from jejaring.proposals.queries import is_of_own_city
from jejaring.speakers.actions.speakers import SpeakerFacts, add_speaker

LEAST, MOST = 1, 5  # points per criterion
LETTER_SECONDS = 14 * DAY


@transaction.atomic
def review(
    proposal: Proposal, points: Mapping[str, int], *, comment: str, by: Person, on: date, at: datetime
) -> Review:
    """Give a proposal one's points, or change them until it is decided; the first review begins its review.

    Raises Refusal for one's own city, for a proposal that is decided, or if a criterion lacks its points.
    """
    proposal = locked(proposal)
    if is_of_own_city(by, proposal, on=on):
        raise Refusal(_("This proposal comes from your own city or from you. Someone else reviews it."))
    _refuse_decided(proposal, "review")
    criteria = [one["key"] for one in proposal.call.criteria]
    for key in criteria:
        if not LEAST <= points.get(key, 0) <= MOST:
            raise Refusal(_("Give 1 to 5 points for each criterion."), field=f"points_{key}")
    given = {key: points[key] for key in criteria}
    found, _new = Review.objects.update_or_create(
        proposal=proposal,
        reviewer=by,
        defaults={"points": given, "score": fmean(given.values()), "comment": comment.strip(), "reviewed_at": at},
    )
    proposal.state = PROPOSAL.apply(proposal.state, "review")
    proposal.save(update_fields=["state"])
    record("proposals.review", proposal, by=by, on=on, at=at)
    return found


@transaction.atomic
def accept(proposal: Proposal, *, note: str, by: Person, on: date, at: datetime) -> Session:
    """Accept a proposal: its session and its speakers come into the draft programme, and the proposer is told.

    A speaker with the proposer's e-mail address is not added a second time. Raises Refusal if it is decided, or the
    event has ended.
    """
    event = locked_open(proposal.call.event)
    proposal = locked(proposal)
    _refuse_decided(proposal, "accept")
    speaking = [Speaking(one) for one in _speakers(event, proposal, by=by, at=at)]
    facts = SessionFacts(
        title_id=proposal.title,
        title_en=proposal.title if proposal.language == "en" else "",
        kind=proposal.kind,
        state=Session.State.TENTATIVE,
        abstract_id=proposal.abstract,
        abstract_en=proposal.abstract if proposal.language == "en" else "",
        language=proposal.language,
    )
    session = add_session(event, facts, speaking=speaking, by=by, at=at)
    proposal.session = session
    _decide(proposal, "accept", note, by=by, at=at)
    record("proposals.accept", proposal, by=by, on=on, at=at, data={"session": session.number})
    return session


@transaction.atomic
def reject(proposal: Proposal, *, note: str, by: Person, on: date, at: datetime) -> Proposal:
    """Decline a proposal, and tell the proposer. Raises Refusal if it is decided."""
    proposal = locked(proposal)
    _refuse_decided(proposal, "reject")
    _decide(proposal, "reject", note, by=by, at=at)
    record("proposals.reject", proposal, by=by, on=on, at=at)
    return proposal


def _speakers(event: Event, proposal: Proposal, *, by: Person, at: datetime) -> list[Speaker]:
    """Return the proposer as a speaker of the event, and those they named with them."""
    proposer = event.speakers.filter(email=proposal.email).first()
    if proposer is None:
        facts = SpeakerFacts(
            name=proposal.name,
            title_id=_with_affiliation(proposal),
            email=proposal.email,
            language=proposal.letter_language,
        )
        proposer = add_speaker(event, facts, by=by, at=at)
        proposer.biography_id = proposal.biography if proposal.language == "id" else ""
        proposer.biography_en = proposal.biography if proposal.language == "en" else ""
        proposer.save(update_fields=["biography_id", "biography_en"])
    names = [line.strip() for line in proposal.further.splitlines() if line.strip()]
    parted = [name.partition(",") for name in names]
    others = [SpeakerFacts(name=name.strip(), title_id=title.strip()[:200]) for name, _comma, title in parted if name]
    return [proposer, *(add_speaker(event, one, by=by, at=at) for one in others)]


def _with_affiliation(proposal: Proposal) -> str:
    return ", ".join(part for part in (proposal.position, proposal.affiliation) if part)[:200]


def _decide(proposal: Proposal, verb: str, note: str, *, by: Person, at: datetime) -> None:
    proposal.state, proposal.note = PROPOSAL.apply(proposal.state, verb), note.strip()
    proposal.decided_at, proposal.decided_by = at, by
    proposal.save(update_fields=["state", "note", "decided_at", "decided_by", "session"])
    if proposal.person:
        notify(
            proposal.person, lambda: _noticed(proposal), kind="proposals.decided", at=at, key=f"proposal-{proposal.pk}"
        )
        return
    with translation.override(proposal.letter_language):
        told = _told(proposal)
        text = _("Dear %(name)s,") % {"name": proposal.name}
        queue_letter(told.subject, f"{text}\n\n{told.body}\n", to=proposal.email, seconds=LETTER_SECONDS)


def _noticed(proposal: Proposal) -> Words:
    told = _told(proposal)
    return replace(told, body=capfirst(told.body))


def _told(proposal: Proposal) -> Words:
    names = {"title": proposal.title, "event": proposal.call.event.name}
    if proposal.state == Proposal.State.ACCEPTED:
        body = _(
            "your proposal “%(title)s” is accepted for %(event)s. It is in the draft programme; time and room follow"
            " with the release. The organiser will send you the link to your page as a speaker."
        )
    else:
        body = _("your proposal “%(title)s” could not be included in %(event)s. Thank you for it.")
    whole = body % names + (f"\n\n{proposal.note}" if proposal.note else "")
    link = reverse("proposals:proposal", args=[proposal.call.event.slug, proposal.public_id])
    return Words(subject=_("Your proposal for %(event)s") % names, body=whole, link=link)


def _refuse_decided(proposal: Proposal, verb: str) -> None:
    if not PROPOSAL.allows(proposal.state, verb):
        raise Refusal(_("This proposal is %(state)s.") % {"state": proposal.get_state_display()})
