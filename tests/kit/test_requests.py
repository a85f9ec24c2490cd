"""What an edge reads: the reader and the clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory

from jejaring.kit import clock
from jejaring.kit.requests import now, reader
from tests.factories.people import PersonFactory


@pytest.mark.django_db
def test_the_reader_is_the_person_signed_in() -> None:
    person = PersonFactory()
    request = RequestFactory().get("/")
    request.user = person
    assert reader(request) is person


def test_today_and_the_moment_are_of_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2019, 10, 17, 23, 59, 59, tzinfo=ZoneInfo("Asia/Jakarta"))
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert now() == (moment.date(), moment)
