"""The grid of the draft, and its sessions: written, moved, cancelled, removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jejaring.events import rules
from jejaring.events.actions import sessions
from jejaring.events.actions.sessions import Slot
from jejaring.events.forms.sessions import MoveForm, SessionForm, days_of, typed_for_move
from jejaring.events.grid import grid_of, unplaced
from jejaring.events.models import Event, Session
from jejaring.events.planning import Warnings, step_buttons, stepped
from jejaring.events.queries.work import draft_of
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit.components import Button, Tab
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.refusal import Refusal, require
from jejaring.kit.requests import now, reader
from jejaring.kit.words import long_date, moment

SCRIPT = "X-Jejaring-Grid"  # a header that only the script sends


@require_safe
def grid(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one day of the draft as a grid, what is not placed beside it, and what clashes."""
    event = event_for(request, slug)
    chosen = _chosen(event, request.GET.get("pilih", ""))
    day = _day(event, request.GET.get("hari", ""), chosen)
    context = {
        **_planner(event, day),
        **work_page(request, event, "programme"),
        "crumbs": crumbs(event, (_("Programme"), "")),
        "chosen": chosen,
    }
    if chosen:
        context["form"] = MoveForm(event=event, initial=typed_for_move(chosen))
        context["buttons"] = [Button(_("Move it")), *step_buttons(chosen, list(event.halls.all()))]
    return render(request, "events/grid.html", context)


def _planner(event: Event, day: date) -> dict[str, Any]:
    """Return what the grid shows of a day. As many queries for ten sessions as for a thousand."""
    draft = draft_of(event)
    programme, warnings = draft.programme, Warnings(draft, event)
    address = reverse("events:grid", args=[event.slug])
    counts = {one: len(programme.on_day(one)) for one in programme.days}
    return {
        "event": event,
        "day": day,
        "days": [Tab(one.isoformat(), long_date(one), f"{address}?hari={one}", counts[one]) for one in programme.days],
        "day_key": day.isoformat(),
        "grid": grid_of(programme, day, warnings.marks),
        "unplaced": unplaced(programme),
        "warnings": warnings,
        "draft": draft,
    }


def _chosen(event: Event, number: str) -> Session | None:
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return None
    return event.sessions.select_related("hall", "event").filter(number=int(number)).first()


def _day(event: Event, asked: str, chosen: Session | None) -> date:
    """Return the day that is asked for, that of the chosen session, or the first."""
    known = typed_for_move(chosen).get("day", "") if chosen else ""
    days = {one.isoformat(): one for one in days_of(event)}
    return days.get(asked) or days.get(known) or event.begins_on


@require_POST
def move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a session somewhere else in the grid, or take it out; a script gets the grid as it then is."""
    event = event_for(request, slug)
    session = get_object_or_404(event.sessions.select_related("event", "hall"), number=number)
    said = ""
    try:
        sessions.place_session(session, _slot(request, session), by=reader(request), at=now()[1])
    except Refusal as refusal:
        said = str(refusal)
    if request.headers.get(SCRIPT):
        return _answer_script(request, event, session, said)
    if said:
        messages.error(request, said)
    return _to_grid(event, session)


def _slot(request: HttpRequest, session: Session) -> Slot:
    """Return where a session is to go, by a step or as typed. Raises Refusal if that cannot be read."""
    if step := request.POST.get("step", ""):
        return stepped(session, step, list(session.event.halls.all()))
    form = MoveForm(request.POST, event=session.event)
    if not form.is_valid():
        raise Refusal(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return form.slot


def _answer_script(request: HttpRequest, event: Event, session: Session, refused: str) -> JsonResponse:
    """Answer with the grid of the day that is shown and a sentence; by 409 if the move was refused."""
    context = _planner(event, _day(event, request.POST.get("shown", ""), None))
    session.refresh_from_db()
    where = _("not placed") if session.starts_at is None else moment(session.starts_at, event.time_zone)
    said = refused or _("%(session)s: %(when)s.") % {"session": session.title, "when": where}
    html = render_to_string("events/_planner.html", context, request)
    return JsonResponse({"said": said, "html": html}, status=409 if refused else 200)


def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a new session."""
    event = event_for(request, slug)
    form = SessionForm(request.POST or None, event=event, initial={"day": request.GET.get("hari", "")})

    def do() -> Session:
        return sessions.add_session(event, form.facts, form.slot, form.speaking, by=reader(request), at=now()[1])

    if done := submitted(request, form, do):
        messages.success(request, _("The session is in the draft. The public sees it once the programme is released."))
        return _to_grid(event, done.value)
    return _form(request, event, form, _("Add a session"), _("Add the session"))


def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change a session; who manages no more than it changes its texts."""
    event = event_for(request, slug, rules.may_work)
    session = get_object_or_404(event.sessions.select_related("event", "hall", "track", "journey"), number=number)
    person, (on, at) = reader(request), now()
    require(rules.may_manage_session(person, session, on=on))
    manages = rules.may_manage(person, event, on=on)
    form = SessionForm(request.POST or None, event=event, session=session, texts_only=not manages)

    def do() -> Session:
        return sessions.change_session(session, form.facts, form.slot, form.speaking, by=person, at=at)

    if submitted(request, form, do):
        messages.success(request, _("The session is changed in the draft."))
        return _to_grid(event, session) if manages else redirect("events:manage", slug)
    more = {"template": "events/session_form.html", "session": session, "manages": manages}
    return _form(request, event, form, str(session.title), _("Save"), **more)


@require_POST
def cancel(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Cancel a session; it stays in the programme, marked."""
    success = _("The session is cancelled. The public sees that once the programme is released.")
    return _act(request, slug, number, sessions.cancel_session, success)


@require_POST
def reinstate(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take back that a session was cancelled."""
    return _act(request, slug, number, sessions.reinstate_session, _("The session takes place again."))


def _act(request: HttpRequest, slug: str, number: int, action: Callable[..., object], success: str) -> HttpResponse:
    event = event_for(request, slug)
    session = get_object_or_404(event.sessions.select_related("event"), number=number)
    attempt(request, lambda: action(session, by=reader(request), at=now()[1]), success)
    return redirect("events:session_form", slug, number)


def remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Remove a session from the draft, once it was asked whether that is meant."""
    event = event_for(request, slug)
    session = get_object_or_404(event.sessions.select_related("event"), number=number)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: sessions.remove_session(session, by=reader(request), at=now()[1])):
        messages.success(request, _("The session is removed from the draft."))
        return redirect("events:grid", slug)
    title = _("Remove %(name)s") % {"name": session.title}
    lead = _("If it has been released, calendars show it as cancelled. Its number is not given again.")
    return _form(request, event, form, title, Button(_("Remove the session"), kind="danger"), lead=lead)


def _to_grid(event: Event, session: Session) -> HttpResponse:
    return redirect(f"{reverse('events:grid', args=[event.slug])}?pilih={session.number}")


def _form(request: HttpRequest, event: Event, form: forms.Form, title: str, button: Any, **more: Any) -> HttpResponse:
    page = {**work_page(request, event, "programme"), **more}
    way = crumbs(event, (_("Programme"), reverse("events:grid", args=[event.slug])), (title, ""))
    return form_page(request, form, title=title, button=button, crumbs=way, **page)
