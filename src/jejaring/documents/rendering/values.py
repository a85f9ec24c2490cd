"""An outline as plain values, the form in which templates receive it."""

from __future__ import annotations

import base64
import re
import struct
from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any, TypeVar

from jejaring.documents import outline as parts
from jejaring.documents.rendering import face
from jejaring.texts.judge import printable

FIGURE = re.compile(r"^(Rp\s?)?[-–]?[\d.,]+\s?(%|‰|km²|ha)?$|^[-–]?$")


T = TypeVar("T")


def as_printed(value: T) -> T:
    """Return an outline, a part of one or plain values, with a replacement mark for every character no face has."""
    done: Any = value
    if isinstance(value, str):
        done = printable(value)
    elif isinstance(value, tuple | list):
        done = tuple(map(as_printed, value))
    elif isinstance(value, dict):
        done = {key: as_printed(one) for key, one in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        done = replace(value, **{one.name: as_printed(getattr(value, one.name)) for one in fields(value)})
    return done  # type: ignore[no-any-return]  # of the kind it was


def values_of(outline: parts.Outline) -> dict[str, Any]:
    """Return an outline as a dictionary of texts, lists and dictionaries."""
    outline = as_printed(outline)
    head = outline.letterhead
    return {
        "title": outline.title,
        "language": outline.language,
        "letterhead": head and {"name": head.name, "lines": letterhead_lines(head)},
        "fields": [list(row) for row in outline.fields],
        "place_and_date": outline.place_and_date,
        "addressee": addressee_lines(outline),
        "blocks": [_block(block) for block in outline.blocks],
        "signatures": [
            {"slot": block.slot, "organisation": block.organisation, "title": block.title, "name": block.name}
            for block in outline.signatures
        ],
        "footer": outline.footer,
        "example": outline.example,
        "award": outline.award and asdict(outline.award),
    }


def addressee_lines(outline: parts.Outline) -> list[str]:
    """Return the addressee, opened by the form of address of the language (*Yth.*)."""
    to = face.words_in(outline.language).to
    lines = list(outline.addressee)
    if lines and not lines[0].startswith(to):
        lines[0] = f"{to} {lines[0]}"
    return lines


def letterhead_lines(head: parts.Letterhead) -> list[str]:
    """Return the lines under the name on a letterhead: the address, then the ways to reach it."""
    reach = " · ".join(text for text in (head.phone, head.email, head.website) if text)
    return [line for line in (head.address, reach) if line]


def figure_columns(table: parts.Table) -> list[bool]:
    """Tell for each column whether all its cells are figures, which are set to the right."""
    columns = range(len(table.header))
    return [bool(table.rows) and all(FIGURE.match(row[n].strip()) for row in table.rows) for n in columns]


def png_as_svg(png: bytes) -> str:
    """Return a PNG as a drawing of its own size, in pixels."""
    box = 'x="0" y="0" width="{}" height="{}"'.format(*struct.unpack(">II", png[16:24]))
    picture = f'<image {box} xlink:href="data:image/png;base64,{base64.b64encode(png).decode()}"/>'
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {spaces} {box}>{picture}</svg>"


def _data_uri(svg: str) -> str:
    """Return a drawing as an address of its own, so that a page shows it as an image that can run nothing."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _block(block: parts.Block) -> dict[str, Any]:
    match block:
        case parts.Heading(text, level):
            return {"type": "heading", "text": text, "level": level}
        case parts.Paragraph(text):
            return {"type": "paragraph", "text": text}
        case parts.Numbered(items):
            return {"type": "numbered", "items": list(items)}
        case parts.Bullets(items):
            return {"type": "bullets", "items": list(items)}
        case parts.Facts(rows):
            return {"type": "facts", "rows": [list(row) for row in rows]}
        case parts.Table(header, rows, caption):
            cells = [list(row) for row in rows]
            figures = figure_columns(block)
            return {"type": "table", "header": list(header), "rows": cells, "caption": caption, "figures": figures}
        case parts.Figure(svg, alt, caption):
            return {"type": "figure", "svg": svg, "data_uri": _data_uri(svg), "alt": alt, "caption": caption}
        case parts.Clause(number, title, blocks):
            return {"type": "clause", "number": number, "title": title, "blocks": [_block(inner) for inner in blocks]}
        case parts.PageBreak():
            return {"type": "page break"}
