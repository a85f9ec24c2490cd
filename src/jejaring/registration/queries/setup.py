"""Reads: whether registration is open, and what is asked."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from jejaring.events.models import Event
from jejaring.registration.models import QuestionVersion, Setup

ENDED = (Event.State.CLOSED, Event.State.CANCELLED)


def setup_of(event: Event) -> Setup:
    """Return how people register for an event; an unsaved one where nothing has been set."""
    return Setup.objects.filter(event=event).first() or Setup(event=event)


def is_closed(event: Event, *, at: datetime) -> bool:
    """Tell whether registration has closed: by its date, or because the event is over, closed or cancelled."""
    if event.state in ENDED or at.astimezone(ZoneInfo(event.time_zone)).date() > event.ends_on:
        return True
    closes_at = Setup.objects.filter(event=event).values_list("closes_at", flat=True).first()
    return closes_at is not None and at >= closes_at


def is_open(event: Event, setup: Setup, *, at: datetime) -> bool:
    """Tell whether people can register themselves: announced, set up, begun and not yet closed."""
    begun = setup.pk is not None and setup.opens_at is not None and setup.opens_at <= at
    return begun and event.state == Event.State.ANNOUNCED and not is_closed(event, at=at)


def current_questions(event: Event) -> QuestionVersion | None:
    """Return the questions that who registers now is asked; None where none were published."""
    return event.question_versions.order_by("-number").first()
