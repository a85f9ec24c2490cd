"""The page behind the QR of a badge, and giving a person a new code."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jejaring.events.queries import events_visible_to
from jejaring.events.rules import may_stand_at_door
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit import clock, registry
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.navigation import page_url
from jejaring.kit.requests import now, reader
from jejaring.registration import codes
from jejaring.registration.models import Code

CHECK_IN = "check-in"  # the purpose under which the room of the doors registers its page


@login_not_required
@require_safe
def code(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Lead who stands at the door to the check-in; tell anyone else that it is a badge, and nothing about whose."""
    on = clock.today()
    event = get_object_or_404(events_visible_to(request.user, on=on), slug=slug)
    found = codes.find(code)
    if CHECK_IN in registry.pages and may_stand_at_door(request.user, event, on=on):
        return redirect(f"{page_url(CHECK_IN, slug)}?{urlencode({'kode': codes.normalised(code)})}")
    if found is None or found.registration.event_id != event.pk:
        raise Http404
    return render(request, "registration/code.html", {"event": event, "renewed": found.renewed_at is not None})


def renew_code(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Give one person a new code, such as for a lost badge."""
    at, event = now()[1], event_for(request, slug)
    valid = get_object_or_404(
        Code.objects.select_related("registration"),
        registration__event=event,
        registration__public_id=public_id,
        renewed_at=None,
    )
    name = valid.registration.name
    form = forms.Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: codes.renew(valid, by=reader(request), at=at)):
        messages.success(request, _("%(name)s has a new code. The old badge is no longer valid.") % {"name": name})
        return redirect("certificates:badges", slug)
    return form_page(
        request,
        form,
        title=_("Renew the code of %(name)s") % {"name": name},
        lead=_(
            "The old badge is then answered as renewed at every door. Nobody else's code changes. Print a new badge."
        ),
        button=_("Renew the code"),
        crumbs=crumbs(event, (_("Badges"), reverse("certificates:badges", args=[slug]))),
        **work_page(request, event, "participants"),
    )
