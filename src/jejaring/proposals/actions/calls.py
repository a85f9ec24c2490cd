"""The call for sessions of an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jejaring.events.actions.common import locked_open
from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.proposals.models import Call, Review

Asked = dict[str, str]  # "key", "label_id", "label_en"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """From when to when proposals are taken, what the call says, and what it asks; labels in both languages."""

    opens_at: datetime
    closes_at: datetime
    text_id: str
    text_en: str = ""
    reviews_by: date | None = None
    questions: Sequence[tuple[str, str]] = ()
    criteria: Sequence[tuple[str, str]] = ()


@transaction.atomic
def set_call(event: Event, facts: CallFacts, *, by: Person, at: datetime) -> Call:
    """Open an event's call for sessions, or change it; questions and criteria keep their keys by their label.

    Raises Refusal if it would close before it opens, has no criterion, or loses one that reviewers have used.
    """
    event = locked_open(event)
    call = Call.objects.select_for_update().filter(event=event).first() or Call(event=event)
    if facts.closes_at <= facts.opens_at:
        raise Refusal(_("The call closes after it opens."), field="closes_on")
    if not facts.criteria:
        raise Refusal(_("Write one criterion at least."), field="criteria")
    questions, criteria = _keyed(facts.questions, call.questions), _keyed(facts.criteria, call.criteria)
    used = {
        key for points in Review.objects.filter(proposal__call__event=event).values_list("points") for key in points[0]
    }
    if lost := [one["label_id"] for one in call.criteria if one["key"] in used - {new["key"] for new in criteria}]:
        raise Refusal(
            _("Reviewers have given points for “%(criterion)s”: keep it.") % {"criterion": lost[0]}, field="criteria"
        )
    call.opens_at, call.closes_at, call.reviews_by = facts.opens_at, facts.closes_at, facts.reviews_by
    call.text_id, call.text_en, call.questions, call.criteria = facts.text_id, facts.text_en, questions, criteria
    call.save()
    record("proposals.set_call", call, by=by, at=at, data={"opens_at": call.opens_at, "closes_at": call.closes_at})
    return call


def _keyed(labels: Sequence[tuple[str, str]], before: Sequence[dict[str, Any]]) -> list[Asked]:
    """Return what is asked with its keys: the one it had under the same Indonesian label, or a new one."""
    known = {one["label_id"]: one["key"] for one in before}
    taken, found = {*known.values()}, []
    for label_id, label_en in labels:
        key = known.get(label_id) or _new_key(label_id, taken)
        taken.add(key)
        found.append({"key": key, "label_id": label_id, "label_en": label_en})
    return found


def _new_key(label: str, taken: set[str]) -> str:
    stem = slugify(label)[:40] or "butir"
    numbers = iter(range(2, 1000))
    key = stem
    while key in taken:
        key = f"{stem}-{next(numbers)}"
    return key
