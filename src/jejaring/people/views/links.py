"""The page that a one-use link leads to: a button opens what it is for, so that no mail scanner uses it up."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.requests import now
from jejaring.people import actions, links, queries
from jejaring.people.models import OneUseLink


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open what a link is for; one that has ended offers to send a new one."""
    at = now()[1]
    link = _found(token)
    state, purpose = queries.state_of_link(link, at=at), links.purposes[link.purpose]
    if state != "open":
        return render(request, "people/link_ended.html", {"state": state, "token": token}, status=410)
    form = forms.Form(request.POST if request.method == "POST" else None)
    by = request.user if request.user.is_authenticated else None
    if done := submitted(request, form, lambda: actions.use_link(link, by=by, at=at)):
        links.grant(request, link, at=at)
        return redirect(done.value)
    return form_page(request, form, title=purpose.title, button=purpose.button, lead=purpose.lead(link))


@login_not_required
@require_POST
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link to the address that the old one was sent to."""
    at, link = now()[1], _found(token)
    attempt(request, lambda: actions.renew_link(link, at=at), _("A new link is on its way to the same address."))
    return redirect("people:one_use_link", token)


def _found(token: str) -> OneUseLink:
    link = queries.link_with(token)
    if link is None:
        raise Http404
    return link
