"""The public pages of events: the released programme and nothing else, in the event's own zone."""

from __future__ import annotations

import pytest
from django.test import Client

from jejaring.events.models import Event
from tests.events.programme_of_seven_tracks import conference, released
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    found: Event = EventFactory(announced=True, slug="kota-bertemu")
    released(found, conference(found))
    return found


def test_x(client: Client, event: Event) -> None:
    for path in (
        "/acara/",
        "/acara/kota-bertemu/",
        "/acara/kota-bertemu/sesi/3/",
        "/acara/kota-bertemu/versi/",
        "/acara/kota-bertemu/versi/1/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
