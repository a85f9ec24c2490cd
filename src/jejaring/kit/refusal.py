"""How a rule's and an action's "no" reaches the person."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


class Refusal(Exception):
    """An action cannot be done now; its text is a sentence for the person who asked.

    `field` names the form field the sentence belongs beside, if any.
    """

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


def require(allowed: bool) -> None:
    """Answer 403 unless a rule said yes."""
    if not allowed:
        raise PermissionDenied
