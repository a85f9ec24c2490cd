"""Reads: sessions that people sign up for, and whose seats a change of the programme would set against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from engines.schedule import Session as Planned
from jejaring.events.models import Event, Session
from jejaring.events.queries import released_sessions
from jejaring.registration import seats
from jejaring.registration.models import Registration, SignUp


@dataclass(frozen=True, slots=True)
class Offer:
    """A session with seats, as one person sees it: whether they have one, and which of their sessions it overlaps."""

    session: Session
    seats: seats.Seats
    mine: bool
    overlaps: tuple[Session, ...]


def sessions_to_sign_up_for(registration: Registration) -> list[Offer]:
    """Return the released sessions of the event that have seats, and the own ones, in their order. Four queries."""
    public = released_sessions(registration.event)
    found = registration.event.sessions.exclude(state=Session.State.CANCELLED).select_related("hall")
    sessions = list(found.filter(guid__in=public, capacity__isnull=False, starts_at__isnull=False))
    counted = seats.of_sessions(registration.event.sessions.all())
    own = set(registration.sign_ups.filter(left_at=None).values_list("session", flat=True))
    mine = [one for one in sessions if one.pk in own]
    return [
        Offer(one, counted[one.pk], one.pk in own, tuple(other for other in mine if _meet(one, other)))
        for one in sessions
    ]


def _meet(one: Session, other: Session) -> bool:
    if one.pk == other.pk or not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


@dataclass(frozen=True, slots=True)
class SeatClash:
    """Two sessions that come to overlap, and how many people have a seat in both."""

    first: Planned
    second: Planned
    people: int


def seat_clashes(event: Event, sessions: Iterable[Planned]) -> list[SeatClash]:
    """Return which sessions with sign-ups overlap in a programme, each pair once, with how many have seats in both.

    One query. Who is signed up for a session that is not in the programme or is cancelled is in no clash.
    """
    planned = {one.guid: one for one in sessions if one.starts_at and one.ends_at and one.state != "cancelled"}
    rows = SignUp.objects.filter(left_at=None, session__event=event).values_list("registration", "session__guid")
    seats_of: dict[int, list[Planned]] = defaultdict(list)
    for registration, guid in rows:
        if str(guid) in planned:
            seats_of[registration].append(planned[str(guid)])
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for own in seats_of.values():
        ordered = sorted(own, key=lambda one: (str(one.starts_at), one.guid))
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 :]:
                if one.starts_at and other.starts_at and one.ends_at and other.starts_at < one.ends_at:
                    counts[one.guid, other.guid] += 1
    return [SeatClash(planned[one], planned[other], count) for (one, other), count in sorted(counts.items())]
