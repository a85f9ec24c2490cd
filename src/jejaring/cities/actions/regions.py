"""Bringing the regions of Indonesia from the project's data file into the database."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from jejaring.cities.models import Region
from jejaring.ledger.actions import record

FILE = Path(__file__).resolve().parents[1] / "data" / "regions.csv"
SOURCE = (
    "Kode dan nama: Kepmendagri 300.2.2-2138 Tahun 2025 dan 300.2.2-2430 Tahun 2025. "
    "Luas: BIG, Desember 2024. Penduduk: Ditjen Dukcapil, Semester II 2024."
)
FIELDS = ("name", "kind", "province_id", "area_km2", "population", "population_year", "latitude", "longitude", "source")


@transaction.atomic
def load_regions() -> int:
    """Load the 38 provinces and 514 regencies and cities; return how many were new or changed.

    Doing it again changes nothing. A region that is no longer in the file stays, because
    records may refer to it.
    """
    known = {region.code: region for region in Region.objects.all()}
    wanted = _read()
    changed = [region for region in wanted if _differs(region, known.get(region.code))]
    if changed:
        Region.objects.bulk_create(changed, update_conflicts=True, unique_fields=["code"], update_fields=FIELDS)
        record("cities.load_regions", changed[0], by=None, data={"changed": len(changed), "file": FILE.name})
    return len(changed)


def _read() -> list[Region]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [_region(row) for row in csv.DictReader(file)]


def _region(row: dict[str, str]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        province_id=row["province"] or None,
        area_km2=Decimal(row["area_km2"]),
        population=int(row["population"]),
        population_year=int(row["population_year"]),
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        source=SOURCE,
    )


def _differs(region: Region, known: Region | None) -> bool:
    return known is None or any(getattr(region, name) != getattr(known, name) for name in FIELDS)
