"""An event's own pages: the list of events, the overview, its facts, its announcement, its end, its copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from engines.lifecycle.meeting import EVENT
from jejaring.events import rules
from jejaring.events.actions import copies, lives
from jejaring.events.forms.lives import CancelEventForm, CopyEventForm, EventForm, OpenEventForm, facts_of
from jejaring.events.models import Event
from jejaring.events.queries import events_visible_to
from jejaring.events.queries.work import events_worked_on, sessions_managed
from jejaring.events.tabs import overviews
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit import clock
from jejaring.kit.components import Button, Fact, Link, Step
from jejaring.kit.days import years_after
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import TableSpec, attribute, choice_filter, count_sentence, list_page

EVENTS = TableSpec(
    name="acara-kerja",
    columns=(
        attribute(
            "name",
            pgettext_lazy("meetings", "Event"),
            link=lambda one: reverse("events:manage", args=[one.slug]),
            sort="name_id",
        ),
        attribute("begins_on", gettext_lazy("First day")),
        attribute("ends_on", gettext_lazy("Last day")),
        attribute("session_count", gettext_lazy("Sessions"), numeric=True),
        attribute("version", gettext_lazy("Version"), numeric=True),
        attribute("get_state_display()", gettext_lazy("State"), key="state", sort="state"),
    ),
    search=("name_id", "name_en", "slug"),
    filters=(choice_filter("keadaan", gettext_lazy("State"), Event.State.choices, "state"),),
    default_sort="-begins_on",
    sentence=count_sentence(ngettext_lazy("%(count)s event", "%(count)s events")),
    empty_title=gettext_lazy("No event"),
    empty_text=gettext_lazy("Here you find the events that you have a task in."),
)


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """List the events that the reader works for."""
    on, person = clock.today(), reader(request)
    opens = [Link(_("Open an event"), reverse("events:open"))] if rules.may_open_event(person, on=on) else []
    return list_page(
        request,
        EVENTS,
        events_worked_on(person, on=on),
        title=_("My events"),
        lead=_("Events that you prepare, or have a task in."),
        crumbs=workroom_crumbs((_("My events"), "")),
        actions=opens,
    )


@login_not_required
@require_safe
def series(request: HttpRequest, series: str) -> HttpResponse:
    """List the events of a series that the reader may see, newest first."""
    found = list(events_visible_to(request.user, on=clock.today()).filter(series=series).order_by("-begins_on"))
    get_object_or_404(Event, pk=found[0].pk if found else None)
    return render(request, "events/series.html", {"events": found, "newest": found[0]})


def open_event(request: HttpRequest) -> HttpResponse:
    """Open an event."""
    on, at = now()
    require(rules.may_open_event(reader(request), on=on))
    form = OpenEventForm(request.POST or None)

    def do() -> Event:
        return lives.open_event(form.cleaned_data["slug"], form.facts, by=reader(request), on=on, at=at)

    if done := submitted(request, form, do):
        messages.success(request, _("The event is opened. Only those who work for it see it until it is announced."))
        return redirect("events:manage", done.value.slug)
    way = workroom_crumbs((_("My events"), reverse("events:work")), (_("Open an event"), ""))
    return form_page(request, form, title=_("Open an event"), button=_("Open the event"), crumbs=way)


@require_safe
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how far an event is: its figures, and the steps from its first fact to its close."""
    on = clock.today()
    event = event_for(request, slug, rules.may_work)
    may = rules.may_manage(reader(request), event, on=on)
    facts: list[Fact] = []
    steps: list[Step] = []
    for one in overviews if may else ():
        facts += one.facts(event, on=on) if one.facts else []
        steps += one.steps(event, on=on)
    context = {
        **work_page(request, event, "overview"),
        "facts": facts,
        "steps": steps,
        "may": may,
        "verbs": {move.verb for move in EVENT.moves_from(event.state)} if may else set(),
        "sessions": sessions_managed(reader(request), event, on=on),
        "crumbs": [*crumbs(event)[:-1], (event.name, "")],
    }
    return render(request, "events/manage.html", context)


def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an event's facts."""
    on, at = now()
    event = event_for(request, slug)
    form = EventForm(request.POST or None, initial=facts_of(event))
    if submitted(request, form, lambda: lives.change_event(event, form.facts, by=reader(request), on=on, at=at)):
        messages.success(request, _("The event is changed."))
        return redirect("events:manage", slug)
    return _form(request, event, form, _("Facts of the event"), _("Save"))


@require_POST
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event to the public."""
    on, at = now()
    event = event_for(request, slug)
    success = _("The event is announced: everyone sees its page.")
    attempt(request, lambda: lives.announce_event(event, by=reader(request), on=on, at=at), success)
    return redirect("events:manage", slug)


@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close an event that has been held."""
    on, at = now()
    event = event_for(request, slug)
    attempt(request, lambda: lives.close_event(event, by=reader(request), on=on, at=at), _("The event is closed."))
    return redirect("events:manage", slug)


def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Cancel an event, with the reason."""
    on, at = now()
    event = event_for(request, slug)
    form = CancelEventForm(request.POST or None)
    if submitted(
        request, form, lambda: lives.cancel_event(event, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The event is cancelled. Those who were to come are told once."))
        return redirect("events:manage", slug)
    lead = _("The page stays, with the reason. This cannot be undone; a copy of the event can be opened.")
    return _form(request, event, form, _("Cancel the event"), Button(_("Cancel the event"), kind="danger"), lead)


def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin next year's event as a copy."""
    on, at = now()
    event = event_for(request, slug)
    require(rules.may_open_event(reader(request), on=on))
    form = CopyEventForm(request.POST or None, initial=_next_year(event))

    def do() -> Event:
        typed = form.cleaned_data
        given = {"sessions": typed["sessions"], "by": reader(request), "on": on, "at": at}
        return copies.copy_event(event, typed["slug"], form.facts, **given)

    if done := submitted(request, form, do):
        messages.success(request, _("The copy is opened. Check what has been taken over."))
        return redirect("events:manage", done.value.slug)
    return _form(request, event, form, _("Copy the event"), _("Open the copy"))


def _next_year(event: Event) -> dict[str, Any]:
    days = {"begins_on": years_after(event.begins_on, 1), "ends_on": years_after(event.ends_on, 1)}
    return {**facts_of(event), **days, "series": event.series or event.slug, "source": ""}


def _form(request: HttpRequest, event: Event, form: Any, title: str, button: Any, lead: str = "") -> HttpResponse:
    page = work_page(request, event, "overview")
    return form_page(request, form, title=title, button=button, lead=lead, crumbs=crumbs(event, (title, "")), **page)
