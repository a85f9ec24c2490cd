"""The city's deliberation with its departments: called, then concluded to join or not to join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jejaring.admission import letters
from jejaring.admission.actions.moves import Piece, begin
from jejaring.admission.models import Attendance, Deliberation, Journey
from jejaring.cities.models import Department
from jejaring.kit import words
from jejaring.kit.refusal import Refusal
from jejaring.people.models import Person


@dataclass(frozen=True, slots=True)
class Seat:
    """What the minutes record about one department."""

    state: str
    represented_by: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the meeting came to."""

    joins: bool
    summary: str
    rationale: str
    expected_benefits: str
    seats: Mapping[int, Seat]


@transaction.atomic
def call_deliberation(
    journey: Journey,
    *,
    held_at: datetime,
    place: str,
    agenda: str,
    departments: Sequence[Department],
    by: Person,
    on: date,
    at: datetime,
) -> Journey:
    """Invite the departments by a letter from data; `on` is the letter's date."""
    move = begin(journey, "call_deliberation", by=by, on=on, at=at)
    journey = move.journey
    if not departments:
        raise Refusal(_("Choose at least one department."), field="departments")
    if any(one.organisation_id != journey.organisation_id for one in departments):
        raise Refusal(_("Choose departments of your own government."), field="departments")
    if _local_day(journey, held_at) < on:
        raise Refusal(_("The meeting is before the date of its invitation."), field="held_at")
    meeting = Deliberation.objects.create(journey=journey, held_at=held_at, place=place, agenda=agenda)
    Attendance.objects.bulk_create(Attendance(deliberation=meeting, department=one) for one in departments)
    names = [one.name for one in departments]
    letter = move.letter(
        journey.organisation,
        "invitation",
        lambda number: letters.invitation(meeting, names, number=number, on=on),
    )
    pieces = [Piece("invitation", document=letter), Piece("invited_departments", text="\n".join(names))]
    if agenda.strip():
        pieces.append(Piece("agenda", text=agenda.strip()))
    move.make(pieces)
    return journey


@transaction.atomic
def conclude_deliberation(
    journey: Journey,
    outcome: Outcome,
    *,
    by: Person,
    on: date,
    at: datetime,
    attendance_list: UploadedFile[Any] | None = None,
) -> Journey:
    """Record the outcome with its minutes; `on` is the day of the decision. Not to join ends the journey.

    Raises Refusal if a department's attendance is open, none was present, or the day is before the meeting.
    """
    verb = "conclude_deliberation" if outcome.joins else "decline"
    move = begin(journey, verb, by=by, on=on, at=at)
    journey, meeting = move.journey, move.journey.deliberation
    held_on = _local_day(journey, meeting.held_at)
    if on < held_on:
        raise Refusal(
            _("The meeting was called for %(day)s; its decision cannot be earlier.")
            % {"day": words.long_date(held_on)},
            field="on",
        )
    attendances = _seated(meeting, outcome.seats)
    _decided(meeting, outcome, on=on)
    paper = move.store(attendance_list, field="attendance_list")
    minutes = move.letter(
        journey.organisation,
        "minutes",
        lambda number: letters.minutes(meeting, attendances, number=number, on=on),
    )
    pieces = [*_outcome_pieces(meeting, attendances), Piece("minutes", document=minutes, file=paper)]
    move.make(pieces, outcome=not outcome.joins)
    return journey


def _decided(meeting: Deliberation, outcome: Outcome, *, on: date) -> None:
    meeting.joins, meeting.decided_on, meeting.summary = outcome.joins, on, outcome.summary.strip()
    meeting.rationale, meeting.expected_benefits = outcome.rationale.strip(), outcome.expected_benefits.strip()
    meeting.save()


def _seated(meeting: Deliberation, seats: Mapping[int, Seat]) -> list[Attendance]:
    attendances = list(meeting.attendances.select_related("department"))
    for one in attendances:
        seat = seats.get(one.department_id)
        if seat is None or seat.state == Attendance.State.INVITED:
            raise Refusal(
                _("Choose whether %(department)s was present.") % {"department": one.department.name},
                field=f"state_{one.department_id}",
            )
        one.state, one.represented_by, one.position = seat.state, seat.represented_by.strip(), seat.position.strip()
        if one.state == Attendance.State.PRESENT and not one.represented_by:
            raise Refusal(
                _("Enter the title of whoever represented %(department)s.") % {"department": one.department.name},
                field=f"represented_by_{one.department_id}",
            )
    if not any(one.state == Attendance.State.PRESENT for one in attendances):
        raise Refusal(_("A deliberation at which no department was present cannot decide."))
    Attendance.objects.bulk_update(attendances, ["state", "represented_by", "position"])
    return attendances


def _outcome_pieces(meeting: Deliberation, attendances: Sequence[Attendance]) -> list[Piece]:
    present = sum(one.state == Attendance.State.PRESENT for one in attendances)
    texts = {
        "attendance": f"{present}/{len(attendances)}",
        "rationale": meeting.rationale,
        "expected_benefits": meeting.expected_benefits,
        "decision_to_join" if meeting.joins else "decision_not_to_join": meeting.summary or "–",
    }
    return [Piece(code, text=text) for code, text in texts.items() if text]


def _local_day(journey: Journey, moment: datetime) -> date:
    return timezone.localtime(moment, ZoneInfo(journey.organisation.time_zone)).date()
