"""Setting up a registration: when it is open, the groups with their seats, and the questions."""

from __future__ import annotations

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.events.models import Event
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit.components import Button
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.questionnaires.definition import questionnaire_from
from jejaring.questionnaires.views import Builder, preview_page, question_page, questions_page
from jejaring.registration import seats
from jejaring.registration.actions import setup as actions
from jejaring.registration.forms.setup import GroupForm, SetupForm
from jejaring.registration.models import ParticipantGroup
from jejaring.registration.queries.setup import current_questions, setup_of

TAB = "participants"
Crumb = tuple[str, str]


def set_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Set when people can register, and show the groups and whether questions are asked."""
    event, (on, at) = event_for(request, slug), now()
    form = SetupForm(request.POST or None, event=event, setup=setup_of(event))
    if submitted(request, form, lambda: actions.save_setup(event, **form.values, by=reader(request), on=on, at=at)):
        messages.success(request, _("The registration is set up."))
        return redirect("registration:set_up", slug)
    counted = seats.of_groups(event)
    return form_page(
        request,
        form,
        title=_("Registration"),
        button=_("Save"),
        crumbs=_crumbs(event, (_("Registration"), "")),
        template="registration/set_up.html",
        groups=[(one, counted[one.pk]) for one in event.groups.all()],
        asked=current_questions(event),
        **work_page(request, event, TAB),
    )


def group(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Add a group with its seats, or change one."""
    event, at = event_for(request, slug), now()[1]
    found = get_object_or_404(event.groups, pk=pk) if pk else None
    form = GroupForm(request.POST or None, group=found)
    if submitted(request, form, lambda: actions.save_group(event, found, form.values, by=reader(request), at=at)):
        messages.success(request, _("The group is kept. Who waited for a seat that is there now has moved up."))
        return redirect("registration:set_up", slug)
    title = str(found.name) if found else _("Add a group")
    buttons = [Button(_("Keep the group"))]
    if found:
        away = reverse("registration:remove_group", args=[slug, found.pk])
        buttons.append(Button(_("Remove it"), kind="quiet", action=away))
    return form_page(
        request,
        form,
        title=title,
        button=buttons,
        crumbs=_crumbs(event, _of_setup(event), (title, "")),
        **work_page(request, event, TAB),
    )


def remove_group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask, and remove a group in which nobody is registered."""
    event, at = event_for(request, slug), now()[1]
    found: ParticipantGroup = get_object_or_404(event.groups, pk=pk)
    form = forms.Form(request.POST if "sure" in request.POST else None)
    if "sure" in request.POST and submitted(
        request, form, lambda: actions.remove_group(found, by=reader(request), at=at)
    ):
        messages.success(request, _("The group was removed."))
        return redirect("registration:set_up", slug)
    return form_page(
        request,
        form,
        title=_("Remove “%(name)s”?") % {"name": found.name},
        button=Button(_("Remove the group"), name="sure", kind="danger"),
        crumbs=_crumbs(event, _of_setup(event)),
        **work_page(request, event, TAB),
    )


# --- questions ----------------------------------------------------------------------------------
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """List the questions of a registration, and move, remove and publish them."""
    return questions_page(request, _builder(request, event_for(request, slug)))


def question(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Write one question."""
    return question_page(request, _builder(request, event_for(request, slug), below=True), key)


def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Try the questions as they are drafted."""
    return preview_page(request, _builder(request, event_for(request, slug), below=True))


def _builder(request: HttpRequest, event: Event, *, below: bool = False) -> Builder:
    by, at, published = reader(request), now()[1], current_questions(event)
    address = partial(reverse, "registration:questions", args=[event.slug])
    way = _crumbs(event, _of_setup(event), (_("Questions"), address() if below else ""))
    return Builder(
        draft=questionnaire_from(setup_of(event).questions),
        published=questionnaire_from(published.questions) if published else None,
        save=lambda change: actions.change_questions(event, change, by=by, at=at),
        publish=lambda: actions.publish_questions(event, by=by, at=at),
        list_url=address(),
        preview_url=reverse("registration:preview_questions", args=[event.slug]),
        address=lambda key: reverse("registration:question", args=[event.slug, key]),
        page={"crumbs": way, **work_page(request, event, TAB)},
    )


def _of_setup(event: Event) -> Crumb:
    return _("Registration"), reverse("registration:set_up", args=[event.slug])


def _crumbs(event: Event, *below: Crumb) -> list[Crumb]:
    people = (_("Participants"), reverse("registration:participants", args=[event.slug]))
    return crumbs(event, people, *below)
