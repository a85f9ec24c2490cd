"""The tables of dues."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jejaring.dues import actions, queries
from jejaring.dues.forms import DuesTableForm
from jejaring.dues.models import DuesTable
from jejaring.dues.views.common import crumbs, keeper
from jejaring.kit import clock, words
from jejaring.kit.components import Button
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import reader
from jejaring.kit.tables import Column


def _range(low: int, high: int | None) -> str:
    """Return what a band holds of one figure, in words."""
    values = {"low": words.number(low), "high": words.number(high)}
    if high is not None:
        return (_("%(low)s to below %(high)s") if low else _("below %(high)s")) % values
    return _("%(low)s and more") % values if low else _("any")


BANDS = (
    Column(
        "population", gettext_lazy("Population"), value=lambda one: _range(one.population_from, one.population_below)
    ),
    Column(
        "gdp_per_capita",
        gettext_lazy("GDP per capita (thousand rupiah)"),
        value=lambda one: _range(one.gdp_per_capita_from, one.gdp_per_capita_below),
    ),
    Column("amount_idr", gettext_lazy("Yearly dues"), value=lambda one: words.rupiah(one.amount_idr), numeric=True),
)


def tables(request: HttpRequest) -> HttpResponse:
    """Show the tables of dues; set one."""
    on = clock.today()
    keeper(request)
    known = list(DuesTable.objects.prefetch_related("bands"))
    in_force = list(known[0].bands.all()) if known else []
    form = DuesTableForm(request.POST or None, initial={"first_year": on.year}, known=in_force)
    if not form.more_wanted and submitted(
        request, form, lambda: actions.set_dues(by=reader(request), on=on, **form.cleaned_data)
    ):
        messages.success(request, _("The table of dues is in force."))
        return redirect("dues:tables")
    return form_page(
        request,
        form,
        title=_("Table of dues"),
        lead=_("Dues depend on population and, in some bands, on GDP per capita."),
        button=[
            Button(_("Put the table in force")),
            Button(_("Add rows"), name=form.MORE, kind="quiet", icon="plus"),
        ],
        crumbs=crumbs(),
        template="dues/tables.html",
        note=_("Source of GDP per capita: %(source)s") % {"source": queries.GDP_SOURCE},
        tables=known,
        bands=BANDS,
    )
