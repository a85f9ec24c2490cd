"""Drafts of the letters that are written over days: the minutes of the deliberation, the cooperation agreement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jejaring.admission.actions.moves import begin
from jejaring.admission.models import Journey, LetterDraft
from jejaring.admission.queries.journey import letter_draft
from jejaring.people.models import Person


@transaction.atomic
def save_letter(
    journey: Journey, code: str, *, answers: Mapping[str, str], revision: int, by: Person, at: datetime
) -> LetterDraft:
    """Keep the draft of a letter with its gaps; `revision` is the one the writer began from (0: none yet).

    Raises Overtaken if another has saved since, Refusal if the letter cannot be written now.
    """
    move = begin(journey, f"save_{code}", by=by, on=timezone.localtime(at).date(), at=at)
    draft = letter_draft(move.journey, code) or LetterDraft(journey=move.journey, code=code)
    draft.advance(revision)
    draft.answers = dict(answers)
    draft.save()
    move.record(revision=draft.revision)
    return draft


def forget_typed(journey: Journey, code: str, *fields: str) -> None:
    """Drop `fields` from the draft of a letter: what they said holds no longer. The journey is locked by the caller."""
    if draft := letter_draft(journey, code):
        draft.advance(draft.revision)
        draft.answers = {name: text for name, text in draft.answers.items() if name not in fields}
        draft.save()
