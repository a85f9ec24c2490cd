"""Pages for managers: who was there, per session and day, with hours; conflicts, and corrections by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from engines.presence import Presence
from jejaring.attendance import actions, queries
from jejaring.attendance.answers import conflicts_of, place_of, unchecked_of
from jejaring.attendance.forms import ReadingForm, SettleForm, UndoForm
from jejaring.attendance.models import Scan
from jejaring.attendance.queries import GroupNumbers
from jejaring.attendance.reports import group_rows, mark_words, session_rows
from jejaring.events.models import Event
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit import words
from jejaring.kit.components import Fact
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.registration.models import Registration

TAB = "door"
MINUTE = timedelta(minutes=1)
SESSIONS: Sequence[Column] = (
    Column("session", gettext_lazy("Session"), value=lambda row: row.title),
    Column("when", gettext_lazy("When"), value=lambda row: row.when),
    Column("persons", gettext_lazy("Persons"), value=lambda row: row.persons, numeric=True),
    Column("hours", gettext_lazy("Hours per person"), value=lambda row: row.hours, numeric=True),
    Column("marked", gettext_lazy("Closed by the rule"), value=lambda row: row.closed_by_rule, numeric=True),
)


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who was at an event, by group and day and by session, and who is there now."""
    _on, at = now()
    event = event_for(request, slug)
    found = queries.presence(event)
    counts = queries.numbers(event, found)
    page = work_page(request, event, TAB) | {
        "facts": [
            Fact(_("Were there"), counts.total.attended, _("persons, not scans")),
            Fact(_("Confirmed"), counts.total.confirmed, _("registrations")),
            Fact(_("There now"), len(queries.inside(event, at=at)), words.moment(at, event.time_zone)),
            Fact(
                pgettext("door", "Conflicts"),
                queries.conflicts(event).count(),
                url=reverse("attendance:conflicts", args=[slug]),
            ),
        ],
        "group_columns": _group_columns(counts.days),
        "groups": group_rows(counts),
        "session_columns": SESSIONS,
        "sessions": session_rows(event, found),
        "halls": list(event.halls.all()),
        "crumbs": crumbs(event, (_("Door"), "")),
    }
    return render(request, "attendance/overview.html", page)


def _group_columns(days: Sequence[Any]) -> list[Column]:
    def on_day(number: int) -> Callable[[GroupNumbers], int]:
        return lambda row: row.by_day[number]

    return [
        Column("group", _("Group"), value=lambda row: row.name),
        Column("confirmed", _("Confirmed"), value=lambda row: row.confirmed, numeric=True),
        Column("attended", _("Were there"), value=lambda row: row.attended, numeric=True),
        *(
            Column(day.isoformat(), words.long_date(day), value=on_day(number), numeric=True)
            for number, day in enumerate(days)
        ),
    ]


# --- persons ------------------------------------------------------------------------------------
@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """List everyone who is confirmed or was there, with hours; as a file, too."""
    event = event_for(request, slug)
    found = queries.presence(event)
    return list_page(
        request,
        _people_spec(event, found),
        queries.roster(event, found),
        title=_("Persons and hours"),
        lead=_("Hours in sessions, of which no moment counts twice."),
        crumbs=crumbs(event, (_("Door"), reverse("attendance:overview", args=[slug])), (_("Persons and hours"), "")),
        **work_page(request, event, TAB),
    )


def _people_spec(event: Event, found: dict[int, Presence]) -> TableSpec:
    def of(row: Registration) -> Presence:
        return found.get(row.pk, Presence(row.pk))

    def marks(row: Registration) -> str:
        return ", ".join(mark_words(mark for one in of(row).credits for mark in one.marks))

    return TableSpec(
        name=f"kehadiran-{event.slug}",
        columns=(
            attribute(
                "name",
                gettext_lazy("Name"),
                sort="sort_name",
                link=lambda row: reverse("attendance:person", args=[event.slug, row.public_id]),
            ),
            attribute("delegation.organisation.short_name", gettext_lazy("Delegation"), key="delegation"),
            attribute("get_role_display()", gettext_lazy("Role"), key="role", sort="role"),
            Column("days", gettext_lazy("Days"), value=lambda row: len(of(row).days), numeric=True),
            Column(
                "sessions",
                gettext_lazy("Sessions"),
                value=lambda row: sum(bool(one.time) for one in of(row).credits),
                numeric=True,
            ),
            Column("hours", gettext_lazy("Hours"), value=lambda row: round(float(of(row).hours), 2), numeric=True),
            Column("marks", gettext_lazy("Remarks"), value=marks),
        ),
        search=("name", "delegation__organisation__short_name"),
        filters=(
            choice_filter("peran", gettext_lazy("Role"), Registration.Role.choices, "role"),
            choice_filter(
                "kelompok",
                gettext_lazy("Group"),
                lambda: [(one.key, one.name) for one in event.groups.all()],
                "group__key",
            ),
        ),
        default_sort="name",
        sentence=count_sentence(ngettext_lazy("%(count)s person", "%(count)s persons")),
        empty_title=gettext_lazy("Nobody yet"),
        empty_text=gettext_lazy("Whoever is confirmed or was read at a door stands here."),
    )


SCANS: Sequence[Column] = (
    Column("when", gettext_lazy("When"), value=lambda row: words.moment(row.scanned_at, row.event.time_zone)),
    Column("door", gettext_lazy("Door"), value=lambda row: str(row.session or _("Door of the event"))),
    attribute("get_direction_display()", gettext_lazy("Direction"), key="direction"),
    attribute("get_verdict_display()", pgettext_lazy("door", "Answer"), key="verdict"),
    Column("by", gettext_lazy("By"), value=lambda row: row.scanned_by, template="attendance/scan_by.html"),
    Column(
        "undo",
        pgettext_lazy("door", "Undo"),
        value=lambda row: "" if row.undone_at else pgettext("door", "Undo"),
        link=lambda row: reverse("attendance:undo_by_hand", args=[row.event.slug, row.guid]),
        silent=True,
    ),
)


@require_safe
def person(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show one person's hours per session, and every reading with what became of it."""
    event = event_for(request, slug)
    one = _person(event, public_id)
    presence = queries.attended(one)
    titles = {str(session.pk): session for session in queries.sessions_held(event)}
    page = work_page(request, event, TAB) | {
        "person": one,
        "facts": [
            Fact(_("Hours"), words.number(round(float(presence.hours), 2))),
            Fact(_("Sessions"), sum(bool(credit.time) for credit in presence.credits)),
            Fact(_("Days"), len(presence.days)),
        ],
        "credits": [
            (titles[credit.session], credit.time // MINUTE, mark_words(credit.marks)) for credit in presence.credits
        ],
        "columns": SCANS,
        "scans": list(queries.scans_of(one)),
        "crumbs": _below(event, one.name),
    }
    return render(request, "attendance/person.html", page)


def add_reading(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Add a reading that no door made."""
    on, at = now()
    event = event_for(request, slug)
    one = _person(event, public_id)
    sessions = queries.sessions_held(event)
    day = min(max(on, event.begins_on), event.ends_on).isoformat()
    form = ReadingForm(request.POST or None, event=event, sessions=sessions, initial={"day": day})
    if submitted(request, form, lambda: actions.add_reading(one, **form.given, by=reader(request), at=at)):
        messages.success(request, _("The reading is added."))
        return redirect("attendance:person", slug, public_id)
    return form_page(
        request,
        form,
        title=_("Add a reading"),
        lead=one.name,
        button=_("Add the reading"),
        crumbs=_below(event, one.name, reverse("attendance:person", args=[slug, public_id])),
    )


def undo_by_hand(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Undo a scan, with the reason."""
    _on, at = now()
    event = event_for(request, slug)
    scan = get_object_or_404(Scan.objects.select_related("registration"), event=event, guid=guid, undone_at=None)
    back = _address_of(event, scan)
    form = UndoForm(request.POST or None)
    if submitted(request, form, lambda: actions.undo(scan, **form.cleaned_data, by=reader(request), at=at)):
        messages.success(request, _("The scan is undone. It stays in the list, with your name."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Undo a scan"),
        lead=f"{scan.registration or scan.code}, {words.moment(scan.scanned_at, event.time_zone)}",
        button=_("Undo the scan"),
        crumbs=_below(event, str(scan.registration or scan.code), back),
    )


def _address_of(event: Event, scan: Scan) -> str:
    if scan.registration is None:
        return reverse("attendance:overview", args=[event.slug])
    return reverse("attendance:person", args=[event.slug, scan.registration.public_id])


def _person(event: Event, public_id: UUID) -> Registration:
    rows = Registration.objects.select_related("event", "delegation__organisation")
    return get_object_or_404(rows, event=event, public_id=public_id)


def _below(event: Event, title: str, url: str = "") -> list[tuple[Any, str]]:
    above = (_("Persons and hours"), reverse("attendance:people", args=[event.slug]))
    return crumbs(event, (_("Door"), reverse("attendance:overview", args=[event.slug])), above, (title, url))


# --- conflicts ----------------------------------------------------------------------------------
@require_safe
def conflicts(request: HttpRequest, slug: str) -> HttpResponse:
    """List what phones without network reported that conflicts with what was known."""
    event = event_for(request, slug)
    rows = [
        (scan, conflicts_of(scan), unchecked_of(scan), place_of(scan), words.moment(scan.scanned_at, event.time_zone))
        for scan in queries.conflicts(event)
    ]
    above = (_("Door"), reverse("attendance:overview", args=[slug]))
    page = work_page(request, event, TAB) | {
        "rows": rows,
        "crumbs": crumbs(event, above, (pgettext("door", "Conflicts"), "")),
    }
    return render(request, "attendance/conflicts.html", page)


def settle(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Settle one conflict: the person was there, or was not."""
    _on, at = now()
    event = event_for(request, slug)
    scan = get_object_or_404(queries.conflicts(event), guid=guid)
    form = SettleForm(request.POST or None)
    if submitted(request, form, lambda: actions.settle(scan, **form.given, by=reader(request), at=at)):
        messages.success(request, _("The conflict is settled."))
        return redirect("attendance:conflicts", slug)
    return form_page(
        request,
        form,
        title=_("Settle a conflict"),
        lead=f"{scan.registration or scan.code}: {', '.join(conflicts_of(scan))}",
        button=_("Settle the conflict"),
        crumbs=crumbs(event, (pgettext("door", "Conflicts"), reverse("attendance:conflicts", args=[slug]))),
    )
