"""What a door reports: one row per scan, however often it is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from jejaring.attendance.actions.corrections import undo
from jejaring.attendance.judging import Door, code_in, found_code, judge, read_elsewhere
from jejaring.attendance.models import Scan
from jejaring.events.models import Event, Session
from jejaring.kit.persons import Person
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.registration.models import Code, Registration

REFUSED = frozenset(Scan.Conflict.values) - {Scan.Conflict.READ_ELSEWHERE}  # answers that a device could not give

AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Report:
    """What a device read, and when. `offline`: the person passed before anybody was asked; `unchecked` says what of."""

    guid: UUID
    code: str
    scanned_at: datetime
    session: Session | None = None
    direction: str = Scan.Direction.IN
    place: str = ""
    device: str = ""
    offline: bool = False
    unchecked: tuple[str, ...] = ()
    undone: bool = False


@transaction.atomic
def report(event: Event, read: Report, *, by: Person, at: datetime) -> Scan:
    """Store a scan with its answer and return it; a guid that is known already returns the row as it was stored.

    A moment that is still to come is a clock that is fast: it counts as now. Raises Refusal if the session is not of
    this event, or the guid is one of another event.
    """
    if read.session is not None and read.session.event_id != event.pk:
        raise Refusal(_("This session is not of this event."))
    code = found_code(read.code)
    if code is not None:
        code.registration = Registration.objects.select_for_update().get(pk=code.registration_id)
    known = _known(event, read.guid)
    if known and read.undone and known.scanned_by_id == by.pk:
        return undo(known, by=by, at=at)
    return known or _stored(event, read, code, by=by, at=at)


def _known(event: Event, guid: UUID) -> Scan | None:
    scan = Scan.objects.filter(guid=guid).first()
    if scan is not None and scan.event_id != event.pk:
        raise Refusal(_("This scan has been reported for another event."))
    return scan


def _stored(event: Event, read: Report, code: Code | None, *, by: Person, at: datetime) -> Scan:
    door = Door(event, read.session, read.direction, _moment(read, at))
    verdict = judge(door, code)
    person = code.registration if code and code.registration.event_id == event.pk else None
    scan = Scan(
        guid=read.guid,
        event=event,
        session=read.session,
        registration=person,
        code=(code.text if code else code_in(read.code))[:200],
        direction=read.direction,
        verdict=verdict,
        place=read.place,
        device=read.device,
        scanned_at=door.moment,
        received_at=at,
        scanned_by_id=by.pk,
        offline=read.offline,
        unchecked=list(read.unchecked),
        conflicts=_conflicts(door, verdict, person, read) if read.offline and not read.undone else [],
    )
    if read.undone:
        scan.undone_at, scan.undone_by_id = at, by.pk
    try:
        with transaction.atomic():
            scan.save(force_insert=True)
    except IntegrityError as error:  # the same report of a code that is not known came at the same moment
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != "attendance_scan_guid_key":
            raise
        return Scan.objects.get(guid=read.guid, event=event)
    data = {"verdict": verdict, "direction": read.direction, "session": read.session and read.session.number}
    record("attendance.scan", scan, by=by, at=at, data={**data, "offline": read.offline, "undone": read.undone})
    return scan


def _moment(read: Report, at: datetime) -> datetime:
    """Return when a scan was made: one that is reported at once, when it is heard of.

    So of two phones with network the one that is heard first is the first, whatever their clocks and networks.
    """
    at_once = not read.offline and at - read.scanned_at < AT_ONCE
    return at if at_once else min(read.scanned_at, at)


def _conflicts(door: Door, verdict: str, person: Registration | None, read: Report) -> list[str]:
    """Return what a device without network could not know; each is for someone to settle."""
    if verdict in REFUSED:
        return [verdict]
    if person and read.direction == Scan.Direction.IN and read_elsewhere(door, person, read.device):
        return [Scan.Conflict.READ_ELSEWHERE]
    return []
