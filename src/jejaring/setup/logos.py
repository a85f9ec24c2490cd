"""A logo that somebody uploads: read strictly and written anew, so that nothing of the file is served as it came.

An SVG is rebuilt from the elements and attributes that draw; whatever could run, load or restyle something is refused.
Of a PNG only the chunks that make the picture are kept, and its pixels are compressed anew.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _
from lxml import etree

from jejaring.kit.refusal import Refusal

LARGEST_BYTES = 100 * 1024
LARGEST_SIDE = 2_000  # pixels
STEEPEST = 8  # times as wide as high, or as high as wide
MOST_ELEMENTS, DEEPEST = 2_000, 30
SVG = "http://www.w3.org/2000/svg"

# --- SVG --------------------------------------------------------------------------------------
SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
PAINTS = {"linearGradient", "radialGradient", "stop", "clipPath", "mask"}
ELEMENTS = {"svg", "g", "defs", *SHAPES, *PAINTS}
WITHOUT_EFFECT = {"title", "desc", "metadata"}  # left out: the network's name stands beside the logo
LOOKS = {
    *("fill", "fill-opacity", "fill-rule", "clip-path", "clip-rule", "mask", "opacity", "color", "display"),
    *("stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"),
    *("stroke-dasharray", "stroke-dashoffset", "stop-color", "stop-opacity", "visibility"),
}
GEOMETRY = {
    *("d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width", "height"),
    *("id", "transform", "viewBox", "offset", "gradientUnits", "gradientTransform", "spreadMethod"),
    *("clipPathUnits", "maskUnits", "maskContentUnits"),
}
PLAIN = re.compile(r"[A-Za-z0-9\s.,#%()+\-_]*")  # no colon, slash, quote or backslash: no address, no escape
ELSEWHERE = re.compile(r"url\((?!#[\w.\-]+\))", re.IGNORECASE)
LENGTH = re.compile(r"(\d+(?:\.\d+)?)(?:px|pt|mm|cm|in)?")

# --- PNG --------------------------------------------------------------------------------------
SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD = ">IIBBBBB"
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # per pixel, by kind of colour
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
BESIDE = {b"PLTE": (3,), b"tRNS": (0, 2, 3)}  # palette and transparency, by the kinds of colour that have them
FILTERS = 5  # of a row: 0 to 4


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is served: its content, its kind ("svg" or "png"), and its size in pixels."""

    content: bytes
    kind: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Return the hash of the content; "" if there is none."""
        return sha256(self.content).hexdigest() if self.content else ""


NO_LOGO = Logo(b"", "", 0, 0)


def read_logo(content: bytes) -> Logo:
    """Return the logo in a file. Raises Refusal, for the field `logo`, if it is none that can be shown."""
    if len(content) > LARGEST_BYTES:
        raise _no(_("The file is larger than %(limit)s kB.") % {"limit": LARGEST_BYTES // 1024})
    logo = _read_png(content) if content.startswith(SIGNATURE) else _read_svg(content)
    if max(logo.width, logo.height) > STEEPEST * min(logo.width, logo.height):
        raise _no(
            _("The logo is more than %(times)s times as wide as it is high, or as high as it is wide.")
            % {"times": STEEPEST}
        )
    return logo


def _no(sentence: str) -> Refusal:
    return Refusal(sentence, field="logo")


def _read_svg(content: bytes) -> Logo:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        found = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _no(_("The file is neither a PNG nor an SVG that can be read.")) from error
    declared = found.getroottree().docinfo.internalDTD
    if declared is not None and list(declared.iterentities()):
        raise _no(_("The SVG declares entities. Export it again without them."))
    if found.tag != f"{{{SVG}}}svg":
        raise _no(_("The file is neither a PNG nor an SVG that can be read."))
    if sum(1 for _one in found.iter()) > MOST_ELEMENTS:
        raise _no(_("The SVG has more than %(most)s elements. Simplify it.") % {"most": MOST_ELEMENTS})
    built = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})
    _rebuild(found, built, 0)
    width, height = _size(built)
    built.set("width", str(width))
    built.set("height", str(height))
    return Logo(etree.tostring(built), "svg", width, height)


def _rebuild(found: etree._Element, built: etree._Element, depth: int) -> None:
    """Give `built` what draws of `found`. Raises Refusal if anything in it does more."""
    if depth > DEEPEST:
        raise _no(_("The SVG is nested more than %(deepest)s levels deep. Simplify it.") % {"deepest": DEEPEST})
    for name, value in _attributes(found):
        if not PLAIN.fullmatch(value) or ELSEWHERE.search(value):
            raise _no(_("The SVG has something in “%(name)s” that does not only draw.") % {"name": name})
        built.set(name, value)
    for child in found:
        if not isinstance(child.tag, str):
            raise _no(_("The SVG declares entities. Export it again without them."))
        name = etree.QName(child)
        if name.namespace != SVG or name.localname in WITHOUT_EFFECT:
            continue
        if name.localname not in ELEMENTS:
            text = _(
                "The SVG contains “%(element)s”; only shapes and gradients can be taken. Export it as a plain SVG, "
                "with text turned into paths and styles into attributes, or as a PNG."
            )
            raise _no(text % {"element": name.localname})
        _rebuild(child, etree.SubElement(built, child.tag), depth + 1)


def _attributes(found: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes that draw; a `style` as the attributes that mean the same; references inside the file.

    Others are left out: handlers of events, names for scripts, what editors keep.
    """
    for name, value in found.attrib.items():
        if name in LOOKS or name in GEOMETRY:
            yield str(name), str(value).strip()
    for declared in str(found.get("style", "")).split(";"):
        name, _colon, value = (part.strip() for part in declared.partition(":"))
        if name in LOOKS:
            yield name, value
    reference = str(found.get("href") or found.get("{http://www.w3.org/1999/xlink}href") or "")
    if etree.QName(found).localname.endswith("Gradient") and reference.startswith("#"):
        yield "href", reference


def _size(built: etree._Element) -> tuple[int, int]:
    """Return width and height of a drawing in pixels, and see to it that it has a viewBox."""
    try:
        box = [float(one) for one in re.split(r"[\s,]+", str(built.get("viewBox", "")).strip()) if one]
    except ValueError:
        box = []
    if len(box) != 4:
        lengths = [LENGTH.fullmatch(str(built.get(name, ""))) for name in ("width", "height")]
        box = [0.0, 0.0, *(float(one[1]) for one in lengths if one)]
        built.set("viewBox", " ".join(f"{one:g}" for one in box))
    if len(box) != 4 or not all(0 < side < 1e6 for side in box[2:]):
        raise _no(_("The SVG does not say how wide and high it is."))
    scale = LARGEST_SIDE / 10 / max(box[2:])
    return max(1, round(box[2] * scale)), max(1, round(box[3] * scale))


def _read_png(content: bytes) -> Logo:
    chunks = list(_chunks(content))
    if (
        not chunks
        or chunks[0][0] != b"IHDR"
        or len(chunks[0][1]) != struct.calcsize(HEAD)
        or chunks[-1] != (b"IEND", b"")
    ):
        raise _broken()
    head = chunks[0][1]
    width, height, depth, colour, compression, filters, interlaced = struct.unpack(HEAD, head)
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise _no(_("The picture is wider or higher than %(limit)s pixels.") % {"limit": LARGEST_SIDE})
    if interlaced:
        raise _no(_("The PNG is interlaced. Save it without interlacing."))
    if compression or filters or depth not in DEPTHS.get(colour, ()):
        raise _broken()
    row = 1 + (width * depth * SAMPLES[colour] + 7) // 8
    pixels = _pixels(b"".join(data for name, data in chunks if name == b"IDAT"), row * height)
    beside = [(name, data) for name, data in chunks if colour in BESIDE.get(name, ())]
    names = [name for name, _data in beside]
    if (
        any(kind >= FILTERS for kind in pixels[::row])
        or len(names) != len({*names})
        or (b"PLTE" in names) != (colour == 3)
    ):
        raise _broken()
    parts = [(b"IHDR", head), *beside, (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return Logo(SIGNATURE + b"".join(_chunk(*part) for part in parts), "png", width, height)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and data of each chunk up to the end. Raises Refusal where a checksum is wrong."""
    at = len(SIGNATURE)
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if content[at : at + 12 + length] != _chunk(name, data):
            raise _broken()
        yield name, data
        if name == b"IEND":
            return
        at += 12 + length
    raise _broken()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _pixels(packed: bytes, expected: int) -> bytes:
    """Return the rows of a picture; never more than its size in pixels allows."""
    reader = zlib.decompressobj()
    try:
        pixels = reader.decompress(packed, expected + 1)
    except zlib.error as error:
        raise _broken() from error
    if len(pixels) != expected:
        raise _broken()
    return pixels


def _broken() -> Refusal:
    return _no(_("The PNG is damaged. Save it again."))
