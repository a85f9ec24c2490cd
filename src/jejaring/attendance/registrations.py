"""What this room registers."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from jejaring.attendance.models import Scan
from jejaring.attendance.queries import own_scans
from jejaring.attendance.verbs import VERBS
from jejaring.cities.queries import Reader
from jejaring.events.rules import may_manage
from jejaring.events.tabs import EventTab, event_tabs
from jejaring.kit import registry
from jejaring.kit.registry import Doorway, Export, PersonalData, Route, Who
from jejaring.ledger.agreement import Claim, Recorded, recorded


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    recorded.add_all(RECORDED)
    registry.doorways.add_all(DOORWAYS)
    registry.verbs.add_all(VERBS)
    registry.pages.add("check-in", "attendance:door")
    registry.exports.add("attendance.scans", Export(_("Your badge at the doors of events"), own_scans))
    registry.personal_data.add_all(PERSONAL_DATA)
    registry.routes.add_all(ROUTES)
    event_tabs.add("door", EventTab(_("Door"), "attendance:overview", may_manage, order=60))


def _for_managers(reader: Reader, record_id: str, *, on: date) -> bool:
    """Tell whether someone manages the event of a scan: its history names who stood at the door."""
    scan = Scan.objects.select_related("event").filter(pk=record_id).first()
    return scan is not None and may_manage(reader, scan.event, on=on)


DOORWAYS = {"attendance.scan": Doorway(may_see=_for_managers)}
_OF_EVENT = {"slug": "event.slug"}
_OF_SCAN = Route(Who.OFFICE, of="attendance.scan", take={**_OF_EVENT, "guid": "guid"})
_OF_PERSON = Route(Who.OFFICE, of="attendance.scan", take={**_OF_EVENT, "public_id": "registration.public_id"})
_OF_DOOR = Route(Who.OFFICE, of="attendance.scan", take=_OF_EVENT)
ROUTES = {
    "attendance:door": _OF_DOOR,
    "attendance:offline_script": Route(Who.ANYONE, of="attendance.scan", take=_OF_EVENT),
    "attendance:state": _OF_DOOR,
    "attendance:reports": _OF_DOOR,
    "attendance:undo": _OF_SCAN,
    "attendance:stage": Route(Who.OFFICE, of="events.hall", take={**_OF_EVENT, "hall": "guid"}),
    "attendance:overview": _OF_DOOR,
    "attendance:people": _OF_DOOR,
    "attendance:person": _OF_PERSON,
    "attendance:add_reading": _OF_PERSON,
    "attendance:undo_by_hand": _OF_SCAN,
    "attendance:conflicts": _OF_DOOR,
    "attendance:settle": _OF_SCAN,
}
RECORDED = {
    "attendance.scan": Recorded(
        ("attendance.scan", "attendance.add_reading"),
        (
            Claim("verdict", "verdict", ("attendance.scan",)),
            Claim("direction", "direction", ("attendance.scan", "attendance.add_reading")),
        ),
    ),
}
PERSONAL_DATA = {
    "attendance.scan": PersonalData(
        _("Your badge at the doors of an event"),
        held=_("Your code, the door, the direction, the time, and who read it."),
        why=_("So that it is known who is there, and who has earned a certificate."),
        until=_("As long as the event is kept."),
        seen_by=_("Those who run the event; who stands at the door sees one reading at a time."),
        order=95,
    ),
}
