"""Signing for a side: who holds an office that may, and the signature on the document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from engines.lifecycle.journey import CITY, NETWORK
from jejaring.admission.actions.moves import OpenMove, Piece, begin, hold, wrong_state
from jejaring.admission.actions.notices import side
from jejaring.admission.duties import MAY_SIGN, SIGNERS
from jejaring.admission.models import Evidence, Journey, Step
from jejaring.admission.queries.journey import acting, latest_document, steps_of, unused_evidence
from jejaring.cities.letters import on_behalf
from jejaring.cities.models import Office, Organisation
from jejaring.cities.queries import holdings_of
from jejaring.documents.actions import revoke_document, sign_document
from jejaring.documents.models import Document, StoredFile
from jejaring.kit import words
from jejaring.kit.refusal import Refusal
from jejaring.people.models import Person

Upload = UploadedFile[Any]


def office_of(person: Person, journey: Journey, party: str, roles: Iterable[Office.Role], *, on: date) -> Office:
    """Return the office of one of `roles` in which `person` acts for a side on that day.

    Raises Refusal if there is none, or if it is the network's and `person` holds an office of the city.
    """
    held = acting(holdings_of(person, on=on), journey.organisation_id)
    for role in roles:
        for acts_for, office in held:
            if (acts_for, office.role) == (party, role):
                return office
    if party == NETWORK and any(acts_for == CITY for acts_for, _office in held):
        raise Refusal(
            _("Whoever holds an office of %(city)s acts for the city, not for the network. Someone else must do this.")
            % {"city": journey.organisation.short_name}
        )
    raise Refusal(
        _("On %(day)s you held no office that may sign for %(organisation)s.")
        % {"day": words.long_date(on), "organisation": side(journey, party).short_name},
        field="on",
    )


def signing_office(person: Person, journey: Journey, party: str, *, on: date) -> tuple[Office, bool]:
    """Return the office in which `person` signs for a side, and whether it needs a mandate (*surat kuasa*)."""
    own = SIGNERS[party]
    roles = sorted(MAY_SIGN[party], key=lambda role: role not in own)
    office = office_of(person, journey, party, roles, on=on)
    return office, office.role not in own


def sign(
    journey: Journey, code: str, *, party: str, by: Person, on: date, at: datetime, mandate: Upload | None = None
) -> Journey:
    """Sign the letter `code` ("loi", "agreement") for one side; the second signature completes the step as well.

    Raises Refusal if the side has signed already, or `by` may not sign for it on that day.
    """
    move = begin(journey, f"sign_{code}", by=by, on=on, at=at)
    journey = move.journey
    letter, mark = _letter(journey, code), f"{code}_signature_{party}"
    gathered = {*unused_evidence(journey)}
    if mark in gathered:
        raise _signed_already(side(journey, party))
    document = _put_signature(move, letter, party, step=None, mandate=mandate)
    if all(f"{code}_signature_{one}" in {*gathered, mark} for one in (CITY, NETWORK)):
        complete = OpenMove(journey, f"complete_{code}", by=by, on=on, at=at)
        complete.make([Piece(code, document=document)])
    else:
        move.renew_waiting(mark, told=f"step-{letter.step_id}")
    return journey


@transaction.atomic
def sign_own_letter(
    journey: Journey, code: str, *, by: Person, on: date, at: datetime, mandate: Upload | None = None
) -> Journey:
    """Sign a letter the city wrote to its own departments ("invitation", "minutes"); the journey does not wait for it.

    Raises Refusal if it is signed already, or `by` may not sign for the city on that day.
    """
    move = hold(journey, f"sign_{code}", by=by, on=on, at=at)
    letter = _letter(move.journey, code)
    if letter.step is not None and letter.step.evidence.filter(code=f"{code}_signature_{CITY}").exists():
        raise _signed_already(move.journey.organisation)
    _put_signature(move, letter, CITY, step=letter.step, mandate=mandate)
    return move.journey


def mandate_kept(move: OpenMove, office: Office, *, mandated: bool, mandate: Upload | None) -> StoredFile | None:
    """Keep the mandate (*surat kuasa*) of an office that signs with one. Raises Refusal if it is missing."""
    if not mandated:
        return None
    if mandate is None:
        raise Refusal(
            _("As %(title)s you sign with a mandate: attach the surat kuasa.") % {"title": office.title},
            field="mandate",
        )
    return move.store(mandate, field="mandate")


def _put_signature(
    move: OpenMove, letter: Evidence, party: str, *, step: Step | None, mandate: Upload | None
) -> Document:
    """Sign a letter in a side's place, and keep the signature as evidence for a step or (None) for the coming one."""
    organisation = side(move.journey, party)
    office, mandated = signing_office(move.by, move.journey, party, on=move.on)
    paper = mandate_kept(move, office, mandated=mandated, mandate=mandate)
    document = cast(Document, letter.document)  # `_letter` has seen to it
    sign_document(
        document,
        slot=party,
        organisation_name=organisation.name,
        signer_title=on_behalf(office, organisation, mandated=mandated),
        by=move.by,
        at=move.at,
    )
    piece = Piece(f"{letter.code}_signature_{party}", document=document, signatory=office, mandate=paper)
    move.keep([piece], step=step)
    move.record(party=party, document=document.number)
    return document


@transaction.atomic
def return_letter(journey: Journey, code: str, *, remark: str, by: Person, on: date, at: datetime) -> Journey:
    """Return the letter `code` ("loi", "agreement") unsigned, with a remark: it is revoked and drafted anew.

    A signature that the other side has given stays on record with the revoked letter. Raises Refusal without a
    remark, or if `by` could not sign it on that day.
    """
    move, remark = begin(journey, f"return_{code}", by=by, on=on, at=at), remark.strip()
    if not remark:
        raise Refusal(_("Write what has to be changed before you sign."), field="remark")
    letter = _letter(move.journey, code)
    if letter.document:
        revoke_document(letter.document, reason=remark, by=by, on=on)
    move.make([Piece("reason", text=remark)], remark=remark)
    return move.journey


def _signed_already(organisation: Organisation) -> Refusal:
    return Refusal(_("%(organisation)s has already signed.") % {"organisation": organisation})


def draft_to_replace(move: OpenMove, code: str) -> Evidence | None:
    """Return the draft that a new one replaces, or None for the first. Raises Refusal once a side has signed."""
    if move.verb == f"draft_{code}":
        return None
    if any("_signature_" in one for one in unused_evidence(move.journey)):
        raise Refusal(_("One side has signed already; the document can no longer be changed."))
    return _letter(move.journey, code)


def drafted(move: OpenMove, before: Evidence | None, piece: Piece) -> Journey:
    """Make the move with a letter just issued; or put the letter in the place of the draft `before`."""
    if before is None or piece.document is None:
        move.make([piece])
    else:
        before.document, before.text = piece.document, piece.text
        before.save(update_fields=["document", "text"])
        move.record(document=piece.document.number)
    return move.journey


def _letter(journey: Journey, code: str) -> Evidence:
    """Return the newest letter of that code, with its document. Raises Refusal if there is none."""
    found = latest_document(steps_of(journey), code)
    if found is None or found.document is None:
        raise wrong_state(journey)
    return found
