"""Smallest valid records of the room notices."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from jejaring.notices.models import Delivery, Event, Notice, Webhook


class NoticeFactory(factory.django.DjangoModelFactory[Notice]):
    """A notice nobody has sent or read yet."""

    class Meta:
        model = Notice

    recipient = factory.SubFactory("tests.factories.people.PersonFactory")
    kind = "tests"
    subject = factory.Sequence(lambda n: f"Perihal uji {n}")
    body = "Isi pemberitahuan."
    created_at = datetime(2019, 10, 17, 3, tzinfo=UTC)


class WebhookFactory(factory.django.DjangoModelFactory[Webhook]):
    """An active webhook at an address where nobody listens."""

    class Meta:
        model = Webhook

    name = factory.Sequence(lambda n: f"Sistem uji {n}")
    url = factory.Sequence(lambda n: f"http://127.0.0.1:9/{n}")
    owner = factory.SubFactory("tests.factories.people.PersonFactory")
    state_since = datetime(2019, 10, 17, 3, tzinfo=UTC)


class EventFactory(factory.django.DjangoModelFactory[Event]):
    """A test message, the one kind of event that needs no ledger entry."""

    class Meta:
        model = Event

    type = Event.TEST
    occurred_at = datetime(2019, 10, 17, 3, tzinfo=UTC)
    data = factory.Sequence(lambda n: {"number": n})


class DeliveryFactory(factory.django.DjangoModelFactory[Delivery]):
    """A message that waits to be sent and is due."""

    class Meta:
        model = Delivery

    webhook = factory.SubFactory(WebhookFactory)
    event = factory.SubFactory(EventFactory)
    due_at = datetime(2019, 10, 17, 3, tzinfo=UTC)
