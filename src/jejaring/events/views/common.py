"""What the pages of an event's work share, in this room and those above: finding the event, tabs, and the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.events.models import Event
from jejaring.events.queries import events_visible_to
from jejaring.events.rules import may_manage
from jejaring.events.tabs import May, tabs_of
from jejaring.kit import clock
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import reader

Crumb = tuple[Any, str]


def event_for(request: HttpRequest, slug: str, may: May = may_manage) -> Event:
    """Return an event on which the reader `may` work; answer 404 where they do not see it, 403 to others."""
    on = clock.today()
    found = get_object_or_404(events_visible_to(reader(request), on=on), slug=slug)
    require(may(reader(request), found, on=on))
    return found


def crumbs(event: Event, *below: Crumb) -> list[Crumb]:
    """Return the way from the workroom down to a page of an event's work."""
    return workroom_crumbs(
        (_("My events"), reverse("events:work")), (event.name, reverse("events:manage", args=[event.slug])), *below
    )


def work_page(request: HttpRequest, event: Event, current: str) -> dict[str, Any]:
    """Return what every page of an event's work shows: its name, its tabs and which of them is open."""
    tabs = tabs_of(event, reader(request), on=clock.today())
    return {"event": event, "eyebrow": event.name, "example": event.example, "tabs": tabs, "current": current}
