"""What the pages of a journey share: finding it, asking who may and whether it can be done now, and its form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.admission.duties import TASKS
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import journey_visible_to, signed_by
from jejaring.admission.rules import may_do
from jejaring.cities.models import Holding
from jejaring.cities.queries import holdings_of
from jejaring.kit import clock
from jejaring.kit.components import Button, Text
from jejaring.kit.forms import form_page
from jejaring.kit.refusal import require
from jejaring.kit.requests import reader

JourneyView = Callable[[HttpRequest, Journey], HttpResponse]
View = Callable[[HttpRequest, UUID], HttpResponse]


class NotNow(Exception):
    """The journey does not stand where this page belongs."""

    def __init__(self, journey: Journey) -> None:
        super().__init__(str(journey))
        self.journey = journey


def find(request: HttpRequest, public_id: UUID, holdings: Sequence[Holding] | None = None) -> Journey:
    """Return a journey the reader may see, or answer 404. `holdings` are the reader's today, if already read."""
    held = holdings_of(reader(request), on=clock.today()) if holdings is None else holdings
    found = journey_visible_to(held, public_id)
    if found is None:
        raise Http404
    return found


def find_for(request: HttpRequest, public_id: UUID, task: str) -> Journey:
    """Return a journey on which the reader may do `task` now, or answer 404 or 403. Raises NotNow in another state."""
    today = clock.today()
    holdings = holdings_of(reader(request), on=today)
    journey = find(request, public_id, holdings)
    require(may_do(reader(request), journey, task, on=today, holdings=holdings))
    if not TASKS[task].is_open(journey.state, signed=signed_by(journey)):
        raise NotNow(journey)
    return journey


def page_for(task: str) -> Callable[[JourneyView], View]:
    """Give a view the journey on which its task is done; where it cannot be done, answer 404, 403 or "not now"."""

    def decorate(view: JourneyView) -> View:
        @wraps(view)
        def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
            try:
                return view(request, find_for(request, public_id, task))
            except NotNow as late:
                return not_now(request, late.journey, TASKS[task].title)

        return page

    return decorate


def crumbs(journey: Journey, here: Any) -> list[tuple[Any, str]]:
    """Return the way to a page of a journey."""
    return [
        (_("Journeys"), reverse("admission:journeys")),
        (journey.organisation.short_name, journey.get_absolute_url()),
        (here, ""),
    ]


def done(request: HttpRequest, journey: Journey, sentence: str) -> HttpResponse:
    """Report what was done and go back to the journey."""
    messages.success(request, sentence)
    return redirect(journey.get_absolute_url())


def journey_form_page(
    request: HttpRequest,
    journey: Journey,
    form: forms.BaseForm,
    task: str = "",
    *,
    title: Text = "",
    button: Text | Button | Sequence[Button],
    template: str = "admission/form.html",
    **context: Any,
) -> HttpResponse:
    """Answer with a form of a journey, under its city's name; its title is that of `task` unless another is given."""
    title = title or TASKS[task].title
    place = {"journey": journey, "eyebrow": journey.organisation.short_name, "example": journey.example}
    way = crumbs(journey, title)
    page = {**place, **context}
    return form_page(request, form, title=title, button=button, crumbs=way, template=template, **page)


def not_now(request: HttpRequest, journey: Journey, title: Text) -> HttpResponse:
    """Answer that the journey does not stand where this page belongs, with a link to the journey."""
    context = {"journey": journey, "title": title, "crumbs": crumbs(journey, title)}
    return render(request, "admission/not_now.html", context)
