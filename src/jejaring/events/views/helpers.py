"""Who works for an event."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jejaring.events.actions import helpers
from jejaring.events.forms.helpers import HelperForm
from jejaring.events.models import Helper, HelperInvitation
from jejaring.events.queries.work import helpers_of, invited_helpers
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.requests import now, reader


def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who works for an event, and give someone a task."""
    on, at = now()
    event = event_for(request, slug)
    form = HelperForm(request.POST or None, event=event)
    if done := submitted(
        request,
        form,
        lambda: helpers.appoint_at(event, by=reader(request), on=on, at=at, **form.cleaned_data),
    ):
        given = isinstance(done.value, Helper)
        messages.success(request, _("The task is given.") if given else _("The invitation is on its way."))
        return redirect("events:team", slug)
    page = {
        **work_page(request, event, "overview"),
        "helpers": list(helpers_of(event, on=on)),
        "invited": list(invited_helpers(event)),
    }
    title = _("Who works for the event")
    button, way = _("Give the task"), crumbs(event, (title, ""))
    return form_page(request, form, title=title, button=button, crumbs=way, template="events/team.html", **page)


@require_POST
def dismiss(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End someone's task."""
    on, at = now()
    helper = get_object_or_404(Helper, event=event_for(request, slug), pk=pk)
    attempt(request, lambda: helpers.dismiss_helper(helper, by=reader(request), on=on, at=at), _("The task is ended."))
    return redirect("events:team", slug)


@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back an invitation to a task."""
    on, at = now()
    planned = get_object_or_404(HelperInvitation, event=event_for(request, slug), pk=pk)
    success = _("The invitation is withdrawn.")
    attempt(request, lambda: helpers.withdraw_helper(planned, by=reader(request), on=on, at=at), success)
    return redirect("events:team", slug)
