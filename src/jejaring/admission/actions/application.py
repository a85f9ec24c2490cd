"""The application: drafted and kept, signed and submitted, returned with remarks or verified."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engines.lifecycle import journey as states
from engines.lifecycle.journey import CITY
from jejaring.admission import letters
from jejaring.admission.actions.moves import (
    Piece,
    locked,
    make_move,
    refuse_wrong_date,
    renew_waiting,
    stored,
    wrong_state,
)
from jejaring.admission.actions.notices import tell_outcome
from jejaring.admission.actions.signing import signing_office
from jejaring.admission.models import ApplicationVersion, Journey, Remark
from jejaring.admission.queries.application import (
    draft_of,
    first_answers,
    missing_answers,
    remarks_to_answer,
    submitted_versions,
)
from jejaring.admission.queries.texts import application_fields
from jejaring.cities.actions.organisations import FACT_FIELDS, change_facts
from jejaring.cities.letters import issue_letter, on_behalf
from jejaring.cities.queries import the_network
from jejaring.documents.actions import sign_document
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person

WRITING = (states.DELIBERATED, states.RETURNED)


class Overtaken(Refusal):
    """The draft was saved elsewhere since this page was opened; `stored` is what it holds now."""

    def __init__(self, stored_draft: ApplicationVersion) -> None:
        super().__init__(
            _(
                "This application was saved in another window since you opened it. Nothing is lost: "
                "below each field that differs you see the text saved there. Take over what you need, then save."
            )
        )
        self.stored = stored_draft


@transaction.atomic
def save_application(
    journey: Journey,
    *,
    answers: Mapping[str, str],
    revision: int,
    by: Person,
    at: datetime,
    replies: Mapping[str, str] | None = None,
) -> ApplicationVersion:
    """Keep the draft; `revision` is the one the writer began from (0: none yet).

    A draft that waited for its signature waits no longer. Raises Overtaken if another has saved since.
    """
    journey = locked(journey)
    return _saved(journey, answers=answers, replies=replies or {}, revision=revision, by=by, at=at)


@transaction.atomic
def present_application(
    journey: Journey,
    *,
    answers: Mapping[str, str],
    revision: int,
    by: Person,
    at: datetime,
    replies: Mapping[str, str] | None = None,
) -> ApplicationVersion:
    """Keep the draft and lay it before the signatory. Raises Refusal for the first field that lacks its answer."""
    journey = locked(journey)
    draft = _saved(journey, answers=answers, replies=replies or {}, revision=revision, by=by, at=at)
    _refuse_incomplete(journey, draft)
    _report_once(journey, draft, by=by, on=timezone.localtime(at).date())
    draft.ready_at = at
    draft.save(update_fields=["ready_at"])
    record("admission.present_application", journey, by=by, at=at, data={"version": draft.number})
    renew_waiting(journey, at=at, key=f"version-{draft.number}-{draft.revision}", by=by)
    return draft


@transaction.atomic
def submit_application(
    journey: Journey,
    *,
    revision: int,
    by: Person,
    on: date,
    at: datetime,
    mandate: UploadedFile[Any] | None = None,
) -> ApplicationVersion:
    """Sign the letter of application made from the draft and hand it in; `on` is its date.

    `revision` is the draft the signatory has read. Raises Refusal if it has changed since, an answer or
    a reply is missing, or `by` may not sign for the city on that day.
    """
    journey = locked(journey)
    if journey.state not in WRITING:
        raise wrong_state(journey)
    refuse_wrong_date(journey, on=on, at=at)
    office, mandated = signing_office(by, journey, CITY, on=on)
    if mandated and mandate is None:
        raise Refusal(
            _("As %(title)s you sign with a mandate: attach the surat kuasa.") % {"title": office.title},
            field="mandate",
        )
    draft = draft_of(journey)
    if draft is None or draft.revision != revision:
        raise Refusal(_("The application has changed since you opened it. Read it again before you sign."))
    _refuse_incomplete(journey, draft)
    paper = stored(mandate if mandated else None, journey, field="mandate", by=by, at=at)
    title = on_behalf(office, journey.organisation, mandated=mandated)
    _issue_and_sign(journey, draft, title=title, by=by, on=on, at=at)
    draft.submitted_on, draft.submitted_at, draft.submitted_by = on, at, by
    draft.save(update_fields=["document", "submitted_on", "submitted_at", "submitted_by"])
    pieces = [
        Piece("application", text=str(draft.number)),
        Piece("application_letter", document=draft.document, signatory=office, mandate=paper),
    ]
    if journey.state == states.RETURNED:
        pieces.append(Piece("answers", text="\n".join(draft.replies.values()) or "–"))
    verb = "submit_application" if journey.state == states.DELIBERATED else "resubmit_application"
    make_move(journey, verb, by=by, on=on, at=at, pieces=pieces)
    return draft


@transaction.atomic
def return_application(
    journey: Journey, *, remarks: Mapping[str, str], by: Person, on: date, at: datetime, general: str = ""
) -> Journey:
    """Give the application back with remarks by field. A new version begins with the same answers."""
    journey = locked(journey)
    if journey.state != states.SUBMITTED:
        raise wrong_state(journey)
    refuse_wrong_date(journey, on=on, at=at)
    written = {key: text.strip() for key, text in remarks.items() if key in application_fields() and text.strip()}
    if not written:
        raise Refusal(_("Remark on at least one field, so that the city knows what to change."))
    version = submitted_versions(journey)[-1]
    Remark.objects.bulk_create(
        Remark(version=version, field=key, text=text, by=by, at=at) for key, text in written.items()
    )
    ApplicationVersion.objects.create(journey=journey, number=version.number + 1, answers=version.answers)
    piece = Piece("remarks", text=general.strip() or str(len(written)))
    step = make_move(journey, "return_application", by=by, on=on, at=at, pieces=[piece], remark=general.strip())
    tell_outcome(journey, at=at, key=f"step-{step.pk}")
    return journey


@transaction.atomic
def verify_application(journey: Journey, *, result: str, by: Person, on: date, at: datetime) -> Journey:
    """Find the application complete and right; `result` says what was checked."""
    journey = locked(journey)
    pieces = [Piece("verification", text=result.strip())] if result.strip() else []
    step = make_move(journey, "verify_application", by=by, on=on, at=at, pieces=pieces, remark=result.strip())
    tell_outcome(journey, at=at, key=f"step-{step.pk}")
    return journey


def _saved(
    journey: Journey,
    *,
    answers: Mapping[str, str],
    replies: Mapping[str, str],
    revision: int,
    by: Person,
    at: datetime,
) -> ApplicationVersion:
    if journey.state not in WRITING:
        raise wrong_state(journey)
    draft = draft_of(journey)
    if draft is None:
        draft = ApplicationVersion(journey=journey, number=journey.applications.count() + 1)
    if draft.revision != revision:
        raise Overtaken(draft)
    began = draft.answers or first_answers(journey)
    known = {key: str(value).strip() for key, value in answers.items() if key in application_fields()}
    draft.answers = {**began, **known}
    draft.replies = {key: text.strip() for key, text in replies.items() if text.strip()}
    draft.revision, draft.ready_at = draft.revision + 1, None
    draft.save()
    record(
        "admission.save_application", journey, by=by, at=at, data={"version": draft.number, "revision": draft.revision}
    )
    return draft


def _refuse_incomplete(journey: Journey, draft: ApplicationVersion) -> None:
    for field in missing_answers(draft.answers):
        raise Refusal(_("“%(field)s” is still empty.") % {"field": field.label}, field=field.key)
    if journey.state != states.RETURNED:
        return
    before = submitted_versions(journey)[-1]
    for key in remarks_to_answer(journey):
        if before.answers.get(key) == draft.answers.get(key) and not draft.replies.get(key):
            label = application_fields()[key].label
            raise Refusal(
                _("“%(field)s” was remarked on: change it, or reply to the remark.") % {"field": label},
                field=key,
            )


def _report_once(journey: Journey, draft: ApplicationVersion, *, by: Person, on: date) -> None:
    """Carry facts that were typed here into the organisation's own record."""
    organisation = journey.organisation
    changed: dict[str, str] = {}
    for field in application_fields().values():
        if field.fact in FACT_FIELDS:
            answer = draft.answers.get(field.key, "")
            if answer and answer != getattr(organisation, field.fact):
                changed[field.fact] = answer
    if changed:
        change_facts(organisation, by=by, on=on, **changed)


def _issue_and_sign(
    journey: Journey, draft: ApplicationVersion, *, title: str, by: Person, on: date, at: datetime
) -> None:
    city = journey.organisation
    draft.document = issue_letter(
        city,
        "application",
        lambda number: letters.application_letter(draft, the_network(), number=number, signer_title=title, on=on),
        record=journey,
        by=by,
        on=on,
        at=at,
        replaces=_letter_before(journey),
    )
    sign_document(draft.document, slot=CITY, organisation_name=city.name, signer_title=title, by=by, at=at)


def _letter_before(journey: Journey) -> Any:
    versions = submitted_versions(journey)
    return versions[-1].document if versions else None
