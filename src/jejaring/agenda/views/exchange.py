"""Programmes out and in: what other programs read of the released version, and importing a file into the draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jejaring.agenda import exchange_words
from jejaring.agenda.actions import exchange
from jejaring.agenda.exported import FORMATS, calendar_of, calendar_of_day, exported
from jejaring.agenda.forms.exchange import ScheduleFileForm
from jejaring.agenda.queries.public import versions_of
from jejaring.events.models import Event, ProgrammeImport, ProgrammeVersion
from jejaring.events.queries import events_visible_to
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit import clock
from jejaring.kit.components import Fact
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.refusal import Refusal
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column
from jejaring.kit.words import moment

FRESH_SECONDS = 300
MOST_SHOWN, MOST_CHOSEN = 100, 500
NUMBERS = re.compile(r"[0-9]{1,9}(,[0-9]{1,9})*", re.ASCII)
Row = Mapping[str, Any]


# --- out --------------------------------------------------------------------------------------
@login_not_required
@require_safe
def schedule_xml(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the released programme as schedule.xml."""
    return _export(request, slug, "xml")


@login_not_required
@require_safe
def schedule_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the released programme as schedule.json."""
    return _export(request, slug, "json")


@login_not_required
@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the released programme as a calendar; with `?sesi=1,5` that of the sessions somebody chose."""
    chosen = request.GET.get("sesi", "")
    if not chosen:
        return _export(request, slug, "ics")
    if not NUMBERS.fullmatch(chosen) or chosen.count(",") >= MOST_CHOSEN:
        raise Http404
    event, version = _released(request, slug)
    numbers = {int(one) for one in chosen.split(",")}
    part = f"sesi-{'-'.join(map(str, sorted(numbers)))}"
    return _send(request, event, version, "ics", part, lambda: calendar_of(version, slug, _language(), numbers))


@login_not_required
@require_safe
def day_calendar(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    """Send the calendar of one day of the released programme."""
    event, version = _released(request, slug)
    try:
        chosen = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    if not event.begins_on <= chosen <= event.ends_on:
        raise Http404
    part = chosen.isoformat()
    return _send(request, event, version, "ics", part, lambda: calendar_of_day(version, slug, _language(), chosen))


def _export(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    event, version = _released(request, slug)
    return _send(request, event, version, ending, "", lambda: exported(version, slug, ending, _language()))


def _released(request: HttpRequest, slug: str) -> tuple[Event, ProgrammeVersion]:
    """Return an event that the reader may see and its latest version. Two queries."""
    event = get_object_or_404(events_visible_to(request.user, on=clock.today()), slug=slug)
    version = versions_of(event).first()
    if version is None:
        raise Http404
    return event, version


def _send(
    request: HttpRequest, event: Event, version: ProgrammeVersion, ending: str, part: str, make: Callable[[], bytes]
) -> HttpResponse:
    """Answer with a file, or with 304 to a program that has it; kept for minutes by whoever may share it."""
    etag = f'"{version.sha256[:32]}-{_language()}-{ending}{part and f"-{part}"}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(make(), content_type=FORMATS[ending].content_type)
        name = "-".join(filter(None, (event.slug, part[:40])))
        answer["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "default-src 'none'"
    answer["ETag"] = etag
    public = event.state != Event.State.DRAFT
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}" if public else "private, no-cache"
    if public:
        answer["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _language() -> str:
    return "en" if get_language() == "en" else "id"


# --- in ---------------------------------------------------------------------------------------
ADDED = (Column("session", gettext_lazy("Session"), value=lambda row: f"{row['number']}. {row['title']}"),)
CHANGED = (*ADDED, Column("what", gettext_lazy("Changed"), value=exchange_words.changed))
REFUSED = (
    Column("session", gettext_lazy("Session"), value=lambda row: row["session"]),
    Column("line", gettext_lazy("Line"), value=lambda row: row["line"], numeric=True),
    Column("kind", gettext_lazy("Why"), value=lambda row: exchange_words.REFUSED[row["kind"]]),
)
CLASHES = (
    Column("kind", gettext_lazy("Conflict"), value=lambda row: exchange_words.CLASHES[row["kind"]]),
    Column("sessions", gettext_lazy("Sessions"), value=lambda row: exchange_words.sessions(row["sessions"])),
)
IMPORTS = (
    Column(
        "name",
        gettext_lazy("File"),
        value=lambda one: one.name,
        link=lambda one: reverse("agenda:programme_import", args=[one.event.slug, one.pk]),
    ),
    Column("at", gettext_lazy("Read at"), value=lambda one: moment(one.at, one.event.time_zone)),
    Column("state", pgettext_lazy("import", "State"), value=lambda one: one.get_state_display()),
)


def import_programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a schedule.xml or schedule.json to be looked at; list those that were taken before."""
    at, event = now()[1], event_for(request, slug)
    form = ScheduleFileForm(request.POST or None, request.FILES or None)
    if done := submitted(
        request, form, lambda: exchange.keep_file(event, form.cleaned_data["file"], by=reader(request), at=at)
    ):
        return redirect("agenda:programme_import", slug, done.value.pk)
    return form_page(
        request,
        form,
        title=_("Import a programme"),
        lead=_(
            "A schedule.xml or schedule.json, as other conference programs export it. It is compared with the draft"
            " first; nothing is changed yet."
        ),
        button=_("Compare with the draft"),
        crumbs=_crumbs(event)[:-1],
        template="agenda/import.html",
        columns=IMPORTS,
        imports=list(event.imports.select_related("event").defer("content", "report")[:20]),
        **work_page(request, event, "programme"),
    )


def programme_import(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show what a file would change in the draft, and take it over; afterwards what it did."""
    at, event = now()[1], event_for(request, slug)
    kept = get_object_or_404(event.imports, pk=pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: exchange.load_file(kept, by=reader(request), at=at)):
        messages.success(request, _("The file is in the draft. The public sees it once the programme is released."))
        return redirect("agenda:programme_import", slug, pk)
    loaded, report, hindrance = kept.state == ProgrammeImport.State.LOADED, kept.report, ""
    if not loaded:
        try:
            report = exchange.planned(event, bytes(kept.content)).report()
        except Refusal as refusal:
            report, hindrance = {}, str(refusal)
    return form_page(
        request,
        form,
        title=kept.name,
        lead=_("This was taken over into the draft.") if loaded else _("Nothing has been changed yet."),
        button=_("Take it over into the draft"),
        crumbs=[*_crumbs(event), (kept.name, "")],
        template="agenda/import_report.html",
        loaded=loaded,
        hindrance=hindrance,
        **(_shown(report) if report else {}),
        **work_page(request, event, "programme"),
    )


def _shown(report: Row) -> dict[str, Any]:
    """Return a report as its page shows it: figures, remarks, and the first rows of each table."""
    tables: Sequence[tuple[str, Sequence[Column], Sequence[Row]]] = (
        (_("Refused"), REFUSED, report["refused"]),
        (_("Conflicts"), CLASHES, report["clashes"]),
        (_("New"), ADDED, report["added"]),
        (_("Changed"), CHANGED, report["changed"]),
    )
    return {
        "facts": [
            Fact(_("New"), len(report["added"])),
            Fact(
                _("Changed"), len(report["changed"]), note=_("%(count)s as they were") % {"count": report["unchanged"]}
            ),
            Fact(_("Refused"), len(report["refused"])),
            Fact(_("Conflicts"), len(report["clashes"])),
        ],
        "remarks": exchange_words.remarks(report),
        "tables": [
            {"title": title, "columns": columns, "rows": rows[:MOST_SHOWN], "more": max(0, len(rows) - MOST_SHOWN)}
            for title, columns, rows in tables
            if rows
        ],
    }


def _crumbs(event: Event) -> list[tuple[Any, str]]:
    here = reverse("agenda:import_programme", args=[event.slug])
    return crumbs(event, (_("Programme"), reverse("events:grid", args=[event.slug])), (_("Import a programme"), here))
