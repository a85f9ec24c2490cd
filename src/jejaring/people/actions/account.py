"""A person changes their own account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from jejaring.ledger.actions import record
from jejaring.people.models import Person


@transaction.atomic
def change_profile(person: Person, *, name: str, language: str, by: Person, at: datetime) -> Person:
    """Set a person's name and language; the same values again change nothing."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    wanted = {"name": name, "language": language}
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    if not changed:
        return person
    person.name, person.language = name, language
    person.save(update_fields=changed)
    record("people.change_profile", person, by=by, at=at, data={"fields": changed})
    return person


@transaction.atomic
def end_sessions(person: Person, sessions: Collection[int] | None = None, *, by: Person | None, at: datetime) -> int:
    """End a person's sessions, all or the ones named by their keys, and return how many."""
    found = UserSession.objects.filter(user=person)
    if sessions is not None:
        found = found.filter(pk__in=sessions)
    ended = 0
    for session in found:
        session.end()
        ended += 1
    if ended:
        record("people.end_sessions", person, by=by, at=at, data={"count": ended})
    return ended


@transaction.atomic
def sweep_sessions(*, at: datetime) -> int:
    """Delete sessions that have ended, with browser and address of each sign-in, and return how many sign-ins went.

    A sign-in of the last day is left alone: its session may be about to be written.
    """
    Session.objects.filter(expire_date__lte=at).delete()
    alive = Session.objects.values("session_key")
    ended = UserSession.objects.filter(created_at__lte=at - timedelta(days=1)).exclude(session_key__in=alive)
    count: int = ended.delete()[0]
    return count
