"""Outline to PDF by Typst: tagged, made as PDF/A-2a and PDF/UA-1, without the network.

The document's own date stands where a clock would, so the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from jejaring.documents.outline import Outline
from jejaring.documents.rendering import face
from jejaring.documents.rendering.face import Label
from jejaring.documents.rendering.values import as_printed, png_as_svg, values_of
from jejaring.files import storage
from jejaring.texts.faces import FAMILIES, FONTS

HERE = Path(__file__).parent
Standard = Literal["a-2a", "ua-1"]
STANDARDS: tuple[Standard, ...] = ("a-2a", "ua-1")
A4_WIDTH, A4_HEIGHT = 595.28, 841.89  # points
STAMP_WIDTH, STAMP_HEIGHT = 198.0, 52.0  # points, as in stamp.typ


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot is: the page from 1, and left, bottom, right, top in points from its lower left corner."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A PDF and the places in it to sign, by slot."""

    pdf: bytes
    places: dict[str, Place]


def render_pdf(outline: Outline, label: Label) -> Rendered:
    """Return the PDF of an outline.

    Raises typst.TypstError if the outline is not accessible, such as a figure without words.
    """
    compiler = _compiler_of(outline, label)
    pdf, height = _compile(compiler, label.on), A4_WIDTH if outline.award and outline.award.landscape else A4_HEIGHT
    found = json.loads(compiler.query("<slot>", field="value"))
    return Rendered(pdf, {place["slot"]: _place(place, height) for place in found})


def render_preview(outline: Outline, label: Label, *, dots_per_inch: int = 90) -> bytes:
    """Return the only page of a certificate as PNG."""
    return _bytes(_compiler_of(outline, label).compile(format="png", ppi=dots_per_inch))


def _compiler_of(outline: Outline, label: Label) -> typst.Compiler:
    label, award = as_printed(label), outline.award
    values = values_of(outline) | {
        "words": asdict(face.words_in(outline.language)),
        "address": label.address,
        "issuer": label.issuer,
        "number": label.number,
        "date": {"year": label.on.year, "month": label.on.month, "day": label.on.day},
        "qr": face.qr_svg(label.address),
        "band": face.band_svg(),
    }
    if award is None:
        return _compiler("letter.typ", outline=json.dumps(values))
    values["logo"] = png_as_svg(storage.get(award.logo)) if award.logo else ""
    return _compiler("certificate.typ", outline=json.dumps(values))


def render_template(template: Path, values: Mapping[str, Any], *, on: date) -> bytes:
    """Return the PDF that a room's own Typst template makes of plain values; it reads `json(bytes(sys.inputs.values))`.

    The faces are those of all documents, and characters that none of them has are printed as a mark.
    """
    return _compile(_compiler(template.name, template.parent, values=json.dumps(as_printed(dict(values)))), on)


def render_stamp(*, heading: str, lines: tuple[str, ...], on: date) -> bytes:
    """Return the small picture of a signature as a PDF of one page."""
    return _compile(
        _compiler("stamp.typ", stamp=json.dumps({"heading": heading, "lines": as_printed(lines)})), on, standards=()
    )


def render_png(svg: str, *, width_mm: int, dots_per_inch: int = 200) -> bytes:
    """Return a drawing as PNG, for forms that cannot hold SVG."""
    png = _compiler("picture.typ", svg=svg, width=str(width_mm)).compile(format="png", ppi=dots_per_inch)
    return _bytes(png)


def _place(found: dict[str, Any], height: float) -> Place:
    left, top = found["x"], height - found["y"]
    return Place(found["page"], (left, top - STAMP_HEIGHT, left + STAMP_WIDTH, top))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _compiler(template: str, folder: Path = HERE, **inputs: str) -> typst.Compiler:
    inputs["faces"] = json.dumps(FAMILIES)
    return typst.Compiler(str(folder / template), root=str(folder), font_paths=_fonts(), sys_inputs=inputs)


def _compile(compiler: typst.Compiler, on: date, standards: Sequence[Standard] = STANDARDS) -> bytes:
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC)
    return _bytes(compiler.compile(format="pdf", pdf_standards=list(standards), timestamp=moment))


def _bytes(written: object) -> bytes:
    if not isinstance(written, bytes):  # Typst gives a list when there are several pages of pictures
        raise TypeError("a single file was expected")
    return written
