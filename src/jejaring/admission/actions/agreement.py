"""The cooperation agreement (PKS): drafted from its parts, then signed by both sides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.admission import letters
from jejaring.admission.actions.moves import OpenMove, Piece, begin
from jejaring.admission.actions.signing import draft_to_replace, drafted, sign
from jejaring.admission.letters import Terms
from jejaring.admission.models import Agreement, Evidence, Journey
from jejaring.admission.queries.texts import typed_parts
from jejaring.cities.queries import the_network
from jejaring.documents.outline import Outline
from jejaring.kit import words
from jejaring.kit.days import Limit, days_named, refuse_outside, years_after
from jejaring.kit.refusal import Refusal
from jejaring.people.models import Person

LONGEST_YEARS = 30
SENTENCE_END = re.compile(r"[.;]\s|\n")
ON_DURATION = re.compile(
    r"berlaku|berakhir|jangka waktu|masa (?:laku|perjanjian)|in force|valid|expires", re.IGNORECASE
)


@transaction.atomic
def draft_agreement(journey: Journey, terms: Terms, *, by: Person, on: date, at: datetime) -> Journey:
    """Issue the agreement with a number of the network's register; `on` is its date.

    The clause on its duration is composed from the dates of `terms`, which also fill every placeholder in its parts.
    Until a side has signed it can be drafted again; the earlier document is then replaced. Raises Refusal if a part
    is empty or names another day, the agreement would begin before the application was approved, or end before it
    is made.
    """
    move, before, terms = _begun(journey, terms, by=by, on=on, at=at)
    document = move.letter(
        the_network(),
        "agreement",
        lambda number: letters.agreement(move.journey, the_network(), terms, number=number, on=on),
        replaces=before.document if before else None,
    )
    facts = {"document": document, **asdict(terms)}
    Agreement.objects.update_or_create(journey=move.journey, defaults=facts)
    return drafted(move, before, Piece("agreement", document=document))


@transaction.atomic
def agreement_to_check(journey: Journey, terms: Terms, *, by: Person, on: date, at: datetime) -> Outline:
    """Return the agreement as `draft_agreement` would issue it, without its number. Raises Refusal as that does."""
    move, _before, terms = _begun(journey, terms, by=by, on=on, at=at)
    return letters.agreement(move.journey, the_network(), terms, number=_("(assigned when created)"), on=on)


def _begun(
    journey: Journey, terms: Terms, *, by: Person, on: date, at: datetime
) -> tuple[OpenMove, Evidence | None, Terms]:
    """Return the move, the draft it replaces if there is one, and the terms as they are kept."""
    move = begin(journey, "draft_agreement", "redraft_agreement", by=by, on=on, at=at)
    before = draft_to_replace(move, "agreement")
    _refuse_wrong_period(move.journey, on, terms.valid_from, terms.valid_until)
    return move, before, replace(terms, parts=_typed(terms.parts, {on, terms.valid_from, terms.valid_until}))


def _refuse_wrong_period(journey: Journey, on: date, valid_from: date, valid_until: date) -> None:
    approved = journey.steps.filter(verb="approve").values_list("decided_on", flat=True).last()
    first = Limit(approved or journey.opened_on, _("the application was approved") if approved else "")
    last = Limit(years_after(on, 1), _("a year after the date of the agreement"))
    refuse_outside(valid_from, earliest=first, latest=last, field="valid_from")
    first = Limit(max(valid_from, on) + timedelta(days=1), _("after the agreement is made and begins"))
    last = Limit(years_after(valid_from, LONGEST_YEARS), _("%(years)s years") % {"years": LONGEST_YEARS})
    refuse_outside(valid_until, earliest=first, latest=last, field="valid_until")


def _typed(parts: Mapping[str, str], days: Set[date]) -> dict[str, str]:
    """Return the parts that are typed, without those that are composed.

    Raises Refusal for an empty one, and for one whose sentence on the duration names another day than `days`.
    """
    typed = {part.key: parts.get(part.key, "").strip() for part in typed_parts()}
    for key, text in typed.items():
        if not text:
            raise Refusal(_("This part of the agreement is empty."), field=key)
        for sentence in SENTENCE_END.split(text):
            other = set(days_named(sentence)) - days if ON_DURATION.search(sentence) else ()
            for day in other:
                raise Refusal(
                    _("%(day)s is not a date of this agreement. Write {valid_from} or {valid_until} instead of a date.")
                    % {"day": words.long_date(day)},
                    field=key,
                )
    return typed


@transaction.atomic
def sign_agreement(
    journey: Journey, *, party: str, by: Person, on: date, at: datetime, mandate: UploadedFile[Any] | None = None
) -> Journey:
    """Sign the agreement for one side; the second signature completes it in the same transaction."""
    return sign(journey, "agreement", party=party, by=by, on=on, at=at, mandate=mandate)
