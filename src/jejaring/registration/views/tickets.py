"""A participant's own page, opened by the link they were sent: how it stands, sessions, choices, change, cancel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.events.models import Session
from jejaring.events.queries import released_sessions
from jejaring.events.sections import sections_of
from jejaring.kit.components import Button
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.people.models import Person
from jejaring.registration import codes, seats, tickets
from jejaring.registration.actions import erasing, self_registration, sign_ups
from jejaring.registration.actions import registrations as actions
from jejaring.registration.forms.people import ChangeForm, EndForm
from jejaring.registration.models import Code, Registration
from jejaring.registration.queries.people import ACTIVE, registrations_visible_to
from jejaring.registration.queries.sessions import sessions_to_sign_up_for
from jejaring.registration.queries.setup import asked_of
from jejaring.registration.sections import ticket_sections
from jejaring.registration.ticket_links import links_of
from jejaring.registration.views.public import crumbs

State = Registration.State


@never_cache
@require_safe
def own_ticket(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Lead who is signed in to their own page, and a manager to what they can do about it."""
    person, on = reader(request), now()[0]
    one = get_object_or_404(registrations_visible_to(person, on=on), public_id=public_id)
    if one.person_id == person.pk:
        return redirect("registration:ticket", tickets.token_of(one))
    return redirect("registration:participant", one.event.slug, one.public_id)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a registration stands, and do what one button does."""
    one = _found(token)
    if request.method == "POST":
        _act(request, one)
        return redirect("registration:ticket", token)
    code = codes.valid_code(one) if one.state == State.CONFIRMED else None
    context: dict[str, Any] = {
        "one": one,
        "event": one.event,
        "token": token,
        "title": _("Your registration"),
        "active": one.state in ACTIVE,
        "place": seats.place_in_queue(one),
        "code": code,
        "picture": picture_of(code) if code else "",
        "sessions": sessions_to_sign_up_for(one) if one.state == State.CONFIRMED else [],
        "answers": asked_of(one).in_words(one.answers),
        "offered": sections_of(one, ticket_sections, request, on=now()[0]),
        "links": links_of(one, token, on=now()[0]),
        "crumbs": crumbs(one.event, _("Your registration")),
    }
    return render(request, "registration/ticket.html", context)


def picture_of(code: Code) -> SafeString:
    """Return a code as the QR that a door reads, as SVG."""
    drawn = segno.make(codes.address(code), error="m", micro=False)
    svg = drawn.svg_inline(scale=5, border=4, dark="#000", light="#fff", title=code.text)
    return mark_safe(svg)  # noqa: S308 - drawn here, of our own address


def _act(request: HttpRequest, one: Registration) -> None:
    at, by, what = now()[1], _person(request), request.POST.get("act", "")
    if what == "confirm":
        attempt(request, lambda: self_registration.confirm(one, at=at), _("Your registration is confirmed. Thank you."))
    elif what in ("list", "unlist"):
        listed = what == "list"
        said = _("Your name stands in the list.") if listed else _("Your name does not stand in the list.")
        attempt(request, lambda: actions.change(one, {"listed": listed}, by=by, at=at), said)
    elif what == "check_name":
        attempt(request, lambda: actions.check_name(one, by=by, at=at), _("Your name stays as it is. Thank you."))
    elif what == "erase":
        attempt(request, lambda: erasing.erase(one, by=by, at=at), _("Your data was erased."))
    elif what in ("sign_up", "leave"):
        session = _session(one, request.POST.get("session", ""))
        do, said = (
            (sign_ups.sign_up, _("You have a seat in “%(title)s”."))
            if what == "sign_up"
            else (sign_ups.leave, _("Your seat in “%(title)s” is free again."))
        )
        attempt(request, lambda: do(one, session, by=by, at=at), said % {"title": session.title})
    else:
        raise Http404


def _session(one: Registration, number: str) -> Session:
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Http404
    return get_object_or_404(Session, event=one.event_id, number=number, guid__in=released_sessions(one.event))


@login_not_required
@never_cache
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Let someone change what they entered; where the letters go stays."""
    one, at = _found(token), now()[1]
    form = ChangeForm(request.POST or None, registration=one, asked=asked_of(one), own=True)
    if submitted(request, form, lambda: actions.change(one, form.values, by=_person(request), at=at)):
        messages.success(request, _("The changes are kept."))
        return redirect("registration:ticket", token)
    return _form(request, one, token, form, _("Change your registration"), Button(_("Save")))


@login_not_required
@never_cache
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Let someone cancel; the next of the group moves up."""
    one, at = _found(token), now()[1]
    form = EndForm(request.POST if request.method == "POST" else None, needed=False)
    form.fields["reason"].help_text = _("The organiser reads it.")
    if submitted(request, form, lambda: actions.cancel(one, by=_person(request), at=at, **form.cleaned_data)):
        messages.success(request, _("Your registration is cancelled. Thank you for letting us know."))
        return redirect("registration:ticket", token)
    return _form(request, one, token, form, _("Cancel your registration"), Button(_("Cancel it"), kind="danger"))


def _form(request: HttpRequest, one: Registration, token: str, form: Any, title: str, button: Button) -> HttpResponse:
    way = [*crumbs(one.event, "")[:-1], (_("Your registration"), reverse("registration:ticket", args=[token]))]
    page = {"eyebrow": one.event.name, "cancel_label": _("Back"), "template": "registration/person_form.html"}
    return form_page(request, form, title=title, button=button, crumbs=way, **page)


def _found(token: str) -> Registration:
    found = tickets.registration_with(token)
    if found is None:
        raise Http404
    return found


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None
