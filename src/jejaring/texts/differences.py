"""A readable difference of two versions: of a text word by word, of a form field by field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, was removed or was added."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Return what stayed, was removed and was added, in reading order; words are never cut.

    Without what was added the pieces make up `before`, without what was removed `after`.
    """
    pieces: list[Piece] = []
    removed = added = ""
    for kind, old, new in _stretches(TOKEN.findall(before), TOKEN.findall(after)):
        if kind == "same" and not (old.isspace() and (removed or added)):
            pieces += [*_changed(removed, added), Piece("same", old)]
            removed = added = ""
        else:  # a space between two changed words belongs to both
            removed, added = removed + old, added + new
    return [*pieces, *_changed(removed, added)]


def _stretches(old: list[str], new: list[str]) -> Iterator[tuple[str, str, str]]:
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield "same" if tag == "equal" else "changed", "".join(old[i:j]), "".join(new[k:m])


def _changed(removed: str, added: str) -> list[Piece]:
    pieces = (Piece("removed", removed), Piece("added", added))
    return [piece for piece in pieces if piece.text]


class Field(Protocol):
    """A field of a form whose versions are compared: its key, its label and an answer in words."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    def shown(self, answer: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one field between two versions, in words."""

    field: Field
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def compare(fields: Iterable[Field], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return every field with its two answers, in the order of `fields`; `changed` tells which differ."""
    return [Change(one, one.shown(before.get(one.key)), one.shown(after.get(one.key))) for one in fields]


def draw_before(change: Change) -> SafeString:
    """Draw the earlier text, with what was removed marked."""
    return _draw(change, "removed", "del", _("removed"))


def draw_after(change: Change) -> SafeString:
    """Draw the later text, with what was added marked; or that it was not changed."""
    if not change.changed:
        return format_html('<span class="muted">{}</span>', _("not changed"))
    return _draw(change, "added", "ins", _("added"))


def _draw(change: Change, kind: Kind, tag: str, said: str) -> SafeString:
    shown = [piece for piece in difference(change.before, change.after) if piece.kind in ("same", kind)]
    drawn = ((_lines(one.text) if one.kind == "same" else _marked(one.text, tag, said),) for one in shown)
    return format_html_join("", "{}", drawn) or SafeString("–")


def _marked(text: str, tag: str, said: str) -> SafeString:
    """Mark a text, but not the space around it. Those who listen hear what the mark means (`kit.css`)."""
    word = text.strip()
    before, _word, after = text.partition(word) if word else (text, "", "")
    mark = SafeString(tag)
    marked = format_html('<{} data-said="{}">{}</{}>', mark, said, _lines(word), mark) if word else ""
    return format_html("{}{}{}", _lines(before), marked, _lines(after))


def _lines(text: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))
