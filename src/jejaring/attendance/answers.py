"""What a door answers, in words: for the page and for its script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jejaring.attendance.judging import Door, first_entry
from jejaring.attendance.models import Scan
from jejaring.attendance.queries import zone_of
from jejaring.kit import words
from jejaring.kit.components import State
from jejaring.kit.refusal import Refusal

Verdict = Scan.Verdict
KINDS: dict[str, State] = {Verdict.ADMITTED: "ok", Verdict.LEFT: "ok", Verdict.REPEATED: "warn"}  # others are "bad"
ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-x"}
TITLES: dict[str, str | Promise] = {
    Verdict.ADMITTED: pgettext_lazy("door", "Come in"),
    Verdict.LEFT: pgettext_lazy("door", "Goes out"),
    Verdict.REPEATED: gettext_lazy("Already inside"),
    Verdict.RENEWED: gettext_lazy("Old code: it has been renewed"),
    Verdict.NOT_CONFIRMED: gettext_lazy("Not confirmed"),
    Verdict.OTHER_EVENT: gettext_lazy("Code of another event"),
    Verdict.UNKNOWN: gettext_lazy("Unknown code"),
    Verdict.OTHER_DAY: gettext_lazy("Not on this day"),
    Verdict.FULL: gettext_lazy("No seat in this session"),
}
ADVICE: dict[str, str | Promise] = {
    Verdict.RENEWED: gettext_lazy("Ask for the newer badge."),
    Verdict.NOT_CONFIRMED: gettext_lazy("The registration desk can look up why."),
    Verdict.OTHER_EVENT: gettext_lazy("Ask for the badge of this event."),
    Verdict.UNKNOWN: gettext_lazy("Check what was typed, or send the person to the registration desk."),
    Verdict.OTHER_DAY: gettext_lazy("This door is open on another day."),
    Verdict.FULL: gettext_lazy("This session has seats to sign up for, and this person has none."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown of one scan. `person` says whose code it is, `first` when and where they came in before."""

    guid: str
    verdict: str
    kind: State
    title: str
    person: str = ""
    who: str = ""
    first: str = ""
    advice: str = ""
    conflicts: tuple[str, ...] = ()
    undone: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    def as_json(self) -> dict[str, Any]:
        """Return what the page's script reads."""
        return {name: getattr(self, name) for name in self.__slots__}


def answer(scan: Scan) -> Answer:
    """Return the answer to a scan as it was stored: the same however often it is asked for."""
    verdict, person = Verdict(scan.verdict), scan.registration
    shows_person = person is not None and verdict != Verdict.RENEWED
    return Answer(
        guid=str(scan.guid),
        verdict=verdict,
        kind=KINDS.get(verdict, "bad"),
        title=str(TITLES[verdict]),
        person=person.name if person and shows_person else "",
        who=_who(scan) if shows_person else "",
        first=_first(scan) if verdict == Verdict.REPEATED else "",
        advice=str(ADVICE.get(verdict, "")),
        conflicts=tuple(conflicts_of(scan)),
        undone=scan.undone_at is not None,
    )


def refused(guid: str, refusal: Refusal) -> dict[str, Any]:
    """Return what the page's script reads of a report that was not stored."""
    return {"guid": guid, "verdict": "refused", "kind": "bad", "title": str(refusal)}


def conflicts_of(scan: Scan) -> list[str]:
    """Return what was found when a device without network reported, in words."""
    known = dict(Scan.Conflict.choices)
    return [str(known[one]) for one in scan.conflicts if one in known]


def unchecked_of(scan: Scan) -> list[str]:
    """Return what a device without network did not check, in words."""
    known = dict(Scan.Unchecked.choices)
    return [str(known[one]) for one in scan.unchecked if one in known]


def place_of(scan: Scan) -> str:
    """Return where a scan was made: the place its device was given, the session's room, or the door of the event."""
    if scan.place:
        return scan.place
    if scan.session is None:
        return _("door of the event")
    return str(scan.session.hall or scan.session)


def clock_of(moment: datetime, zone: str) -> str:
    """Return the time of day with its zone: "09.12 WITA"."""
    return words.moment(moment, zone).rpartition(", ")[2]


def _first(scan: Scan) -> str:
    if scan.registration is None:
        return ""
    door = Door(scan.event, scan.session, Scan.Direction.IN, scan.scanned_at)
    first = first_entry(door, scan.registration, but=scan)
    if first is None:
        return ""
    at = clock_of(first.scanned_at.astimezone(zone_of(scan.event)), scan.event.time_zone)
    return _("since %(time)s, %(place)s") % {"time": at, "place": place_of(first)}


def _who(scan: Scan) -> str:
    person = scan.registration
    if person is None:
        return ""
    parts = (person.get_role_display(), str(person.delegation.organisation.short_name) if person.delegation else "")
    return " · ".join(part for part in parts if part)
