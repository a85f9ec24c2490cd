"""The application: drafted and kept, signed and submitted, returned with remarks or verified."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engines.lifecycle.journey import CITY
from jejaring.admission import letters
from jejaring.admission.actions.moves import OpenMove, Piece, begin, wrong_state
from jejaring.admission.actions.signing import mandate_kept, signing_office
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
from jejaring.cities.letters import on_behalf
from jejaring.cities.queries import the_network
from jejaring.documents.actions import sign_document
from jejaring.documents.models import Document
from jejaring.kit import words
from jejaring.kit.columns import judged_for
from jejaring.kit.refusal import Refusal
from jejaring.kit.remarks import first_unanswered, written
from jejaring.ledger.actions import record
from jejaring.people.models import Person


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
    move = _begin_writing(journey, "save_application", by=by, at=at)
    return _saved(move, answers=answers, replies=replies or {}, revision=revision)


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
    """Keep the draft and present it for signature.

    Raises Refusal for the first field that lacks its answer or has one that cannot be printed.
    """
    move = _begin_writing(journey, "present_application", by=by, at=at)
    draft = _saved(move, answers=answers, replies=replies or {}, revision=revision)
    _refuse_incomplete(move.journey, draft)
    for key, text in {**draft.replies, **draft.answers}.items():
        judged_for(key, text)
    _update_facts(move, draft)
    draft.ready_at = at
    draft.save(update_fields=["ready_at"])
    record("admission.present_application", move.journey, by=by, at=at, data={"version": draft.number})
    move.renew_waiting(f"version-{draft.number}-{draft.revision}")
    return draft


@transaction.atomic
def return_draft(journey: Journey, *, remark: str, by: Person, on: date, at: datetime) -> ApplicationVersion:
    """Return the draft that waits for its signature to the liaison, with the signatory's remark.

    Raises Refusal without a remark, or if no draft waits.
    """
    move, remark = begin(journey, "return_draft", by=by, on=on, at=at), remark.strip()
    draft = draft_of(move.journey)
    if draft is None or draft.ready_at is None:
        raise wrong_state(move.journey)
    if not remark:
        raise Refusal(_("Write what has to be changed before you sign."), field="remark")
    draft.ready_at = None
    draft.save(update_fields=["ready_at"])
    move.journey.evidence.filter(step__isnull=True, code="signatory_remark").delete()
    move.keep([Piece("signatory_remark", text=remark)], step=None)
    move.record(version=draft.number, remark=remark)
    move.renew_waiting(f"returned-{draft.number}-{draft.revision}")
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
    """Sign and submit the letter of application made from the draft; `on` is its date.

    `revision` is the draft the signatory has read. Raises Refusal if it has changed since, an answer or
    a reply is missing, or `by` may not sign for the city on that day.
    """
    move = begin(journey, "submit_application", "resubmit_application", by=by, on=on, at=at)
    office, mandated = signing_office(by, move.journey, CITY, on=on)
    paper = mandate_kept(move, office, mandated=mandated, mandate=mandate)
    draft = draft_of(move.journey)
    if draft is None or draft.revision != revision:
        raise Refusal(_("The application has changed since you opened it. Read it again before you sign."))
    _refuse_incomplete(move.journey, draft)
    draft.document = _issue_and_sign(move, draft, on_behalf(office, move.journey.organisation, mandated=mandated))
    draft.submitted_on, draft.submitted_at, draft.submitted_by = on, at, by
    draft.save(update_fields=["document", "submitted_on", "submitted_at", "submitted_by"])
    pieces = [
        Piece("application", text=str(draft.number)),
        Piece("application_letter", document=draft.document, signatory=office, mandate=paper),
    ]
    if move.verb == "resubmit_application":
        pieces.append(Piece("answers", text="\n".join(draft.replies.values()) or words.NOTHING))
    move.make(pieces)
    return draft


@transaction.atomic
def return_application(
    journey: Journey, *, remarks: Mapping[str, str], by: Person, on: date, at: datetime, general: str = ""
) -> Journey:
    """Return the application with remarks by field. A new version begins with the same answers."""
    move = begin(journey, "return_application", by=by, on=on, at=at)
    found, general = written(remarks, application_fields()), general.strip()
    if not found:
        raise Refusal(_("Comment on at least one field, so that the city knows what to change."))
    version = submitted_versions(move.journey)[-1]
    Remark.objects.bulk_create(
        Remark(version=version, field=key, text=text, by=by, at=at) for key, text in found.items()
    )
    ApplicationVersion.objects.create(journey=move.journey, number=version.number + 1, answers=version.answers)
    move.make([Piece("remarks", text=general or str(len(found)))], remark=general, outcome=True)
    return move.journey


@transaction.atomic
def verify_application(journey: Journey, *, result: str, by: Person, on: date, at: datetime) -> Journey:
    """Verify that the application is complete and correct; `result` records what was checked."""
    move, result = begin(journey, "verify_application", by=by, on=on, at=at), result.strip()
    move.make([Piece("verification", text=result)] if result else [], remark=result, outcome=True)
    return move.journey


def _begin_writing(journey: Journey, verb: str, *, by: Person, at: datetime) -> OpenMove:
    return begin(journey, verb, by=by, on=timezone.localtime(at).date(), at=at)


def _saved(
    move: OpenMove, *, answers: Mapping[str, str], replies: Mapping[str, str], revision: int
) -> ApplicationVersion:
    journey = move.journey
    draft = draft_of(journey) or ApplicationVersion(journey=journey, number=journey.applications.count() + 1)
    draft.advance(revision)
    known = {key: str(value).strip() for key, value in answers.items() if key in application_fields()}
    draft.answers = {**(draft.answers or first_answers(journey)), **known}
    draft.replies = written(replies, application_fields())
    draft.ready_at = None
    draft.save()
    data = {"version": draft.number, "revision": draft.revision}
    record("admission.save_application", journey, by=move.by, at=move.at, data=data)
    return draft


def _refuse_incomplete(journey: Journey, draft: ApplicationVersion) -> None:
    for field in missing_answers(draft.answers):
        raise Refusal(_("“%(field)s” is still empty.") % {"field": field.label}, field=field.key)
    if not (remarks := remarks_to_answer(journey)):
        return
    before = submitted_versions(journey)[-1]
    if key := first_unanswered(remarks, before.answers, draft.answers, draft.replies):
        label = application_fields()[key].label
        raise Refusal(_("There is a comment on “%(field)s”: change it, or reply.") % {"field": label}, field=key)


def _update_facts(move: OpenMove, draft: ApplicationVersion) -> None:
    """Update the organisation's own record with the facts typed here."""
    organisation = move.journey.organisation
    changed: dict[str, str] = {}
    for field in application_fields().values():
        if field.fact in FACT_FIELDS:
            answer = draft.answers.get(field.key, "")
            if answer and answer != getattr(organisation, field.fact):
                changed[field.fact] = answer
    if changed:
        change_facts(organisation, by=move.by, on=move.on, **changed)


def _issue_and_sign(move: OpenMove, draft: ApplicationVersion, title: str) -> Document:
    city = move.journey.organisation
    versions = submitted_versions(move.journey)
    document = move.letter(
        city,
        "application",
        lambda number: letters.application_letter(draft, the_network(), number=number, signer_title=title, on=move.on),
        replaces=versions[-1].document if versions else None,
    )
    sign_document(document, slot=CITY, organisation_name=city.name, signer_title=title, by=move.by, at=move.at)
    return document
