"""What a door answers: whose code it is, whether they may come in, and whether they were here before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engines.presence import USUAL
from jejaring.attendance.models import Scan
from jejaring.attendance.queries import days_of, zone_of
from jejaring.events.models import Event, Session
from jejaring.registration import codes
from jejaring.registration.models import Code, Registration, SignUp

Verdict, Direction = Scan.Verdict, Scan.Direction
WITHOUT_A_SEAT = (Registration.Role.CREW, Registration.Role.PRESS)  # work in a session, whatever its seats


@dataclass(frozen=True, slots=True)
class Door:
    """Where and which way a code was read, and when; without a session it is the door of the event."""

    event: Event
    session: Session | None
    direction: str
    moment: datetime


def code_in(text: str) -> str:
    """Return the code that was typed, or that stands at the end of the address in a QR."""
    return codes.normalised(text.strip().rstrip("/").rpartition("/")[2])


def found_code(text: str) -> Code | None:
    """Return the code, valid or renewed, that a text names; None if it is not known."""
    return codes.find(code_in(text))


def judge(door: Door, code: Code | None) -> str:
    """Return the answer to a code at a door. The registration's row is locked, so that of two scans one is first."""
    if code is None:
        return Verdict.UNKNOWN
    person = code.registration
    if person.event_id != door.event.pk:
        return Verdict.OTHER_EVENT
    if code.renewed_at is not None and code.renewed_at <= door.moment:
        return Verdict.RENEWED
    if person.state != Registration.State.CONFIRMED:
        return Verdict.NOT_CONFIRMED
    if not _is_open(door):
        return Verdict.OTHER_DAY
    if door.direction == Direction.OUT:
        return Verdict.LEFT
    if door.session is not None and not _has_seat(person, door.session):
        return Verdict.FULL
    return Verdict.REPEATED if first_entry(door, person) else Verdict.ADMITTED


def _is_open(door: Door) -> bool:
    """Tell whether it is a day of the event, and of the session, in the event's zone."""
    zone = zone_of(door.event)
    day = door.moment.astimezone(zone).date()
    if door.session is None or door.session.starts_at is None or door.session.ends_at is None:
        return day in days_of(door.event)
    begins, ends = door.session.starts_at.astimezone(zone), door.session.ends_at.astimezone(zone)
    return begins.date() <= day <= ends.date() or begins <= door.moment <= ends + USUAL.after


def _has_seat(person: Registration, session: Session) -> bool:
    if session.capacity is None or person.role in WITHOUT_A_SEAT:
        return True
    if person.speaker_id and session.parts.filter(speaker=person.speaker_id).exists():
        return True
    return SignUp.objects.filter(session=session, registration=person, left_at=None).exists()


def _beside(door: Door, person: Registration) -> list[Scan]:
    """Return the readings of a person at the same door on the same day, in order of time."""
    zone = zone_of(door.event)
    since = datetime.combine(door.moment.astimezone(zone).date(), time(), zone)
    found = Scan.objects.filter(
        registration=person,
        session=door.session,
        undone_at=None,
        verdict__in=Scan.COUNTED,
        scanned_at__gte=since,
        scanned_at__lt=since + timedelta(days=1),
    )
    return list(found.order_by("scanned_at", "pk"))


def first_entry(door: Door, person: Registration, *, but: Scan | None = None) -> Scan | None:
    """Return the entry by which a person is already inside at that moment; None if they are not."""
    first: Scan | None = None
    for one in _beside(door, person):
        if one == but or one.scanned_at > door.moment:
            continue
        if one.direction == Direction.OUT:
            first = None
        elif first is None:
            first = one
    return first


def read_elsewhere(door: Door, person: Registration, device: str) -> bool:
    """Tell whether another device has let the same person in, with no exit between the two readings."""
    before = first_entry(door, person)
    if before is not None and before.device != device:
        return True
    after = [one for one in _beside(door, person) if one.scanned_at > door.moment]
    return bool(after) and after[0].direction == Direction.IN and after[0].device != device
