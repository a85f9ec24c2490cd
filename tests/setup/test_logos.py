"""Logos that are uploaded: what is kept of an SVG and of a PNG, and what is refused in a sentence."""

from __future__ import annotations

import struct
import zlib

import pytest

from jejaring.kit.refusal import Refusal
from jejaring.setup.logos import LARGEST_BYTES, SIGNATURE, read_logo

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str, attributes: str = 'viewBox="0 0 40 10"', before: str = "") -> bytes:
    return f"{before}<svg {NAMES} {attributes}>{inside}</svg>".encode()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*, rows: bytes = bytes(34), more: bytes = b"", **facts: int) -> bytes:
    """Return a picture of four by two pixels in colour with transparency, unless the facts of its head differ."""
    head = {"width": 4, "height": 2, "depth": 8, "colour": 6, "compression": 0, "filters": 0, "interlaced": 0, **facts}
    packed = struct.pack(">IIBBBBB", *head.values())
    return SIGNATURE + chunk(b"IHDR", packed) + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        read_logo(content)
    assert refusal.value.field == "logo"
    return str(refusal.value)


# --- SVG --------------------------------------------------------------------------------------
def test_what_draws_is_kept_and_the_size_is_that_of_the_drawing() -> None:
    shades = '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
    logo = read_logo(svg(f'{shades}<g transform="scale(2)"><path d="M0,0 L4-1z" fill="url(#a)"/></g>'))
    assert (logo.kind, logo.width, logo.height) == ("svg", 200, 50)
    for kept in (b'fill="url(#a)"', b'd="M0,0 L4-1z"', b'stop-color="#fff"', b'transform="scale(2)"', b'width="200"'):
        assert kept in logo.content
    assert read_logo(logo.content) == logo


def test_a_style_becomes_attributes_and_what_has_no_effect_is_left_out() -> None:
    inside = (
        '<!-- note --><?pi x?><title>Kota</title><metadata><x xmlns="urn:x">secret</x></metadata>'
        '<rect style="fill: #ff0000; font-family: Comic; stroke:none" width="4" height="4" class="a" data-x="1" '
        'onclick="steal()" xlink:href="https://contoh.id"/>'
    )
    logo = read_logo(svg(inside))
    assert b'<rect width="4" height="4" fill="#ff0000" stroke="none"/>' in logo.content
    for gone in (b"note", b"pi x", b"title", b"secret", b"style", b"class", b"steal", b"contoh", b"Comic"):
        assert gone not in logo.content


def test_a_gradient_may_refer_to_another_of_the_file() -> None:
    assert b'href="#a"' in read_logo(svg('<linearGradient id="b" xlink:href="#a"/>')).content
    assert b"href" not in read_logo(svg('<linearGradient id="b" xlink:href="b.svg#a"/>')).content


@pytest.mark.parametrize(
    "name", ["script", "style", "foreignObject", "image", "use", "a", "animate", "set", "text", "filter", "iframe"]
)
def test_an_element_that_may_do_more_than_draw_is_refused_by_its_name(name: str) -> None:
    assert f"“{name}”" in refused(svg(f"<g><{name}/></g>"))


@pytest.mark.parametrize(
    "attribute",
    [
        'fill="url(https://contoh.id/a)"',
        'fill="url(a.svg)"',
        'fill="URL( a )"',
        "fill=\"url('#a')\"",
        'style="fill:url(data:image/png,AAAA)"',
        'mask="javascript:alert(1)"',
        'd="\\75rl(x)"',
        'fill="ｕｒｌ(a)"',
    ],
)
def test_a_value_that_leads_elsewhere_is_refused(attribute: str) -> None:
    assert "bukan hanya untuk menggambar" in refused(svg(f"<path {attribute}/>"))


def test_entities_are_refused_wherever_they_are_and_a_plain_doctype_is_not() -> None:
    public = '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'
    assert b"DOCTYPE" not in read_logo(svg("<g/>", before=f"<!DOCTYPE svg PUBLIC {public}>")).content
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    for entities, used in (
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
        ('<!ENTITY a "b">', '<path d="&a;"/>'),
        ('<!ENTITY a "b">', "<g/>"),
        (laughs, "&a8;"),
        (laughs, '<path d="&a8;"/>'),
    ):
        refused(svg(used, before=f"<!DOCTYPE svg [{entities}]>"))


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"GIF89a", b"<svg", b"<svg/>", b"\xff\xfe\x00", b"<?xml version='1.0' encoding='nothing'?><svg/>"),
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
    ],
)
def test_what_is_neither_svg_nor_png_is_refused(content: bytes) -> None:
    assert refused(content) == "Berkas ini bukan PNG atau SVG yang dapat dibaca."


@pytest.mark.parametrize("attributes", ["", 'width="100%" height="100%"', 'viewBox="0 0 0 4"', 'viewBox="0 0 nan 4"'])
def test_a_drawing_without_a_size_is_refused(attributes: str) -> None:
    assert refused(svg("<g/>", attributes)) == "Lebar dan tinggi SVG ini tidak disebutkan."


def test_width_and_height_stand_in_for_a_viewbox() -> None:
    logo = read_logo(svg("<g/>", 'width="20mm" height="10mm"'))
    assert (logo.width, logo.height) == (200, 100)
    assert b'viewBox="0 0 20 10"' in logo.content


def test_what_is_too_large_too_deep_or_too_long_is_refused() -> None:
    assert "100 kB" in refused(svg("<g/>") + b" " * LARGEST_BYTES)
    assert "2000 elemen" in refused(svg("<g/>" * 2001))
    assert "30 tingkat" in refused(svg("<g>" * 40 + "</g>" * 40))
    assert "8 kali" in refused(svg("<g/>", 'viewBox="0 0 90 10"'))


# --- PNG --------------------------------------------------------------------------------------
def test_a_png_keeps_its_pixels_and_nothing_else() -> None:
    rows = bytes([0, *range(16), 1, *range(16)])
    logo = read_logo(png(rows=rows, more=chunk(b"tEXt", b"secret") + chunk(b"eXIf", b"place")) + b"<script>")
    assert (logo.kind, logo.width, logo.height) == ("png", 4, 2)
    for gone in (b"tEXt", b"secret", b"place", b"script"):
        assert gone not in logo.content
    at = logo.content.index(b"IDAT")
    (length,) = struct.unpack(">I", logo.content[at - 4 : at])
    assert zlib.decompress(logo.content[at + 4 : at + 4 + length]) == rows
    assert read_logo(logo.content) == logo


def test_a_palette_and_its_transparency_are_kept() -> None:
    beside = chunk(b"PLTE", b"abcdef") + chunk(b"tRNS", b"\x00")
    assert beside in read_logo(png(depth=1, colour=3, rows=bytes(4), more=beside)).content


@pytest.mark.parametrize(
    "content",
    [
        *(SIGNATURE, png()[:-12], png()[:-1] + b"!", SIGNATURE + b"\xff\xff\xff\xffIHDR" + bytes(20)),
        *(png(rows=b""), png(rows=bytes(33)), png(rows=bytes(10**7)), png(rows=bytes([9]) + bytes(33))),
        *(png(depth=3), png(colour=5), png(compression=1), png(filters=1), png(colour=3, rows=bytes(10))),
        png(colour=3, rows=bytes(10), more=chunk(b"PLTE", b"abc") * 2),
        SIGNATURE + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
    ],
)
def test_a_damaged_png_is_refused(content: bytes) -> None:
    assert refused(content) == "PNG ini rusak. Simpan ulang."


def test_a_png_of_too_many_pixels_or_interlaced_is_refused() -> None:
    assert "2000 piksel" in refused(png(width=2001))
    assert "interlaced" in refused(png(interlaced=1))
