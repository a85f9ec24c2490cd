"""Who may do what at the doors of an event and on its stage."""

from __future__ import annotations

from datetime import date

from jejaring.attendance.models import Scan
from jejaring.cities.queries import Reader
from jejaring.events.models import Event, Helper
from jejaring.events.queries import is_helper
from jejaring.events.rules import may_manage, may_stand_at_door


def may_undo(person: Reader, scan: Scan, *, on: date) -> bool:
    """Managers undo any scan; whoever stands at the door those that they reported."""
    own = scan.scanned_by_id is not None and scan.scanned_by_id == person.pk
    return may_manage(person, scan.event, on=on) or (own and may_stand_at_door(person, scan.event, on=on))


def may_run_stage(person: Reader, event: Event, *, on: date) -> bool:
    """Managers and stage managers see who is next on a stage."""
    return may_manage(person, event, on=on) or is_helper(person, event, Helper.Role.STAGE, on=on)
