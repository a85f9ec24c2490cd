"""What differs between two versions of a questionnaire, in words: added, removed, moved, changed and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from jejaring.kit.words import shown
from jejaring.questionnaires.definition import HEADING, TYPES, Condition, Field, Questionnaire

Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """What became of one question; `details` has (what, before, after) for each part of it that differs."""

    kind: Kind
    label: str
    details: tuple[tuple[str, str, str], ...] = ()

    @property
    def word(self) -> str:
        """Return what became of it, in words."""
        return {
            "added": _("added"),
            "removed": _("removed"),
            "changed": _("changed"),
            "moved": _("moved"),
        }[self.kind]


def changes(before: Questionnaire, after: Questionnaire) -> list[QuestionChange]:
    """Return what differs, in the order of `after`; what was removed comes last."""
    found: list[QuestionChange] = []
    moved = _moved(before, after)
    for field in after.fields:
        if (earlier := before.find(field.key)) is None:
            found.append(QuestionChange("added", field.label))
        elif details := tuple(_details(earlier, field, before, after)):
            found.append(QuestionChange("changed", field.label, details))
        elif field.key in moved:
            found.append(QuestionChange("moved", field.label))
    gone = [field for field in before.fields if after.find(field.key) is None]
    return [*found, *(QuestionChange("removed", field.label) for field in gone)]


def _moved(before: Questionnaire, after: Questionnaire) -> set[str]:
    """Return the keys that stand after another question than before, those added and removed aside."""
    old = [field.key for field in before.fields if after.find(field.key)]
    new = [field.key for field in after.fields if before.find(field.key)]
    return {key for key, other in zip(new, old, strict=True) if key != other}


def _details(old: Field, new: Field, before: Questionnaire, after: Questionnaire) -> Iterator[tuple[str, str, str]]:
    parts: list[tuple[str, Any, Any]] = [
        (_("question in Indonesian"), old.label_id, new.label_id),
        (_("question in English"), old.label_en, new.label_en),
        (_("help in Indonesian"), old.help_id, new.help_id),
        (_("help in English"), old.help_en, new.help_en),
        (_("kind of answer"), type_in_words(old), type_in_words(new)),
        (_("must be answered"), old.required, new.required),
        (_("answers to choose from"), _choices(old), _choices(new)),
    ]
    if old.asked_if != new.asked_if:
        when = condition_in_words(old.asked_if, before), condition_in_words(new.asked_if, after)
        parts.append((_("is asked"), *when))
    return ((what, shown(one), shown(other)) for what, one, other in parts if one != other)


def type_in_words(field: Field) -> str:
    """Return what kind of answer a question takes."""
    return _("heading") if field.type == HEADING else str(TYPES[field.type])


def _choices(field: Field) -> str:
    return "; ".join(" / ".join(filter(None, (one.label_id, one.label_en))) for one in field.choices)


def condition_in_words(condition: Condition | None, of: Questionnaire) -> str:
    """Return when a question is asked: always, or after which answer."""
    decides = of.find(condition.key) if condition else None
    if condition is None or decides is None:
        return _("always")
    answer = decides.shown(list(condition.values))
    return _("only if “%(question)s” is answered with “%(answer)s”") % {"question": decides.label, "answer": answer}
