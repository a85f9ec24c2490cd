"""Speakers as those who run an event keep them: the list, and adding, changing, merging, removing, linking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.events.models import Event, Speaker
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit.components import Link
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, TableSpec, attribute, count_sentence, list_page
from jejaring.speakers.actions import speaker_pages, speakers
from jejaring.speakers.forms.speakers import MergeForm, SpeakerForm
from jejaring.speakers.queries.speakers import speakers_of

FACTS = ("name", "title_id", "title_en", "organisation", "email", "language", "source")


def page_state(one: Any) -> str:
    """Return in words how far a speaker's own page is, for the list and its exports."""
    if one.claimed_at:
        return _("kept by the speaker")
    if one.link_sent_at:
        return _("link sent, not opened yet")
    return _("has an account") if one.person else (_("no link sent") if one.email else _("no e-mail address"))


def _address(one: Speaker) -> str:
    return reverse("speakers:change_speaker", args=[one.event.slug, one.guid])


SPEAKERS = TableSpec(
    name="pembicara",
    columns=(
        attribute("name", gettext_lazy("Name"), link=_address),
        attribute("title", gettext_lazy("Position"), sort="title_id"),
        attribute("organisation.short_name", gettext_lazy("Organisation"), key="organisation"),
        attribute("session_count", gettext_lazy("Sessions"), key="sessions", numeric=True),
        Column("page", gettext_lazy("Own page"), value=page_state),
    ),
    search=("name", "title_id", "title_en", "organisation__short_name"),
    default_sort="name",
    sentence=count_sentence(ngettext_lazy("%(count)s speaker", "%(count)s speakers")),
    empty_title=gettext_lazy("No speakers yet"),
    empty_text=gettext_lazy("Add who speaks; a name is enough. Then give them their part in a session."),
)


@require_safe
def work_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the speakers of the draft."""
    event = event_for(request, slug)
    return list_page(
        request,
        SPEAKERS,
        speakers_of(event).select_related("event"),
        title=_("Speakers"),
        lead=_("Whoever has a part in a session is registered by that, and can be sent a link to their own page."),
        crumbs=crumbs(event, (_("Speakers"), "")),
        actions=[Link(_("Add a speaker"), reverse("speakers:add_speaker", args=[slug]))],
        **_frame(request, event),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a speaker."""
    event, at = event_for(request, slug), now()[1]
    form = SpeakerForm(request.POST or None)
    if done := submitted(request, form, lambda: speakers.add_speaker(event, form.facts, by=reader(request), at=at)):
        messages.success(request, _("%(name)s is a speaker of this event.") % {"name": done.value})
        return redirect("speakers:speakers_work", slug)
    return _form_page(request, event, form, title=_("Add a speaker"), button=_("Add the speaker"))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Change a speaker; beside the form what else can be done."""
    event, at = event_for(request, slug), now()[1]
    speaker = get_object_or_404(speakers_of(event), guid=guid)
    form = SpeakerForm(request.POST or None, initial={name: getattr(speaker, name) for name in FACTS})
    if submitted(request, form, lambda: speakers.change_speaker(speaker, form.facts, by=reader(request), at=at)):
        messages.success(request, _("The changes to %(name)s are saved.") % {"name": speaker.name})
        return redirect("speakers:speakers_work", slug)
    return _form_page(
        request,
        event,
        form,
        title=speaker.name,
        button=_("Save the changes"),
        template="speakers/speaker_work.html",
        speaker=speaker,
        state=page_state(speaker),
        sessions=event.sessions.filter(parts__speaker=speaker),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Merge a speaker who is listed twice."""
    event, at = event_for(request, slug), now()[1]
    speaker = get_object_or_404(event.speakers, guid=guid)
    form = MergeForm(request.POST or None, speaker=speaker)
    if submitted(
        request,
        form,
        lambda: speakers.merge_speakers(speaker, form.cleaned_data["double"], by=reader(request), at=at),
    ):
        messages.success(request, _("%(name)s is listed once now.") % {"name": speaker.name})
        return redirect("speakers:change_speaker", slug, guid)
    lead = _("%(name)s keeps name and parts, and gets the other's parts, materials, and what is empty here.")
    title = _("Merge two entries of one person")
    return _form_page(request, event, form, title=title, button=_("Merge them"), lead=lead % {"name": speaker.name})


@require_POST
def remove(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Remove a speaker who has no part in any session."""
    event, at = event_for(request, slug), now()[1]
    speaker = get_object_or_404(event.speakers, guid=guid)
    gone = _("%(name)s was removed.") % {"name": speaker.name}
    if attempt(request, lambda: speakers.remove_speaker(speaker, by=reader(request), at=at), gone):
        return redirect("speakers:speakers_work", slug)
    return redirect("speakers:change_speaker", slug, guid)


@require_POST
def send_link(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Send a speaker the link to their own page."""
    event, at = event_for(request, slug), now()[1]
    speaker = get_object_or_404(event.speakers, guid=guid)
    sent = _("The link is on its way to %(name)s. It opens once, within 14 days.") % {"name": speaker.name}
    told = _("%(name)s has an account and is told there.") % {"name": speaker.name}
    attempt(
        request,
        lambda: speaker_pages.send_claim(speaker, by=reader(request), at=at),
        lambda is_link: sent if is_link else told,
    )
    return redirect("speakers:change_speaker", slug, guid)


@require_POST
def withdraw_link(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Withdraw the open link to a speaker's page."""
    event, at = event_for(request, slug), now()[1]
    speaker = get_object_or_404(event.speakers, guid=guid)
    withdrawn = _("The link was withdrawn.")
    attempt(request, lambda: speaker_pages.withdraw_claim(speaker, by=reader(request), at=at), withdrawn)
    return redirect("speakers:change_speaker", slug, guid)


def _frame(request: HttpRequest, event: Event) -> dict[str, Any]:
    return work_page(request, event, "speakers")


def _form_page(request: HttpRequest, event: Event, form: Any, **page: Any) -> HttpResponse:
    way = crumbs(event, (_("Speakers"), reverse("speakers:speakers_work", args=[event.slug])))
    return form_page(request, form, crumbs=way, **page, **_frame(request, event))
