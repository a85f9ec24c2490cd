"""Draw the small map file from Natural Earth's coastline and the regions' centres.

Needed only when the regions or the coastline change. Get the coastline into a folder outside
the repository (`npm pack world-atlas && tar xzf world-atlas-*.tgz`), then:

    python scripts/prepare_map.py FOLDER/package/countries-10m.json

What comes out is an illustration: each regency or city gets the land nearer to its centre than
to any other's, where a unit with a larger official area reaches further (a power diagram). No
boundary in it is a legal one.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely import MultiPolygon, Point, Polygon, box, make_valid, unary_union
from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).resolve().parents[1] / "src/jejaring/cities/data"
INDONESIA = "360"
WEST, EAST, SOUTH, NORTH = 94.4, 141.6, -11.4, 6.5
PER_DEGREE = 100  # units of the drawing: one is about 1.1 km, parts of it are kept to one decimal
KM_PER_DEGREE = 111.2
COAST_TOLERANCE = 0.006  # degrees, of Indonesia's coast
NEIGHBOUR_TOLERANCE = 0.035
SMALLEST_ISLE = 0.0006  # square degrees (about 7 km²): smaller ones are left out
SMALLEST_MARK = 3.2  # radius in units: a unit with less land is shown as a disc of this size
REACH = 0.85  # how much a unit's official area counts against plain distance


@dataclass
class Unit:
    """A regency or city: its centre, how far it reaches, and the land it gets (degrees)."""

    code: str
    x: float
    y: float
    weight: float
    land: BaseGeometry


def main(atlas: Path) -> None:
    world = json.loads(atlas.read_text())
    land = _land(world, {INDONESIA}).simplify(COAST_TOLERANCE)
    units = _units()
    _give_land(units, make_valid(land))
    frame = box(WEST, SOUTH, EAST, NORTH)
    around = _land(world, None).intersection(frame.buffer(-0.01)).difference(land.buffer(0.03))
    drawing = {
        "view": [0, 0, round((EAST - WEST) * PER_DEGREE), round((NORTH - SOUTH) * PER_DEGREE)],
        "neighbours": _path(around.simplify(NEIGHBOUR_TOLERANCE), 0, smallest=0.02),
        "views": _views(units),
        "units": {unit.code: _drawn(unit) for unit in units},
    }
    target = DATA / "map.json"
    target.write_text(json.dumps(drawing, separators=(",", ":")).replace('},"', '},\n"') + "\n")
    print(f"{target}: {target.stat().st_size} bytes, {len(units)} units")


def _land(world: dict[str, Any], countries: set[str] | None) -> BaseGeometry:
    """Return the land of some countries, or of all but Indonesia."""
    arcs = _arcs(world)
    shapes: list[Polygon] = []
    for country in world["objects"]["countries"]["geometries"]:
        wanted = country.get("id") in countries if countries else country.get("id") != INDONESIA
        if not wanted or not country.get("arcs"):
            continue
        rings = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        for polygon in rings:
            lines = [_ring(ring, arcs) for ring in polygon]
            if len(lines[0]) < 4:
                continue
            shape = Polygon(lines[0], [hole for hole in lines[1:] if len(hole) >= 4])
            if shape.intersects(box(WEST, SOUTH, EAST, NORTH)):
                shapes += _polygons(make_valid(shape), 0)
    return unary_union(shapes)


def _arcs(world: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Undo TopoJSON's quantisation and delta coding."""
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def _ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    ring: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _units() -> list[Unit]:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] != "province"]
    units = []
    for row in rows:
        radius_squared = float(row["area_km2"]) / math.pi / KM_PER_DEGREE**2
        centre = float(row["longitude"]), float(row["latitude"])
        units.append(Unit(row["code"], *centre, REACH * radius_squared, Polygon()))
    _let_small_ones_live(units)
    return units


def _let_small_ones_live(units: list[Unit]) -> None:
    """Raise a weight until a unit holds its own centre, however large its neighbour is."""
    for _round in range(20):
        changed = False
        for unit in units:
            strongest = max(o.weight - _distance2(unit, o) for o in units if o is not unit)
            least = strongest + 0.0016  # so that the centre lies a little inside
            if unit.weight < least - 1e-9:
                unit.weight, changed = least, True
        if not changed:
            return


def _distance2(one: Unit, other: Unit) -> float:
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2


def _give_land(units: list[Unit], land: BaseGeometry) -> None:
    """Cut the land into the cells of a power diagram."""
    frame = box(WEST, SOUTH, EAST, NORTH)
    for unit in units:
        cell: BaseGeometry = frame
        for other in sorted((o for o in units if o is not unit), key=lambda o: _distance2(unit, o)):
            cell = cell.intersection(_half_plane(unit, other))
        unit.land = cell.intersection(land)


def _half_plane(unit: Unit, other: Unit) -> Polygon:
    """Return a large polygon holding the points that belong rather to `unit` than to `other`."""
    distance = math.sqrt(_distance2(unit, other))
    ux, uy = (other.x - unit.x) / distance, (other.y - unit.y) / distance
    along = (distance**2 + unit.weight - other.weight) / (2 * distance)
    mx, my, far = unit.x + ux * along, unit.y + uy * along, 200.0
    return Polygon(
        [
            (mx - uy * far, my + ux * far),
            (mx + uy * far, my - ux * far),
            (mx + uy * far - ux * far, my - ux * far - uy * far),
            (mx - uy * far - ux * far, my + ux * far - uy * far),
        ]
    )


def _polygons(shape: BaseGeometry, smallest: float) -> list[Polygon]:
    parts: list[Polygon] = []
    for part in getattr(shape, "geoms", [shape]):
        if isinstance(part, MultiPolygon):
            parts += part.geoms
        elif isinstance(part, Polygon):
            parts.append(part)
    return [part for part in parts if not part.is_empty and part.area >= smallest]


def _at(x: float, y: float) -> tuple[float, float]:
    return (x - WEST) * PER_DEGREE, (NORTH - y) * PER_DEGREE


def _path(shape: BaseGeometry, digits: int, smallest: float) -> str:
    """Return an SVG path in small relative steps."""
    parts = []
    scale = 10**digits
    for polygon in _polygons(shape, smallest):
        points = [tuple(round(value * scale) for value in _at(x, y)) for x, y in polygon.exterior.coords[:-1]]
        path, (px, py) = f"M{_n(points[0][0], scale)} {_n(points[0][1], scale)}l", points[0]
        steps = []
        for x, y in points[1:]:
            if (x, y) != (px, py):
                steps.append(f"{_n(x - px, scale)} {_n(y - py, scale)}")
                px, py = x, y
        if len(steps) > 1:
            parts.append(path + " ".join(steps) + "z")
    return "".join(parts).replace(" -", "-")


def _n(value: int, scale: int) -> str:
    text = f"{value / scale:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _drawn(unit: Unit) -> dict[str, Any]:
    """Return a unit's path, or its centre alone if it has too little land to be seen."""
    x, y = _at(unit.x, unit.y)
    shown = _polygons(unit.land, SMALLEST_ISLE) or _polygons(_largest(unit.land), 0)
    drawn: dict[str, Any] = {"c": [round(x, 1), round(y, 1)], "b": _box(unary_union([*shown, Point(unit.x, unit.y)]))}
    if path := _path(MultiPolygon(shown), 1, 0):
        drawn["d"] = path
    if unit.land.area * PER_DEGREE**2 < math.pi * SMALLEST_MARK**2:
        drawn["r"] = SMALLEST_MARK
    return drawn


def _box(shape: BaseGeometry) -> list[int]:
    west, south, east, north = shape.bounds
    (left, top), (right, bottom) = _at(west, north), _at(east, south)
    return [math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)]


def _largest(shape: BaseGeometry) -> BaseGeometry:
    return max(_polygons(shape, 0), key=lambda part: part.area, default=Polygon())


def _views(units: list[Unit]) -> dict[str, list[int]]:
    """Return for each province the part of the drawing that shows it, with a margin."""
    by_province: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_province[unit.code[:2]].append(unit)
    views = {}
    for province, members in sorted(by_province.items()):
        shapes = [
            unary_union(_polygons(unit.land, SMALLEST_ISLE) or [Polygon()]).union(Point(unit.x, unit.y).buffer(0.05))
            for unit in members
        ]
        west, south, east, north = unary_union(shapes).bounds
        (left, top), (right, bottom) = _at(west, north), _at(east, south)
        margin = max(right - left, bottom - top) * 0.06
        views[province] = [
            math.floor(left - margin),
            math.floor(top - margin),
            math.ceil(right - left + 2 * margin),
            math.ceil(bottom - top + 2 * margin),
        ]
    return views


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
