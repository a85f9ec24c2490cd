"""What the search finds of a released programme."""

from __future__ import annotations

from datetime import date

from engines.schedule import BREAK, CANCELLED, Programme
from jejaring.events.models import Event, ReleasedSession


def let_be_found(event: Event, programme: Programme) -> None:
    """Keep the sessions of the latest version for the search, in the transaction that releases it."""
    event.released_sessions.all().delete()
    held = [
        ReleasedSession(
            event=event,
            guid=one.guid,
            number=one.number,
            title_id=one.title.id or one.title.en,
            title_en=one.title.en,
            day=day,
        )
        for one in programme.sessions
        if one.kind != BREAK and one.state != CANCELLED and isinstance(day := programme.day_of(one), date)
    ]
    ReleasedSession.objects.bulk_create(held)
