"""Pages of an organisation's people: facts, departments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.cities import actions, queries, rules
from jejaring.cities.facts import FLOWS
from jejaring.cities.forms import DepartmentForm, EndForm, FactsForm, OpenOrganisationForm
from jejaring.cities.models import Department, Organisation
from jejaring.kit import clock, words
from jejaring.kit.components import Tab
from jejaring.kit.refusal import Refusal, require
from jejaring.kit.tables import Column, Filter, TableSpec, build
from jejaring.people.models import Person


def _by_kind(found: QuerySet[Organisation], kind: str) -> QuerySet[Organisation]:
    return found.filter(kind=kind)


def _sentence(count: int, active: Mapping[str, str]) -> str:
    return ngettext("%(count)s organisation", "%(count)s organisations", count) % {"count": words.number(count)}


ORGANISATIONS = TableSpec(
    name="organisasi",
    columns=(
        Column(
            "short_name",
            gettext_lazy("Organisation"),
            value=lambda organisation: organisation.short_name,
            sort="short_name",
            template="cities/_organisation_name.html",
        ),
        Column("kind", gettext_lazy("Kind"), value=lambda organisation: organisation.get_kind_display(), sort="kind"),
        Column("code", gettext_lazy("Code"), value=lambda organisation: organisation.region_id, sort="region"),
    ),
    search=("short_name", "name", "region__code"),
    filters=(Filter("jenis", gettext_lazy("Kind"), Organisation.Kind.choices, _by_kind),),
    default_sort="short_name",
    sentence=_sentence,
    empty_title=gettext_lazy("You hold no office"),
    empty_text=gettext_lazy("Organisations appear here once you hold an office in them."),
)


def reader_of(request: HttpRequest) -> Person:
    """Return the signed-in person; the middleware lets nobody else in."""
    return cast(Person, request.user)


def visible_organisation(request: HttpRequest, slug: str) -> Organisation:
    """Return the organisation if the reader may open its workroom; otherwise 404."""
    found = queries.organisations_visible_to(reader_of(request), on=clock.today())
    return get_object_or_404(found.select_related("region"), slug=slug)


def crumbs(organisation: Organisation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of an organisation."""
    return [
        (_("Workroom"), reverse("portal:workroom")),
        (_("Organisations"), reverse("cities:organisations")),
        (organisation.short_name, reverse("cities:organisation", args=[organisation.slug]) if more else ""),
        *more,
    ]


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
    reader, today = reader_of(request), clock.today()
    table = build(ORGANISATIONS, queries.organisations_visible_to(reader, on=today), request)
    if answer := table.export():
        return answer
    may_open = rules.may_open_organisation(reader, on=today)
    return render(request, "cities/organisations.html", {"table": table, "may_open": may_open})


@require_http_methods(["GET", "HEAD", "POST"])
def open_organisation(request: HttpRequest) -> HttpResponse:
    reader, today = reader_of(request), clock.today()
    require(rules.may_open_organisation(reader, on=today))
    form = OpenOrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = actions.open_organisation(form.cleaned_data["region"], by=reader, on=today)
        messages.success(request, _("%(name)s is open.") % {"name": opened.name})
        return redirect("cities:organisation", opened.slug)
    page = {
        "form": form,
        "title": _("Open an organisation"),
        "button": _("Open the organisation"),
        "crumbs": [
            (_("Workroom"), reverse("portal:workroom")),
            (_("Organisations"), reverse("cities:organisations")),
            (_("Open an organisation"), ""),
        ],
        "back": reverse("cities:organisations"),
    }
    return render(request, "cities/form.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = visible_organisation(request, slug)
    reader, today = reader_of(request), clock.today()
    may_change = rules.may_keep(reader, organisation, on=today)
    form = FactsForm(request.POST or None, instance=organisation)
    if request.method == "POST":
        require(may_change)
        if form.is_valid():
            actions.change_facts(organisation, by=reader, on=today, **form.cleaned_data)
            messages.success(request, _("Saved. Every place named below shows it from now on."))
            return redirect("cities:facts", slug)
        organisation.refresh_from_db()
    names = {name: field.label for name, field in form.fields.items()}
    flows = [(names[flow.field], getattr(organisation, flow.field), flow.places) for flow in FLOWS]
    page = {**frame(organisation, "facts"), "form": form if may_change else None, "flows": flows}
    return render(request, "cities/facts.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def departments(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = visible_organisation(request, slug)
    reader, today = reader_of(request), clock.today()
    may_change = rules.may_keep(reader, organisation, on=today)
    form = DepartmentForm(request.POST or None)
    if request.method == "POST":
        require(may_change)
        if form.is_valid():
            try:
                actions.add_department(organisation, by=reader, on=today, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.success(request, _("The department has been added."))
                return redirect("cities:departments", slug)
    page = {
        **frame(organisation, "departments"),
        "departments": list(queries.departments_of(organisation)),
        "form": form if may_change else None,
    }
    return render(request, "cities/departments.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def close_department(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = visible_organisation(request, slug)
    reader, today = reader_of(request), clock.today()
    department = get_object_or_404(Department, pk=pk, organisation=organisation)
    require(rules.may_keep(reader, organisation, on=today))
    form = EndForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_department(department, by=reader, on=form.cleaned_data["on"])
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The department has been closed."))
            return redirect("cities:departments", slug)
    title = _("Close %(name)s") % {"name": department.name}
    back = reverse("cities:departments", args=[slug])
    page = {
        "form": form,
        "title": title,
        "lead": _("It stays in what was decided before; nobody can be appointed in it any more."),
        "button": _("Close the department"),
        "crumbs": crumbs(organisation, (_("Departments (OPD)"), back), (title, "")),
        "back": back,
    }
    return render(request, "cities/form.html", page)
