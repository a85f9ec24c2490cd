"""Smallest valid records of the room notices."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from jejaring.notices.models import Notice, Webhook


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
    class Meta:
        model = Webhook

    url = factory.Sequence(lambda n: f"http://127.0.0.1:9/{n}")
