"""The letter of intent: drafted, then signed by both sides in either order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from engines.lifecycle import journey as states
from jejaring.admission import letters
from jejaring.admission.actions.moves import (
    Piece,
    locked,
    make_move,
    refuse_wrong_date,
    wrong_state,
)
from jejaring.admission.actions.signing import drafted_before, sign
from jejaring.admission.models import Journey
from jejaring.cities.letters import issue_letter
from jejaring.cities.queries import the_network
from jejaring.ledger.actions import record
from jejaring.people.models import Person


@transaction.atomic
def draft_loi(journey: Journey, *, place: str, purpose: str = "", by: Person, on: date, at: datetime) -> Journey:
    """Make the letter of intent from data, with a number of the network's register; `on` is its date.

    Until a side has signed it can be drafted anew; the earlier document is then replaced.
    """
    journey = locked(journey)
    if journey.state not in (states.INTEREST, states.LOI_DRAFTED):
        raise wrong_state(journey)
    before = drafted_before(journey, "loi", states.LOI_DRAFTED)
    refuse_wrong_date(journey, on=on, at=at)
    network = the_network()
    document = issue_letter(
        network,
        "loi",
        lambda number: letters.letter_of_intent(
            journey, network, number=number, place=place, on=on, purpose=purpose.strip()
        ),
        record=journey,
        by=by,
        on=on,
        at=at,
        replaces=before.document if before else None,
    )
    if before and before.step:
        before.document, before.text, before.step.remark = document, purpose.strip(), place
        before.save(update_fields=["document", "text"])
        before.step.save(update_fields=["remark"])
        record("admission.redraft_loi", journey, by=by, at=at, on=on, data={"document": document.number})
        return journey
    piece = Piece("loi", text=purpose.strip(), document=document)
    make_move(journey, "draft_loi", by=by, on=on, at=at, pieces=[piece], remark=place)
    return journey


@transaction.atomic
def sign_loi(
    journey: Journey, *, party: str, by: Person, on: date, at: datetime, mandate: UploadedFile[Any] | None = None
) -> Journey:
    """Sign the letter of intent for one side; the second signature completes it in the same transaction."""
    return sign(
        journey,
        code="loi",
        state=states.LOI_DRAFTED,
        complete="complete_loi",
        party=party,
        by=by,
        on=on,
        at=at,
        mandate=mandate,
    )
