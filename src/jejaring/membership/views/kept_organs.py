"""The secretariat enters and corrects bodies, terms and office-holders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.kit.components import Button, Text
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.membership.actions import kept_organs as actions
from jejaring.membership.forms.organs import NothingToType, OfficerForm, OrganForm, TermForm
from jejaring.membership.models import Officer, Organ, OrganTerm
from jejaring.membership.queries import organs as queries
from jejaring.membership.rules.organs import may_keep_organs

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """List bodies and all terms, with where each is changed."""
    _keeper(request)
    page = {
        "terms": queries.all_terms(),
        "organs": queries.organs_with_uses(),
        "crumbs": workroom_crumbs((_title(), "")),
    }
    return render(request, "membership/organs/kept.html", page)


@FORM_METHODS
def add_organ(request: HttpRequest) -> HttpResponse:
    return _keep(request, OrganForm, None, actions.keep_organ, _("Add a body"), _("Add the body"))


@FORM_METHODS
def change_organ(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(Organ, pk=code)
    return _keep(
        request, OrganForm, shown, actions.keep_organ, _("Change %(name)s") % {"name": shown}, _("Save the body")
    )


@FORM_METHODS
def add_term(request: HttpRequest) -> HttpResponse:
    return _keep(request, TermForm, None, actions.keep_term, _("Add a term"), _("Add the term"))


@FORM_METHODS
def change_term(request: HttpRequest, year: int) -> HttpResponse:
    shown = get_object_or_404(OrganTerm, first_year=year)
    title = _("Change the term %(term)s") % {"term": shown}
    return _keep(request, TermForm, shown, actions.keep_term, title, _("Save the term"))


@FORM_METHODS
def add_officer(request: HttpRequest, year: int) -> HttpResponse:
    term = get_object_or_404(OrganTerm, first_year=year)
    title = _("Add an office-holder of the term %(term)s") % {"term": term}

    def keep(officer: Officer | None, **facts: Any) -> Officer:
        return actions.keep_officer(term, officer, **facts)

    return _keep(request, OfficerForm, None, keep, title, _("Add the office-holder"))


@FORM_METHODS
def change_officer(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Officer.objects.select_related("term"), pk=pk)

    def keep(officer: Officer, **facts: Any) -> Officer:
        return actions.keep_officer(officer.term, officer, **facts)

    title = _("Change %(name)s") % {"name": shown}
    return _keep(request, OfficerForm, shown, keep, title, _("Save the office-holder"))


@FORM_METHODS
def remove_organ(request: HttpRequest, code: str) -> HttpResponse:
    return _remove(request, get_object_or_404(Organ, pk=code))


@FORM_METHODS
def remove_term(request: HttpRequest, year: int) -> HttpResponse:
    return _remove(request, get_object_or_404(OrganTerm, first_year=year))


@FORM_METHODS
def remove_officer(request: HttpRequest, pk: int) -> HttpResponse:
    return _remove(request, get_object_or_404(Officer.objects.select_related("term"), pk=pk))


def _keep(
    request: HttpRequest,
    kind: type[forms.Form],
    shown: actions.Kept | None,
    keep: Callable[..., actions.Kept],
    title: str,
    button: str,
) -> HttpResponse:
    today, _at = _keeper(request)
    form = kind(request.POST or None, initial=model_to_dict(shown) if shown else None)
    if done := submitted(request, form, lambda: keep(shown, by=reader(request), on=today, **form.cleaned_data)):
        messages.success(request, _("%(name)s is saved, and public.") % {"name": done.value})
        return redirect("membership:kept_organs")
    return form_page(request, form, title=title, button=button, crumbs=_crumbs())


def _remove(request: HttpRequest, shown: actions.Kept) -> HttpResponse:
    today, _at = _keeper(request)
    form = NothingToType(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: actions.remove(shown, by=reader(request), on=today)):
        messages.success(request, _("%(name)s was removed.") % {"name": shown})
        return redirect("membership:kept_organs")
    return form_page(
        request,
        form,
        title=_("Remove %(name)s") % {"name": shown},
        button=Button(_("Remove it"), kind="danger"),
        lead=_("For what was entered by mistake: it is no longer shown, and the ledger keeps what it was."),
        crumbs=_crumbs(),
    )


def _keeper(request: HttpRequest) -> tuple[date, datetime]:
    today, at = now()
    require(may_keep_organs(reader(request), on=today))
    return today, at


def _title() -> str:
    return _("Bodies and office-holders")


def _crumbs() -> list[tuple[Text, str]]:
    return workroom_crumbs((_title(), reverse("membership:kept_organs")))
