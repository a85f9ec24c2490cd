"""Reads: whether registration is open, and what is asked."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from jejaring.events.models import Event
from jejaring.questionnaires.definition import Field, Questionnaire, questionnaire_from
from jejaring.registration.models import QuestionVersion, Registration, Setup

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


def is_open_on(event: Event, setup: Setup, *, on: date) -> bool:
    """Tell whether people can register themselves at some time of a day: what a page that is cached may show."""
    zone = ZoneInfo(event.time_zone)
    begun = setup.opens_at is not None and setup.opens_at.astimezone(zone).date() <= on <= event.ends_on
    ended = setup.closes_at is not None and setup.closes_at.astimezone(zone).date() < on
    return begun and not ended and event.state == Event.State.ANNOUNCED


def current_questions(event: Event) -> QuestionVersion | None:
    """Return the questions that who registers now is asked; None where none were published."""
    return event.question_versions.order_by("-number").first()


def asked_of(registration: Registration) -> Questionnaire:
    """Return the questions that a registration's answers were given to; where none were, those asked now."""
    version = registration.asked or current_questions(registration.event)
    return questionnaire_from(version.questions) if version else Questionnaire()


def questionnaires_of(event: Event) -> dict[int, Questionnaire]:
    """Return every version of the questions that was published, by its key."""
    return {one.pk: questionnaire_from(one.questions) for one in event.question_versions.all()}


def every_question(event: Event) -> list[tuple[int, Field]]:
    """Return every question that was ever published, in its newest wording, with the number of that version."""
    found: dict[str, tuple[int, Field]] = {}
    for version in event.question_versions.order_by("number"):
        for field in questionnaire_from(version.questions).questions:
            found[field.key] = version.number, field
    return list(found.values())
