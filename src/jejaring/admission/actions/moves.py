"""What every move of a journey shares: lock, check the table and the dates, write the step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engines.lifecycle.journey import ENDS, JOURNEY, NETWORK
from engines.lifecycle.tables import MissingEvidence, NoSuchMove
from jejaring.admission.actions.notices import tell_who_acts_next
from jejaring.admission.duties import waiting_on
from jejaring.admission.models import Evidence, Journey, Step
from jejaring.admission.queries.deadlines import due_on
from jejaring.admission.queries.journey import duties_of, with_progress
from jejaring.cities.models import Office
from jejaring.cities.queries import the_network
from jejaring.documents.actions import store_upload
from jejaring.documents.models import Document, StoredFile
from jejaring.kit import words
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person

EVIDENCE_WORDS: dict[str, Promise] = {
    "reason": gettext_lazy("the reason"),
    "loi": gettext_lazy("the letter of intent"),
    "loi_signature_city": gettext_lazy("the city's signature on the letter of intent"),
    "loi_signature_network": gettext_lazy("the network's signature on the letter of intent"),
    "invitation": gettext_lazy("the invitation"),
    "invitation_signature_city": gettext_lazy("the signature on the invitation"),
    "agenda": gettext_lazy("the agenda"),
    "invited_departments": gettext_lazy("the departments invited"),
    "attendance": gettext_lazy("the attendance of each department"),
    "minutes": gettext_lazy("the minutes"),
    "minutes_signature_city": gettext_lazy("the signature on the minutes"),
    "frame_of_thinking": gettext_lazy("the frame of thinking"),
    "expected_benefits": gettext_lazy("the benefits expected"),
    "decision_to_join": gettext_lazy("the decision to join"),
    "decision_not_to_join": gettext_lazy("the decision not to join"),
    "application": gettext_lazy("the application"),
    "application_letter": gettext_lazy("the signed letter of application"),
    "answers": gettext_lazy("the answers to the remarks"),
    "remarks": gettext_lazy("the remarks"),
    "verification": gettext_lazy("the result of the check"),
    "executive_decision": gettext_lazy("the executive's decision"),
    "agreement": gettext_lazy("the cooperation agreement"),
    "agreement_signature_city": gettext_lazy("the city's signature on the agreement"),
    "agreement_signature_network": gettext_lazy("the network's signature on the agreement"),
    "number": gettext_lazy("the member number"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence a move brings along; its date is the move's unless it has its own."""

    code: str
    text: str = ""
    file: StoredFile | None = None
    document: Document | None = None
    signatory: Office | None = None
    mandate: StoredFile | None = None
    decided_on: date | None = None


def locked(journey: Journey) -> Journey:
    """Lock the journey's row until the transaction ends and return it as it now stands."""
    return (
        Journey.objects.select_for_update(of=("self",))
        .select_related("organisation__region", "kind")
        .get(pk=journey.pk)
    )


def make_move(
    journey: Journey,
    verb: str,
    *,
    by: Person,
    on: date,
    at: datetime,
    pieces: Sequence[Piece] = (),
    remark: str = "",
) -> Step:
    """Make the move `verb` on a locked journey: step, evidence, state, due date, ledger, notices.

    What was gathered for this move while the journey waited is used with `pieces`. Raises Refusal
    if the table has no such move now, evidence is missing, or the date does not hold.
    """
    refuse_wrong_date(journey, on=on, at=at)
    gathered = list(journey.evidence.select_for_update().filter(step__isnull=True))
    target = next_state(journey, verb, [*(one.code for one in gathered), *(piece.code for piece in pieces)])
    step = Step.objects.create(
        journey=journey,
        verb=verb,
        from_state=journey.state,
        to_state=target,
        decided_on=on,
        recorded_at=at,
        was_due_on=journey.due_on,
        by=by,
        remark=remark,
    )
    keep(journey, pieces, step=step, by=by, on=on, at=at)
    journey.evidence.filter(pk__in=[piece.pk for piece in gathered]).update(step=step)
    journey.state, journey.state_since = target, on
    journey.closed_on = on if target in ENDS else None
    record(f"admission.{verb}", journey, by=by, at=at, on=on, data={"from": step.from_state, "to": target})
    renew_waiting(journey, at=at, key=f"step-{step.pk}", by=by)
    return step


def next_state(journey: Journey, verb: str, codes: Sequence[str]) -> str:
    """Return where `verb` leads. Raises Refusal in words instead of the table's errors."""
    try:
        return JOURNEY.apply(journey.state, verb, codes)
    except MissingEvidence as fault:
        missing = ", ".join(str(EVIDENCE_WORDS[code]) for code in sorted(fault.missing))
        raise Refusal(_("This step still lacks: %(missing)s.") % {"missing": missing}) from fault
    except NoSuchMove as fault:
        raise wrong_state(journey) from fault


def wrong_state(journey: Journey) -> Refusal:
    """Return the refusal of something that cannot be done in the journey's state."""
    state = journey.get_state_display()
    return Refusal(_("This cannot be done now: the journey stands at “%(state)s”.") % {"state": state})


def refuse_wrong_date(journey: Journey, *, on: date, at: datetime, field: str = "on") -> None:
    """Raise Refusal if a decision's date lies ahead of its recording or before the previous step's."""
    if on > timezone.localtime(at).date():
        raise Refusal(
            _("%(day)s lies in the future. Give the date on which it was decided.") % {"day": words.long_date(on)},
            field=field,
        )
    if on < journey.state_since:
        raise Refusal(
            _("%(day)s is before the previous step, which was decided on %(previous)s.")
            % {"day": words.long_date(on), "previous": words.long_date(journey.state_since)},
            field=field,
        )


def keep(journey: Journey, pieces: Sequence[Piece], *, step: Step | None, by: Person, on: date, at: datetime) -> None:
    """Write pieces of evidence, for a step or (None) gathered for the coming one."""
    for piece in pieces:
        Evidence.objects.create(
            journey=journey,
            step=step,
            code=piece.code,
            decided_on=piece.decided_on or on,
            recorded_at=at,
            by=by,
            text=piece.text,
            file=piece.file,
            document=piece.document,
            signatory=piece.signatory,
            mandate=piece.mandate,
        )


def renew_waiting(journey: Journey, *, at: datetime, key: str, by: Person) -> None:
    """Save a locked journey with who is waited for and until when, and tell those who must act."""
    saved = with_progress(Journey.objects.filter(pk=journey.pk)).get()
    saved.state = journey.state
    found = duties_of(saved)
    side = waiting_on(found)
    waits_for = the_network() if side == NETWORK else journey.organisation
    journey.waiting_on = side
    journey.due_on = due_on(journey.state, start=journey.state_since, organisation=waits_for) if side else None
    journey.save(
        update_fields=["state", "state_since", "closed_on", "due_on", "waiting_on", "membership"],
    )
    tell_who_acts_next(journey, found, at=at, key=key, by=by)


def stored(
    upload: UploadedFile[Any] | None, journey: Journey, *, field: str, by: Person, at: datetime
) -> StoredFile | None:
    """Keep an upload with the journey; a refusal of it goes beside `field`."""
    if upload is None:
        return None
    with beside(field):
        return store_upload(upload, record=journey, by=by, at=at)


@contextmanager
def beside(field: str) -> Iterator[None]:
    """Let a refusal raised inside go beside `field`."""
    try:
        yield
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=field) from refusal
