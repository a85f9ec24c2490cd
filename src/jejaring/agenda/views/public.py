"""The public pages of events: all of them, one with its programme, a session, and the released versions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jejaring.agenda import public_pages
from jejaring.agenda.programme_page import Choice
from jejaring.agenda.queries.public import has_public_page, programme_of, public_events, session_row, versions_of
from jejaring.events.change_words import described
from jejaring.events.models import Event, ProgrammeVersion
from jejaring.events.queries import events_visible_to
from jejaring.events.rules import may_manage
from jejaring.events.sections import event_sections, sections_of, session_sections
from jejaring.kit import clock
from jejaring.ledger.freshness import cached_page, cached_part


@login_not_required
@require_safe
@cached_page("cities", "events")
def events(request: HttpRequest) -> HttpResponse:
    """Show the next event large, then those after it and those that are over."""
    on = clock.today()
    page = public_pages.Events(list(public_events()), on)
    return render(request, "agenda/events.html", {"page": page, "picture": public_pages.picture_of(page.first)})


@login_not_required
@require_safe
@cached_page("admission", "cities", "documents", "events", "membership", "outcomes", "proposals", "registration")
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event and its released programme, narrowed to a day, a track or a hall."""
    on, found = clock.today(), _event(request, slug)
    version = versions_of(found).first()
    context: dict[str, Any] = {
        "page": public_pages.EventPage(found, version, on),
        "sections": sections_of(found, event_sections, request, on=on),
        "may_manage": may_manage(request.user, found, on=on),
        "host_has_page": found.host is not None and has_public_page(found.host),
    }
    if version:
        context["programme"] = _programme(request, version)
    return render(request, "agenda/event.html", context)


@login_not_required
@require_safe
@cached_page("admission", "cities", "documents", "events", "outcomes", "registration")
def session(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one released session: what it is about, who speaks, when and where."""
    found = _event(request, slug)
    version = versions_of(found).first()
    programme = programme_of(version) if version else None
    shown = next((one for one in programme.sessions if one.number == number), None) if programme else None
    if programme is None or shown is None:
        raise Http404
    row = session_row(found, shown.guid)
    page = public_pages.SessionPage(found, programme, shown, row)
    sections = sections_of(row, session_sections, request, on=clock.today()) if row else []
    return render(request, "agenda/public_session.html", {"page": page, "sections": sections})


@login_not_required
@require_safe
@cached_page("cities", "events")
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """List the released versions of a programme."""
    found = _event(request, slug)
    crumbs = [*public_pages.crumbs_to(found), (_("Versions"), "")]
    rows = list(versions_of(found))
    return render(request, "agenda/versions.html", {"event": found, "versions": rows, "crumbs": crumbs})


@login_not_required
@require_safe
@cached_page("cities", "events")
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one released version as it was, and how it differs from the one before."""
    on, found = clock.today(), _event(request, slug)
    shown = get_object_or_404(versions_of(found), number=number)
    before = versions_of(found).filter(number__lt=number).first()
    context = {
        "page": public_pages.EventPage(found, shown, on),
        "version": shown,
        "before": before,
        "changes": described(programme_of(before), programme_of(shown)) if before else [],
        "programme": _programme(request, shown, base="../../"),
        "newest": versions_of(found).filter(number__gt=number).first(),
        "crumbs": [
            *public_pages.crumbs_to(found),
            (_("Versions"), reverse("agenda:versions", args=[slug])),
            (str(number), ""),
        ],
    }
    return render(request, "agenda/version.html", context)


def _programme(request: HttpRequest, version: ProgrammeVersion, base: str = "") -> public_pages.DrawnProgramme:
    """Return a version drawn for what the address chooses of it; it is drawn once for all readers."""
    chosen = urlencode({key: request.GET.get(key, "") for key in ("hari", "jalur", "ruang")})

    def make() -> public_pages.DrawnProgramme:
        programme = programme_of(version)
        return public_pages.drawn_programme(programme, Choice.read(request.GET, programme), on=clock.today(), base=base)

    return cached_part(request, f"programme {version.pk} {version.sha256} {base} {chosen}", make, "events")


def _event(request: HttpRequest, slug: str) -> Event:
    """Return an event that the reader may see; one in preparation is not there for strangers."""
    visible = events_visible_to(request.user, on=clock.today()).select_related("host")
    return get_object_or_404(visible, slug=slug)
