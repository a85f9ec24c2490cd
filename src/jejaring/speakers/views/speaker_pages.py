"""Speakers in public, by the released programme, and the page that each of them keeps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.agenda.public_pages import crumbs_to
from jejaring.events.models import Event, Part, Session, Speaker
from jejaring.events.queries import events_visible_to, released
from jejaring.events.rules import may_manage
from jejaring.files import storage
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now
from jejaring.ledger.freshness import cached_page
from jejaring.people.links import granted
from jejaring.speakers.actions import speaker_pages
from jejaring.speakers.forms.speakers import OwnPageForm
from jejaring.speakers.queries.speakers import CLAIM, Profile, profiles

DAY_SECONDS = 24 * 60 * 60


@login_not_required
@require_safe
@cached_page("events", "cities", "documents")
def speakers(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who speaks, by name."""
    event, found = _shown(request, slug)
    shown = [_card(one) for one in found if any(not talk.is_cancelled for talk in one.talks)]
    page = {"event": event, "speakers": shown, "crumbs": [*crumbs_to(event), (_("Speakers"), "")]}
    return render(request, "speakers/speakers.html", page)


@login_not_required
@require_safe
@cached_page("events", "cities", "documents")
def speaker(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Show a speaker with their talks; the address of one who was merged leads on to whom they were merged into."""
    event, found = _shown(request, slug)
    shown = next((one for one in found if one.guid == str(guid)), None)
    if shown is None:
        double = Speaker.with_removed.filter(event=event, guid=guid).exclude(merged_into=None).first()
        if double is None or double.merged_into is None:
            raise Http404
        return redirect("speakers:speaker", slug, double.merged_into.guid)
    title = shown.title.in_language(get_language() or "id")
    talks = [(one, Part.Role(one.role).label, _title(one.session)) for one in shown.talks]
    way = [*crumbs_to(event), (_("Speakers"), reverse("speakers:speakers", args=[slug])), (shown.name, "")]
    page = {"event": event, "speaker": shown, "position": title, "talks": talks, "crumbs": way}
    return render(request, "speakers/speaker.html", page)


@login_not_required
@require_safe
def portrait(request: HttpRequest, slug: str, guid: UUID) -> HttpResponseBase:
    """Give the portrait of a speaker who shows it and stands in the released programme."""
    found = get_object_or_404(Speaker.objects.select_related("event", "portrait"), event__slug=slug, guid=guid)
    on = now()[0]
    if found.portrait is None or not (may_manage(request.user, found.event, on=on) or _is_public(request, found)):
        raise Http404
    try:
        stream = storage.open_stream(found.portrait.sha256)
    except FileNotFoundError as fault:
        raise Http404 from fault
    answer = FileResponse(stream, content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = f"private, max-age={DAY_SECONDS if request.GET.get('v') else 0}"
    return answer


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Let a speaker write what they say of themselves, by the link they were sent or with their account."""
    on, at = now()
    found = get_object_or_404(Speaker.objects.select_related("event", "portrait"), event__slug=slug, guid=guid)
    own = may_write(request, found)
    if not own and not may_manage(request.user, found.event, on=on):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied
    by = request.user if request.user.is_authenticated else None
    names = (*speaker_pages.OWN, "portrait_licence")
    first = {name: getattr(found, name) for name in names}
    form = OwnPageForm(request.POST or None, request.FILES or None, speaker=found, initial=first)
    if submitted(request, form, lambda: speaker_pages.change_own_page(found, form.page, by=by, at=at, **_files(form))):
        messages.success(request, _("Your page is saved."))
        return redirect("speakers:own_page", slug, guid)
    return form_page(
        request,
        form,
        title=_("Your page as a speaker") if own else found.name,
        button=_("Save the page"),
        lead=_("Everything but your name may be left empty. Nobody sees your e-mail address."),
        template="speakers/own_page.html",
        eyebrow=found.event.name,
        cancel="",
        speaker=found,
        event=found.event,
        sessions=Session.objects.filter(parts__speaker=found).exclude(state=Session.State.CANCELLED),
    )


def may_write(request: HttpRequest, found: Speaker) -> bool:
    """Tell whether a page is the reader's own: by their account, or by the link that this browser has opened."""
    if found.person_id and found.person_id == request.user.pk:
        return True
    return str(found.pk) in granted(request, CLAIM, at=now()[1])


def _files(form: OwnPageForm) -> dict[str, Any]:
    without = bool(form.cleaned_data.get("without_portrait"))
    return {"portrait": form.cleaned_data.get("portrait"), "without_portrait": without}


def _is_public(request: HttpRequest, found: Speaker) -> bool:
    if may_write(request, found):
        return True
    visible = events_visible_to(request.user, on=now()[0]).filter(pk=found.event_id).exists()
    programme = released(found.event) if visible and found.shows_portrait else None
    return programme is not None and any(one.guid == str(found.guid) for one in profiles(found.event, programme))


def _shown(request: HttpRequest, slug: str) -> tuple[Event, list[Profile]]:
    event = get_object_or_404(events_visible_to(request.user, on=now()[0]), slug=slug)
    programme = released(event)
    return event, profiles(event, programme) if programme else []


def _card(one: Profile) -> dict[str, Any]:
    count = sum(not talk.is_cancelled for talk in one.talks)
    return {"profile": one, "position": one.title.in_language(get_language() or "id"), "count": count}


def _title(session: Any) -> str:
    return str(session.title.in_language(get_language() or "id"))
