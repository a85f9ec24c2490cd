"""Smallest valid records of the room outcomes."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from jejaring.events.models import Event
from jejaring.outcomes.models import Feedback
from tests.factories.events import EventFactory, RegistrationFactory


class FeedbackFactory(factory.django.DjangoModelFactory[Feedback]):
    """What a confirmed participant said of a whole event, with a text that nobody has read yet."""

    class Meta:
        model = Feedback

    event = factory.SubFactory(EventFactory)
    registration = factory.LazyAttribute(lambda one: participant_of(one.event))
    ratings = factory.Dict({"programme": 4, "organisation": 5, "exchange": 3, "useful": 4})
    text = factory.Sequence(lambda n: f"Kata peserta {n}")
    language = "id"
    given_at = changed_at = datetime(2020, 3, 19, 1, tzinfo=UTC)


def participant_of(event: Event) -> object:
    """Return a confirmed participant of an event, in a group of it."""
    return RegistrationFactory(event=event, group__event=event)
