"""What is left of sessions that have ended does not stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from jejaring.people import actions
from tests.factories.people import PersonFactory

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def sign_in(key: str, *, ends: datetime | None, began: datetime) -> None:
    if ends:
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    row = UserSession.objects.create(user=PersonFactory(), session_key=key, ip="192.0.2.1", user_agent="x", data={})
    UserSession.objects.filter(pk=row.pk).update(created_at=began)


@pytest.mark.django_db
def test_sign_ins_whose_session_has_ended_are_swept_and_the_others_stay() -> None:
    week = timedelta(days=7)
    sign_in("alive", ends=NOW + week, began=NOW - week)
    sign_in("over", ends=NOW, began=NOW - 2 * week)
    sign_in("signed-out", ends=None, began=NOW - week)
    sign_in("about-to-be-written", ends=None, began=NOW - timedelta(hours=1))
    assert actions.sweep_sessions(at=NOW) == 2
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {"alive", "about-to-be-written"}
    assert set(Session.objects.values_list("session_key", flat=True)) == {"alive"}
    assert actions.sweep_sessions(at=NOW) == 0
