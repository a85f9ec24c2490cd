"""Bodies of the network and their office-holders by term, for everyone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jejaring.kit import clock
from jejaring.kit.navigation import page_url
from jejaring.membership.queries import organs as queries


@login_not_required
@require_safe
def organs(request: HttpRequest) -> HttpResponse:
    page = {
        "terms": list(queries.terms_begun(clock.today())),
        "organs": list(queries.organs()),
        "crumbs": [(_("Members"), page_url("register")), (_("Bodies and office-holders"), "")],
    }
    return render(request, "membership/organs/organs.html", page)
