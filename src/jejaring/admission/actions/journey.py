"""Moves of the journey at its beginning and its ends: interest, decision, number, withdrawal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from engines.lifecycle import journey as states
from engines.lifecycle.journey import NETWORK
from jejaring.admission import letters
from jejaring.admission.actions.moves import (
    Piece,
    locked,
    make_move,
    next_state,
    refuse_wrong_date,
    renew_waiting,
    stored,
    wrong_state,
)
from jejaring.admission.actions.notices import tell_outcome
from jejaring.admission.actions.signing import office_of
from jejaring.admission.duties import DECIDERS
from jejaring.admission.models import Agreement, Journey, Step
from jejaring.admission.queries.journey import membership_of, open_journey_of
from jejaring.cities.letters import issue_letter
from jejaring.cities.models import Office, Organisation
from jejaring.cities.queries import the_network
from jejaring.documents.actions import publish_document, sign_document
from jejaring.documents.outline import Outline
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.membership.actions import members
from jejaring.membership.models import Membership, ParticipationKind
from jejaring.people.models import Person


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
    _refuse_second(organisation)
    if organisation.kind not in kind.organisation_kinds:
        raise Refusal(
            _("%(organisation)s cannot take part as %(kind)s.")
            % {"organisation": organisation.short_name, "kind": kind},
            field="kind",
        )
    journey = Journey(
        organisation=organisation,
        kind=kind,
        state=states.NEW,
        state_since=on,
        opened_on=on,
        example=organisation.example,
    )
    refuse_wrong_date(journey, on=on, at=at)
    codes = ["reason"] if reason.strip() else []
    target = next_state(journey, "express_interest", codes)
    journey.state = target
    journey.save()
    step = Step.objects.create(
        journey=journey,
        verb="express_interest",
        from_state=states.NEW,
        to_state=target,
        decided_on=on,
        recorded_at=at,
        by=by,
    )
    file = stored(letter, journey, field="letter", by=by, at=at)
    step.evidence.create(
        journey=journey, code="reason", decided_on=on, recorded_at=at, by=by, text=reason.strip(), file=file
    )
    record("admission.express_interest", journey, by=by, at=at, on=on, data={"from": states.NEW, "to": target})
    renew_waiting(journey, at=at, key=f"step-{step.pk}", by=by)
    return journey


def _refuse_second(organisation: Organisation) -> None:
    if membership_of(organisation):
        raise Refusal(_("%(organisation)s already takes part in the network.") % {"organisation": organisation})
    if found := open_journey_of(organisation):
        raise Refusal(
            _("%(organisation)s already has a journey that is open; it stands at “%(state)s”.")
            % {"organisation": organisation, "state": found.get_state_display()}
        )


@transaction.atomic
def approve(
    journey: Journey, *, reason: str, by: Person, on: date, at: datetime, file: UploadedFile[Any] | None = None
) -> Journey:
    """The executive approves a verified application: by its decision's file, or by a document signed here."""
    return _decide(journey, "approve", reason=reason, by=by, on=on, at=at, file=file)


@transaction.atomic
def reject(
    journey: Journey, *, reason: str, by: Person, on: date, at: datetime, file: UploadedFile[Any] | None = None
) -> Journey:
    """The executive rejects a verified application, with its reason; this ends the journey."""
    if not reason.strip():
        raise Refusal(_("A rejection needs its reason."), field="reason")
    return _decide(journey, "reject", reason=reason, by=by, on=on, at=at, file=file)


def _decide(
    journey: Journey, verb: str, *, reason: str, by: Person, on: date, at: datetime, file: UploadedFile[Any] | None
) -> Journey:
    journey = locked(journey)
    if journey.state != states.VERIFIED:
        raise wrong_state(journey)
    refuse_wrong_date(journey, on=on, at=at)
    network = the_network()
    office = office_of(by, network, DECIDERS, on=on)
    upload = stored(file, journey, field="file", by=by, at=at)
    piece = Piece("executive_decision", text=reason.strip(), file=upload, signatory=office)
    if upload is None:
        piece = _decision_document(journey, network, office, verb, reason=reason, by=by, on=on, at=at)
    pieces = [piece, Piece("reason", text=reason.strip())] if reason.strip() else [piece]
    step = make_move(journey, verb, by=by, on=on, at=at, pieces=pieces, remark=reason.strip())
    tell_outcome(journey, at=at, key=f"step-{step.pk}")
    return journey


def _decision_document(
    journey: Journey,
    network: Organisation,
    office: Office,
    verb: str,
    *,
    reason: str,
    by: Person,
    on: date,
    at: datetime,
) -> Piece:
    def compose(number: str) -> Outline:
        return letters.decision(
            journey,
            network,
            approved=verb == "approve",
            reason=reason,
            number=number,
            signer_title=office.title,
            on=on,
        )

    document = issue_letter(network, "decision", compose, record=journey, by=by, on=on, at=at)
    sign_document(document, slot=NETWORK, organisation_name=network.name, signer_title=office.title, by=by, at=at)
    return Piece("executive_decision", text=reason.strip(), document=document, signatory=office)


@transaction.atomic
def grant_membership(journey: Journey, *, by: Person, on: date, at: datetime) -> Membership:
    """Give the organisation its place and number, and make its agreement public; the journey ends.

    Raises Refusal if both have not signed the agreement. A refused grant uses no number.
    """
    journey = locked(journey)
    if journey.state != states.AGREEMENT_SIGNED:
        raise wrong_state(journey)
    refuse_wrong_date(journey, on=on, at=at)
    membership = grant(journey, by=by, on=on, at=at)
    if membership.agreement:
        publish_document(membership.agreement, by=by, on=on)
    journey.membership = membership
    number = str(membership.number or "")
    step = make_move(journey, "grant_membership", by=by, on=on, at=at, pieces=[Piece("number", text=number)])
    tell_outcome(journey, at=at, key=f"step-{step.pk}")
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
    """End an open journey at the city's own wish, with its reason."""
    journey = locked(journey)
    if not reason.strip():
        raise Refusal(_("A withdrawal needs its reason."), field="reason")
    file = stored(letter, journey, field="letter", by=by, at=at)
    piece = Piece("reason", text=reason.strip(), file=file)
    step = make_move(journey, "withdraw", by=by, on=on, at=at, pieces=[piece], remark=reason.strip())
    tell_outcome(journey, at=at, key=f"step-{step.pk}")
    return journey
