"""The cooperation agreement (PKS): drafted from its parts, then signed by both sides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

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
from jejaring.admission.models import Agreement, Journey
from jejaring.admission.queries.texts import agreement_parts
from jejaring.cities.letters import issue_letter
from jejaring.cities.queries import the_network
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
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
    """Make the agreement from its parts, with a number of the network's register; `on` is its date.

    Until a side has signed it can be drafted anew; the earlier document is then replaced.
    Raises Refusal if a part is empty or the agreement would end before it begins.
    """
    journey = locked(journey)
    if journey.state not in (states.APPROVED, states.AGREEMENT_DRAFTED):
        raise wrong_state(journey)
    before = drafted_before(journey, "agreement", states.AGREEMENT_DRAFTED)
    refuse_wrong_date(journey, on=on, at=at)
    if valid_until <= valid_from:
        raise Refusal(_("The agreement must end after it begins."), field="valid_until")
    for part in agreement_parts():
        if not parts.get(part.key, "").strip():
            raise Refusal(_("This part of the agreement is empty."), field=part.key)
    network = the_network()
    document = issue_letter(
        network,
        "agreement",
        lambda number: letters.agreement(journey, network, parts, number=number, on=on),
        record=journey,
        by=by,
        on=on,
        at=at,
        replaces=before.document if before else None,
    )
    Agreement.objects.update_or_create(
        journey=journey,
        defaults={"parts": dict(parts), "valid_from": valid_from, "valid_until": valid_until, "document": document},
    )
    if before:
        before.document = document
        before.save(update_fields=["document"])
        record("admission.redraft_agreement", journey, by=by, at=at, on=on, data={"document": document.number})
        return journey
    make_move(journey, "draft_agreement", by=by, on=on, at=at, pieces=[Piece("agreement", document=document)])
    return journey


@transaction.atomic
def sign_agreement(
    journey: Journey, *, party: str, by: Person, on: date, at: datetime, mandate: UploadedFile[Any] | None = None
) -> Journey:
    """Sign the agreement for one side; the second signature completes it in the same transaction."""
    return sign(
        journey,
        code="agreement",
        state=states.AGREEMENT_DRAFTED,
        complete="complete_agreement",
        party=party,
        by=by,
        on=on,
        at=at,
        mandate=mandate,
    )
