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

from engines.lifecycle import journey as states
from jejaring.admission import letters
from jejaring.admission.actions.moves import (
    Piece,
    locked,
    make_move,
    refuse_wrong_date,
    stored,
    wrong_state,
)
from jejaring.admission.actions.notices import tell_outcome
from jejaring.admission.models import Attendance, Deliberation, Journey
from jejaring.cities.letters import issue_letter
from jejaring.cities.models import Department
from jejaring.kit import words
from jejaring.kit.refusal import Refusal
from jejaring.people.models import Person


@dataclass(frozen=True, slots=True)
class Seat:
    """What the minutes say of one department."""

    state: str
    represented_by: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the meeting came to."""

    joins: bool
    summary: str
    frame_of_thinking: str
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
    journey = locked(journey)
    if journey.state != states.LOI_SIGNED:
        raise wrong_state(journey)
    refuse_wrong_date(journey, on=on, at=at)
    if not departments:
        raise Refusal(_("Choose at least one department."), field="departments")
    if any(one.organisation_id != journey.organisation_id for one in departments):
        raise Refusal(_("Choose departments of your own government."), field="departments")
    if _local_day(journey, held_at) < on:
        raise Refusal(_("The meeting lies before the date of its invitation."), field="held_at")
    meeting = Deliberation.objects.create(journey=journey, held_at=held_at, place=place, agenda=agenda)
    Attendance.objects.bulk_create(Attendance(deliberation=meeting, department=one) for one in departments)
    names = [one.name for one in departments]
    letter = issue_letter(
        journey.organisation,
        "invitation",
        lambda number: letters.invitation(meeting, names, number=number, on=on),
        record=journey,
        by=by,
        on=on,
        at=at,
    )
    pieces = [
        Piece("invitation", document=letter),
        Piece("invited_departments", text="\n".join(names)),
    ]
    if agenda.strip():
        pieces.append(Piece("agenda", text=agenda.strip()))
    make_move(journey, "call_deliberation", by=by, on=on, at=at, pieces=pieces)
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

    Raises Refusal if a department's attendance is open, none was present, or the day lies before the meeting.
    """
    journey = locked(journey)
    if journey.state != states.DELIBERATING:
        raise wrong_state(journey)
    refuse_wrong_date(journey, on=on, at=at)
    meeting = journey.deliberation
    held_on = _local_day(journey, meeting.held_at)
    if on < held_on:
        raise Refusal(
            _("The meeting was called for %(day)s; its decision cannot be older.") % {"day": words.long_date(held_on)},
            field="on",
        )
    attendances = _seated(meeting, outcome.seats)
    meeting.joins, meeting.decided_on, meeting.summary = outcome.joins, on, outcome.summary.strip()
    meeting.frame_of_thinking = outcome.frame_of_thinking.strip()
    meeting.expected_benefits = outcome.expected_benefits.strip()
    meeting.save()
    paper = stored(attendance_list, journey, field="attendance_list", by=by, at=at)
    minutes = issue_letter(
        journey.organisation,
        "minutes",
        lambda number: letters.minutes(meeting, attendances, number=number, on=on),
        record=journey,
        by=by,
        on=on,
        at=at,
    )
    pieces = [*_outcome_pieces(meeting, attendances), Piece("minutes", document=minutes, file=paper)]
    verb = "conclude_deliberation" if outcome.joins else "decline"
    step = make_move(journey, verb, by=by, on=on, at=at, pieces=pieces)
    if not outcome.joins:
        tell_outcome(journey, at=at, key=f"step-{step.pk}")
    return journey


def _seated(meeting: Deliberation, seats: Mapping[int, Seat]) -> list[Attendance]:
    attendances = list(meeting.attendances.select_related("department"))
    for one in attendances:
        seat = seats.get(one.department_id)
        if seat is None or seat.state == Attendance.State.INVITED:
            raise Refusal(
                _("Say whether %(department)s was present.") % {"department": one.department.name},
                field=f"state_{one.department_id}",
            )
        one.state, one.represented_by, one.position = seat.state, seat.represented_by.strip(), seat.position.strip()
        if one.state == Attendance.State.PRESENT and not one.represented_by:
            raise Refusal(
                _("Say by which title %(department)s was represented.") % {"department": one.department.name},
                field=f"represented_by_{one.department_id}",
            )
    if not any(one.state == Attendance.State.PRESENT for one in attendances):
        raise Refusal(_("A deliberation at which no department was present decides nothing."))
    Attendance.objects.bulk_update(attendances, ["state", "represented_by", "position"])
    return attendances


def _outcome_pieces(meeting: Deliberation, attendances: Sequence[Attendance]) -> list[Piece]:
    present = sum(one.state == Attendance.State.PRESENT for one in attendances)
    texts = {
        "attendance": f"{present}/{len(attendances)}",
        "frame_of_thinking": meeting.frame_of_thinking,
        "expected_benefits": meeting.expected_benefits,
        "decision_to_join" if meeting.joins else "decision_not_to_join": meeting.summary or "–",
    }
    return [Piece(code, text=text) for code, text in texts.items() if text]


def _local_day(journey: Journey, moment: datetime) -> date:
    return timezone.localtime(moment, ZoneInfo(journey.organisation.time_zone)).date()
