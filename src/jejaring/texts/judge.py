"""The one judge of typed text: what is cleaned without a word, what is refused by name, what is printed instead.

Cleaned: control characters, those that turn the direction of reading (a name must not read backwards), invisible
ones, odd spaces; and in a value of one line its line breaks. Refused: a character that no face of the documents has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from jejaring.texts.faces import can_print

REPLACEMENT = "\ufffd"
JOINERS = "\u200c\u200d"
_PLAIN = re.compile(r"[ -~]*")
_PLAIN_LINES = re.compile(r"[\n -~]*")  # of which all can be printed
_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BREAKS = re.compile(r"\s*\n\s*")
_WORD_SYMBOLS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓"})  # bullets as Word copies them
_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_JOINER_OF_LATIN = re.compile(rf"(?<![\u0600-\uffff])[{JOINERS}]+")  # only scripts of joined letters need one
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)


class TextError(ValueError):
    """A text holds a character that cannot be printed; its own text is a sentence for whoever typed it."""


def cleaned(text: str, *, lines: bool = False) -> str:
    """Return a text as it is kept: composed (NFC), without what is invisible; on one line unless it may have `lines`.

    A text that is clean comes back as it is.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _SPACES.sub(" ", _BREAK.sub("\n", text)).translate(_WORD_SYMBOLS)
    text = unicodedata.normalize("NFC", _JOINER_OF_LATIN.sub("", _INVISIBLE.sub("", text)))
    return text if lines else _BREAKS.sub(" ", text)


def judged(text: str, *, lines: bool = False) -> str:
    """Return a text cleaned. Raises TextError if it holds a character that the documents cannot print."""
    text = cleaned(text, lines=lines)
    if _PLAIN_LINES.fullmatch(text):
        return text
    if refused := next((cluster for cluster in _clusters(text) if not _prints(cluster)), ""):
        raise TextError(
            _("“%(character)s” (%(code)s) cannot be used: documents cannot print it. Remove it or write it in words.")
            % {"character": refused, "code": " ".join(f"U+{ord(one):04X}" for one in refused)}
        )
    return text


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """Return a text as documents print it: a replacement mark for each character that they cannot print."""
    if _PLAIN.fullmatch(text):
        return text
    seen = _INVISIBLE.sub("", _BREAK.sub("\n", text).replace("\t", " ")).translate(_WORD_SYMBOLS)
    return "".join(one if _prints(one) else " " if one.isspace() else REPLACEMENT for one in _clusters(seen))


def _prints(cluster: str) -> bool:
    return cluster == "\n" or can_print(cluster)


def _clusters(text: str) -> Iterator[str]:
    """Yield the characters of a text, each with the marks and joiners that follow it."""
    cluster = ""
    for character in text:
        if cluster not in ("", "\n") and (character in JOINERS or unicodedata.category(character)[0] == "M"):
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster
