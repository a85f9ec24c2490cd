"""Pages of an organisation's people: facts, departments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.cities import actions, queries, rules
from jejaring.cities.facts import FLOWS
from jejaring.cities.forms import ZONES, DepartmentForm, EndForm, FactsForm, OpenOrganisationForm
from jejaring.cities.models import Department, Organisation
from jejaring.kit import clock
from jejaring.kit.components import Link, Tab, Text
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import reader
from jejaring.kit.tables import Column, TableSpec, attribute, choice_filter, count_sentence, list_page

ORGANISATIONS = TableSpec(
    name="organisasi",
    columns=(
        attribute("short_name", gettext_lazy("Organisation"), template="cities/_organisation_name.html"),
        attribute("get_kind_display()", gettext_lazy("Kind"), key="kind", sort="kind"),
        attribute("region_id", gettext_lazy("Code"), key="code", sort="region"),
    ),
    search=("short_name", "name", "region__code"),
    filters=(choice_filter("jenis", gettext_lazy("Kind"), Organisation.Kind.choices, "kind"),),
    default_sort="short_name",
    sentence=count_sentence(ngettext_lazy("%(count)s organisation", "%(count)s organisations")),
    empty_title=gettext_lazy("You hold no office"),
    empty_text=gettext_lazy("Organisations appear here once you hold an office in them."),
)
DEPARTMENTS = (
    attribute("name", gettext_lazy("Department"), template="cities/_name.html"),
    attribute("abbreviation", gettext_lazy("Abbreviation")),
    attribute("closed_on", gettext_lazy("State"), template="cities/_department_state.html"),
)
CLOSE = Column("close", gettext_lazy("Actions"), lambda one: "", template="cities/_department_close.html", silent=True)
FACTS = (
    Column("fact", gettext_lazy("Fact"), lambda row: capfirst(row[0])),
    Column("now", gettext_lazy("Now"), lambda row: row[1]),
    Column("places", gettext_lazy("Shown in"), lambda row: ", ".join(str(place) for place in row[2])),
)


def visible_organisation(request: HttpRequest, slug: str) -> Organisation:
    """Return the organisation if the reader may open its workroom; otherwise 404."""
    found = queries.organisations_visible_to(reader(request), on=clock.today())
    return get_object_or_404(found.select_related("region"), slug=slug)


def crumbs(organisation: Organisation, *more: tuple[Text, str]) -> list[tuple[Text, str]]:
    """Return the way to a page of an organisation."""
    url = reverse("cities:organisation", args=[organisation.slug]) if more else ""
    return workroom_crumbs((_("Organisations"), reverse("cities:organisations")), (organisation.short_name, url), *more)


def frame(organisation: Organisation, current: str) -> dict[str, Any]:
    """Return what every page of an organisation shows around its content."""
    pages = (
        ("organisation", _("Offices")),
        ("facts", _("Facts")),
        ("departments", _("Departments (OPD)")),
    )
    return {
        "organisation": organisation,
        "crumbs": crumbs(organisation),
        "tabs": [Tab(key, label, reverse(f"cities:{key}", args=[organisation.slug])) for key, label in pages],
        "current": current,
    }


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    opening = Link(_("Open an organisation"), reverse("cities:open_organisation"))
    return list_page(
        request,
        ORGANISATIONS,
        queries.organisations_visible_to(reader(request), on=today),
        title=_("Organisations"),
        lead=_("Governments and partners whose workroom you may open."),
        crumbs=workroom_crumbs((_("Organisations"), "")),
        actions=[opening] if rules.may_open_organisation(reader(request), on=today) else [],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def open_organisation(request: HttpRequest) -> HttpResponse:
    person, today = reader(request), clock.today()
    require(rules.may_open_organisation(person, on=today))
    form = OpenOrganisationForm(request.POST or None)

    def act() -> Organisation:
        return actions.open_organisation(form.cleaned_data["region"], by=person, on=today)

    if done := submitted(request, form, act):
        messages.success(request, _("%(name)s is open.") % {"name": done.value.name})
        return redirect("cities:organisation", done.value.slug)
    way = workroom_crumbs((_("Organisations"), reverse("cities:organisations")))
    return form_page(request, form, title=_("Open an organisation"), button=_("Open the organisation"), crumbs=way)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, slug: str) -> HttpResponse:
    organisation, today = visible_organisation(request, slug), clock.today()
    may_change = rules.may_keep(reader(request), organisation, on=today)
    require(may_change or request.method != "POST")
    form = FactsForm(request.POST or None, instance=organisation)

    def act() -> Organisation:
        return actions.change_facts(organisation, by=reader(request), on=today, **form.cleaned_data)

    if submitted(request, form, act):
        messages.success(request, _("Saved. Every place named below shows it from now on."))
        return redirect("cities:facts", slug)
    if form.errors:
        organisation.refresh_from_db()  # the form has changed it in memory
    names = {name: field.label for name, field in form.fields.items()}
    values = {flow.field: getattr(organisation, flow.field) for flow in FLOWS}
    values["time_zone"] = dict(ZONES).get(values["time_zone"], values["time_zone"])
    rows = [(capfirst(names[flow.field]), values[flow.field], flow.places) for flow in FLOWS]
    page = {"form": form if may_change else None, "columns": FACTS, "facts": rows}
    return render(request, "cities/facts.html", frame(organisation, "facts") | page)


@require_http_methods(["GET", "HEAD", "POST"])
def departments(request: HttpRequest, slug: str) -> HttpResponse:
    organisation, today = visible_organisation(request, slug), clock.today()
    may_change = rules.may_keep(reader(request), organisation, on=today)
    require(may_change or request.method != "POST")
    form = DepartmentForm(request.POST or None)

    def act() -> Department:
        return actions.add_department(organisation, by=reader(request), on=today, **form.cleaned_data)

    if submitted(request, form, act):
        messages.success(request, _("The department has been added."))
        return redirect("cities:departments", slug)
    page = {
        "departments": list(queries.departments_of(organisation)),
        "columns": (*DEPARTMENTS, CLOSE) if may_change else DEPARTMENTS,
        "form": form if may_change else None,
    }
    return render(request, "cities/departments.html", frame(organisation, "departments") | page)


@require_http_methods(["GET", "HEAD", "POST"])
def close_department(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation, today = visible_organisation(request, slug), clock.today()
    department = get_object_or_404(Department, pk=pk, organisation=organisation)
    require(rules.may_keep(reader(request), organisation, on=today))
    form = EndForm(request.POST or None, initial={"on": today})

    def act() -> Department:
        return actions.close_department(department, by=reader(request), on=form.cleaned_data["on"])

    if submitted(request, form, act):
        messages.success(request, _("The department has been closed."))
        return redirect("cities:departments", slug)
    return form_page(
        request,
        form,
        title=_("Close %(name)s") % {"name": department.name},
        button=_("Close the department"),
        lead=_("It stays in past decisions; nobody can be appointed in it any longer."),
        crumbs=crumbs(organisation, (_("Departments (OPD)"), reverse("cities:departments", args=[slug]))),
    )
