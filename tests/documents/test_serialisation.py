"""What was issued can be drawn again as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejaring.documents import outline as parts
from jejaring.documents.models import Document
from jejaring.documents.outline import Outline
from jejaring.documents.queries import issued_outline
from jejaring.documents.rendering.html import render_html
from jejaring.documents.serialisation import BLOCKS, fingerprint, from_json, to_json
from tests.factories.documents import issued, outline

TEXT = st.text('a {}<&é\n"\\', max_size=5)
ROW = st.lists(TEXT, max_size=3).map(tuple)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
PLAIN = st.one_of(
    st.builds(parts.Heading, TEXT, st.integers(1, 3)),
    st.builds(parts.Paragraph, TEXT),
    st.builds(parts.Numbered, ROW),
    st.builds(parts.Bullets, ROW),
    st.builds(parts.Facts, PAIRS),
    st.builds(parts.Table, ROW, st.lists(ROW, max_size=3).map(tuple), TEXT),
    st.builds(parts.Figure, TEXT, TEXT, TEXT),
    st.builds(parts.PageBreak),
)
INNER = PLAIN | st.builds(parts.Clause, TEXT, TEXT, st.lists(PLAIN, max_size=2).map(tuple))
BLOCK = INNER | st.builds(parts.Clause, TEXT, TEXT, st.lists(INNER, max_size=2).map(tuple))
OUTLINE = st.builds(
    Outline,
    title=TEXT,
    language=st.sampled_from(["id", "en"]),
    letterhead=st.none() | st.builds(parts.Letterhead, TEXT, TEXT, TEXT, TEXT, TEXT),
    fields=PAIRS,
    place_and_date=TEXT,
    addressee=ROW,
    blocks=st.lists(BLOCK, max_size=3).map(tuple),
    signatures=st.lists(st.builds(parts.SignatureBlock, TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    footer=TEXT,
    example=st.booleans(),
)


@given(OUTLINE)
def test_every_outline_comes_back_from_json_as_it_was(made: Outline) -> None:
    assert from_json(json.loads(json.dumps(to_json(made)))) == made


@given(OUTLINE, BLOCK)
def test_outlines_have_the_same_fingerprint_only_if_they_are_the_same(made: Outline, more: parts.Block) -> None:
    longer = replace(made, blocks=(*made.blocks, more))
    assert fingerprint(made) == fingerprint(from_json(to_json(made))) != fingerprint(longer)


def test_every_kind_of_block_can_be_stored() -> None:
    assert set(BLOCKS.values()) == set(parts.Block.__args__)


@pytest.mark.parametrize("broken", [{}, {"title": "x"}, {**to_json(Outline("x")), "blocks": [{"block": "verse"}]}])
def test_what_is_no_outline_is_an_error(broken: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError)):
        from_json(broken)


@pytest.mark.django_db
def test_an_issued_document_keeps_what_it_was_made_from() -> None:
    made = outline()
    document = Document.objects.get(pk=issued(outline=made).pk)
    assert issued_outline(document) == made
    assert render_html(issued_outline(document)) == render_html(made)
