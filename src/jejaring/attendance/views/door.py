"""The check-in page: for a phone's camera and typed codes, with and without network, with and without script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jejaring.attendance import actions, queries
from jejaring.attendance.answers import Answer, answer, refused
from jejaring.attendance.forms import DoorForm
from jejaring.attendance.models import Scan
from jejaring.attendance.offline import offline_page, settings_of
from jejaring.attendance.rules import may_undo
from jejaring.attendance.wire import EVENT_DOOR, read_batch, read_scan
from jejaring.events.models import Event
from jejaring.events.rules import may_manage, may_stand_at_door
from jejaring.events.views.common import event_for
from jejaring.kit.forms import attempt, submitted
from jejaring.kit.refusal import Refusal, require
from jejaring.kit.requests import now, reader

WANTS_JSON = "application/json"


@csp_update({"worker-src": ["'self'"]})  # type: ignore[arg-type]  # its types know no view with arguments
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the door of an event; without script, a typed code is sent as a form and answered here."""
    _on, at = now()
    event = event_for(request, slug, may_stand_at_door)
    sessions = queries.sessions_held(event)
    chosen = {"door": request.GET.get("pintu", EVENT_DOOR), "code": request.GET.get("kode", "")}
    form = DoorForm(request.POST or None, event=event, sessions=sessions, initial=chosen)
    if done := submitted(request, form, lambda: actions.report(event, form.read(at), by=reader(request), at=at)):
        names = (
            "door",
            "direction",
            "place",
            *(() if done.value.registration_id else ("code",)),
        )  # one to be corrected
        kept = {name: form.cleaned_data[name] for name in names}
        again = DoorForm(event=event, sessions=sessions, initial=kept)
        return render(request, "attendance/door.html", _page(request, event, again, answer(done.value)))
    return render(request, "attendance/door.html", _page(request, event, form, None))


def _page(request: HttpRequest, event: Event, form: DoorForm, said: Answer | None) -> dict[str, Any]:
    on, _at = now()
    return {
        "event": event,
        "form": form,
        "answer": said,
        "settings": settings_of(event),
        "manages": may_manage(reader(request), event, on=on),
    }


@login_not_required
@require_safe
def offline_script(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the service worker of a door: the same for everybody, and nothing of the event in it."""
    return HttpResponse(offline_page(slug), content_type="text/javascript; charset=utf-8")


@require_safe
def state(request: HttpRequest, slug: str) -> JsonResponse:
    """Return what the script asks when it finds the network again: a token to report with, and open conflicts."""
    event = event_for(request, slug, may_stand_at_door)
    return JsonResponse({"token": get_token(request), "conflicts": queries.conflicts(event).count()})


@require_POST
def reports(request: HttpRequest, slug: str) -> JsonResponse:
    """Take a batch of scans; each is answered, and one that cannot be read stops no other."""
    _on, at = now()
    event = event_for(request, slug, may_stand_at_door)
    sessions = {str(one.guid): one for one in event.sessions.select_related("hall")}
    sessions |= {str(one.guid): one for one in queries.sessions_held(event)}
    try:
        batch = read_batch(request.body, at=at)
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    said = []
    for scan in batch.scans:
        try:
            read = read_scan(scan, batch, sessions)
            said.append(answer(actions.report(event, read, by=reader(request), at=at)).as_json())
        except Refusal as refusal:
            said.append(refused(str(scan.get("guid", "")), refusal))
    return JsonResponse({"answers": said, "conflicts": queries.conflicts(event).count()})


@require_POST
def undo(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Undo a scan; the row stays with who undid it."""
    on, at = now()
    event = event_for(request, slug, may_stand_at_door)
    scan = get_object_or_404(Scan.objects.select_related("event"), event=event, guid=guid)
    require(may_undo(reader(request), scan, on=on))
    if request.headers.get("Accept") == WANTS_JSON:
        return JsonResponse(answer(actions.undo(scan, by=reader(request), at=at)).as_json())
    attempt(request, lambda: actions.undo(scan, by=reader(request), at=at), _("The scan is undone."))
    return redirect(reverse("attendance:door", args=[slug]))
