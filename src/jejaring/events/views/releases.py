"""Releasing the draft: what it changes, what is wrong with it, and the button."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.events.actions import releases
from jejaring.events.actions.releases import next_version
from jejaring.events.change_words import described
from jejaring.events.forms.helpers import ReleaseForm
from jejaring.events.models import Event, ProgrammeVersion
from jejaring.events.planning import Warnings
from jejaring.events.queries import released
from jejaring.events.queries.work import draft_of
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.refusal import Refusal
from jejaring.kit.requests import now, reader


def release(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a release would change, with the warnings, and release the draft."""
    at, event = now()[1], event_for(request, slug)
    form = ReleaseForm(request.POST or None)

    def do() -> ProgrammeVersion:
        return releases.release_programme(event, by=reader(request), at=at, **form.cleaned_data)

    if request.method == "POST" and (done := submitted(request, form, do)):
        sentence = _("Version %(number)s is released. Those whose sessions changed are told.")
        messages.success(request, sentence % {"number": done.value.number})
        return redirect("events:grid", slug)
    title, compared = _("Compare and release"), _compared(request, event, at)
    return form_page(
        request,
        form,
        title=title,
        button=_("Release version %(number)s") % {"number": compared["next"]},
        crumbs=crumbs(event, (_("Programme"), reverse("events:grid", args=[slug])), (title, "")),
        template="events/release.html",
        **compared,
    )


def _compared(request: HttpRequest, event: Event, at: datetime) -> dict[str, Any]:
    """Return what differs from the version before, what stands in the way, and what is to be looked at."""
    before, draft, hindrance, changed = released(event), draft_of(event), "", []
    try:
        changed = described(before, next_version(event, before, at=at))
    except Refusal as refusal:
        hindrance = str(refusal)
    return {
        **work_page(request, event, "programme"),
        "before": before,
        "next": before.version + 1 if before else 1,
        "changed": changed,
        "hindrance": hindrance,
        "unplaced": draft.unplaced,
        "warnings": Warnings(draft, event),
    }
