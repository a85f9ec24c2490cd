"""The cooperation agreement (PKS): drafted from its parts, then signed by both sides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.admission import letters
from jejaring.admission.actions.moves import Piece, begin
from jejaring.admission.actions.signing import draft_to_replace, drafted, sign
from jejaring.admission.models import Agreement, Journey
from jejaring.admission.queries.texts import typed_parts
from jejaring.cities.queries import the_network
from jejaring.kit.refusal import Refusal
from jejaring.people.models import Person


@transaction.atomic
def draft_agreement(
    journey: Journey,
    *,
    parts: Mapping[str, str],
    valid_from: date,
    valid_until: date,
    by: Person,
    on: date,
    at: datetime,
) -> Journey:
    """Issue the agreement from its parts, with a number of the network's register; `on` is its date.

    The clause on its duration is composed from `valid_from` and `valid_until`, and the same dates fill every
    placeholder in `parts`. Until a side has signed it can be drafted again; the earlier document is then replaced.
    Raises Refusal if a part is empty or the agreement would end before it begins.
    """
    move = begin(journey, "draft_agreement", "redraft_agreement", by=by, on=on, at=at)
    journey, network = move.journey, the_network()
    before = draft_to_replace(move, "agreement")
    if valid_until <= valid_from:
        raise Refusal(_("The agreement must end after it begins."), field="valid_until")
    typed = _typed(parts)
    document = move.letter(
        network,
        "agreement",
        lambda number: letters.agreement(
            journey, network, typed, number=number, on=on, valid_from=valid_from, valid_until=valid_until
        ),
        replaces=before.document if before else None,
    )
    facts = {"document": document, "parts": typed, "valid_from": valid_from, "valid_until": valid_until}
    Agreement.objects.update_or_create(journey=journey, defaults=facts)
    return drafted(move, before, Piece("agreement", document=document))


def _typed(parts: Mapping[str, str]) -> dict[str, str]:
    """Return the parts that are typed, without those that are composed. Raises Refusal for an empty one."""
    typed = {part.key: parts.get(part.key, "").strip() for part in typed_parts()}
    for key, text in typed.items():
        if not text:
            raise Refusal(_("This part of the agreement is empty."), field=key)
    return typed


@transaction.atomic
def sign_agreement(
    journey: Journey, *, party: str, by: Person, on: date, at: datetime, mandate: UploadedFile[Any] | None = None
) -> Journey:
    """Sign the agreement for one side; the second signature completes it in the same transaction."""
    return sign(journey, "agreement", party=party, by=by, on=on, at=at, mandate=mandate)
