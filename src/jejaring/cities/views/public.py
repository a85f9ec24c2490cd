"""Public pages: regions, provinces with their map, holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_safe

from jejaring.cities import maps, queries
from jejaring.cities.calendars import HolidayYear, holiday_years
from jejaring.cities.models import Region
from jejaring.kit import clock, words
from jejaring.kit.appearance import chosen_theme
from jejaring.kit.components import Fact, Tab, Text
from jejaring.kit.tables import Column, TableSpec, attribute, choice_filter, count_sentence, list_page


def _province_choices() -> Sequence[tuple[str, str]]:
    return [(province.code, province.name) for province in queries.provinces()]


NAME_AND_CODE = (attribute("name", gettext_lazy("Name")), attribute("code", gettext_lazy("Code")))
FIGURES = (
    attribute("area_km2", gettext_lazy("Area (km²)"), numeric=True),
    attribute("population", gettext_lazy("Population"), numeric=True),
)
COUNTED = count_sentence(ngettext_lazy("%(count)s regency or city", "%(count)s regencies and cities"))
REGIONS = TableSpec(
    name="wilayah",
    columns=(
        *NAME_AND_CODE,
        attribute(
            "province.name",
            gettext_lazy("Province"),
            key="province",
            link=lambda region: reverse("cities:province", args=[region.province_id]),
        ),
        *FIGURES,
    ),
    search=("name", "code", "province__name"),
    filters=(
        choice_filter("provinsi", gettext_lazy("Province"), _province_choices, "province"),
        choice_filter("jenis", gettext_lazy("Kind"), Region.Kind.choices[1:], "kind"),
    ),
    default_sort="code",
    sentence=COUNTED,
    empty_title=gettext_lazy("No regions yet"),
    empty_text=gettext_lazy("The regions of Indonesia have not been loaded into this installation."),
)
PROVINCE = TableSpec(
    name="wilayah", columns=(*NAME_AND_CODE, *FIGURES), page_size=50, default_sort="code", sentence=COUNTED
)
HOLIDAY_KINDS: Mapping[str, Text] = {
    "national": gettext_lazy("national holiday"),
    "joint_leave": gettext_lazy("joint leave"),
}
HOLIDAYS = (
    attribute("name", gettext_lazy("Holiday"), template="cities/_holiday_name.html"),
    attribute("day", gettext_lazy("Date")),
    Column("weekday", gettext_lazy("Day"), lambda holiday: date_format(holiday.day, "l")),
    Column("kind", gettext_lazy("Kind"), lambda holiday: HOLIDAY_KINDS[holiday.kind]),
)
REGIONAL_HOLIDAYS = (
    attribute("name", gettext_lazy("Holiday"), template="cities/_name.html"),
    attribute("day", gettext_lazy("Date")),
    attribute("region.name", gettext_lazy("Region")),
    attribute("decision", gettext_lazy("Decision"), template="cities/_regional_holiday_decision.html"),
    attribute("confirmed", gettext_lazy("State"), template="cities/_confirmed.html"),
)


@login_not_required
@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    provinces = list(queries.provinces())
    lead = ngettext(
        "The regencies and cities of %(count)s province, each of which can bring its government into the network.",
        "The regencies and cities of %(count)s provinces, each of which can bring its government into the network.",
        len(provinces),
    )
    page = {
        "lead": lead % {"count": words.number(len(provinces))},
        "eyebrow": _("Regions"),
        "provinces": provinces,
        "map_url": maps.map_url({}, theme=chosen_theme(request)),
        "map_note": f"{maps.DISCLAIMER} {maps.COAST_SOURCE}",
    }
    found, title = queries.regencies_and_cities(), _("Regions of Indonesia")
    return list_page(request, REGIONS, found, "cities/regions.html", title=title, **page)


@login_not_required
@require_safe
def province(request: HttpRequest, code: str) -> HttpResponse:
    shown: Any = get_object_or_404(queries.provinces(), code=code)  # a region with its counts
    parts = queries.regencies_and_cities().filter(province=shown)
    counts = {"regencies": words.number(shown.regency_count), "cities": words.number(shown.city_count)}
    return list_page(
        request,
        PROVINCE,
        parts,
        "cities/province.html",
        title=shown.name,
        eyebrow=_("Province"),
        lead=_("%(regencies)s regencies and %(cities)s cities.") % counts,
        crumbs=[(_("Regions"), reverse("cities:regions")), (shown.name, "")],
        map=_province_map(shown, list(parts)),
        map_note=f"{maps.DISCLAIMER} {maps.COAST_SOURCE}",
        facts=_province_facts(shown),
    )


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
    page = {
        "year": shown,
        "columns": HOLIDAYS,
        "regional": list(queries.regional_holidays(year)),
        "regional_columns": REGIONAL_HOLIDAYS,
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
