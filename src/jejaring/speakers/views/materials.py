"""Materials: kept per session by those who run it or speak in it, and given to whoever may have them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.agenda.public_pages import crumbs_to
from jejaring.events.models import Event, Material, Session, Speaker
from jejaring.events.queries import events_visible_to
from jejaring.events.rules import may_keep_materials, may_manage_session
from jejaring.files import storage
from jejaring.kit.components import Button
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now
from jejaring.people.links import granted
from jejaring.speakers.actions import materials as actions
from jejaring.speakers.forms.speakers import MaterialForm, RemoveForm, UploadForm
from jejaring.speakers.queries.materials import materials_of, materials_visible_to, public_materials
from jejaring.speakers.queries.speakers import CLAIM


class SignIn(Exception):
    """Someone without account asked for a page that is not theirs by a link."""


def _keeper(request: HttpRequest, slug: str, number: int) -> tuple[Session, dict[str, Any]]:
    """Return a session whose materials the reader keeps, and who they are, as the actions take it."""
    on, at = now()
    session = get_object_or_404(Session.objects.select_related("event"), event__slug=slug, number=number)
    opened = granted(request, CLAIM, at=at)
    if not may_keep_materials(request.user, session, on=on, opened=opened):
        if not request.user.is_authenticated:
            raise SignIn
        raise PermissionDenied
    if may_manage_session(request.user, session, on=on):
        return session, {"by": request.user, "at": at}
    mine = session.parts.filter(speaker__person=request.user) if request.user.is_authenticated else session.parts.none()
    part = mine.first() or session.parts.filter(speaker__in=[int(pk) for pk in opened]).first()
    by = request.user if request.user.is_authenticated else None
    return session, {"by": by, "at": at, "speaker": part.speaker if part else None}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_materials(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show every material of a session, and upload one."""
    try:
        session, who = _keeper(request, slug, number)
    except SignIn:
        return redirect_to_login(request.get_full_path())
    form = UploadForm(request.POST or None, request.FILES or None, event=session.event)
    if submitted(request, form, lambda: actions.upload_material(session, form.facts, form.cleaned_data["file"], **who)):
        messages.success(request, _("The material is kept."))
        return redirect("speakers:session_materials", slug, number)
    return form_page(
        request,
        form,
        title=_("Materials: %(session)s") % {"session": session.title},
        button=_("Upload the material"),
        lead=_("Slides and papers. Before the moment you choose, only those who run or give the session have them."),
        template="speakers/session_materials.html",
        eyebrow=session.event.name,
        cancel="",
        event=session.event,
        session=session,
        materials=materials_of(session),
        own_page=_own_page(session, who),
    )


def _own_page(session: Session, who: dict[str, Any]) -> str:
    speaker: Speaker | None = who.get("speaker")
    return reverse("speakers:own_page", args=[session.event.slug, speaker.guid]) if speaker else ""


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Change who may see a material, and from when."""
    try:
        session, who = _keeper(request, slug, number)
    except SignIn:
        return redirect_to_login(request.get_full_path())
    material = get_object_or_404(session.materials.filter(removed_at=None), pk=pk)
    form = MaterialForm(request.POST or None, event=session.event, initial=_first(material, session.event))
    if submitted(request, form, lambda: actions.change_material(material, form.facts, **who)):
        messages.success(request, _("The changes are saved."))
        return redirect("speakers:session_materials", slug, number)
    back = reverse("speakers:session_materials", args=[slug, number])
    return form_page(
        request, form, title=material.title, button=_("Save the changes"), cancel=back, eyebrow=session.event.name
    )


def _first(material: Material, event: Event) -> dict[str, Any]:
    first: dict[str, Any] = {name: getattr(material, name) for name in ("title", "licence", "audience")}
    if material.embargo_until:
        local = timezone.localtime(material.embargo_until, MaterialForm(event=event).zone)
        first |= {"embargo_day": local.date(), "embargo_time": local.time()}
    return first


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Remove a material, with the reason; that it was there stays."""
    try:
        session, who = _keeper(request, slug, number)
    except SignIn:
        return redirect_to_login(request.get_full_path())
    material = get_object_or_404(session.materials.filter(removed_at=None), pk=pk)
    form = RemoveForm(request.POST or None)
    back = reverse("speakers:session_materials", args=[slug, number])
    if submitted(request, form, lambda: actions.remove_material(material, **form.cleaned_data, **who)):
        messages.success(request, _("“%(title)s” was removed.") % {"title": material.title})
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Remove “%(title)s”") % {"title": material.title},
        button=Button(_("Remove the material"), kind="danger"),
        lead=_("Nobody can open it any more. That it was here, who removed it and why stays on record."),
        cancel=back,
        eyebrow=session.event.name,
    )


@login_not_required
@require_safe
def material(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Give a material's file to whoever may have it at this moment."""
    on, at = now()
    opened = [int(pk) for pk in granted(request, CLAIM, at=at)]
    found = materials_visible_to(request.user, on=on, at=at).filter(session__event__slug=slug, pk=pk).first()
    if found is None and opened:
        own = Material.objects.filter(session__parts__speaker__in=opened, removed_at=None, pk=pk)
        found = own.select_related("file").first()
    if found is None:
        if not request.user.is_authenticated and Material.objects.filter(pk=pk, session__event__slug=slug).exists():
            return redirect_to_login(request.get_full_path())
        raise Http404
    try:
        stream = storage.open_stream(found.file.sha256)
    except FileNotFoundError as fault:
        raise Http404 from fault
    answer = FileResponse(stream, as_attachment=True, filename=found.file.name, content_type=found.file.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_not_required
@require_safe
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what everyone may have of an event's materials by now."""
    on, at = now()
    event = get_object_or_404(events_visible_to(request.user, on=on), slug=slug)
    by_session: dict[Session, list[Material]] = {}
    for one in public_materials(event, at=at):
        by_session.setdefault(one.session, []).append(one)
    way = [*crumbs_to(event), (_("Materials"), "")]
    page = {"event": event, "sessions": list(by_session.items()), "crumbs": way}
    return render(request, "speakers/archive.html", page)
