"""The map of Indonesia: complete, light, and safe to draw into a page."""

from __future__ import annotations

import csv
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.translation import override

from jejaring.cities import maps
from jejaring.cities.actions.regions import FILE

SVG = "{http://www.w3.org/2000/svg}"


def _codes() -> list[str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [row["code"] for row in csv.DictReader(file)]


def test_every_regency_and_city_and_every_province_is_on_the_map() -> None:
    drawing = maps.drawing()
    assert sorted(drawing.units) == [code for code in _codes() if "." in code]
    assert sorted(drawing.views) == [code for code in _codes() if "." not in code]


def test_every_unit_has_land_or_a_mark_of_its_own() -> None:
    assert [unit.code for unit in maps.drawing().units.values() if not unit.path and not unit.radius] == []


def test_the_file_is_light() -> None:
    assert maps.FILE.stat().st_size < 200_000


@pytest.fixture(scope="module")
def country() -> ElementTree.Element:
    marks = {"13.71": "member", "35.15": "member", "53.71": "candidate"}
    return ElementTree.fromstring(maps.draw_map(marks, title="Anggota", as_image=True))  # noqa: S314 - our own


def test_marked_units_are_filled_and_dotted_and_the_others_are_land(country: ElementTree.Element) -> None:
    classes = [element.get("class", "") for element in country.iter()]
    assert classes.count("map-unit map-member") == 2
    assert classes.count("map-unit map-candidate") == 1
    assert sum(c.startswith("map-dot ") for c in classes) == 3
    drawn = {c for c in classes if c.startswith("map-unit")}
    assert drawn == {"map-unit", "map-unit map-member", "map-unit map-candidate"}


def test_the_image_says_what_it_is_and_that_it_is_no_legal_map(country: ElementTree.Element) -> None:
    assert country.get("role") == "img"
    with override("id"):
        says = maps.draw_map({}, title="Anggota.", as_image=True)
    assert 'aria-label="Anggota. Peta ilustrasi, bukan batas resmi."' in says


def test_in_a_page_the_map_has_no_style_of_its_own_and_its_links_have_names() -> None:
    svg = maps.draw_map(
        {"13.71": "member"},
        title="Sumatera Barat",
        province="13",
        links={"13.71": "/anggota/kota-padang/"},
        names={"13.71": "Kota Padang", "13.72": "Kota Solok"},
    )
    assert "style" not in svg
    root = ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - our own
    (link,) = root.iter(f"{SVG}a")
    assert (link.get("href"), link.get("aria-label")) == (
        "/anggota/kota-padang/",
        f"Kota Padang: {maps.MARKS['member']}",
    )
    assert root.get("role") == "group"


def test_a_provinces_map_shows_its_neighbours_faintly_and_leaves_the_far_away_out() -> None:
    svg = maps.draw_map({}, title="Bali", province="51")
    assert svg.count('class="map-unit"') == 9
    assert "map-other" in svg
    assert len(svg) < 60_000


def test_names_cannot_break_out_of_the_drawing() -> None:
    bad = '"><script>alert(1)</script>'
    svg = maps.draw_map({}, title=bad, province="13", names={"13.71": bad}, links={"13.71": f"/{bad}"})
    assert "<script" not in svg


def test_a_province_that_is_not_on_the_map_is_an_error() -> None:
    with pytest.raises(KeyError):
        maps.draw_map({}, title="-", province="00")


def test_marks_survive_the_way_through_an_address_and_nonsense_is_left_out() -> None:
    url = maps.map_url({"13.71": "member", "35.15": "candidate"})
    text = re.sub("%3A", ":", re.sub("%2C", ",", url.split("tanda=")[1]))
    assert maps.read_marks(text) == {"13.71": "member", "35.15": "candidate"}
    assert maps.read_marks("13.71:nonsense,00.00:member,,:,x") == {}


def test_the_image_is_served_to_anyone_kept_and_asked_for_again_by_its_etag(client: Client, db: None) -> None:
    url = maps.map_url({"13.71": "member"})
    first = client.get(url)
    assert (first.status_code, first["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert first["Cache-Control"] == "public, max-age=3600"
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(maps.map_url({}), headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(("theme", "has_media"), [("auto", True), ("light", False), ("dark", False)])
def test_the_image_follows_the_device_or_the_theme_that_was_chosen(
    client: Client, db: None, theme: str, has_media: bool
) -> None:
    page = client.get(maps.map_url({}, theme=theme)).content.decode()
    assert ("prefers-color-scheme" in page) == has_media


def test_the_image_of_an_unknown_province_is_not_found(client: Client, db: None) -> None:
    assert client.get("/peta/indonesia.svg?provinsi=00").status_code == 404


def test_drawing_costs_no_query(client: Client, db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get(maps.map_url({"13.71": "member"}))
