"""Minutes as they are written, approved, signed and corrected."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.documents.queries import issued_outline
from jejaring.documents.rendering.html import render_html
from jejaring.drafts.views import draft_saved
from jejaring.events.models import Event, Helper
from jejaring.events.queries import helps_on
from jejaring.events.rules import may_manage
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit.components import Link
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.minutes import queries, rules
from jejaring.minutes.actions import minutes as actions
from jejaring.minutes.forms import BeginForm, CorrectForm, MinutesForm, written
from jejaring.minutes.models import Minutes
from jejaring.minutes.version_words import changes_of

MINUTES = TableSpec(
    name="notula",
    columns=(
        attribute("title", gettext_lazy("Title"), link=Minutes.get_absolute_url),
        attribute("held_at", gettext_lazy("Held"), key="held"),
        attribute("get_state_display()", gettext_lazy("State"), key="state", sort="state"),
        attribute("item_count", gettext_lazy("Action items"), key="items", numeric=True),
        attribute("open_count", gettext_lazy("Not done"), key="open", numeric=True),
    ),
    search=("title", "decisions"),
    filters=(choice_filter("keadaan", gettext_lazy("State"), Minutes.State.choices, "state"),),
    default_sort="-held",
    sentence=count_sentence(ngettext_lazy("minutes of %(count)s meeting", "minutes of %(count)s meetings")),
    empty_title=gettext_lazy("No minutes yet"),
    empty_text=gettext_lazy("Begin them from a session, or for another meeting during the event."),
)


@require_safe
def minutes_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the minutes of an event; a session manager sees those of their sessions."""
    event = event_for(request, slug, rules.may_keep_minutes)
    on, person = now()[0], reader(request)
    found = queries.minutes_of(event)
    if not (may_manage(person, event, on=on) or rules.may_sign(person, on=on)):
        own = helps_on(on).filter(event=event, person=person, role=Helper.Role.SESSION)
        found = found.filter(session__in=own.values("session"))
    return list_page(
        request,
        MINUTES,
        found,
        title=pgettext("of a meeting", "Minutes"),
        crumbs=crumbs(event, (pgettext("of a meeting", "Minutes"), "")),
        actions=[Link(_("Begin minutes"), reverse("minutes:begin", args=[slug]))],
        **_frame(request, event),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the minutes of a session or meeting, with who was there as the doors read it."""
    event = event_for(request, slug, rules.may_keep_minutes)
    (on, at), by = now(), reader(request)
    form = BeginForm(request.POST if request.method == "POST" else None, event=event)

    def start() -> Minutes:
        session = form.cleaned_data["session"]
        require(rules.may_write(by, Minutes(event=event, session=session), on=on))
        there = queries.proposed_presence(event, session)
        facts = actions.MinutesFacts(
            title=str(session.title) if session else _("Meeting"),
            held_at=(session.starts_at if session else None) or at,
            place=str(session.hall) if session and session.hall else "",
            present=there.present,
            excused=there.excused,
            absent=there.absent,
        )
        return actions.begin_minutes(event, facts, session=session, by=by, at=at)

    if done := submitted(request, form, start):
        return redirect("minutes:write", slug, done.value.public_id)
    lead = _("Who was present is proposed from what the doors read; you correct it in the next step.")
    return _form_page(request, event, form, title=_("Begin minutes"), button=_("Begin"), lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Write minutes, over days and in several windows."""
    event, found = _found(request, slug, public_id)
    (on, at), by = now(), reader(request)
    require(rules.may_write(by, found, on=on))
    form = MinutesForm(request.POST or None, event=event, initial=written(found))

    def keep() -> Minutes:
        return actions.change_minutes(found, form.facts, revision=form.began_from, by=by, at=at)

    if draft_saved(request, form, keep, whole=True):
        messages.success(request, _("The minutes are saved."))
        return redirect(found)
    way = [*_way(event), (found.title, found.get_absolute_url())]
    return form_page(
        request, form, title=_("Write the minutes"), button=_("Save"), crumbs=way, **_frame(request, event)
    )


@require_safe
def minutes(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show minutes with their items, and the versions that were approved."""
    event, found = _found(request, slug, public_id)
    on, person = now()[0], reader(request)
    versions = queries.with_versions(found)
    draft = found.state == Minutes.State.DRAFT
    page = {
        "minutes": found,
        "items": [(one, is_overdue(one, on=on)) for one in queries.items_of(found)],
        "versions": versions,
        "changes": changes_of(versions[1], versions[0]) if len(versions) > 1 else [],
        "draft": draft,
        "may_write": draft and rules.may_write(person, found, on=on),
        "may_approve": rules.may_approve(person, found, on=on),
        "may_sign": found.state == Minutes.State.APPROVED and rules.may_sign(person, on=on),
        "crumbs": [*_way(event), (found.title, "")],
        **_frame(request, event),
    }
    return render(request, "minutes/minutes.html", page)


def is_overdue(item: Any, *, on: date) -> bool:
    """Tell whether an item is not done although its day is over."""
    return item.done_at is None and item.due_on < on


@require_POST
def approve(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Approve minutes as a document."""
    _event, found = _found(request, slug, public_id)
    (on, at), by = now(), reader(request)
    require(rules.may_approve(by, found, on=on))
    done = _("The minutes are approved. Their document waits for the network's signature.")
    attempt(request, lambda: actions.approve(found, by=by, on=on, at=at), done)
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Read the document as it was issued, and sign it for the network."""
    event, found = _found(request, slug, public_id)
    (on, at), by = now(), reader(request)
    require(rules.may_sign(by, on=on))
    if found.document is None or found.state != Minutes.State.APPROVED:
        return redirect(found)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: actions.sign(found, by=by, on=on, at=at)):
        messages.success(request, _("The minutes are signed."))
        return redirect(found)
    way = [*_way(event), (found.title, found.get_absolute_url())]
    return form_page(
        request,
        form,
        title=_("Sign the minutes"),
        button=_("Sign"),
        crumbs=way,
        template="minutes/sign.html",
        paper=render_html(issued_outline(found.document)),
        **_frame(request, event),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Open approved minutes for a correction."""
    event, found = _found(request, slug, public_id)
    (on, at), by = now(), reader(request)
    require(rules.may_approve(by, found, on=on))
    form = CorrectForm(request.POST or None)
    if submitted(request, form, lambda: actions.correct(found, **form.cleaned_data, by=by, on=on, at=at)):
        return redirect("minutes:write", slug, public_id)
    lead = _("The document stays in force until the corrected version replaces it. Both stay on record.")
    way = [*_way(event), (found.title, found.get_absolute_url())]
    return form_page(
        request,
        form,
        title=_("Correct the minutes"),
        button=_("Begin the correction"),
        lead=lead,
        crumbs=way,
        **_frame(request, event),
    )


def _found(request: HttpRequest, slug: str, public_id: UUID) -> tuple[Event, Minutes]:
    event = event_for(request, slug, rules.may_keep_minutes)
    found = get_object_or_404(
        Minutes.objects.select_related("event", "session", "document"), event=event, public_id=public_id
    )
    require(rules.may_read(reader(request), found, on=now()[0]))
    return event, found


def _frame(request: HttpRequest, event: Event) -> dict[str, Any]:
    return work_page(request, event, "minutes")


def _way(event: Event) -> list[tuple[Any, str]]:
    return crumbs(event, (pgettext("of a meeting", "Minutes"), reverse("minutes:list", args=[event.slug])))


def _form_page(request: HttpRequest, event: Event, form: Any, **page: Any) -> HttpResponse:
    return form_page(request, form, crumbs=_way(event), **page, **_frame(request, event))
