"""Names with titles: what of a name is sorted by. A single name is a whole name."""

from __future__ import annotations

import re
from functools import cache

from jejaring.kit.data_files import load

_WORD = re.compile(r"[\w'’`-]")
_SHAPE = re.compile(r"\(?[A-Za-z]{1,6}(\.[A-Za-z]{1,5})+(-[A-Z]{2,6})?\.?\)?|\(?[A-Z][a-z]{0,2}\.\)?|\(?[A-Z]{2,5}\)?")


@cache
def _titles(where: str) -> frozenset[str]:
    """Return the listed titles without their points, those behind a name in small letters, too."""
    return frozenset(_plain(one) for one in load("registration", "titles")[where])


def sort_name(name: str) -> str:
    """Return a name as it is sorted: without titles in front and behind, in the order in which it is written.

    Indonesian names have no family name to sort by. What would leave nothing is kept: "Ir." alone is a name.
    """
    whole = " ".join(name.split())
    front, _comma, behind = whole.partition(",")
    kept = front if not behind or all(_is_title(one) for one in _parts(behind)) else whole
    words = _parts(_apart(kept))
    while len(words) > 1 and _stands_in_front(words[0]):
        words.pop(0)
    while len(words) > 1 and _stands_behind(words[-1]):
        words.pop()
    found = " ".join(words).strip(" ,")
    return found if _WORD.search(found) else whole


def _parts(text: str) -> list[str]:
    return [one for one in re.split(r"[\s]+", text.strip(" ,")) if one.strip(",")]


def _apart(text: str) -> str:
    """Part titles that are written together with what follows: "Drs.H.Ahmad"."""
    first, _space, rest = text.partition(" ")
    while (cut := first.find(".")) > 0 and _plain(first[:cut]) in _titles("front") and first[cut + 1 :]:
        rest = f"{first[cut + 1 :]} {rest}".strip()
        first, _space, rest = rest.partition(" ")
    return f"{first} {rest}".strip()


def _plain(word: str) -> str:
    return word.replace(".", "").strip(",()")


def _stands_in_front(word: str) -> bool:
    """Tell whether a word in front of a name is a listed title; one of a single letter has its point."""
    plain = _plain(word)
    return plain in _titles("front") and (len(plain) > 1 or "." in word)


def _stands_behind(word: str) -> bool:
    """Tell whether a word at the end of a name is a listed title, with points or all without: "S.T.", "ST"."""
    plain = _plain(word)
    return plain in _titles("behind") and ("." in word or (plain.isupper() and len(plain) < 4) or plain[1:2].isupper())


def _is_title(word: str) -> bool:
    """Tell whether a word behind the comma has the form of a title."""
    bare = word.strip(",")
    return _plain(bare) in _titles("behind") or _SHAPE.fullmatch(bare) is not None
