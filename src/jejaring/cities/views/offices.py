"""Pages of offices: who holds them; appointing, ending, handing over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.cities import actions, queries, rules
from jejaring.cities.forms import AppointForm, EndForm, HandOverForm
from jejaring.cities.models import Holding, Office, Organisation
from jejaring.cities.views.organisations import crumbs, frame, reader_of, visible_organisation
from jejaring.kit import clock
from jejaring.kit.components import Text
from jejaring.kit.refusal import Refusal, require

INVITED = gettext_lazy("The invitation is on its way; the office is held once it is accepted.")


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    shown = visible_organisation(request, slug)
    reader, today = reader_of(request), clock.today()
    power = rules.power_to_fill(reader, shown, on=today)
    seats = [(seat, power(seat.office)) for seat in queries.seats_of(shown, on=today)]
    return render(request, "cities/organisation.html", {**frame(shown, "organisation"), "seats": seats})


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    shown, office = _office_to_fill(request, slug, pk)
    form = AppointForm(request.POST or None, initial={"on": clock.today()})
    reader, now = reader_of(request), clock.now()

    def act() -> Text:
        holder, given = queries.person_of(form.cleaned_data["email"]), form.cleaned_data
        holding = {"on": given["on"], "until": given["until"], "decree": given["decree"]}
        if holder is None:
            actions.invite_to_office(office, email=given["email"], name=given["name"], by=reader, at=now, **holding)
            return INVITED
        actions.appoint(office, holder, by=reader, at=now, **holding)
        return _("%(office)s is held.") % {"office": office.title}

    page = {
        "title": _("Appoint: %(office)s") % {"office": office.title},
        "button": _("Appoint"),
        "lead": _("Authority follows the office: it begins on the first day and ends with the last."),
    }
    return _answer(request, shown, form, act, page)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    shown, office = _office_to_fill(request, slug, pk)
    today = clock.today()
    held = list(office.holdings.filter(queries.holding_on(today)).select_related("holder"))
    if not held:
        return redirect("cities:appoint", slug, pk)
    form = HandOverForm(request.POST or None, holdings=held, initial={"on": today})
    reader, now = reader_of(request), clock.now()

    def act() -> Text:
        given = form.cleaned_data
        holder = queries.person_of(given["email"])
        giver = given["giver"].holder if given.get("giver") else None
        if holder is None:
            taking = {"on": given["on"], "decree": given["decree"], "giver": giver or held[0].holder}
            actions.invite_to_office(office, email=given["email"], name=given["name"], by=reader, at=now, **taking)
            return INVITED
        actions.hand_over(office, holder, by=reader, on=given["on"], decree=given["decree"], giver=giver, at=now)
        return _("%(office)s has been handed over.") % {"office": office.title}

    page = {
        "title": _("Hand over: %(office)s") % {"office": office.title},
        "button": _("Hand over the office"),
        "lead": _(
            "Held by %(names)s. In one step the present holding ends and the next begins; "
            "what waits for the office goes along."
        )
        % {"names": ", ".join(one.holder.name for one in held)},
    }
    return _answer(request, shown, form, act, page)


@require_http_methods(["GET", "HEAD", "POST"])
def end_holding(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    shown = visible_organisation(request, slug)
    found = Holding.objects.select_related("office__organisation", "office__department", "holder")
    holding = get_object_or_404(found, pk=pk, office__organisation=shown)
    require(rules.may_fill(reader_of(request), holding.office, on=clock.today()))
    form = EndForm(request.POST or None, initial={"on": clock.today()})

    def act() -> Text:
        actions.end_holding(holding, by=reader_of(request), on=form.cleaned_data["on"])
        return _("The holding ends on the day you chose.")

    page = {
        "title": _("End: %(office)s") % {"office": holding.office.title},
        "button": _("End the holding"),
        "lead": _("Held by %(name)s. If someone follows at once, hand the office over instead.")
        % {"name": holding.holder.name},
    }
    return _answer(request, shown, form, act, page)


def _office_to_fill(request: HttpRequest, slug: str, pk: int) -> tuple[Organisation, Office]:
    shown = visible_organisation(request, slug)
    found = Office.objects.select_related("organisation", "department")
    office = get_object_or_404(found, pk=pk, organisation=shown)
    require(rules.may_fill(reader_of(request), office, on=clock.today()))
    return shown, office


def _answer(
    request: HttpRequest, shown: Organisation, form: forms.Form, act: Callable[[], Text], page: dict[str, Any]
) -> HttpResponse:
    """Do `act` if the form is sent and in order; show what it refuses beside the field."""
    back = reverse("cities:organisation", args=[shown.slug])
    things: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            said = act()
        except Refusal as refusal:
            things = refusal.things if isinstance(refusal, actions.Orphans) else []
            field = "email" if refusal.field == "holder" else refusal.field
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, str(said))
            return redirect(back)
    page = {**page, "form": form, "things": things, "back": back, "crumbs": crumbs(shown, (page["title"], ""))}
    return render(request, "cities/form.html", page)
