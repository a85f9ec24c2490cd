"""Documents as people see them: nothing over the edge, nothing torn apart, the same in PDF, DOCX and LibreOffice."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm

from jejaring.documents.outline import (
    Bullets,
    Clause,
    Facts,
    Heading,
    Letterhead,
    Numbered,
    Outline,
    Paragraph,
    SignatureBlock,
    Table,
)
from jejaring.documents.rendering.docx import render_docx
from jejaring.documents.rendering.html import render_html
from jejaring.documents.rendering.pdf import render_pdf
from tests.documents.test_rendering import FORM, text_of, whole
from tests.factories.documents import outline

POINTS_PER_MM = 72 / 25.4
LEFT, RIGHT = 26 * POINTS_PER_MM, (210 - 22) * POINTS_PER_MM  # the margins
LONG = "sekretariat.daerah.pemerintah.kota.padang@sumatera-barat.go.id"
UNBROKEN = "W" * 120


def hostile(**changes: Any) -> Outline:
    """Return a document whose every text is longer than its place."""
    return outline(
        title=f"Hal {UNBROKEN}",
        letterhead=Letterhead(f"Pemerintah {UNBROKEN}", f"Jalan {UNBROKEN}", LONG, LONG, LONG),
        fields=(("Nomor", UNBROKEN), ("Hal", UNBROKEN)),
        place_and_date=f"{UNBROKEN}, 17 Oktober 2019",
        blocks=(
            Heading(UNBROKEN),
            Paragraph(f"Alamat {UNBROKEN} dan {LONG}."),
            Numbered((UNBROKEN,)),
            Bullets((UNBROKEN,)),
            Facts((("Surel", LONG), ("Alamat", UNBROKEN))),
            Table(
                ("No.", "Perangkat daerah", "Kehadiran", "Diwakili", "Pendapat"), (("1", UNBROKEN, "hadir", LONG, "–"),)
            ),
            Clause("Pasal 1", UNBROKEN, (Paragraph(UNBROKEN),)),
        ),
        signatures=(
            SignatureBlock("city", UNBROKEN, UNBROKEN, UNBROKEN),
            SignatureBlock("network", "Jejaring", "Ketua"),
        ),
        **changes,
    )


def words_of(pdf: bytes, tmp_path: Path) -> list[tuple[float, float, str]]:
    """Return every word of a PDF with its left and right edge in points."""
    path = tmp_path / "letak.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    found = re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)"[^>]*>(.*?)</word>', said)
    return [(float(left), float(right), word) for left, right, word in found]


@pytest.mark.parametrize("addressee", [(), ("Yth.", UNBROKEN)])
def test_no_text_is_so_long_that_it_leaves_its_column(addressee: tuple[str, ...], tmp_path: Path) -> None:
    words = words_of(render_pdf(hostile(addressee=addressee), FORM).pdf, tmp_path)
    assert [word for left, right, word in words if left < LEFT - 1 or right > RIGHT + 1] == []
    next_column = max(left for left, _right, word in words if word == "Pendapat")
    address = [right for left, right, word in words if LONG.startswith(word) and 300 < left < next_column]
    assert address
    assert max(address) < next_column


def test_a_long_word_breaks_without_hidden_characters(tmp_path: Path) -> None:
    said = text_of(render_pdf(hostile(), FORM).pdf, tmp_path)
    assert "\u200b" not in said
    assert "WWWWWWWWWW" in said


@pytest.mark.parametrize("sentences", range(112, 148, 3))
def test_date_and_place_to_sign_never_stand_alone_on_a_page(sentences: int, tmp_path: Path) -> None:
    blocks = (
        Paragraph("Kalimat berita acara rapat. " * sentences),
        Heading("Keputusan"),
        Paragraph("Rapat memutuskan Kota Uji bergabung."),
    )
    rendered = render_pdf(outline(addressee=(), blocks=blocks), FORM)
    last = text_of(rendered.pdf, tmp_path).rstrip("\f\n").split("\f")[-1]
    assert "Wali Kota Uji" in last
    assert "Keputusan" in last
    assert "Rapat memutuskan" in last


def test_a_character_that_no_face_has_is_printed_as_a_mark_in_every_form(tmp_path: Path) -> None:
    typed = outline(title="Terima kasih 🙏", blocks=(Paragraph("Dinas\x00 北 \u202eUji"),), addressee=())
    assert "Terima kasih \ufffd" in text_of(render_pdf(typed, FORM).pdf, tmp_path)
    assert "Dinas \ufffd Uji" in [one.text for one in docx.Document(io.BytesIO(render_docx(typed, FORM))).paragraphs]
    assert "Dinas \ufffd Uji" in render_html(typed)


def test_the_docx_grid_has_the_widths_of_its_cells() -> None:
    opened = docx.Document(io.BytesIO(render_docx(whole(addressee=()), FORM)))
    for table in opened.tables:
        grid = [column.width for column in table.columns]
        assert all([cell.width for cell in row.cells] == grid for row in table.rows)
        assert abs(sum(grid) - Mm(162)) < Mm(1)


@pytest.mark.office
def test_libreoffice_shows_what_the_pdf_shows(tmp_path: Path) -> None:
    documents = {
        "surat": whole(),
        "panjang": hostile(addressee=()),
        "surat-panjang": hostile(addressee=("Yth.", UNBROKEN)),
    }
    for name, one in documents.items():
        (tmp_path / f"{name}.docx").write_bytes(render_docx(one, FORM))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    paths = [tmp_path / f"{name}.docx" for name in documents]
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *paths], check=True, timeout=600
    )
    for name in documents:
        words = words_of((tmp_path / f"{name}.pdf").read_bytes(), tmp_path)
        assert [word for left, right, word in words if left < LEFT - 6 or right > RIGHT + 6] == []
    shown, ours = (
        words_of((tmp_path / "surat.pdf").read_bytes(), tmp_path),
        words_of(render_pdf(whole(), FORM).pdf, tmp_path),
    )
    assert {word.strip("[]") for *_edges, word in shown} == {word.strip("[]") for *_edges, word in ours}
