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

from jejaring.admission.actions.drafts import forget_typed
from jejaring.admission.actions.moves import OpenMove, Piece, begin
from jejaring.admission.models import Evidence, Journey
from jejaring.admission.queries.journey import latest_document, steps_of
from jejaring.cities.actions import add_department
from jejaring.cities.models import Department
from jejaring.deliberation import letters
from jejaring.deliberation.models import Attendance, Deliberation
from jejaring.documents.actions import revoke_document
from jejaring.documents.models import Document
from jejaring.documents.outline import Outline
from jejaring.kit.days import Limit, refuse_outside, years_after
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
    """What the meeting came to. `held_at` is when it was held, if not as announced."""

    joins: bool
    summary: str
    rationale: str
    expected_benefits: str
    seats: Mapping[int, Seat]
    held_at: datetime | None = None


@transaction.atomic
def call_deliberation(
    journey: Journey,
    *,
    held_at: datetime,
    place: str,
    agenda: str,
    departments: Sequence[Department],
    added: Sequence[str] = (),
    by: Person,
    on: date,
    at: datetime,
) -> Journey:
    """Invite the departments by a letter from data; `on` is the letter's date.

    `added` are names of further departments; those the government does not have yet are added to it.

    A meeting that was called is called again like this, at another time or place or with others: the new letter
    replaces the one before. Raises Refusal without departments of one's own, or for a day out of bounds.
    """
    move = begin(journey, "call_deliberation", "recall_deliberation", by=by, on=on, at=at)
    journey = move.journey
    departments = _with_added(journey, departments, added, by=by, on=on)
    if not departments:
        raise Refusal(_("Choose at least one department."), field="departments")
    if any(one.organisation_id != journey.organisation_id for one in departments):
        raise Refusal(_("Choose departments of your own government."), field="departments")
    first = Limit(on, _("the date of the invitation"))
    last = Limit(years_after(on, 1), _("a year after the invitation"))
    refuse_outside(_local_day(journey, held_at), earliest=first, latest=last, field="held_at")
    meeting = _announced(journey, departments, held_at=held_at, place=place, agenda=agenda)
    names = [one.name for one in departments]
    letter = move.letter(
        journey.organisation,
        "invitation",
        lambda number: letters.invitation(meeting, names, number=number, on=on),
        replaces=_letter_before(move, "invitation") if move.verb == "recall_deliberation" else None,
    )
    pieces = [Piece("invitation", document=letter), Piece("invited_departments", text="\n".join(names))]
    if agenda.strip():
        pieces.append(Piece("agenda", text=agenda.strip()))
    move.make(pieces)
    return journey


def _with_added(
    journey: Journey, departments: Sequence[Department], names: Sequence[str], *, by: Person, on: date
) -> list[Department]:
    """Return the departments with those called `names`, each once; new ones are added to the government."""
    found = {one.pk: one for one in departments}
    for name in names:
        there = journey.organisation.departments.filter(name__iexact=name, closed_on__isnull=True).first()
        one = there or add_department(journey.organisation, name=name, by=by, on=on)
        found[one.pk] = one
    return list(found.values())


@transaction.atomic
def cancel_deliberation(journey: Journey, *, reason: str, by: Person, on: date, at: datetime) -> Journey:
    """Cancel a meeting that was called and revoke its invitation; it can be called anew.

    Raises Refusal without a reason.
    """
    move, reason = begin(journey, "cancel_deliberation", by=by, on=on, at=at), reason.strip()
    if not reason:
        raise Refusal(_("Give the reason for cancelling the meeting."), field="reason")
    if letter := _letter_before(move, "invitation"):
        revoke_document(letter, reason=reason, by=by, on=on)
    move.make([Piece("reason", text=reason)], remark=reason)
    return move.journey


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

    Until the application is submitted, an outcome to join is corrected like this: new minutes replace those before.
    Raises Refusal if a department's attendance is open, none was present, or a day is out of bounds.
    """
    move, attendances = _begun(journey, outcome, by=by, on=on, at=at)
    journey, meeting = move.journey, move.journey.deliberation
    meeting.save()
    Attendance.objects.bulk_update(attendances, ["state", "represented_by", "position"])
    paper = move.store(attendance_list, field="attendance_list")
    minutes = move.letter(
        journey.organisation,
        "minutes",
        lambda number: letters.minutes(meeting, attendances, number=number, on=on),
        replaces=_letter_before(move, "minutes") if move.verb == "correct_deliberation" else None,
    )
    pieces = [*_outcome_pieces(meeting, attendances), Piece("minutes", document=minutes, file=paper)]
    move.make(pieces, outcome=not outcome.joins)
    return journey


@transaction.atomic
def minutes_to_check(journey: Journey, outcome: Outcome, *, by: Person, on: date, at: datetime) -> Outline:
    """Return the minutes as `conclude_deliberation` would issue them, without number. Raises Refusal as that does."""
    move, attendances = _begun(journey, outcome, by=by, on=on, at=at)
    return letters.minutes(move.journey.deliberation, attendances, number=_("(assigned when created)"), on=on)


def _begun(
    journey: Journey, outcome: Outcome, *, by: Person, on: date, at: datetime
) -> tuple[OpenMove, list[Attendance]]:
    """Return the move, its meeting with the outcome (not saved yet), and who attended."""
    verbs = ("conclude_deliberation", "correct_deliberation") if outcome.joins else ("decline",)
    move = begin(journey, *verbs, by=by, on=on, at=at, corrects=("correct_deliberation",))
    meeting = move.journey.deliberation
    meeting.held_at = _when_held(move, outcome.held_at or meeting.held_at)
    meeting.joins, meeting.decided_on, meeting.summary = outcome.joins, on, outcome.summary.strip()
    meeting.rationale, meeting.expected_benefits = outcome.rationale.strip(), outcome.expected_benefits.strip()
    return move, _seated(meeting, outcome.seats)


def _announced(journey: Journey, departments: Sequence[Department], **facts: Any) -> Deliberation:
    meeting, _new = Deliberation.objects.update_or_create(journey=journey, defaults=facts)
    meeting.attendances.all().delete()
    forget_typed(journey, "minutes", "held_on", "held_time", "on")
    Attendance.objects.bulk_create(Attendance(deliberation=meeting, department=one) for one in departments)
    return meeting


def _letter_before(move: OpenMove, code: str) -> Document | None:
    """Return the letter of that code that is in force."""
    found: Evidence | None = latest_document(steps_of(move.journey), code)
    return found.document if found else None


def _when_held(move: OpenMove, held_at: datetime) -> datetime:
    """Return when the meeting was held. Raises Refusal if that was before its invitation or after its decision."""
    called = move.journey.steps.filter(verb__in=("call_deliberation", "recall_deliberation"))
    first = called.order_by("pk").values_list("decided_on", flat=True).last() or move.journey.opened_on
    earliest, held_on = Limit(first, _("the date of the invitation")), _local_day(move.journey, held_at)
    refuse_outside(held_on, earliest=earliest, latest=Limit(move.on, _("the date of the decision")), field="held_at")
    return held_at


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
