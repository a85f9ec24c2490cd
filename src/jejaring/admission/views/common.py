"""What the pages of a journey share: finding it, asking who may, and a form that keeps what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.admission import rules as journey_rules
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import journey_visible_to
from jejaring.cities.models import Holding
from jejaring.cities.queries import holdings_of
from jejaring.kit import clock
from jejaring.kit.refusal import require
from jejaring.kit.requests import reader


def find(request: HttpRequest, public_id: UUID, holdings: Sequence[Holding] | None = None) -> Journey:
    """Return a journey the reader may see, or answer 404. `holdings` are the reader's today, if already read."""
    held = holdings_of(reader(request), on=clock.today()) if holdings is None else holdings
    found = journey_visible_to(held, public_id)
    if found is None:
        raise Http404
    return found


def find_for(request: HttpRequest, public_id: UUID, verb: str) -> Journey:
    """Return a journey the reader may see and make the move `verb` on, or answer 404 or 403."""
    today = clock.today()
    holdings = holdings_of(reader(request), on=today)
    journey = find(request, public_id, holdings)
    require(journey_rules.may_make(reader(request), journey, verb, on=today, holdings=holdings))
    return journey


def crumbs(journey: Journey, here: Any) -> list[tuple[Any, str]]:
    """Return the way to a page of a journey."""
    return [
        (_("Journeys"), reverse("admission:journeys")),
        (journey.organisation.short_name, journey.get_absolute_url()),
        (here, ""),
    ]


def done(request: HttpRequest, journey: Journey, sentence: str) -> HttpResponse:
    """Say what was done and go back to the journey."""
    messages.success(request, sentence)
    return redirect(journey.get_absolute_url())


def form_page(
    request: HttpRequest,
    journey: Journey,
    form: forms.Form,
    *,
    title: Any,
    button: Any,
    lead: Any = "",
    template: str = "admission/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form of a journey."""
    values = {"journey": journey, "form": form, "title": title, "button": button, "lead": lead, **context}
    return render(request, template, {**values, "crumbs": crumbs(journey, title)})


def too_late(request: HttpRequest, journey: Journey, title: Any) -> HttpResponse:
    """Say that the journey does not stand where this page belongs, and lead back."""
    context = {"journey": journey, "title": title, "crumbs": crumbs(journey, title)}
    return render(request, "admission/not_now.html", context)
