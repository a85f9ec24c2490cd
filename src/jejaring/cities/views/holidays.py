"""The secretariat keeps the days on which regions do not work."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.cities import actions, queries, rules
from jejaring.cities.forms import HolidayForm, NothingToType
from jejaring.cities.models import RegionalHoliday
from jejaring.kit.components import Button, Link, Text
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, TableSpec, attribute, count_sentence, list_page
from jejaring.kit.words import long_date

KEPT = TableSpec(
    name="hari-libur-daerah",
    columns=(
        attribute("name", gettext_lazy("Holiday")),
        attribute("day", gettext_lazy("Date")),
        attribute("region.name", gettext_lazy("Region")),
        attribute("decision", gettext_lazy("Decision"), template="cities/_regional_holiday_decision.html"),
        attribute("confirmed", gettext_lazy("State"), template="cities/_confirmed.html"),
        Column("remove", gettext_lazy("Actions"), lambda one: "", template="cities/_holiday_remove.html", silent=True),
    ),
    search=("name", "region__name", "decision"),
    default_sort="-day",
    sentence=count_sentence(ngettext_lazy("%(count)s regional holiday", "%(count)s regional holidays")),
    empty_title=gettext_lazy("No regional holidays yet"),
    empty_text=gettext_lazy("Add the days on which a province, regency or city does not work, with their decision."),
)


@require_safe
def kept_holidays(request: HttpRequest) -> HttpResponse:
    """List the regional holidays of all years."""
    today, _at = now()
    require(rules.may_keep_holidays(reader(request), on=today))
    return list_page(
        request,
        KEPT,
        queries.all_regional_holidays(),
        title=_("Regional holidays"),
        lead=_("Deadlines of the region leave these days out, as they do national holidays."),
        crumbs=workroom_crumbs((_("Regional holidays"), "")),
        actions=[
            Link(_("Add a regional holiday"), reverse("cities:add_holiday")),
            Link(_("Holidays for everyone"), reverse("cities:holidays_now")),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_holiday(request: HttpRequest) -> HttpResponse:
    """Add a day on which a region does not work."""
    today, _at = now()
    require(rules.may_keep_holidays(reader(request), on=today))
    form = HolidayForm(request.POST or None)

    def act() -> RegionalHoliday:
        return actions.add_holiday(by=reader(request), on=today, **form.cleaned_data)

    if done := submitted(request, form, act):
        words = {"name": done.value.name, "region": done.value.region, "day": long_date(done.value.day)}
        messages.success(request, _("%(name)s, %(day)s, counts in the deadlines of %(region)s.") % words)
        return redirect("cities:kept_holidays")
    title, button = _("Add a regional holiday"), _("Add the holiday")
    lead = _("Of a province it counts for all of its regencies and cities.")
    return form_page(request, form, title=title, button=button, lead=lead, crumbs=_crumbs())


@require_http_methods(["GET", "HEAD", "POST"])
def remove_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then remove a regional holiday."""
    today, _at = now()
    require(rules.may_keep_holidays(reader(request), on=today))
    holiday = get_object_or_404(queries.all_regional_holidays(), pk=pk)
    form = NothingToType(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: actions.remove_holiday(holiday, by=reader(request), on=today)):
        messages.success(request, _("%(name)s was removed.") % {"name": holiday.name})
        return redirect("cities:kept_holidays")
    words = {"name": holiday.name, "day": long_date(holiday.day), "region": holiday.region}
    return form_page(
        request,
        form,
        title=_("Remove %(name)s, %(day)s") % words,
        button=Button(_("Remove the holiday"), kind="danger"),
        lead=_("From now on deadlines of %(region)s count that day as a working day.") % words,
        crumbs=_crumbs(),
    )


def _crumbs() -> list[tuple[Text, str]]:
    return workroom_crumbs((_("Regional holidays"), reverse("cities:kept_holidays")))
