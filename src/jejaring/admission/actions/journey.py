"""Moves of the journey at its beginning and its ends: interest, decision, number, withdrawal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engines.lifecycle import journey as states
from engines.lifecycle.journey import NETWORK
from jejaring.admission import letters
from jejaring.admission.actions.moves import OpenMove, Piece, begin
from jejaring.admission.actions.signing import office_of
from jejaring.admission.duties import DECIDERS
from jejaring.admission.models import Agreement, Journey
from jejaring.admission.queries.journey import open_journey_of
from jejaring.cities.models import Office, Organisation
from jejaring.cities.queries import the_network
from jejaring.documents.actions import publish_document, sign_document
from jejaring.documents.outline import Outline
from jejaring.kit.days import Limit, refuse_outside, today_is, years_after
from jejaring.kit.refusal import Refusal
from jejaring.membership.actions import members
from jejaring.membership.models import Membership, ParticipationKind
from jejaring.membership.queries.members import membership_of
from jejaring.people.models import Person

YEARS_OF_RECORDS = 10  # how far back an interest that was expressed on paper is recorded


@transaction.atomic
def express_interest(
    organisation: Organisation,
    *,
    kind: ParticipationKind,
    reason: str,
    by: Person,
    on: date,
    at: datetime,
    letter: UploadedFile[Any] | None = None,
) -> Journey:
    """Open an organisation's journey; `on` is the day it decided to.

    Raises Refusal if a journey is open, the organisation takes part already, or the kind does not fit it.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_unable(organisation, kind)
    today = timezone.localtime(at).date()
    earliest = Limit(years_after(today, -YEARS_OF_RECORDS), _("older ways into the network are not recorded here"))
    refuse_outside(on, earliest=earliest, latest=today_is(today), field="on")
    journey = Journey.objects.create(
        organisation=organisation,
        kind=kind,
        state=states.NEW,
        state_since=on,
        opened_on=on,
        example=organisation.example,
    )
    move = OpenMove(journey, "express_interest", by, on, at)
    file, text = move.store(letter, field="letter"), reason.strip()
    move.make([Piece("reason", text=text, file=file)] if text else [])
    return journey


def _refuse_unable(organisation: Organisation, kind: ParticipationKind) -> None:
    if membership_of(organisation):
        raise Refusal(_("%(organisation)s already takes part in the network.") % {"organisation": organisation})
    if found := open_journey_of(organisation):
        raise Refusal(
            _("%(organisation)s already has an open journey; it is at “%(state)s”.")
            % {"organisation": organisation, "state": found.get_state_display()}
        )
    if organisation.kind not in kind.organisation_kinds:
        raise Refusal(
            _("%(organisation)s cannot take part as %(kind)s.")
            % {"organisation": organisation.short_name, "kind": kind},
            field="kind",
        )


@transaction.atomic
def approve(
    journey: Journey, *, reason: str, by: Person, on: date, at: datetime, file: UploadedFile[Any] | None = None
) -> Journey:
    """Approve a verified application, by the file of the executive's decision or by a document signed here."""
    return _decide(journey, "approve", reason=reason, by=by, on=on, at=at, file=file)


@transaction.atomic
def reject(
    journey: Journey, *, reason: str, by: Person, on: date, at: datetime, file: UploadedFile[Any] | None = None
) -> Journey:
    """Reject a verified application, with the executive's reason; this ends the journey."""
    if not reason.strip():
        raise Refusal(_("A rejection needs its reason."), field="reason")
    return _decide(journey, "reject", reason=reason, by=by, on=on, at=at, file=file)


def _decide(
    journey: Journey, verb: str, *, reason: str, by: Person, on: date, at: datetime, file: UploadedFile[Any] | None
) -> Journey:
    move, reason = begin(journey, verb, by=by, on=on, at=at), reason.strip()
    office = office_of(by, move.journey, NETWORK, DECIDERS, on=on)
    if upload := move.store(file, field="file"):
        piece = Piece("executive_decision", text=reason, file=upload, signatory=office)
    else:
        piece = _decision_letter(move, office, reason)
    move.make([piece, Piece("reason", text=reason)] if reason else [piece], remark=reason, outcome=True)
    return move.journey


def _decision_letter(move: OpenMove, office: Office, reason: str) -> Piece:
    """Issue the decision and sign it in the office of who decides."""
    journey, network = move.journey, the_network()

    def compose(number: str) -> Outline:
        approved = move.verb == "approve"
        return letters.decision(
            journey, network, approved=approved, reason=reason, number=number, signer_title=office.title, on=move.on
        )

    document = move.letter(network, "decision", compose)
    sign_document(
        document, slot=NETWORK, organisation_name=network.name, signer_title=office.title, by=move.by, at=move.at
    )
    return Piece("executive_decision", text=reason, document=document, signatory=office)


@transaction.atomic
def grant_membership(journey: Journey, *, by: Person, on: date, at: datetime) -> Membership:
    """Admit the organisation with its number and make its agreement public; the journey ends.

    Raises Refusal if both have not signed the agreement. A refused grant uses no number.
    """
    move = begin(journey, "grant_membership", by=by, on=on, at=at)
    membership = grant(move.journey, by=by, on=on, at=at)
    if membership.agreement:
        publish_document(membership.agreement, by=by, on=on)
    move.journey.membership = membership
    move.make([Piece("number", text=str(membership.number or ""))], outcome=True)
    return membership


@transaction.atomic
def grant(journey: Journey, *, by: Person | None, on: date, at: datetime) -> Membership:
    """Make `journey`'s organisation a member from `on` and give it the next number, if its kind has one.

    Raises Refusal if the organisation is a member already or may not take that kind of participation.
    """
    agreement = Agreement.objects.select_related("document").filter(journey=journey).first()
    return members.admit(
        journey.organisation,
        journey.kind,
        by=by,
        on=on,
        at=at,
        agreement=agreement.document if agreement else None,
        valid_until=agreement.valid_until if agreement else None,
        example=journey.example,
    )


@transaction.atomic
def withdraw(
    journey: Journey, *, reason: str, by: Person, on: date, at: datetime, letter: UploadedFile[Any] | None = None
) -> Journey:
    """End an open journey at the city's own request, with its reason."""
    move, reason = begin(journey, "withdraw", by=by, on=on, at=at), reason.strip()
    if not reason:
        raise Refusal(_("A withdrawal needs its reason."), field="reason")
    file = move.store(letter, field="letter")
    move.make([Piece("reason", text=reason, file=file)], remark=reason, outcome=True)
    return move.journey
