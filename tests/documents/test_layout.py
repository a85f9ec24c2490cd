"""Documents as people see them: nothing over the edge, nothing torn apart, the same in PDF, DOCX and LibreOffice."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Mapping
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


@pytest.mark.slow
@pytest.mark.parametrize(
    "last",
    [
        lambda text: Paragraph(text),
        lambda text: Numbered(("Ketentuan pertama.", text)),
        lambda text: Bullets((text[:900], text[900:])),
        lambda text: Clause("Pasal 9", "Penutup", (Paragraph("Dibuat rangkap dua."), Paragraph(text))),
        lambda text: Facts((("Dasar", text[:400]),) * 3),
    ],
    ids=["paragraph", "numbered", "bullets", "clause", "facts"],
)
@pytest.mark.parametrize("lines", range(16, 44, 4))
def test_a_long_last_text_leaves_lines_with_the_place_to_sign(last: Any, lines: int, tmp_path: Path) -> None:
    text = "Para pihak memahami isi perjanjian kerja sama ini. " * 30
    rendered = render_pdf(outline(addressee=(), blocks=(Facts((("Baris", "isi"),) * lines), last(text))), FORM)
    last_page = text_of(rendered.pdf, tmp_path).rstrip("\f\n").split("\f")[-1]
    with_it = last_page.partition("Wali Kota Uji")[0].splitlines()
    assert len([line for line in with_it if "pihak" in line or "perjanjian" in line]) >= 2


ROWS = tuple((f"{number}.", f"pokok perjanjian {number}", "1.000") for number in range(1, 41))


@pytest.mark.parametrize("many", [9, 14, 40])
@pytest.mark.parametrize("before", range(0, 40, 6))
@pytest.mark.parametrize(
    "closing",
    [lambda rows: Table(("No.", "Pokok", "Nilai"), rows), lambda rows: Facts(tuple(row[:2] for row in rows))],
    ids=["table", "facts"],
)
def test_the_last_rows_of_many_go_with_the_place_to_sign(closing: Any, before: int, many: int, tmp_path: Path) -> None:
    blocks = (Facts((("Baris", "isi"),) * before), Paragraph("Pokok:"), closing(ROWS[:many]))
    pages = text_of(render_pdf(outline(addressee=(), blocks=blocks), FORM).pdf, tmp_path).rstrip("\f\n").split("\f")
    last_page = next(page for page in pages if "Wali Kota Uji" in page).partition("Wali Kota Uji")[0]
    numbers = [int(number) for number in re.findall(r"pokok perjanjian (\d+)", "".join(pages))]
    assert numbers == list(range(1, many + 1))
    assert last_page.count("pokok perjanjian") >= 3
    if isinstance(blocks[-1], Table):
        with_rows = [page for page in pages if "pokok perjanjian" in page]
        assert [page.count("Nilai") for page in with_rows] == [1] * len(with_rows), "each page has the heading once"


@pytest.mark.parametrize("caption", ["", "Tabel 1"])
def test_a_table_longer_than_a_page_goes_on_on_the_next(caption: str, tmp_path: Path) -> None:
    table = Table(("No.", "Pokok", "Nilai"), ROWS * 3, caption=caption)
    pages = text_of(render_pdf(outline(addressee=(), blocks=(table,)), FORM).pdf, tmp_path).rstrip("\f\n").split("\f")
    assert sum(page.count("pokok perjanjian") for page in pages) == len(ROWS) * 3
    assert [page.count("Nilai") for page in pages] == [1] * len(pages)


def test_the_last_rows_of_a_closing_table_are_kept_with_the_place_to_sign_in_the_docx() -> None:
    written = docx.Document(io.BytesIO(render_docx(outline(blocks=(Table(("No.", "Pokok", "Nilai"), ROWS),)), FORM)))
    table = next(table for table in written.tables if len(table.rows) == len(ROWS) + 1)
    kept = [all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells) for row in table.rows]
    assert kept == [False] * (len(ROWS) - 2) + [True] * 3


def test_a_text_that_is_kept_with_the_place_to_sign_reads_as_it_was_typed(tmp_path: Path) -> None:
    text = " ".join(f"kata{number}" for number in range(400))
    words = text_of(render_pdf(outline(addressee=(), blocks=(Paragraph(text),)), FORM).pdf, tmp_path).split()
    assert [word for word in words if word.startswith("kata")] == text.split()


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


def in_libreoffice(documents: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Return the PDFs that LibreOffice makes of DOCX files, by their names; it is started once for all."""
    for name, one in documents.items():
        (folder / f"{name}.docx").write_bytes(one)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    paths = [str(folder / f"{name}.docx") for name in documents]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *paths]
    subprocess.run(command, check=True, timeout=600)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in documents}


def outside_margins(pdf: bytes, folder: Path) -> list[str]:
    """Return the words that stand more than 6 points outside the margins."""
    return [word for left, right, word in words_of(pdf, folder) if left < LEFT - 6 or right > RIGHT + 6]


@pytest.mark.office
def test_libreoffice_shows_what_the_pdf_shows(tmp_path: Path) -> None:
    text = "Para pihak memahami isi perjanjian kerja sama ini. " * 30
    documents = {
        "surat": whole(),
        "panjang": hostile(addressee=()),
        "surat-panjang": hostile(addressee=("Yth.", UNBROKEN)),
        "penutup": outline(addressee=(), blocks=(Facts((("Baris", "isi"),) * 22), Paragraph(text))),
    }
    made = in_libreoffice({name: render_docx(one, FORM) for name, one in documents.items()}, tmp_path)
    for pdf in made.values():
        assert outside_margins(pdf, tmp_path) == []
    shown, ours = words_of(made["surat"], tmp_path), words_of(render_pdf(whole(), FORM).pdf, tmp_path)
    assert {word.strip("[]") for *_edges, word in shown} == {word.strip("[]") for *_edges, word in ours}
    last_page = text_of(made["penutup"], tmp_path).rstrip("\f\n").split("\f")[-1]
    assert last_page.partition("Wali Kota Uji")[0].count("perjanjian kerja sama") >= 2
