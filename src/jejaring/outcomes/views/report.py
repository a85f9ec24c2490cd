"""The published report of an event, and its press pack."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jejaring.events.models import Event
from jejaring.events.queries import events_visible_to
from jejaring.events.times import language
from jejaring.kit import clock
from jejaring.ledger.freshness import cached_page
from jejaring.outcomes import pages, press
from jejaring.outcomes.figures import Figures
from jejaring.outcomes.models import Report
from jejaring.outcomes.queries import current_report


@login_not_required
@require_safe
@cached_page("cities", "documents", "events", "outcomes")
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what an event brought: who came, what was decided, what is to be done, what was said."""
    event, found = _found(request, slug)
    figures = Figures.read(found.content, language())
    portraits = press.portraits(event).count()
    page = pages.ReportPage(event, figures, found)
    return render(request, "outcomes/report.html", {"page": page, "report": found, "portraits": portraits})


@login_not_required
@require_safe
def press_pack(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the press pack as a ZIP."""
    event, found = _found(request, slug)
    name = f"{event.slug}-pers.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(press.pack(event, found), content_type="application/zip", headers=headers)


def _found(request: HttpRequest, slug: str) -> tuple[Event, Report]:
    visible = events_visible_to(request.user, on=clock.today()).select_related("host")
    event = get_object_or_404(visible, slug=slug)
    found = current_report(event)
    if found is None:
        raise Http404
    return event, found
