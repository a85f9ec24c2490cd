"""Two versions of a text or a form, so that a person sees what changed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from jejaring.texts.differences import Change, Piece, compare, difference, draw_after, draw_before

TEXT = st.text("ab c\n.", max_size=30)


@dataclass(frozen=True)
class Field:
    key: str
    label: str = "Dana"

    def shown(self, answer: Any) -> str:
        return str(answer or "").upper()


def without(kind: str, pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != kind)


@given(TEXT, TEXT)
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert (without("added", pieces), without("removed", pieces)) == (before, after)


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.kind == "same" for piece in difference(text, text))


@given(TEXT, TEXT)
def test_no_two_pieces_of_one_kind_stand_together(before: str, after: str) -> None:
    kinds = [piece.kind for piece in difference(before, after)]
    assert all(first != second or first == "same" for first, second in itertools.pairwise(kinds))


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("APBD", "APBD 2020", [("same", "APBD"), ("added", " 2020")]),
        ("dana APBD 2019", "dana APBD 2020", [("same", "dana APBD "), ("removed", "2019"), ("added", "2020")]),
        ("satu dua", "tiga empat", [("removed", "satu dua"), ("added", "tiga empat")]),
        ("", "baru", [("added", "baru")]),
    ],
)
def test_words_are_marked_whole(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.kind, piece.text) for piece in difference(before, after)] == pieces


def test_every_field_is_compared_in_its_words_and_order() -> None:
    first, second, third = Field("a"), Field("b"), Field("c")
    found = compare([first, second, third], {"a": "x", "b": "y"}, {"a": "X", "b": "z", "c": "neu"})
    assert found == [Change(first, "X", "X"), Change(second, "Y", "Z"), Change(third, "", "NEU")]
    assert [one.changed for one in found] == [False, True, True]


def test_what_was_removed_and_added_is_marked_and_said() -> None:
    change = Change(Field("a"), "dana 2019", "dana <2020>")
    with override("en"):
        assert draw_before(change) == 'dana <del data-said="removed">2019</del>'
        assert draw_after(change) == 'dana <ins data-said="added">&lt;2020&gt;</ins>'


def test_the_space_around_what_was_added_is_not_marked() -> None:
    with override("en"):
        assert draw_after(Change(Field("a"), "APBD.", "APBD 2027.")) == 'APBD <ins data-said="added">2027</ins>.'
        assert draw_after(Change(Field("a"), "a b", "a\n\nb")) == "a<br><br>b"


def test_lines_stay_lines_and_what_is_not_there_is_a_dash() -> None:
    assert "a<br>b" in draw_after(Change(Field("a"), "", "a\nb"))
    assert draw_before(Change(Field("a"), "", "a\nb")) == "–"


def test_a_field_that_did_not_change_is_named_so() -> None:
    with override("en"):
        assert draw_after(Change(Field("a"), "x", "x")) == '<span class="muted">not changed</span>'
