"""Reference data in the admin: regions to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from jejaring.cities.models import Region


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin[Region]):
    """Regions come from the data file (`load_regions`) and are only read here."""

    list_display = ("code", "name", "kind", "province", "population", "population_year")
    list_filter = ("kind", "province")
    search_fields = ("code", "name")
    list_select_related = ("province",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
