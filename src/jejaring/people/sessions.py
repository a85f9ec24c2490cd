"""Sessions in the database, read by a compiled query: every page of a signed-in person asks for one."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from jejaring.kit.compiled import compiled


class SessionStore(db.SessionStore):
    """Django's own store but for how a session is read."""

    def _get_session_from_db(self) -> Session | None:
        found = _sessions.first(self.session_key, timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


@compiled
def _sessions(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
