"""The letter of intent: drafted, then signed by both sides in either order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from jejaring.admission import letters
from jejaring.admission.actions.moves import Piece, begin
from jejaring.admission.actions.signing import draft_to_replace, drafted, sign
from jejaring.admission.models import Journey
from jejaring.cities.queries import the_network
from jejaring.kit.columns import judged_for
from jejaring.people.models import Person


@transaction.atomic
def draft_loi(journey: Journey, *, place: str, purpose: str = "", by: Person, on: date, at: datetime) -> Journey:
    """Issue the letter of intent from data, with a number of the network's register; `on` is its date.

    Until a side has signed it can be drafted again; the earlier document is then replaced.
    """
    move = begin(journey, "draft_loi", "redraft_loi", by=by, on=on, at=at)
    journey, network, purpose = move.journey, the_network(), purpose.strip()
    place = judged_for("place", place, lines=False)
    before = draft_to_replace(move, "loi")
    document = move.letter(
        network,
        "loi",
        lambda number: letters.letter_of_intent(journey, network, number=number, place=place, on=on, purpose=purpose),
        replaces=before.document if before else None,
    )
    return drafted(move, before, Piece("loi", text=purpose, document=document))


@transaction.atomic
def sign_loi(
    journey: Journey, *, party: str, by: Person, on: date, at: datetime, mandate: UploadedFile[Any] | None = None
) -> Journey:
    """Sign the letter of intent for one side; the second signature completes it in the same transaction."""
    return sign(journey, "loi", party=party, by=by, on=on, at=at, mandate=mandate)
