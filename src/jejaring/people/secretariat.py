"""Who belongs to the network's secretariat, asked of the room that keeps offices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jejaring.people.models import Person

Question = Callable[[Person, date], bool]

_questions: list[Question] = []


def let_secretariat_be_known_by(question: Question) -> None:
    """Let `question(person, day)` say who is of the secretariat."""
    if question not in _questions:
        _questions.append(question)


def is_secretariat(person: Person, *, on: date) -> bool:
    """Tell whether a person acts for the secretariat on that day; a keeper of the installation does, too."""
    return person.is_superuser or any(question(person, on) for question in _questions)
