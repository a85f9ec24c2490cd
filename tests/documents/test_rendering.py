"""One outline, three forms: the same input gives the same bytes, and each form can be read."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import typst
from pyhanko.pdf_utils.reader import PdfFileReader

from jejaring.documents.outline import (
    Bullets,
    Clause,
    Facts,
    Figure,
    Heading,
    Numbered,
    Outline,
    PageBreak,
    Paragraph,
    Table,
)
from jejaring.documents.rendering.docx import render_docx
from jejaring.documents.rendering.face import Label
from jejaring.documents.rendering.html import render_html
from jejaring.documents.rendering.pdf import render_pdf
from tests.factories.documents import outline

FORM = Label(
    address="http://testserver/verifikasi/00000000-0000-4000-8000-000000000000/",
    issuer="Pemerintah Kota Uji",
    number="000.7/1/KOMINFO",
    on=date(2019, 10, 17),
)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 4"><rect width="6" height="2"/></svg>'
EVERYTHING = (
    Heading("Latar belakang"),
    Heading("Dasar", 2),
    Paragraph("Rapat dipimpin Sekretaris Daerah."),
    Numbered(("Satu.", "Dua.")),
    Bullets(("Titik.",)),
    Facts((("Hari", "Kamis"), ("Tempat", "Balai Kota"))),
    Table(("Perangkat daerah", "Hadir"), (("Dinas Uji", "12"), ("Badan Uji", "1.234")), "Kehadiran"),
    Figure(DRAWING, "Batang enam dari sepuluh", "Kesiapan"),
    PageBreak(),
    Clause("Pasal 1", "Maksud dan tujuan", (Paragraph("Para pihak sepakat."), Numbered(("Belajar.", "Berbagi.")))),
)


def whole(**changes: Any) -> Outline:
    return outline(blocks=EVERYTHING, example=True, **changes)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "surat.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("form", [lambda o: render_pdf(o, FORM).pdf, lambda o: render_docx(o, FORM)])
def test_the_same_outline_gives_the_same_bytes(form: Callable[[Outline], bytes]) -> None:
    assert form(whole()) == form(whole())


def test_the_pdf_is_tagged_and_says_that_it_is_pdf_a_and_accessible() -> None:
    pdf = render_pdf(whole(), FORM).pdf
    root = PdfFileReader(io.BytesIO(pdf)).root
    described = root["/Metadata"].data.decode()
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]) == "id"
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in described
    assert "<pdfuaid:part>1</pdfuaid:part>" in described


def test_every_font_of_the_pdf_is_embedded(tmp_path: Path) -> None:
    path = tmp_path / "surat.pdf"
    path.write_bytes(render_pdf(whole(), FORM).pdf)
    said = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    fonts = said.splitlines()[2:]
    assert fonts
    assert all("PlusJakartaSans" in font and " yes yes yes " in font for font in fonts)


def test_the_pdf_has_the_parts_of_official_correspondence(tmp_path: Path) -> None:
    said = text_of(render_pdf(whole(), FORM).pdf, tmp_path)
    for part in (
        *("Pemerintah Kota Uji", "Jalan Uji 1, Kota Uji", "Nomor", ": 000.7/1/KOMINFO", "Kota Uji, 17 Oktober 2019"),
        *("Yth. Sekretaris Jejaring Uji", "Dinas Uji", "Pasal 1", "Wali Kota Uji", "Presiden Jejaring Uji", "contoh"),
        *(FORM.address, "Halaman 1 dari 2", "Halaman 2 dari 2"),
    ):
        assert str(part) in said


def test_every_place_to_sign_is_found_on_its_page() -> None:
    places = render_pdf(whole(), FORM).places
    assert {slot: place.page for slot, place in places.items()} == {"city": 2, "network": 2}
    assert places["city"].box[2] <= places["network"].box[0] + 1


def test_text_never_becomes_code(tmp_path: Path) -> None:
    nasty = '#panic("x") *tebal* $1$ <label> #image("/etc/passwd") \\ [] {} "'
    pdf = render_pdf(outline(title="#panic() *x*", blocks=(Paragraph(nasty),), addressee=()), FORM).pdf
    said = " ".join(text_of(pdf, tmp_path).split())
    assert nasty in said
    assert "#panic() *x*" in said


def test_a_drawing_without_words_is_not_made() -> None:
    with pytest.raises(typst.TypstError, match="alt"):
        render_pdf(outline(blocks=(Figure(DRAWING, alt=""),)), FORM)


def test_the_docx_opens_and_says_the_same() -> None:
    opened = docx.Document(io.BytesIO(render_docx(whole(), FORM)))
    lines = [paragraph.text for paragraph in opened.paragraphs]
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    assert "Yth. Sekretaris Jejaring Uji" in lines
    assert "Pasal 1\nMaksud dan tujuan" in lines
    assert {"Dinas Uji", "1.234"} <= set(cells)
    assert len(opened.inline_shapes) == 1
    assert opened.core_properties.keywords == FORM.address
    first_footer = opened.sections[0].first_page_footer.tables[0]
    assert FORM.address in first_footer.rows[0].cells[1].text
    assert len(first_footer._element.xpath(".//pic:pic")) == 1


def test_an_english_document_has_english_words(tmp_path: Path) -> None:
    said = text_of(render_pdf(whole(language="en"), FORM).pdf, tmp_path)
    assert "To Sekretaris Jejaring Uji" in said
    assert "Page 1 of 2" in said
    assert "Halaman" not in said


def test_html_escapes_text_and_draws_figures_as_images() -> None:
    page = render_html(outline(blocks=(*EVERYTHING, Paragraph("<script>alert(1)</script>")), addressee=()))
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<img src="data:image/svg+xml;base64,' in page
    assert "<h2>Pernyataan minat bergabung</h2>" in page
