"""Reference data in the admin: regions to read, regional holidays to keep."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import DateField
from django.http import HttpRequest

from jejaring.cities.models import Region, RegionalHoliday
from jejaring.kit.fields import DayField


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


@admin.register(RegionalHoliday)
class RegionalHolidayAdmin(admin.ModelAdmin[RegionalHoliday]):
    """Days on which a region does not work; they count in its deadlines at once."""

    list_display = ("day", "name", "region", "decision", "confirmed")
    list_filter = ("confirmed",)
    date_hierarchy = "day"
    autocomplete_fields = ("region",)
    list_select_related = ("region",)
    formfield_overrides: ClassVar[dict[Any, Any]] = {DateField: {"form_class": DayField}}
