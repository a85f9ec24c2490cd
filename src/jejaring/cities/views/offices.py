"""Pages of offices: who holds them; appointing, ending, handing over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.cities import actions, queries, rules
from jejaring.cities.forms import AppointForm, EndForm, HandOverForm, OpenOfficeForm
from jejaring.cities.models import Holding, Office, Organisation
from jejaring.cities.views.organisations import crumbs, frame, visible_organisation
from jejaring.kit import clock
from jejaring.kit.components import Text
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader

INVITED = gettext_lazy("The invitation is on its way; the office is held once it is accepted.")


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    shown, today = visible_organisation(request, slug), clock.today()
    power = rules.power_to_fill(reader(request), shown, on=today)
    seats = [(seat, power(seat.office)) for seat in queries.seats_of(shown, on=today)]
    there = {seat.office.role for seat, _may in seats}
    page = {"seats": seats, "may_open": bool(rules.roles_to_open(shown, power, there=there))}
    return render(request, "cities/organisation.html", {**frame(shown, "organisation"), **page})


@require_http_methods(["GET", "HEAD", "POST"])
def open_office(request: HttpRequest, slug: str) -> HttpResponse:
    """Open an office of an organisation; who holds it is said afterwards."""
    shown, today = visible_organisation(request, slug), clock.today()
    there = set(shown.offices.values_list("role", flat=True))
    roles = rules.roles_to_open(shown, rules.power_to_fill(reader(request), shown, on=today), there=there)
    require(bool(roles))
    form = OpenOfficeForm(request.POST or None, roles=roles, organisation=shown)

    def act() -> Text:
        opened = actions.open_office(shown, by=reader(request), on=today, **form.cleaned_data)
        return _("The office %(office)s is open. Appoint who holds it.") % {"office": opened.title}

    return _answer(
        request,
        shown,
        form,
        act,
        title=_("Open an office"),
        button=_("Open the office"),
        lead=_("Its role says what its holders may do; its title stands under what they sign."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    today, at = now()
    shown, office = _office_to_fill(request, slug, pk, today)
    form = AppointForm(request.POST or None, initial={"on": today})

    def act() -> Text:
        holder, given = queries.person_of(form.cleaned_data["email"]), form.cleaned_data
        holding = {"on": given["on"], "until": given["until"], "decree": given["decree"]}
        if holder is None:
            invited = {"email": given["email"], "name": given["name"]}
            actions.invite_to_office(office, **invited, by=reader(request), at=at, **holding)
            return INVITED
        actions.appoint(office, holder, by=reader(request), at=at, **holding)
        return _("%(office)s is held.") % {"office": office.title}

    return _answer(
        request,
        shown,
        form,
        act,
        title=_("Appoint: %(office)s") % {"office": office.title},
        button=_("Appoint"),
        lead=_("Authority follows the office: it begins on the first day and ends with the last."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    today, at = now()
    shown, office = _office_to_fill(request, slug, pk, today)
    held = list(office.holdings.filter(queries.holding_on(today)).select_related("holder"))
    if not held:
        return redirect("cities:appoint", slug, pk)
    form = HandOverForm(request.POST or None, holdings=held, initial={"on": today})

    def act() -> Text:
        given, by = form.cleaned_data, reader(request)
        holder = queries.person_of(given["email"])
        giver = given["giver"].holder if given.get("giver") else None
        taking = {"on": given["on"], "decree": given["decree"], "by": by, "at": at}
        if holder is None:
            named = {"email": given["email"], "name": given["name"], "giver": giver or held[0].holder}
            actions.invite_to_office(office, **named, **taking)
            return INVITED
        actions.hand_over(office, holder, giver=giver, **taking)
        return _("%(office)s has been handed over.") % {"office": office.title}

    title = _("Hand over: %(office)s") % {"office": office.title}
    lead = _("Held by %(names)s. In one step the present holding ends and the next begins; its open tasks go along.")
    names = {"names": ", ".join(one.holder.name for one in held)}
    return _answer(request, shown, form, act, title=title, button=_("Hand over the office"), lead=lead % names)


@require_http_methods(["GET", "HEAD", "POST"])
def end_holding(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    shown, today = visible_organisation(request, slug), clock.today()
    found = Holding.objects.select_related("office__organisation", "office__department", "holder")
    holding = get_object_or_404(found, pk=pk, office__organisation=shown)
    require(rules.may_fill(reader(request), holding.office, on=today))
    form = EndForm(request.POST or None, initial={"on": today})

    def act() -> Text:
        actions.end_holding(holding, by=reader(request), on=form.cleaned_data["on"])
        return _("The holding ends on the day you chose.")

    lead = _("Held by %(name)s. If someone follows at once, hand the office over instead.")
    return _answer(
        request,
        shown,
        form,
        act,
        title=_("End: %(office)s") % {"office": holding.office.title},
        button=_("End the holding"),
        lead=lead % {"name": holding.holder.name},
    )


def _office_to_fill(request: HttpRequest, slug: str, pk: int, on: date) -> tuple[Organisation, Office]:
    shown = visible_organisation(request, slug)
    found = Office.objects.select_related("organisation", "department")
    office = get_object_or_404(found, pk=pk, organisation=shown)
    require(rules.may_fill(reader(request), office, on=on))
    return shown, office


def _answer(
    request: HttpRequest,
    shown: Organisation,
    form: forms.Form,
    act: Callable[[], Text],
    *,
    title: str,
    button: str,
    lead: str,
) -> HttpResponse:
    """Do `act` if the form was sent, and say what it returns; otherwise show the form."""
    if done := submitted(request, form, act):
        messages.success(request, str(done.value))
        return redirect("cities:organisation", shown.slug)
    return form_page(request, form, title=title, button=button, lead=lead, crumbs=crumbs(shown, (title, "")))
