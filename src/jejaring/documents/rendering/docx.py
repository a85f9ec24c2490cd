"""Outline to DOCX: the same content and look as the PDF, for those who go on working with it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph

from jejaring.documents import outline as parts
from jejaring.documents.rendering import face
from jejaring.documents.rendering.pdf import render_png
from jejaring.documents.rendering.values import addressee_lines, as_printed, figure_columns, letterhead_lines

FACE = "Plus Jakarta Sans"
INK, MUTED = RGBColor.from_string(face.INK[1:]), RGBColor.from_string(face.MUTED[1:])
WIDTH = 162  # millimetres between the margins
LAST_ROWS = 3  # of a table, which go to the next page with the places to sign
LANGUAGES = {"id": "id-ID", "en": "en-GB"}


def render_docx(outline: parts.Outline, label: face.Label) -> bytes:
    """Return the DOCX of an outline; the same input gives the same bytes."""
    outline, label = as_printed(outline), as_printed(label)
    writer = _Writer(outline, label.address)
    writer.write()
    core = writer.docx.core_properties
    core.title, core.author, core.subject, core.keywords = outline.title, label.issuer, label.number, label.address
    core.language, core.comments, core.last_modified_by = LANGUAGES.get(outline.language, "id-ID"), "", label.issuer
    core.created = core.modified = datetime(label.on.year, label.on.month, label.on.day, tzinfo=UTC)
    out = io.BytesIO()
    writer.docx.save(out)
    return _without_clock(out.getvalue())


class _Writer:
    """Writes one outline from top to bottom."""

    def __init__(self, outline: parts.Outline, address: str) -> None:
        self.outline, self.address = outline, address
        self.words = face.words_in(outline.language)
        self.docx = docx.Document()
        self.body: Any = self.docx

    def write(self) -> None:
        self._set_styles()
        self._set_page()
        self._head()
        for block in self.outline.blocks:
            self._block(block)
        self._places_to_sign()
        if self.outline.example:
            self._small(self.words.example_note)

    def _set_styles(self) -> None:
        language = LANGUAGES.get(self.outline.language, "id-ID")
        for name, size, bold, before, after in (
            ("Normal", 10, False, 0, 6),
            ("Title", 15, True, 0, 4),
            ("Heading 1", 12.5, True, 14, 6),
            ("Heading 2", 11, True, 12, 5),
            ("Heading 3", 10, True, 10, 4),
            ("Caption", 8.5, False, 4, 4),
        ):
            style = self.docx.styles[name]
            style.font.name, style.font.size, style.font.bold, style.font.italic = FACE, Pt(size), bold, False
            style.font.color.rgb = MUTED if name == "Caption" else INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            style.paragraph_format.line_spacing = 1.2
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), language)
        self.docx.styles["Normal"].element.get_or_add_rPr().append(mark)
        for border in self.docx.styles["Title"].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break

    def _set_page(self) -> None:
        page = self.docx.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin, page.right_margin = Mm(26), Mm(22)
        page.top_margin, page.bottom_margin = Mm(20), Mm(34)
        page.header_distance, page.footer_distance = Mm(0), Mm(8)
        page.different_first_page_header_footer = True
        band = page.first_page_header.paragraphs[0]
        band.paragraph_format.left_indent = Mm(-26)
        picture = band.add_run().add_picture(io.BytesIO(_band()), width=Mm(210))
        picture._inline.docPr.set("descr", "")
        running = page.header.paragraphs[0]
        running.paragraph_format.space_before = Mm(10)
        _tone(running.add_run(self.outline.title), 8)
        tag = face.qr_png(self.address)
        for footer in (page.first_page_footer, page.footer):
            self._footer(footer, tag)

    def _footer(self, footer: Any, tag: bytes) -> None:
        table = footer.add_table(1, 3, Mm(WIDTH))
        _set_widths(table, (32, 110, 20))
        left, middle, right = (cell.paragraphs[0] for cell in table.rows[0].cells)
        _tone(left.add_run(f"{self.words.page} "), 7.5)
        _add_field(left, "PAGE")
        _tone(left.add_run(f" {self.words.of} "), 7.5)
        _add_field(left, "NUMPAGES")
        lines = [self.words.check, self.address, self.outline.footer]
        _tone(middle.add_run("\n".join(line for line in lines if line)), 7.5)
        middle.alignment = right.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        picture = right.add_run().add_picture(io.BytesIO(tag), width=Mm(18))
        picture._inline.docPr.set("descr", self.words.tag)
        footer.paragraphs[0]._element.getparent().remove(footer.paragraphs[0]._element)
        footer.add_paragraph().paragraph_format.space_after = Pt(0)

    def _head(self) -> None:
        head = self.outline.letterhead
        if self.outline.example:
            mark = self.docx.add_paragraph()
            mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _tone(mark.add_run(f"[{self.words.example}]"), 8.5).bold = True
        if head:
            name = self.docx.add_paragraph()
            name.paragraph_format.space_after = Pt(1)
            run = name.add_run(head.name)
            run.font.size, run.bold = Pt(14), True
            lines = self.docx.add_paragraph()
            _tone(lines.add_run("\n".join(letterhead_lines(head))), 8)
            _underline(lines)
        if self.outline.addressee:
            self._letter_head()
        else:
            title = self.docx.add_heading(self.outline.title, 0)
            title.alignment = WD_ALIGN_PARAGRAPH.CENTER
            if len(self.outline.fields) == 1:
                label, value = self.outline.fields[0]
                self.docx.add_paragraph(f"{label}: {value}").alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif self.outline.fields:
                self._facts(self.docx, self.outline.fields)

    def _letter_head(self) -> None:
        table = self.docx.add_table(1, 2)
        _set_widths(table, (105, WIDTH - 105))
        left, right = table.rows[0].cells
        self._facts(left, self.outline.fields, width=101)
        right.paragraphs[0].add_run(self.outline.place_and_date)
        right.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        to = self.docx.add_paragraph("\n".join(addressee_lines(self.outline)))
        to.paragraph_format.space_before = to.paragraph_format.space_after = Pt(12)

    def _facts(self, place: Any, rows: tuple[tuple[str, str], ...], width: float = WIDTH) -> None:
        table = place.add_table(len(rows), 3)
        longest = max((len(label) for label, _value in rows), default=0)
        label_width = min(width / 3, max(20, 5 + 2.1 * longest))  # millimetres; a letter of 10 points has about two
        _set_widths(table, (label_width, 4, width - label_width - 4))
        for line, (label, value) in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, (label, ":", value), strict=True):
                cell.paragraphs[0].add_run(text)
                cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        if place is not self.docx:
            place._element.remove(place.paragraphs[0]._element)
            place.add_paragraph().paragraph_format.space_after = Pt(0)

    def _block(self, block: parts.Block) -> None:
        match block:
            case parts.Heading(text, level):
                self.docx.add_heading(text, level)
            case parts.Paragraph(text):
                self.docx.add_paragraph(text)
            case parts.Numbered(items):
                for number, item in enumerate(items, 1):
                    self._item(f"{number}.", item)
            case parts.Bullets(items):
                for item in items:
                    self._item("•", item)
            case parts.Facts(rows):
                self._facts(self.docx, rows)
                self.docx.add_paragraph().paragraph_format.space_after = Pt(0)
            case parts.Table():
                self._table(block)
            case parts.Figure():
                self._figure(block)
            case parts.Clause(number, title, blocks):
                heading = self.docx.add_heading("\n".join(text for text in (number, title) if text), 1)
                heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
                for inner in blocks:
                    self._block(inner)
            case parts.PageBreak():
                self.docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _item(self, mark: str, text: str) -> None:
        line = self.docx.add_paragraph(f"{mark}\t{text}")
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(7), Mm(-7)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(7))

    def _table(self, block: parts.Table) -> None:
        if block.caption:
            self.docx.add_paragraph(block.caption, style="Caption").paragraph_format.keep_with_next = True
        table = self.docx.add_table(1, len(block.header))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        header = table.rows[0]._tr.get_or_add_trPr()
        header.append(OxmlElement("w:tblHeader"))
        for _row in block.rows:
            table.add_row()
        _set_widths(table, _column_widths(block))
        figures = figure_columns(block)
        for line, texts in zip(table.rows, (block.header, *block.rows), strict=True):
            for cell, text, is_figure in zip(line.cells, texts, figures, strict=True):
                run = cell.paragraphs[0].add_run(text)
                run.font.size, run.bold = Pt(9), texts is block.header
                cell.paragraphs[0].paragraph_format.space_after = Pt(2)
                if is_figure:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _rule_rows(table)
        self.docx.add_paragraph().paragraph_format.space_after = Pt(2)

    def _figure(self, block: parts.Figure) -> None:
        place = self.docx.add_paragraph()
        image = io.BytesIO(render_png(block.svg, width_mm=WIDTH))
        picture = place.add_run().add_picture(image, width=Mm(WIDTH))
        picture._inline.docPr.set("descr", block.alt)
        if block.caption:
            self.docx.add_paragraph(block.caption, style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _places_to_sign(self) -> None:
        signers = list(self.outline.signatures)
        if not signers:
            return
        self._keep_the_end()
        if self.outline.place_and_date and not self.outline.addressee:
            line = self.docx.add_paragraph(self.outline.place_and_date)
            line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(18), True
        cells: list[parts.SignatureBlock | None] = [*signers] if len(signers) > 1 else [None, *signers]
        table = self.docx.add_table((len(cells) + 1) // 2, 2)
        _set_widths(table, (WIDTH / 2, WIDTH / 2))
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for n, signer in enumerate(cells):
            if signer is None:
                continue
            paragraph = table.rows[n // 2].cells[n % 2].paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(12)
            paragraph.paragraph_format.keep_together = True
            paragraph.paragraph_format.keep_with_next = n // 2 + 1 < len(table.rows)
            paragraph.add_run(f"{signer.organisation}\n")
            paragraph.add_run(signer.title).bold = True
            paragraph.add_run("\n" * 5)
            paragraph.add_run(signer.name).bold = True

    def _keep_the_end(self) -> None:
        """Keep what was written last with what follows: a paragraph, or a table's last rows and the empty one below."""
        *above, last = [None, *self.docx.iter_inner_content()]
        if not isinstance(last, DocxParagraph):
            return
        last.paragraph_format.keep_with_next = True
        if above and isinstance(above[-1], DocxTable) and not last.text:
            for row in above[-1].rows[-LAST_ROWS:]:
                for cell in row.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True

    def _small(self, text: str) -> None:
        _tone(self.docx.add_paragraph().add_run(text), 8)


@cache
def _band() -> bytes:
    """Return the woven band as a PNG; it is the same on every document."""
    return render_png(face.band_svg(), width_mm=210)


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """Set widths of columns in millimetres: in the grid for LibreOffice, in the cells for Word."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _column_widths(block: parts.Table) -> list[float]:
    """Return millimetres per column: figures get what they need, the rest is shared evenly, as in the PDF."""
    needed = [
        6 + 2.2 * max(len(text) for text in column) if is_figure else 0.0
        for column, is_figure in zip(zip(block.header, *block.rows, strict=True), figure_columns(block), strict=True)
    ]
    texts = needed.count(0.0)
    if not texts or sum(needed) > WIDTH / 2:
        return [WIDTH / len(needed)] * len(needed)
    return [width or (WIDTH - sum(needed)) / texts for width in needed]


def _tone(run: Any, size: float) -> Any:
    run.font.size, run.font.color.rgb = Pt(size), MUTED
    return run


def _add_field(paragraph: Any, code: str) -> None:
    """Add a field that the word processor counts: PAGE or NUMPAGES."""
    run = _tone(paragraph.add_run(), 7.5)
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)


def _underline(paragraph: Any) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "8"), ("space", "6"), ("color", face.INK[1:])):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    paragraph._element.get_or_add_pPr().append(borders)


def _rule_rows(table: Any) -> None:
    """Draw a line under every row, a stronger one under the header."""
    for n, row in enumerate(table.rows):
        for cell in row.cells:
            borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
            tone = face.INK if n == 0 else face.LINE
            for key, value in (("val", "single"), ("sz", "8" if n == 0 else "4"), ("color", tone[1:])):
                bottom.set(qn(f"w:{key}"), value)
            borders.append(bottom)
            cell._element.get_or_add_tcPr().append(borders)


def _without_clock(docx: bytes) -> bytes:
    """Return the same archive with every entry dated alike, so that the bytes depend on the content only."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type, fixed.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(fixed, old.read(entry))
    return out.getvalue()
