"""What the script of the door sends: a batch of scans, each read on its own, so that a wrong one stops no other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from jejaring.attendance.actions import Report
from jejaring.attendance.models import Scan
from jejaring.events.models import Session
from jejaring.kit.refusal import Refusal
from jejaring.texts.judge import TextError, judged

FORMAT = 1  # of one scan, as phones keep it; a later one still reads this
MOST_SCANS = 100  # per batch
EVENT_DOOR = "acara"  # stands for the event's own door among the guids of sessions, in forms
OLDEST = timedelta(days=366)  # a scan that waited longer on a phone is no report of an event
LONGEST_CODE = 200  # characters: a code, or the address in a QR


@dataclass(frozen=True, slots=True)
class Batch:
    """The scans of a device, reported `at` a moment; `late` is how far its clock is behind that of the server."""

    scans: tuple[Mapping[str, Any], ...]
    device: str
    at: datetime
    late: timedelta


def read_batch(body: bytes, *, at: datetime) -> Batch:
    """Return what a device sent. Raises Refusal if it is not a batch of scans."""
    try:
        sent = json.loads(body)
        scans, device = sent["scans"], _line(sent["device"], 60)
        late = at - _moment(sent["sent_at"])
    except (KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise Refusal(_("This is not a report of scans.")) from error
    if not isinstance(scans, list) or len(scans) > MOST_SCANS or not all(isinstance(one, dict) for one in scans):
        raise Refusal(_("This is not a report of scans."))
    return Batch(tuple(scans), device, at, late)


def read_scan(scan: Mapping[str, Any], batch: Batch, sessions: Mapping[str, Session]) -> Report:
    """Return one scan of a batch, its moment by the server's clock. Raises Refusal with what is wrong with it."""
    try:
        session = str(scan.get("session") or "")
        if session and session not in sessions:
            raise Refusal(_("This session is not of this event."))
        if scan["format"] != FORMAT or scan["direction"] not in Scan.Direction.values:
            raise ValueError
        return Report(
            guid=UUID(scan["guid"]),
            code=_line(scan["code"], LONGEST_CODE),
            scanned_at=_within_a_year(_moment(scan["at"]) + batch.late, batch.at),
            session=sessions[session] if session else None,
            direction=scan["direction"],
            place=_line(scan.get("place", ""), 100),
            device=batch.device,
            offline=bool(scan.get("offline")),
            unchecked=tuple(one for one in Scan.Unchecked.values if one in scan.get("unchecked", ())),
            undone=bool(scan.get("undone")),
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise Refusal(_("This scan cannot be read.")) from error


def _moment(text: Any) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without zone")
    return found


def _within_a_year(moment: datetime, at: datetime) -> datetime:
    if abs(at - moment) > OLDEST:
        raise ValueError("a moment of another year")
    return moment


def _line(text: Any, most: int) -> str:
    """Return a text of one line, cut where its column ends; a character that cannot be kept is left out."""
    if not isinstance(text, str):
        raise TypeError
    try:
        return str(judged(text.strip(), lines=False))[:most]
    except TextError:
        return text.encode("ascii", "ignore").decode().strip()[:most]
