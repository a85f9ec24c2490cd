"""Corrections by hand: a scan undone, a reading added, a conflict settled; each by a named person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.attendance.models import Scan
from jejaring.events.models import Session
from jejaring.kit.persons import Person
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.registration.models import Registration

Direction, Verdict = Scan.Direction, Scan.Verdict


@transaction.atomic
def undo(scan: Scan, *, reason: str = "", by: Person, at: datetime) -> Scan:
    """Undo a scan and return it; the row stays, with who undid it. One that is undone already stays as it is."""
    scan = Scan.objects.select_for_update(of=("self",)).get(pk=scan.pk)
    if scan.undone_at is None:
        scan.undone_at, scan.undone_by_id, scan.undone_reason = at, by.pk, reason
        scan.save(update_fields=["undone_at", "undone_by", "undone_reason"])
        record("attendance.undo", scan, by=by, at=at)
    return scan


@transaction.atomic
def add_reading(
    registration: Registration,
    *,
    session: Session | None,
    direction: str,
    moment: datetime,
    reason: str,
    by: Person,
    at: datetime,
) -> Scan:
    """Add a reading that no door made and return it.

    Raises Refusal without a reason, or for a moment that is still to come.
    """
    if not reason.strip():
        raise Refusal(_("A correction by hand needs a reason."), field="reason")
    if moment > at:
        raise Refusal(_("This moment is still to come."), field="time")
    scan = Scan.objects.create(
        event=registration.event,
        session=session,
        registration=registration,
        code="",
        direction=direction,
        verdict=Verdict.ADMITTED if direction == Direction.IN else Verdict.LEFT,
        scanned_at=moment,
        received_at=at,
        scanned_by_id=by.pk,
        reason=reason,
    )
    data = {"direction": direction, "session": session and session.number}
    record("attendance.add_reading", scan, by=by, at=at, data=data)
    return scan


@transaction.atomic
def settle(scan: Scan, *, counts: bool, reason: str, by: Person, at: datetime) -> Scan:
    """Settle a conflict and return the scan: the person was there (`counts`) or was not.

    Who was there although the door would have refused them gets a reading by hand; who was not, loses the one of the
    device. Raises Refusal without a reason, if somebody settled it before, or if it is not known whose code it is.
    """
    scan = Scan.objects.select_for_update(of=("self",)).select_related("registration__event").get(pk=scan.pk)
    if not reason.strip():
        raise Refusal(_("Say how you found out."), field="reason")
    if scan.settled_at is not None or not scan.conflicts:
        raise Refusal(_("Somebody has settled this already."))
    if counts and scan.registration is None:
        raise Refusal(_("It is not known whose code this is. Add the reading on the person's page."), field="counts")
    scan.settled_at, scan.settled_by_id, scan.settled_reason = at, by.pk, reason
    scan.save(update_fields=["settled_at", "settled_by", "settled_reason"])
    record("attendance.settle", scan, by=by, at=at, data={"counts": counts})
    if scan.counts and not counts:
        return undo(scan, reason=reason, by=by, at=at)
    if counts and not scan.counts and scan.registration and scan.undone_at is None:
        place = {"session": scan.session, "direction": scan.direction, "moment": scan.scanned_at}
        add_reading(scan.registration, **place, reason=reason, by=by, at=at)  # type: ignore[arg-type]
    return scan
