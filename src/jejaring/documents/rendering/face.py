"""What all forms of a document share: fixed words, colours, the woven band, the QR."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import segno
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

INK = "#16202e"
MUTED = "#55606f"
LINE = "#ddd9ce"
MENGKUDU = "#a93a28"


@dataclass(frozen=True, slots=True)
class Label:
    """What a document bears besides its content: where it can be checked, issuer, number and date."""

    address: str
    issuer: str
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of a document in its language."""

    to: str
    check: str
    page: str
    of: str
    example: str
    example_note: str
    tag: str
    signed: str


def words_in(language: str) -> Words:
    """Return the fixed words in `language` ("id" or "en")."""
    with translation.override(language):
        return Words(
            to=pgettext("letter", "To"),
            check=_("Check whether this document is genuine and valid:"),
            page=pgettext("letter", "Page"),
            of=pgettext("letter", "of"),
            example=_("example"),
            example_note=_("Example document, made to try the software. It has no legal force."),
            tag=_("QR code with the address where this document can be checked"),
            signed=_("Signed electronically"),
        )


@lru_cache(maxsize=16)
def _qr(address: str) -> segno.QRCode:
    """Return the QR of an address; a document has the same one in several places."""
    return segno.make(address, error="m", micro=False)


def qr_svg(address: str) -> str:
    """Return the QR of an address as SVG text with a quiet border of two modules."""
    out = io.BytesIO()
    _qr(address).save(
        out, kind="svg", border=2, dark=INK, light=None, xmldecl=False, svgclass=None, lineclass=None, scale=4
    )
    return out.getvalue().decode()


def qr_png(address: str) -> bytes:
    """Return the QR of an address as PNG."""
    out = io.BytesIO()
    _qr(address).save(out, kind="png", border=2, dark=INK, scale=8)
    return out.getvalue()


def band_svg(width: int = 595, height: int = 9) -> str:
    """Return the woven band (*tumpal*): small triangles of ink, every seventh in mengkudu."""
    step = height * 4 / 3
    triangles = []
    for n in range(int(width / step) + 1):
        left = n * step
        colour = f'fill="{MENGKUDU}"' if n % 7 == 3 else f'fill="{INK}" fill-opacity="0.14"'
        points = f"{left:.2f},{height} {left + step / 2:.2f},0 {left + step:.2f},{height}"
        triangles.append(f'<polygon points="{points}" {colour}/>')
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(triangles)}</svg>'
