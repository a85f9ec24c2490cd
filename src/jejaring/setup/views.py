"""The page that leads a new network's secretariat through what is left."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jejaring.cities.queries import the_network
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.setup import actions, queries, rules


@require_safe
def prepare(request: HttpRequest) -> HttpResponse:
    """Show what is done, missing and not possible yet, each with the way there."""
    today, _at = now()
    require(rules.may_prepare(reader(request), on=today))
    lines = queries.secretariat_lines(the_network(), on=today)
    left = len(queries.missing(lines))
    words = ngettext("%(count)s thing is still missing.", "%(count)s things are still missing.", left)
    lead = words % {"count": left} if left else _("Everything is there. This page waits for you no longer.")
    crumbs = workroom_crumbs((_("Prepare the network"), ""))
    return render(request, "setup/prepare.html", {"lines": lines, "lead": lead, "crumbs": crumbs})


@require_POST
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm one line as it is now."""
    today, at = now()
    require(rules.may_prepare(reader(request), on=today))
    lines = {line.key: line for line in queries.secretariat_lines(the_network(), on=today)}
    line = lines.get(key)
    if line is None or not line.confirm:
        raise Http404
    actions.confirm(key, by=reader(request), at=at, sha256=line.sha256)
    messages.success(request, _("Confirmed: %(line)s.") % {"line": line.title})
    return redirect("setup:prepare")
