"""Reads: doors of an event, and presence computed from its scans.

A person is whoever holds a registration; one that was merged counts as the one it was merged with. Times of sessions
are those of the released programme, before the first release those of the draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from engines import presence as engine
from engines.presence import EVENT_DOOR, USUAL, Presence, Reading, Slot
from engines.schedule import BREAK, CANCELLED
from jejaring.attendance.models import Scan
from jejaring.events.models import Event, Part, Session
from jejaring.events.queries import released
from jejaring.kit.persons import Person
from jejaring.registration.models import Registration

State = Registration.State


def zone_of(event: Event) -> ZoneInfo:
    """Return the zone in which the moments of an event are read."""
    return ZoneInfo(event.time_zone)


def days_of(event: Event) -> list[date]:
    """Return every day of an event."""
    return [event.begins_on + timedelta(days=n) for n in range((event.ends_on - event.begins_on).days + 1)]


# --- sessions and their doors -------------------------------------------------------------------
def sessions_held(event: Event) -> list[Session]:
    """Return the sessions that are placed and not cancelled, with the times that were released. Two queries.

    Before the first release they are those of the draft.
    """
    rows = list(event.sessions.select_related("hall"))
    programme = released(event)
    if programme is not None:
        known = {one.guid: one for one in programme.sessions if one.state != CANCELLED}
        rows = [row for row in rows if str(row.guid) in known]
        for row in rows:
            row.starts_at, row.ends_at = known[str(row.guid)].starts_at, known[str(row.guid)].ends_at
    held = [row for row in rows if row.starts_at and row.ends_at and (programme or row.state != CANCELLED)]
    return sorted(held, key=lambda row: (row.starts_at, row.number))


def slots_of(sessions: Iterable[Session]) -> list[Slot]:
    """Return the time of sessions; breaks do not count towards eligibility."""
    return [
        Slot(str(one.pk), one.starts_at, one.ends_at, counts=one.kind != BREAK)
        for one in sessions
        if one.starts_at and one.ends_at
    ]


# --- readings -----------------------------------------------------------------------------------
def counted(event: Event) -> QuerySet[Scan]:
    """Return the scans of an event that are readings of somebody's presence."""
    return Scan.objects.filter(event=event, undone_at=None, verdict__in=Scan.COUNTED)


def readings(event: Event, found: QuerySet[Scan] | None = None) -> list[Reading]:
    """Return the readings of an event, each of the person that a registration is now. Two queries."""
    known = Registration.objects.filter(event=event, state=State.MERGED).values_list("pk", "successor")
    merged = {person: after for person, after in known if after is not None}
    rows = (counted(event) if found is None else found).values_list(
        "registration", "session", "scanned_at", "direction"
    )
    return [
        Reading(_now(person, merged), str(session) if session else EVENT_DOOR, at, direction == Scan.Direction.IN)
        for person, session, at, direction in rows.order_by("pk")
    ]


def _now(person: int, merged: dict[int, int]) -> int:
    """Return the registration that one is now, after whatever it was merged with."""
    seen = {person}
    while (after := merged.get(person)) and after not in seen:
        seen.add(after)
        person = after
    return person


def presence(event: Event) -> dict[int, Presence]:
    """Return the presence of every person who was read, by the registration's pk. Four queries.

    A session of a credit is named by its pk, as text.
    """
    slots = slots_of(sessions_held(event))
    return engine.presence_of(readings(event), slots, zone=zone_of(event), tolerance=USUAL)


def attended(registration: Registration) -> Presence:
    """Return the presence of one person; an empty one if there is no reading."""
    event = registration.event
    own = Q(registration=registration) | Q(
        registration__in=Registration.objects.filter(event=event, state=State.MERGED)
    )
    slots = slots_of(sessions_held(event))
    found = engine.presence_of(
        [one for one in readings(event, counted(event).filter(own)) if one.person == registration.pk],
        slots,
        zone=zone_of(event),
        tolerance=USUAL,
    )
    return found.get(registration.pk, Presence(registration.pk))


def eligible(event: Event, rule: engine.Rule) -> dict[int, engine.Eligibility]:
    """Return for every person who was read whether they meet a rule, and why. Four queries."""
    slots, days = slots_of(sessions_held(event)), days_of(event)
    found = engine.presence_of(readings(event), slots, zone=zone_of(event), tolerance=USUAL)
    return {pk: engine.eligibility(one, slots, days, rule) for pk, one in found.items()}


def inside(event: Event, *, at: datetime) -> set[int]:
    """Return the persons who are at the event at a moment."""
    zone = zone_of(event)
    since = datetime.combine(at.astimezone(zone).date(), time(), zone)
    today = counted(event).filter(scanned_at__gte=since, scanned_at__lte=at)
    by_person: dict[int, list[Reading]] = defaultdict(list)
    for one in readings(event, today):
        by_person[one.person].append(one)
    return {person for person, found in by_person.items() if engine.inside_at(found, at, since=since)}


# --- numbers ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class GroupNumbers:
    """A group, or a role outside the groups: how many are confirmed, were there at all, and on each day."""

    name: str
    confirmed: int
    attended: int
    by_day: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Who attended an event, in persons: by group and day, and altogether."""

    days: tuple[date, ...]
    groups: tuple[GroupNumbers, ...]
    total: GroupNumbers


def numbers(event: Event, found: dict[int, Presence] | None = None) -> Numbers:
    """Return the numbers of an event in persons, not scans. Six queries; one with the event's `presence`."""
    there = presence(event) if found is None else found
    days = tuple(days_of(event))
    people: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for row in roster(event, there).order_by("group__order", "group", "role", "pk"):
        people[str(row.group or row.get_role_display())].append((row.pk, row.state == State.CONFIRMED))
    everyone = [one for found in people.values() for one in found]
    return Numbers(
        days,
        tuple(_numbers(name, found, there, days) for name, found in people.items()),
        _numbers(_("All"), everyone, there, days),
    )


def _numbers(
    name: str, people: list[tuple[int, bool]], there: dict[int, Presence], days: tuple[date, ...]
) -> GroupNumbers:
    came = [there[pk] for pk, _confirmed in people if pk in there and there[pk].days]
    return GroupNumbers(
        name,
        confirmed=sum(confirmed for _pk, confirmed in people),
        attended=len(came),
        by_day=tuple(sum(day in one.days for one in came) for day in days),
    )


def roster(event: Event, found: dict[int, Presence]) -> QuerySet[Registration]:
    """Return whoever is confirmed or was there; one that was merged stands as the one it was merged with."""
    rows = Registration.objects.filter(Q(state=State.CONFIRMED) | Q(pk__in=found.keys()), event=event)
    return rows.exclude(state=State.MERGED).select_related("group", "delegation__organisation")


# --- conflicts ----------------------------------------------------------------------------------
def conflicts(event: Event) -> QuerySet[Scan]:
    """Return the scans of devices without network that conflict with what was known, and are not settled."""
    found = Scan.objects.filter(event=event, settled_at=None, undone_at=None).exclude(conflicts=[])
    return found.select_related("registration", "session__hall", "scanned_by", "event").order_by("scanned_at", "pk")


def scans_of(registration: Registration) -> QuerySet[Scan]:
    """Return every scan of one person, undone ones as well, in order of time."""
    found = Scan.objects.filter(registration=registration)
    return found.select_related("session__hall", "scanned_by", "undone_by", "settled_by").order_by("scanned_at", "pk")


def own_scans(person: Person) -> list[dict[str, Any]]:
    """Return where and when a person's badges were read, for the copy of their data."""
    rows = Scan.objects.filter(registration__person=person.pk).select_related("event", "session").order_by("scanned_at")
    return [
        {
            "event": one.event.slug,
            "session": one.session and one.session.number,
            "direction": one.direction,
            "scanned_at": one.scanned_at.isoformat(),
            "verdict": one.verdict,
            "undone": one.undone_at is not None,
        }
        for one in rows
    ]


# --- the stage ----------------------------------------------------------------------------------
def arrived(event: Event, *, at: datetime) -> set[int]:
    """Return the speakers, by pk, who are at the event at a moment."""
    speakers = Registration.objects.filter(event=event, pk__in=inside(event, at=at), speaker__isnull=False)
    return {pk for pk in speakers.values_list("speaker", flat=True) if pk is not None}


def parts_of(sessions: Iterable[Session]) -> dict[int, list[Part]]:
    """Return who speaks in sessions, by the session's pk."""
    found: dict[int, list[Part]] = defaultdict(list)
    for part in Part.objects.filter(session__in=list(sessions)).select_related("speaker"):
        found[part.session_id].append(part)
    return found
