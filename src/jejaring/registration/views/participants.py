"""The managers' list of who comes, and what they do about one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jejaring.events.models import Event
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit import words
from jejaring.kit.components import Button, Link, Text
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.questionnaires.definition import Field, Questionnaire
from jejaring.registration import seats
from jejaring.registration.actions import registrations as actions
from jejaring.registration.forms.people import AddForm, ChangeForm, EndForm, MergeForm, MoveForm
from jejaring.registration.models import Registration
from jejaring.registration.queries.people import ACTIVE, everyone
from jejaring.registration.queries.setup import asked_of, every_question, questionnaires_of
from jejaring.registration.seats import Over

TAB = "participants"
State = Registration.State


def _spec(event: Event) -> TableSpec:
    groups = [(one.key, str(one.name)) for one in event.groups.all()]
    return TableSpec(
        name="peserta",
        columns=(
            attribute("name", gettext_lazy("Name"), sort="sort_name", link=_address),
            attribute("position", gettext_lazy("Position"), sort=False),
            attribute("delegation.organisation.short_name", gettext_lazy("City"), key="city"),
            attribute("group.name", gettext_lazy("Group"), key="group", sort="group__name_id"),
            attribute("get_role_display()", gettext_lazy("Role"), key="role", sort="role"),
            attribute("get_state_display()", gettext_lazy("State"), key="state", sort="state"),
        ),
        search=("name", "email", "position", "delegation__organisation__short_name"),
        filters=(
            choice_filter("keadaan", gettext_lazy("State"), State.choices, "state"),
            choice_filter("kelompok", gettext_lazy("Group"), groups, "group__key"),
            choice_filter("peran", gettext_lazy("Role"), Registration.Role.choices, "role"),
        ),
        default_sort="name",
        sentence=count_sentence(ngettext_lazy("%(count)s person", "%(count)s people")),
        empty_title=gettext_lazy("Nobody is registered yet"),
        empty_text=gettext_lazy("Delegations name their people, speakers come by themselves, others register."),
    )


def _address(one: Registration) -> str:
    return reverse("registration:participant", args=[one.event.slug, one.public_id])


def _whole(spec: TableSpec, event: Event) -> TableSpec:
    """Return the table as it is exported: with addresses, codes, seats beyond the seats, and every answer."""
    zone = event.time_zone
    more = (
        attribute("email", gettext_lazy("E-mail address")),
        attribute("phone", gettext_lazy("Telephone")),
        attribute("language", gettext_lazy("Language")),
        Column("listed", gettext_lazy("In the public list"), value=lambda one: one.listed),
        Column("code", gettext_lazy("Code"), value=lambda one: next((code.text for code in one.codes.all()), "")),
        Column("registered", gettext_lazy("Registered"), value=lambda one: words.moment(one.registered_at, zone)),
        attribute("over_seats_by.name", gettext_lazy("Seat too many allowed by"), key="over_by"),
        attribute("over_seats_reason", gettext_lazy("Why beyond the seats"), key="over_reason"),
    )
    versions = questionnaires_of(event)
    answers = [_answer(number, field, versions) for number, field in every_question(event)]
    return replace(spec, columns=(*spec.columns, *more, *answers))


def _answer(number: int, field: Field, versions: Mapping[int, Questionnaire]) -> Column:
    def value(one: Registration) -> str:
        own = versions[one.asked_id].find(field.key) if one.asked_id else None
        return own.shown(one.answers.get(field.key)) if own else ""

    return Column(field.key, f"{field.label} ({number})", value=value)


@require_safe
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """List everyone who is registered, with the seats of every group."""
    event = event_for(request, slug)
    spec, counted = _spec(event), seats.of_groups(event)
    links = (
        Link(_("Add a person"), reverse("registration:add_participant", args=[slug])),
        Link(_("Delegations"), reverse("delegations:delegations", args=[slug])),
        Link(_("Badges"), reverse("certificates:badges", args=[slug])),
        Link(_("Registration"), reverse("registration:set_up", args=[slug])),
    )
    return list_page(
        request,
        _whole(spec, event) if "format" in request.GET else spec,
        everyone(event),
        "registration/participants.html",
        title=_("Participants"),
        crumbs=crumbs(event, (_("Participants"), "")),
        actions=links,
        groups=[(one, counted[one.pk]) for one in event.groups.all()],
        applied=event.registrations.filter(state=State.APPLIED).count(),
        **work_page(request, event, TAB),
    )


def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add someone by hand, within the seats or, with a reason, beyond them."""
    event, at, by = event_for(request, slug), now()[1], reader(request)
    form = AddForm(request.POST or None, event=event)

    def do() -> Registration:
        group = form.cleaned_data["group"]
        return actions.add_by_hand(event, form.entrant, group=group, by=by, at=at, over=form.over(by))

    if done := submitted(request, form, do):
        said = {"name": done.value.name, "state": done.value.get_state_display()}
        messages.success(request, _("%(name)s is registered: %(state)s.") % said)
        return redirect(_address(done.value))
    return _form(request, event, form, _("Add a person"), _("Register the person"))


@require_safe
def participant(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show one person, and what can be done."""
    event = event_for(request, slug)
    one = _found(event, public_id)
    context = {
        "one": one,
        "title": one.name,
        "active": one.state in ACTIVE,
        "answers": asked_of(one).in_words(one.answers),
        "codes": one.codes.all(),
        "sessions": [sign_up.session for sign_up in one.sign_ups.filter(left_at=None).select_related("session")],
        "place": seats.place_in_queue(one),
        "crumbs": _crumbs(event, (one.name, "")),
        **work_page(request, event, TAB),
    }
    return render(request, "registration/participant.html", context)


@require_POST
def approve(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Accept an application, beyond the seats if a reason is sent."""
    event, at, by = event_for(request, slug), now()[1], reader(request)
    one, reason = _found(event, public_id), request.POST.get("reason", "")
    over = Over(by, reason) if reason else None
    attempt(
        request,
        lambda: actions.approve(one, by=by, at=at, over=over),
        lambda done: _("%(name)s: %(state)s.") % {"name": done.name, "state": done.get_state_display()},
    )
    following = event.registrations.filter(state=State.APPLIED).order_by("registered_at", "pk").first()
    return redirect(_address(following or one))


def reject(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Decline an application or someone who waits, with the reason they read."""
    form = EndForm(request.POST or None)
    return _end(request, slug, public_id, form, actions.reject, _("Do not accept"))


def cancel(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Cancel a registration; the next of the group moves up."""
    form = EndForm(request.POST if request.method == "POST" else None, needed=False)
    return _end(request, slug, public_id, form, actions.cancel, _("Cancel the registration"))


def _end(
    request: HttpRequest, slug: str, public_id: UUID, form: EndForm, act: Callable[..., Registration], title: str
) -> HttpResponse:
    event, at = event_for(request, slug), now()[1]
    one = _found(event, public_id)
    if submitted(request, form, lambda: act(one, by=reader(request), at=at, **form.cleaned_data)):
        messages.success(request, _("Done. Whoever is next in the group has the seat."))
        return redirect(_address(one))
    return _form(request, event, form, title, Button(title, kind="danger"), one)


def change(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Change what a registration holds about its person."""
    event, at = event_for(request, slug), now()[1]
    one = _found(event, public_id)
    form = ChangeForm(request.POST or None, registration=one, asked=asked_of(one), own=False)
    if submitted(request, form, lambda: actions.change(one, form.values, by=reader(request), at=at)):
        messages.success(request, _("The changes are kept."))
        return redirect(_address(one))
    return _form(request, event, form, _("Change the details"), _("Save"), one)


def move(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Put someone in another group or role."""
    event, at, by = event_for(request, slug), now()[1], reader(request)
    one = _found(event, public_id)
    form = MoveForm(request.POST or None, registration=one)

    def do() -> Registration:
        given = form.cleaned_data
        return actions.move(one, group=given["group"], role=given["role"], by=by, at=at, over=form.over(by))

    if submitted(request, form, do):
        messages.success(request, _("The changes are kept."))
        return redirect(_address(one))
    return _form(request, event, form, _("Change group or role"), _("Save"), one)


def merge(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Merge a registration into another of the same person."""
    event, at = event_for(request, slug), now()[1]
    one = _found(event, public_id)
    form = MergeForm(request.POST or None, registration=one)
    if done := submitted(
        request, form, lambda: actions.merge(one, into=form.cleaned_data["into"], by=reader(request), at=at)
    ):
        messages.success(request, _("Both are one now; the second seat is free."))
        return redirect(_address(done.value))
    return _form(request, event, form, _("Merge with another registration"), _("Merge"), one)


def _form(
    request: HttpRequest,
    event: Event,
    form: forms.Form,
    title: str,
    button: Text | Button,
    one: Registration | None = None,
) -> HttpResponse:
    above = [(one.name, _address(one))] if one else []
    page: dict[str, Any] = work_page(request, event, TAB)
    way = _crumbs(event, *above, (title, ""))
    return form_page(
        request, form, title=title, button=button, crumbs=way, template="registration/person_form.html", **page
    )


def _found(event: Event, public_id: UUID) -> Registration:
    found = everyone(event).select_related("over_seats_by", "speaker", "successor", "asked")
    return get_object_or_404(found, public_id=public_id)


def _crumbs(event: Event, *below: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs(event, (_("Participants"), reverse("registration:participants", args=[event.slug])), *below)
