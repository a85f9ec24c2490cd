"""Printing badges for many."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.certificates.actions.badges import print_badges as make
from jejaring.events.models import Event
from jejaring.events.rules import may_manage
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import Report
from jejaring.kit.requests import now
from jejaring.people.models import Person


def print_badges(
    owner: Person, report: Report, *, public_id: str, event_id: int, sheet: str, who: str, checked: bool
) -> str:
    """Print badges in one transaction; return the address where they can be downloaded.

    Raises Refusal if the owner no longer manages the event.
    """
    on, at = now()
    event = Event.objects.get(pk=event_id)
    if not may_manage(owner, event, on=on):
        raise Refusal(_("You no longer manage this event. The badges were not printed."))
    make(event, UUID(public_id), sheet=sheet, who=who, checked=checked, by=owner, at=at, report=report)
    return reverse("certificates:print_badges", args=[event.slug])
