"""Suggestions for a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return ` (did you mean …?)` if a known word is near, else the known words if they are few, else nothing."""
    choices = list(known)
    lowered = {choice.lower(): choice for choice in choices}
    near = get_close_matches(str(word).lower(), lowered, n=1, cutoff=0.6)
    if near:
        return f" (did you mean {lowered[near[0]]!r}?)"
    return f" (known: {', '.join(choices)})" if 0 < len(choices) <= 12 else ""
