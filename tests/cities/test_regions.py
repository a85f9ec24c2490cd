"""The regions of Indonesia come from the data file, as often as one likes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jejaring.cities.actions import load_regions
from jejaring.cities.models import Region
from jejaring.ledger.models import Entry

pytestmark = pytest.mark.django_db


def test_loading_brings_38_provinces_416_regencies_and_98_cities_and_again_nothing() -> None:
    assert load_regions() == 552
    kinds = [Region.objects.filter(kind=kind).count() for kind in Region.Kind.values]
    assert kinds == [38, 416, 98]
    assert load_regions() == 0
    assert Entry.objects.filter(verb="cities.load_regions").count() == 1


def test_padang_is_what_the_source_says() -> None:
    load_regions()
    padang = Region.objects.select_related("province").get(code="13.71")
    assert (padang.name, padang.kind, padang.province and padang.province.name) == (
        "Kota Padang",
        "city",
        "Sumatera Barat",
    )
    assert padang.area_km2 == Decimal("694.315")
    assert padang.population_year == 2024
    assert "Kepmendagri" in padang.source


def test_the_population_of_all_units_is_the_nations() -> None:
    load_regions()
    units = Region.objects.exclude(kind=Region.Kind.PROVINCE)
    assert sum(unit.population or 0 for unit in units) == 284_973_643


def test_loading_again_mends_what_was_changed_and_keeps_what_is_no_longer_there() -> None:
    load_regions()
    Region.objects.filter(code="13.71").update(name="Padang Lama")
    Region.objects.create(code="99.01", name="Kabupaten Lama", kind="regency", source="tests")
    assert load_regions() == 1
    assert Region.objects.get(code="13.71").name == "Kota Padang"
    assert Region.objects.filter(code="99.01").exists()
