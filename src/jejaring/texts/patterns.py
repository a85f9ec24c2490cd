"""Texts with placeholders, in a grammar of our own: `{name}`, and `{name:03d}` for a number of at least three digits.

Nothing else of Python's format strings is read, so that a pattern that somebody typed costs no memory, opens no
attribute, and gives different numbers different texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)(?::0([1-9])d)?\}")


class PatternError(ValueError):
    """A pattern has a brace that is no placeholder, or a width for what is not a number."""


def names_in(pattern: str) -> set[str]:
    """Return the names of a pattern's placeholders. Raises PatternError if it has any other brace."""
    if re.search("[{}]", _PLACEHOLDER.sub("", pattern)):
        raise PatternError(pattern)
    return {found[1] for found in _PLACEHOLDER.finditer(pattern)}


def filled(pattern: str, values: Mapping[str, str | int]) -> str:
    """Return a pattern with its placeholders filled.

    Raises KeyError for a name without value, and PatternError if the pattern cannot be read.
    """
    if unknown := names_in(pattern) - set(values):
        raise KeyError(min(unknown))
    return _PLACEHOLDER.sub(lambda found: _written(pattern, values[found[1]], found[2]), pattern)


def filled_where_known(text: str, values: Mapping[str, str]) -> str:
    """Return somebody's text with the placeholders of `values` filled; every other brace is the writer's own."""
    return _PLACEHOLDER.sub(lambda found: found[0] if found[2] else values.get(found[1], found[0]), text)


def _written(pattern: str, value: str | int, width: str | None) -> str:
    if not width:
        return str(value)
    if not isinstance(value, int):
        raise PatternError(pattern)
    return f"{value:0{width}d}"
