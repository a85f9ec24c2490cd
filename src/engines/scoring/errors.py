"""What the engine refuses, and where."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ScoringError(ValueError):
    """The engine refuses; its text says why.

    `unit` and `indicator` are the codes of the row and the column it is about, `key` is the place in the
    specification (`steps.normalise.range`): whoever read the files can add file, row and column.
    """

    def __init__(
        self, message: str, *, unit: str | None = None, indicator: str | None = None, key: str | None = None
    ) -> None:
        super().__init__(message)
        self.unit = unit
        self.indicator = indicator
        self.key = key


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return ` (did you mean …?)` if a known word is near, else the known words if they are few, else nothing."""
    choices = list(known)
    lowered = {choice.lower(): choice for choice in choices}
    near = get_close_matches(str(word).lower(), lowered, n=1, cutoff=0.6)
    if near:
        return f" (did you mean {lowered[near[0]]!r}?)"
    return f" (known: {', '.join(choices)})" if 0 < len(choices) <= 12 else ""
