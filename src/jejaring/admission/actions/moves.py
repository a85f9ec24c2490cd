"""What every move of a journey shares: lock, check the table and the date, write the step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from engines.lifecycle.journey import ENDS, JOURNEY, NETWORK
from engines.lifecycle.tables import MissingEvidence, NoSuchMove
from jejaring.admission.actions.notices import notify_next, notify_outcome
from jejaring.admission.duties import waiting_on
from jejaring.admission.models import Evidence, Journey, Step
from jejaring.admission.queries.evidence import EVIDENCE_WORDS
from jejaring.admission.queries.journey import duties_of, read_progress
from jejaring.admission.queries.texts import due_on
from jejaring.cities.letters import issue_letter
from jejaring.cities.models import Office, Organisation
from jejaring.cities.queries import the_network
from jejaring.documents.actions import store_upload
from jejaring.documents.models import Document, StoredFile
from jejaring.documents.outline import Outline
from jejaring.kit.days import Limit, refuse_outside, today_is
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence a move brings along; its date is the move's."""

    code: str
    text: str = ""
    file: StoredFile | None = None
    document: Document | None = None
    signatory: Office | None = None
    mandate: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class OpenMove:
    """A move that has begun and is not made yet: the journey's row is locked, the table allows it, the date holds.

    `on` is the day of the decision, `at` the moment it is recorded, `by` who does it.
    """

    journey: Journey
    verb: str
    by: Person
    on: date
    at: datetime

    def store(self, upload: UploadedFile[Any] | None, *, field: str) -> StoredFile | None:
        """Keep an upload with the journey. Raises Refusal, beside `field`, if the file is not accepted."""
        if upload is None:
            return None
        with beside(field):
            return store_upload(upload, record=self.journey, by=self.by, at=self.at)

    def letter(
        self, issuer: Organisation, kind: str, compose: Callable[[str], Outline], *, replaces: Document | None = None
    ) -> Document:
        """Issue a letter of the journey, dated on the day of the move, with the next number of the issuer.

        A draft of it has served.
        """
        self.journey.letter_drafts.filter(code=kind).delete()
        return issue_letter(
            issuer, kind, compose, record=self.journey, by=self.by, on=self.on, at=self.at, replaces=replaces
        )

    def record(self, **data: Any) -> None:
        """Write the move in the ledger."""
        record(f"admission.{self.verb}", self.journey, by=self.by, at=self.at, on=self.on, data=data)

    def keep(self, pieces: Sequence[Piece], *, step: Step | None) -> None:
        """Write pieces of evidence, for a step or (None) gathered for the coming one."""
        Evidence.objects.bulk_create(
            Evidence(
                journey=self.journey,
                step=step,
                code=piece.code,
                decided_on=self.on,
                recorded_at=self.at,
                by=self.by,
                text=piece.text,
                file=piece.file,
                document=piece.document,
                signatory=piece.signatory,
                mandate=piece.mandate,
            )
            for piece in pieces
        )

    def renew_waiting(self, key: str, *, told: str = "") -> None:
        """Save the journey with who is waited for and until when, and notify those who must act.

        With `told` these are duties of which notices went out under that key: nobody is notified of one again on the
        same day that it is due.
        """
        journey, due_before = self.journey, self.journey.due_on
        found = duties_of(read_progress(journey))
        side = waiting_on(found)
        waits_for = the_network() if side == NETWORK else journey.organisation
        journey.waiting_on = side
        journey.due_on = due_on(journey.state, start=journey.state_since, organisation=waits_for) if side else None
        journey.save(update_fields=["state", "state_since", "closed_on", "due_on", "waiting_on", "membership"])
        notify_next(journey, found, at=self.at, key=told if told and journey.due_on == due_before else key, by=self.by)

    def make(self, pieces: Sequence[Piece] = (), *, remark: str = "", outcome: bool = False) -> Step:
        """Make the move: step, evidence, state, due date, ledger entry, notices; with `outcome` one to the city, too.

        What was gathered for it while the journey waited is used with `pieces`. Raises Refusal if evidence is missing.
        """
        journey = self.journey
        gathered = list(journey.evidence.select_for_update().filter(step__isnull=True))
        target = next_state(journey, self.verb, [*(one.code for one in gathered), *(piece.code for piece in pieces)])
        step = Step.objects.create(
            journey=journey,
            verb=self.verb,
            from_state=journey.state,
            to_state=target,
            decided_on=self.on,
            recorded_at=self.at,
            was_due_on=journey.due_on,
            by=self.by,
            remark=remark,
        )
        self.keep(pieces, step=step)
        journey.evidence.filter(pk__in=[piece.pk for piece in gathered]).update(step=step)
        journey.state, journey.state_since = target, self.on
        journey.closed_on = self.on if target in ENDS else None
        self.record(**{"from": step.from_state, "to": target})
        self.renew_waiting(f"step-{step.pk}")
        if outcome:
            notify_outcome(journey, at=self.at, key=f"step-{step.pk}")
        return step


def begin(
    journey: Journey, *verbs: str, by: Person, on: date, at: datetime, corrects: Collection[str] = ()
) -> OpenMove:
    """Lock the journey until the transaction ends and return the first of `verbs` that the table allows now.

    `on` is the day of the decision. A verb of `corrects` puts another step in the place of the last one, and so may
    be dated before it, but not before the step that came earlier. Raises Refusal if none of `verbs` can be made in
    the journey's state, or the day is after `at` or before the previous step.
    """
    locked = _locked(journey)
    verb = next((one for one in verbs if JOURNEY.allows(locked.state, one)), None)
    if verb is None:
        raise wrong_state(locked)
    refuse_wrong_date(locked, on=on, at=at, since=_step_before(locked) if verb in corrects else None)
    return OpenMove(locked, verb, by, on, at)


def hold(journey: Journey, verb: str, *, by: Person, on: date, at: datetime) -> OpenMove:
    """Lock the journey for something that is no move of the table: `verb` is possible in every state, on any day."""
    return OpenMove(_locked(journey), verb, by, on, at)


def next_state(journey: Journey, verb: str, codes: Sequence[str]) -> str:
    """Return where `verb` leads. Raises Refusal in words instead of the table's errors."""
    try:
        return JOURNEY.apply(journey.state, verb, codes)
    except MissingEvidence as fault:
        missing = ", ".join(str(EVIDENCE_WORDS[code]) for code in sorted(fault.missing))
        raise Refusal(_("This step is not complete. Missing: %(missing)s.") % {"missing": missing}) from fault
    except NoSuchMove as fault:
        raise wrong_state(journey) from fault


def wrong_state(journey: Journey) -> Refusal:
    """Return the refusal of something that cannot be done in the journey's state."""
    state = journey.get_state_display()
    return Refusal(_("This cannot be done now: the journey is at “%(state)s”.") % {"state": state})


def refuse_wrong_date(journey: Journey, *, on: date, at: datetime, since: date | None = None) -> None:
    """Raise Refusal if a decision's date is after its recording or before `since`, by default the previous step's."""
    earliest = Limit(since or journey.state_since, _("the previous step"))
    refuse_outside(on, earliest=earliest, latest=today_is(timezone.localtime(at).date()), field="on")


def _step_before(journey: Journey) -> date | None:
    """Return the day of the last step that led to another state than the present one."""
    made = journey.steps.exclude(to_state=journey.state).order_by("-pk")
    return made.values_list("decided_on", flat=True).first()


@contextmanager
def beside(field: str) -> Iterator[None]:
    """Let a refusal raised inside go beside `field`."""
    try:
        yield
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=field) from refusal


def _locked(journey: Journey) -> Journey:
    return (
        Journey.objects.select_for_update(of=("self",))
        .select_related("organisation__region", "kind")
        .get(pk=journey.pk)
    )
