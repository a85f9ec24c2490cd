"""Who may see a record of a higher room, asked by a lower one that only has its name.

`ledger` and `documents` hold things that belong to records of rooms above them. Each such
room registers, when it starts, one question per kind of record. No registered question: no.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

Question = Callable[[Any, str], bool]

_questions: dict[str, Question] = {}


def open_doorway(record_type: str, question: Question) -> None:
    """Let `question(reader, record_id)` say who may see records of `record_type`."""
    _questions[record_type] = question


def may_see(reader: Any, record_type: str, record_id: str) -> bool:
    """Tell whether `reader` (a person or an anonymous visitor) may see that record."""
    question = _questions.get(record_type)
    return question is not None and question(reader, record_id)


def name_of(record: Model) -> tuple[str, str]:
    """Return the record's type and id, as low rooms keep them: ("admission.journey", "12")."""
    return record._meta.label_lower, str(record.pk)
