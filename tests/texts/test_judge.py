"""Typed text: what is cleaned, what is refused by name, and what is printed instead."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejaring.documents.outline import Heading, Outline, Paragraph, Table
from jejaring.documents.rendering.docx import render_docx
from jejaring.documents.rendering.face import Label
from jejaring.documents.rendering.pdf import render_pdf
from jejaring.texts.faces import FAMILIES, characters
from jejaring.texts.judge import REPLACEMENT, TextError, cleaned, judged, printable

FORM = Label("http://testserver/", "Pemerintah Kota Uji", "1", date(2019, 10, 17))
SCRIPTS = {
    "Javanese": "ꦗꦮ",
    "Batak": "ᯅᯖᯂ᯲",
    "Balinese": "ᬩᬮᬶ",
    "Sundanese": "ᮞᮥᮔ᮪ᮓ",
    "Bugis": "ᨅᨔ ᨕᨘᨁᨗ",
    "Rejang": "ꥆꥄ",
    "Jawi": "بهاس ملايو ﷺ",
    "Cyrillic, Greek, Vietnamese": "Жук Ωμ Nguyễn",
    "symbols": "≤ ≥ → ✓ ☑ ★ ½ € ①",
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Kota\r\nPadang", "Kota Padang"),
        ("Kota\u2028Padang", "Kota Padang"),
        ("Kota\tPadang\u00a0Panjang", "Kota Padang Panjang"),
        ("Kota\x00 \x07Padang", "Kota Padang"),
        ("gnadaP\u202e \u2066atoK\u2069", "gnadaP atoK"),
        ("Pa\u200bda\u200dng\ufeff", "Padang"),
        ("Cafe\u0301", "Café"),
        ("\uf0b7 butir", "• butir"),
        ("\ud800Padang", "Padang"),
    ],
)
def test_a_value_of_one_line_is_cleaned(typed: str, kept: str) -> None:
    assert judged(typed) == kept


def test_a_text_of_several_lines_keeps_them() -> None:
    assert judged("Satu\r\nDua\rTiga\u2029Empat\x0b", lines=True) == "Satu\nDua\nTiga\nEmpat\n"


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Terima kasih 🙏", "“🙏” (U+1F64F)"),
        ("✅ selesai", "“✅” (U+2705)"),
        ("北 Padang", "“北” (U+5317)"),
        ("Aꦶ", "U+A9B6"),
    ],
)
def test_a_character_that_no_face_has_is_named(typed: str, named: str) -> None:
    with pytest.raises(TextError) as refused:
        judged(typed)
    assert named in str(refused.value)
    assert REPLACEMENT in printable(typed)


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_the_scripts_of_indonesia_are_printed(text: str) -> None:
    assert judged(text) == printable(text) == text
    assert render_pdf(_document(text), FORM).pdf


@pytest.mark.parametrize("family", FAMILIES)
def test_every_character_of_every_face_can_be_printed(family: str) -> None:
    text = " ".join(printable(chr(point)) for point in sorted(characters()[family]))
    assert render_pdf(Outline(title="Uji", blocks=(Paragraph(text),)), FORM).pdf


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    st.text(st.characters(), max_size=60)
    | st.text(st.sampled_from("aꦗꦶᬶᮥبﷺ≤\u0301\u0325\u200d\u25cc \n\u00a0🙏"), max_size=30)
)
def test_no_text_at_all_stops_a_document(text: str) -> None:
    assert render_pdf(_document(text), FORM).pdf
    assert render_docx(_document(text), FORM)


@given(st.text(st.characters(), max_size=80), st.booleans())
def test_what_is_clean_stays_as_it_is(text: str, lines: bool) -> None:
    once = cleaned(text, lines=lines)
    assert cleaned(once, lines=lines) == once
    assert lines or "\n" not in once


def _document(text: str) -> Outline:
    return Outline(
        title=f"Uji {text}", blocks=(Heading(f"Uji {text}"), Paragraph(text), Table((text, "B"), ((text, "1"),)))
    )
