"""The stage manager's screen: what is on, who is next, whether they have arrived, and how much time is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jejaring.attendance import queries
from jejaring.attendance.answers import clock_of
from jejaring.attendance.rules import may_run_stage
from jejaring.events.models import Event, Hall, Session
from jejaring.events.views.common import event_for
from jejaring.kit.requests import now


@dataclass(frozen=True, slots=True)
class OnStage:
    """A session as the stage shows it: its time, and each who speaks with their part and whether they have arrived."""

    session: Session
    starts: str
    hours: str
    people: tuple[tuple[str, str, bool], ...]


@require_safe
def stage(request: HttpRequest, slug: str, hall: UUID) -> HttpResponse:
    """Show a stage as it is at this moment; a script counts down, and without one the page comes anew by itself."""
    _on, at = now()
    event = event_for(request, slug, may_run_stage)
    shown = get_object_or_404(Hall, event=event, guid=hall)
    current, following = _current_and_next(event, shown, at)
    held = [one for one in (current, following) if one]
    parts, arrived = queries.parts_of(held), queries.arrived(event, at=at)
    drawn = {
        one.pk: OnStage(
            one,
            clock_of(_set(one.starts_at), event.time_zone),
            _hours(event, one),
            tuple(
                (part.speaker.name, str(part.get_role_display()), part.speaker_id in arrived)
                for part in parts.get(one.pk, [])
            ),
        )
        for one in held
    }
    until = current.ends_at if current else following.starts_at if following else None
    page = {
        "event": event,
        "hall": shown,
        "current": drawn[current.pk] if current else None,
        "following": drawn[following.pk] if following else None,
        "until": until,
        "at": at,
        "minutes": max(0, int((until - at).total_seconds() // 60)) if until else None,
        "clock": clock_of(at, event.time_zone),
    }
    part = "attendance/stage.html#now" if request.headers.get("HX-Request") else "attendance/stage.html"
    return render(request, part, page)


def _current_and_next(event: Event, hall: Hall, at: datetime) -> tuple[Session | None, Session | None]:
    ahead = [one for one in queries.sessions_held(event) if one.hall_id == hall.pk and _set(one.ends_at) > at]
    running = [one for one in ahead if _set(one.starts_at) <= at]
    waiting = [one for one in ahead if _set(one.starts_at) > at]
    return (running[0] if running else None), (waiting[0] if waiting else None)


def _hours(event: Event, session: Session) -> str:
    """Return from when to when, with the zone once: "10.20–10.50 WITA"."""
    starts, ends = (clock_of(_set(one), event.time_zone) for one in (session.starts_at, session.ends_at))
    return f"{starts.partition(' ')[0]}–{ends}"


def _set(moment: datetime | None) -> datetime:
    assert moment is not None  # noqa: S101 - a session that is held is placed
    return moment
