"""Public pages: regions, provinces with their map, holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from jejaring.cities import maps, queries
from jejaring.cities.calendars import HolidayYear, holiday_years
from jejaring.cities.models import Region
from jejaring.kit import clock, words
from jejaring.kit.appearance import chosen_theme
from jejaring.kit.components import Fact, Tab
from jejaring.kit.tables import Column, Filter, TableSpec, build


def _by_province(found: QuerySet[Region], code: str) -> QuerySet[Region]:
    return found.filter(province=code)


def _by_kind(found: QuerySet[Region], kind: str) -> QuerySet[Region]:
    return found.filter(kind=kind)


def _province_choices() -> Sequence[tuple[str, str]]:
    return [(province.code, province.name) for province in queries.provinces()]


def _sentence(count: int, active: Mapping[str, str]) -> str:
    sentence = ngettext("%(count)s regency or city", "%(count)s regencies and cities", count)
    return sentence % {"count": words.number(count)}


COLUMNS = (
    Column("name", gettext_lazy("Name"), value=lambda region: region.name, sort="name"),
    Column("code", gettext_lazy("Code"), value=lambda region: region.code, sort="code"),
    Column("area_km2", gettext_lazy("Area (km²)"), value=lambda region: region.area_km2, sort="area_km2", numeric=True),
    Column(
        "population",
        gettext_lazy("Population"),
        value=lambda region: region.population,
        sort="population",
        numeric=True,
    ),
)
REGIONS = TableSpec(
    name="wilayah",
    columns=(
        *COLUMNS[:2],
        Column(
            "province",
            gettext_lazy("Province"),
            value=lambda region: region.province.name if region.province else "",
            link=lambda region: reverse("cities:province", args=[region.province_id]),
            sort="province__name",
        ),
        *COLUMNS[2:],
    ),
    search=("name", "code", "province__name"),
    filters=(
        Filter("provinsi", gettext_lazy("Province"), _province_choices, _by_province),
        Filter("jenis", gettext_lazy("Kind"), Region.Kind.choices[1:], _by_kind),
    ),
    default_sort="code",
    sentence=_sentence,
    empty_title=gettext_lazy("No regions yet"),
    empty_text=gettext_lazy("The regions of Indonesia have not been loaded into this installation."),
)
PROVINCE = TableSpec(name="wilayah", columns=COLUMNS, page_size=50, default_sort="code", sentence=_sentence)


@login_not_required
@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    table = build(REGIONS, queries.regencies_and_cities(), request)
    if answer := table.export():
        return answer
    page = {
        "table": table,
        "provinces": list(queries.provinces()),
        "map_url": maps.map_url({}, theme=chosen_theme(request)),
        "disclaimer": maps.DISCLAIMER,
        "coast": maps.COAST_SOURCE,
    }
    return render(request, "cities/regions.html", page)


@login_not_required
@require_safe
def province(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(queries.provinces(), code=code)
    parts = list(queries.regencies_and_cities().filter(province=shown))
    table = build(PROVINCE, queries.regencies_and_cities().filter(province=shown), request)
    if answer := table.export():
        return answer
    page = {
        "province": shown,
        "table": table,
        "map": _province_map(shown, parts),
        "disclaimer": maps.DISCLAIMER,
        "coast": maps.COAST_SOURCE,
        "facts": _province_facts(shown),
        "crumbs": [(_("Regions"), reverse("cities:regions")), (shown.name, "")],
    }
    return render(request, "cities/province.html", page)


def _province_map(shown: Region, parts: Sequence[Region]) -> str:
    if shown.code not in maps.drawing().views:
        return ""
    names = {part.code: part.name for part in parts}
    title = _("Map of the regencies and cities of %(province)s.") % {"province": shown.name}
    return maps.draw_map({}, title=title, province=shown.code, names=names)


def _province_facts(shown: Any) -> list[Fact]:
    year = _("registered, %(year)s") % {"year": shown.population_year}
    return [
        Fact(_("Regencies"), words.number(shown.regency_count)),
        Fact(_("Cities"), words.number(shown.city_count)),
        Fact(_("Population"), words.number(shown.population), note=year),
        Fact(_("Area (km²)"), words.number(shown.area_km2, 0)),
    ]


@login_not_required
@require_safe
def map_image(request: HttpRequest) -> HttpResponse:
    """The map as an image; `tanda` marks regions, `provinsi` shows the part around one."""
    code = request.GET.get("provinsi") or None
    if code and code not in maps.drawing().views:
        raise Http404
    marks = maps.read_marks(request.GET.get("tanda", ""))
    return maps.image_answer(request, marks, title=_("Map of Indonesia."), province=code)


@login_not_required
@require_safe
def holidays_now(request: HttpRequest) -> HttpResponse:
    years = holiday_years()
    year = clock.today().year
    return redirect("cities:holidays", year if year in years else max(years))


@login_not_required
@require_safe
def holidays(request: HttpRequest, year: int) -> HttpResponse:
    years = holiday_years()
    if year not in years:
        raise Http404
    shown = years[year]
    regional = list(queries.regional_holidays(year))
    page = {
        "year": shown,
        "regional": regional,
        "tabs": [Tab(str(n), str(n), reverse("cities:holidays", args=[n])) for n in sorted(years)],
        "current": str(year),
        "facts": _holiday_facts(shown),
    }
    return render(request, "cities/holidays.html", page)


def _holiday_facts(shown: HolidayYear) -> list[Fact]:
    national = {holiday.day for holiday in shown.days if holiday.kind == "national"}
    joint = {holiday.day for holiday in shown.days if holiday.kind == "joint_leave"} - national
    weekdays = [day for day in national | joint if day.weekday() < 5]
    return [
        Fact(_("National holidays"), words.number(len(national)), note=_("days")),
        Fact(_("Joint leave"), words.number(len(joint)), note=_("days")),
        Fact(_("Of these on a working day"), words.number(len(weekdays)), note=_("Monday to Friday")),
    ]
