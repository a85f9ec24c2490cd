"""The map of Indonesia as SVG, drawn on the server from one small file.

Inline it takes its colours from `cities/map.css`; as an image of its own it carries them. The
cells are an illustration made from centres and a coastline (`scripts/prepare_map.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.http import parse_etags, quote_etag, urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from jejaring.kit.appearance import THEMES

FILE = Path(__file__).parent / "data" / "map.json"
DISCLAIMER = gettext_lazy("Illustrative map, not official boundaries.")
COAST_SOURCE = gettext_lazy("Coastline: Natural Earth (public domain).")
MARKS: dict[str, Promise] = {
    "member": gettext_lazy("member"),
    "candidate": gettext_lazy("candidate"),
    "selected": gettext_lazy("selected"),
}

_LIGHT = {"land": "#ddd9ce", "paper": "#fcfbf8", "around": "#f3f1ea", "nila": "#2b4590", "mengkudu": "#a93a28"}
_DARK = {"land": "#2e3a4a", "paper": "#10161f", "around": "#1f2a38", "nila": "#9db4ff", "mengkudu": "#f0927f"}

WIDEST_LETTER = 112  # of a name over the map on a phone, in units of the map
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Unit:
    """A regency or city on the map: its centre, its box (left, top, right, bottom) and its land."""

    code: str
    centre: tuple[float, float]
    box: Box
    path: str
    radius: float

    def lies_in(self, view: Box) -> bool:
        left, top, width, height = view
        return self.box[0] < left + width and self.box[2] > left and self.box[1] < top + height and self.box[3] > top


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the file holds. Views are (left, top, width, height)."""

    view: Box
    neighbours: str
    views: Mapping[str, Box]
    units: Mapping[str, Unit]
    digest: str


@cache
def drawing() -> Drawing:
    """Read the file once."""
    text = FILE.read_text(encoding="utf-8")
    content = json.loads(text)
    units = {
        code: Unit(code, tuple(unit["c"]), tuple(unit["b"]), unit.get("d", ""), unit.get("r", 0))
        for code, unit in content["units"].items()
    }
    views = {code: tuple(view) for code, view in content["views"].items()}
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Drawing(tuple(content["view"]), content["neighbours"], views, units, digest)


def draw_map(
    marks: Mapping[str, str],
    *,
    title: str,
    province: str | None = None,
    links: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    as_image: bool = False,
    theme: str = "auto",
) -> SafeString:
    """Return the country, or the part of it that shows one province, as SVG.

    `marks` say of a region's code what it is ("member", "candidate", "selected"); `links` where
    its cell leads; `names` what it is called. `as_image` makes a file of its own with its colours
    in it (`theme` "auto" follows the reader's device); otherwise it is drawn into a page, and a
    list with the same content must stand beside it.

    Raises KeyError for a province that is not on the map.
    """
    here = drawing()
    view = here.views[province] if province else here.view
    names, links = names or {}, {} if as_image else links or {}
    shown = [unit for unit in here.units.values() if unit.lies_in(view)]
    shown.sort(key=lambda unit: (bool(marks.get(unit.code)), marks.get(unit.code) == "selected"))
    cells = [_cell(unit, marks, names, links, province, view) for unit in shown]
    dots = [_dot(unit, marks[unit.code], view) for unit in shown if unit.code in marks]
    labels = [] if as_image else list(_labels(shown, marks, names, province, view))
    head = mark_safe('xmlns="http://www.w3.org/2000/svg" ') if as_image else ""
    return format_html(
        '<svg {}class="map{}" viewBox="{} {} {} {}" role="{}" aria-label="{}">{}'
        '<path class="map-around" d="{}"/><g stroke-width="{}">{}</g>'
        '<g class="map-dots" stroke-width="{}">{}</g><g class="map-labels">{}</g></svg>',
        head,
        " map-province" if province else "",
        *view,
        "group" if links else "img",
        f"{title} {DISCLAIMER}",
        _style(theme) if as_image else "",
        here.neighbours,
        f"{view[2] / 950:.2f}",
        format_html_join("", "{}", ((cell,) for cell in cells)),
        f"{view[2] / 700:.2f}",
        format_html_join("", "{}", ((dot,) for dot in dots)),
        format_html_join("", "{}", ((label,) for label in labels)),
    )


def draw_dots(marks: Mapping[str, str], *, title: str, labels: Mapping[str, str] | None = None) -> SafeString:
    """Return the marked regions as dots, to be laid over the image of the land (`map_url({})`).

    `labels` name regions by code on the map itself. Size and colours come from `cities/map.css`, so that dots are as
    large on a phone. A list with the same content must be within reach.
    """
    here, labels = drawing(), labels or {}
    known = sorted((mark == "selected", code) for code, mark in marks.items() if code in here.units)
    dots = ((marks[code], *here.units[code].centre) for _last, code in known)
    named = (_over_label(here.units[code].centre, labels[code]) for _last, code in known if code in labels)
    return format_html(
        '<svg class="map-over" viewBox="{} {} {} {}" role="img" aria-label="{}">{}{}</svg>',
        *here.view,
        f"{title} {DISCLAIMER}",
        format_html_join("", '<circle class="map-dot map-{}" cx="{}" cy="{}" r="34"/>', dots),
        format_html_join("", "{}", ((label,) for label in named)),
    )


def _over_label(centre: tuple[float, float], name: str) -> SafeString:
    """Return a name below its dot, kept on the map even where letters are largest."""
    half = len(name) * WIDEST_LETTER / 2
    x = min(max(centre[0], half), drawing().view[2] - half)
    return format_html('<text class="map-name" x="{}" y="{}" dy="1.5em">{}</text>', f"{x:.0f}", centre[1], name)


def map_url(marks: Mapping[str, str], *, province: str | None = None, theme: str = "auto") -> str:
    """Return the address of the map as an image with these marks.

    Give it `request`'s chosen theme, so that the image follows the page's.
    """
    query = {}
    if marks:
        query["tanda"] = ",".join(f"{code}:{mark}" for code, mark in sorted(marks.items()))
    if province:
        query["provinsi"] = province
    if theme in ("light", "dark"):
        query["tampilan"] = theme
    return reverse("cities:map_image") + (f"?{urlencode(query)}" if query else "")


def read_marks(text: str) -> dict[str, str]:
    """Return the marks of an image's address; what is not on the map or no mark is left out."""
    pairs = (pair.partition(":") for pair in text[:20_000].split(","))
    known = drawing().units
    return {code: mark for code, _colon, mark in pairs if code in known and mark in MARKS}


def image_answer(request: HttpRequest, marks: Mapping[str, str], *, title: str, province: str | None) -> HttpResponse:
    """Answer with the map as an image; browsers keep it for an hour and ask with its ETag afterwards."""
    theme = request.GET.get("tampilan", "auto")
    theme = theme if theme in THEMES else "auto"
    key = json.dumps([drawing().digest, sorted(marks.items()), province, theme, title, STYLE_VERSION])
    etag = quote_etag(hashlib.sha256(key.encode()).hexdigest()[:32])
    answer: HttpResponse
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer = HttpResponseNotModified()
    else:
        svg = draw_map(marks, title=title, province=province, as_image=True, theme=theme)
        answer = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    answer["ETag"], answer["Cache-Control"] = etag, "public, max-age=3600"
    return answer


STYLE_VERSION = 3
_RULES = (
    ".map-around{{fill:{around}}}.map-unit{{fill:{land};stroke:{paper}}}"
    ".map-other{{opacity:.45}}.map-member{{fill:{nila}}}.map-selected{{fill:{mengkudu}}}"
    ".map-dot{{stroke:{paper};fill:{nila}}}"
    ".map-dot.map-candidate{{fill:{paper};stroke:{nila}}}"
    ".map-dot.map-selected{{fill:{mengkudu}}}"
)


def _style(theme: str) -> SafeString:
    """Return the image's own colours; no value in it comes from outside this file."""
    light, dark = _RULES.format(**_LIGHT), _RULES.format(**_DARK)
    rules = {"light": light, "dark": dark}.get(theme, f"{light}@media(prefers-color-scheme:dark){{{dark}}}")
    return mark_safe(f"<style>{rules}</style>")  # noqa: S308 - constants of this file


def _cell(
    unit: Unit,
    marks: Mapping[str, str],
    names: Mapping[str, str],
    links: Mapping[str, str],
    province: str | None,
    view: Box,
) -> SafeString:
    mark = marks.get(unit.code, "")
    classes = "map-unit" + (f" map-{mark}" if mark else "")
    if province and not unit.code.startswith(province):
        classes += " map-other"
    name = names.get(unit.code, "")
    says = f"{name}: {MARKS[mark]}" if name and mark in MARKS else name
    title = format_html("<title>{}</title>", says) if says else SafeString()
    least = view[2] / 160
    shape = format_html('<path class="{}" d="{}">{}</path>', classes, unit.path, title) if unit.path else SafeString()
    if unit.radius or not unit.path:
        disc = '<circle class="{}" cx="{}" cy="{}" r="{}">{}</circle>'
        radius = least if province else unit.radius
        shape += format_html(disc, classes, *unit.centre, f"{radius:.1f}", title)
    if unit.code in links:
        return format_html('<a href="{}" aria-label="{}">{}</a>', links[unit.code], says or unit.code, shape)
    return shape


def _dot(unit: Unit, mark: str, view: Box) -> SafeString:
    """Return a disc on a marked unit, so that even the smallest is seen."""
    ring = format_html(' stroke-width="{}"', f"{view[2] / 420:.1f}") if mark == "candidate" else ""
    disc = '<circle class="map-dot map-{}" cx="{}" cy="{}" r="{}"{}/>'
    return format_html(disc, mark, *unit.centre, f"{view[2] / 150:.1f}", ring)


def _labels(
    shown: list[Unit], marks: Mapping[str, str], names: Mapping[str, str], province: str | None, view: Box
) -> Iterator[SafeString]:
    """Yield the names of a province's units, marked ones first; names that would touch are left out."""
    if not province:
        return
    size = view[2] / 42
    taken: list[Box] = []
    own = [unit for unit in shown if unit.code.startswith(province) and unit.code in names]
    for unit in sorted(own, key=lambda unit: (unit.code not in marks, unit.box[0] - unit.box[2])):
        name = names[unit.code].removeprefix("Kabupaten ").replace("Administrasi ", "")
        width, (x, y) = len(name) * size * 0.56, unit.centre
        x = min(max(x, view[0] + width / 2 + size), view[0] + view[2] - width / 2 - size)
        lift = size * 0.9 if unit.code in marks or unit.radius else -size * 0.35
        place = (x - width / 2, y - lift - size, x + width / 2, y - lift + size * 0.2)
        if any(_touch(place, other) for other in taken):
            continue
        taken.append(place)
        text = '<text class="map-label" x="{}" y="{}" font-size="{}">{}</text>'
        yield format_html(text, f"{x:.1f}", f"{y - lift:.1f}", f"{size:.1f}", name)


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
