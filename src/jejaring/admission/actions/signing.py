"""Signing for a side: who holds an office that may, and the signature on the document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from engines.lifecycle.journey import CITY, NETWORK
from jejaring.admission.actions.moves import (
    Piece,
    keep,
    locked,
    make_move,
    refuse_wrong_date,
    renew_waiting,
    stored,
    wrong_state,
)
from jejaring.admission.actions.notices import side
from jejaring.admission.duties import MAY_SIGN, SIGNERS
from jejaring.admission.models import Evidence, Journey, Step
from jejaring.admission.queries.journey import latest_document, steps_of, unused_evidence
from jejaring.cities.letters import on_behalf
from jejaring.cities.models import Office, Organisation
from jejaring.cities.queries import holdings_of
from jejaring.documents.actions import sign_document
from jejaring.documents.models import Document
from jejaring.kit import words
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person


def office_of(person: Person, organisation: Organisation, roles: Iterable[Office.Role], *, on: date) -> Office:
    """Return the office of one of `roles` that `person` holds there on that day. Raises Refusal if there is none."""
    held = [one.office for one in holdings_of(person, on=on) if one.office.organisation_id == organisation.pk]
    for role in roles:
        for office in held:
            if office.role == role:
                return office
    raise Refusal(
        _("On %(day)s you held no office that may sign for %(organisation)s.")
        % {"day": words.long_date(on), "organisation": organisation.short_name},
        field="on",
    )


def signing_office(person: Person, journey: Journey, party: str, *, on: date) -> tuple[Office, bool]:
    """Return the office in which `person` signs for a side, and whether it needs a mandate (*surat kuasa*)."""
    own = SIGNERS[party]
    roles = sorted(MAY_SIGN[party], key=lambda role: role not in own)
    office = office_of(person, side(journey, party), roles, on=on)
    return office, office.role not in own


def sign(
    journey: Journey,
    *,
    code: str,
    state: str,
    complete: str,
    party: str,
    by: Person,
    on: date,
    at: datetime,
    mandate: UploadedFile[Any] | None,
) -> Journey:
    """Sign the document `code` for one side; with the second signature the move `complete` is made as well.

    Raises Refusal if the side has signed already, or `by` may not sign for it on that day.
    """
    journey = locked(journey)
    if journey.state != state:
        raise wrong_state(journey)
    refuse_wrong_date(journey, on=on, at=at)
    gathered = unused_evidence(journey)
    mark = f"{code}_signature_{party}"
    letter = _letter(journey, code)
    if mark in gathered:
        raise _signed_already(side(journey, party))
    document = _put_signature(letter, journey, party, step=None, by=by, on=on, at=at, mandate=mandate)
    if all(f"{code}_signature_{one}" in {*gathered, mark} for one in (CITY, NETWORK)):
        make_move(journey, complete, by=by, on=on, at=at, pieces=[Piece(code, document=document)])
    else:
        renew_waiting(journey, at=at, key=mark, by=by)
    return journey


@transaction.atomic
def sign_own_letter(
    journey: Journey, code: str, *, by: Person, on: date, at: datetime, mandate: UploadedFile[Any] | None = None
) -> Journey:
    """Sign a letter the city wrote to its own departments ("invitation", "minutes"); the journey does not wait for it.

    Raises Refusal if it is signed already, or `by` may not sign for the city on that day.
    """
    journey = locked(journey)
    letter = _letter(journey, code)
    if letter.step is not None and letter.step.evidence.filter(code=f"{code}_signature_{CITY}").exists():
        raise _signed_already(journey.organisation)
    _put_signature(letter, journey, CITY, step=letter.step, by=by, on=on, at=at, mandate=mandate)
    return journey


def _put_signature(
    letter: Evidence,
    journey: Journey,
    party: str,
    *,
    step: Step | None,
    by: Person,
    on: date,
    at: datetime,
    mandate: UploadedFile[Any] | None,
) -> Document:
    """Sign a letter in a side's place, and keep the signature as evidence for a step or (None) for the coming one."""
    office, mandated = signing_office(by, journey, party, on=on)
    if mandated and mandate is None:
        raise Refusal(
            _("As %(title)s you sign with a mandate: attach the surat kuasa.") % {"title": office.title},
            field="mandate",
        )
    paper = stored(mandate if mandated else None, journey, field="mandate", by=by, at=at)
    document = cast(Document, letter.document)  # `_letter` has seen to it
    sign_document(
        document,
        slot=party,
        organisation_name=side(journey, party).name,
        signer_title=on_behalf(office, side(journey, party), mandated=mandated),
        by=by,
        at=at,
    )
    piece = Piece(f"{letter.code}_signature_{party}", document=document, signatory=office, mandate=paper)
    keep(journey, [piece], step=step, by=by, on=on, at=at)
    data = {"party": party, "document": document.number}
    record(f"admission.sign_{letter.code}", journey, by=by, at=at, on=on, data=data)
    return document


def _signed_already(organisation: Organisation) -> Refusal:
    return Refusal(_("%(organisation)s has already signed.") % {"organisation": organisation})


def drafted_before(journey: Journey, code: str, state: str) -> Evidence | None:
    """Return the draft that a new one replaces, or None for the first. Raises Refusal once a side has signed."""
    if journey.state != state:
        return None
    if any("_signature_" in one for one in unused_evidence(journey)):
        raise Refusal(_("One side has signed already; the document can no longer be changed."))
    return latest_document(steps_of(journey), code)


def _letter(journey: Journey, code: str) -> Evidence:
    """Return the newest letter of that code, with its document. Raises Refusal if there is none."""
    found = latest_document(steps_of(journey), code)
    if found is None or found.document is None:
        raise wrong_state(journey)
    return found
