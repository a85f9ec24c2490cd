"""Minutes: begun, written, approved as a document, signed by the network, corrected by a new version."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.cities.letters import issue_letter
from jejaring.cities.queries import holdings_of, the_network
from jejaring.documents.actions import sign_document
from jejaring.documents.models import Document
from jejaring.events.models import Event, Session
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.minutes.actions.common import drafted, locked
from jejaring.minutes.actions.items import tell_owners
from jejaring.minutes.letters import SLOT, minutes_letter
from jejaring.minutes.models import ActionItem, Minutes, MinutesVersion
from jejaring.minutes.queries import SIGNERS, items_of
from jejaring.people.models import Person


@dataclass(frozen=True, slots=True)
class MinutesFacts:
    """What minutes say. `present`, `excused` and `absent` have one title or organisation per line."""

    title: str
    held_at: datetime
    place: str = ""
    agenda: str = ""
    present: str = ""
    excused: str = ""
    absent: str = ""
    course: str = ""
    decisions: str = ""


@transaction.atomic
def begin_minutes(
    event: Event, facts: MinutesFacts, *, by: Person, at: datetime, session: Session | None = None
) -> Minutes:
    """Begin the minutes of a session, or of another meeting of an event. Raises Refusal for another event's session."""
    if session and session.event_id != event.pk:
        raise Refusal(_("This session belongs to another event."), field="session")
    minutes = Minutes.objects.create(event=event, session=session, example=event.example, **asdict(facts))
    data = {"session": session.number} if session else {}
    record("minutes.begin_minutes", minutes, by=by, at=at, data=data)
    return minutes


@transaction.atomic
def change_minutes(minutes: Minutes, facts: MinutesFacts, *, revision: int, by: Person, at: datetime) -> Minutes:
    """Change minutes that are not approved. Raises Overtaken if another window has saved since, Refusal if approved."""
    minutes = drafted(minutes)
    minutes.advance(revision)
    changed = [name for name, value in asdict(facts).items() if getattr(minutes, name) != value]
    for name, value in asdict(facts).items():
        setattr(minutes, name, value)
    minutes.save()
    record("minutes.change_minutes", minutes, by=by, at=at, data={"changed": changed})
    return minutes


@transaction.atomic
def approve(minutes: Minutes, *, by: Person, on: date, at: datetime) -> MinutesVersion:
    """Approve minutes: their next version is issued as a document, which replaces the one before.

    The owners of new items are told. Raises Refusal if they are approved, or lack who was present or what came of it.
    """
    minutes = drafted(minutes)
    if not minutes.present.strip():
        raise Refusal(_("Write who was present."))
    if not (minutes.course.strip() or minutes.decisions.strip()):
        raise Refusal(_("Write the course of the meeting or its decisions."))
    items, number = items_of(minutes), minutes.versions.count() + 1
    document = _issued(minutes, items, number, by=by, on=on, at=at)
    minutes.document, minutes.state = document, Minutes.State.APPROVED
    version = MinutesVersion.objects.create(
        minutes=minutes,
        number=number,
        content=_content(minutes, items),
        document=document,
        approved_at=at,
        approved_by=by,
        reason=minutes.correction_reason,
    )
    minutes.correction_reason = ""
    minutes.save()
    tell_owners(minutes, items, at=at)
    record("minutes.approve", minutes, by=by, on=on, at=at, data={"version": number, "sha256": document.sha256})
    return version


def _issued(minutes: Minutes, items: list[ActionItem], version: int, *, by: Person, on: date, at: datetime) -> Document:
    network = the_network()
    return issue_letter(
        network,
        "event_minutes",
        lambda number: minutes_letter(minutes, items, network, number=number, version=version, on=on),
        record=minutes,
        by=by,
        on=on,
        at=at,
        replaces=minutes.document,
    )


def _content(minutes: Minutes, items: list[ActionItem]) -> dict[str, Any]:
    rows = [{"number": one.number, "text": one.text, "owner": one.owner.name, "due_on": one.due_on} for one in items]
    plain = [{**row, "due_on": row["due_on"].isoformat()} for row in rows]  # type: ignore[attr-defined]  # a date
    return {**minutes.typed, "held_at": minutes.held_at.isoformat(), "items": plain}


@transaction.atomic
def sign(minutes: Minutes, *, by: Person, on: date, at: datetime) -> Minutes:
    """Sign the document for the network. Raises Refusal if it does not wait for that, or `by` holds no such office."""
    minutes = locked(minutes)
    if minutes.state != Minutes.State.APPROVED or minutes.document is None:
        raise Refusal(_("These minutes do not wait for a signature."))
    held = [one.office for one in holdings_of(by, on=on) if one.office.is_of_network and one.office.role in SIGNERS]
    if not held:
        raise Refusal(_("You hold no office that signs minutes for the network."))
    office = min(held, key=lambda one: SIGNERS.index(type(one).Role(one.role)))
    name = office.organisation.name
    sign_document(minutes.document, slot=SLOT, organisation_name=name, signer_title=office.title, by=by, at=at)
    minutes.state = Minutes.State.SIGNED
    minutes.save(update_fields=["state"])
    record("minutes.sign", minutes, by=by, on=on, at=at, data={"document": minutes.document.number})
    return minutes


@transaction.atomic
def correct(minutes: Minutes, *, reason: str, by: Person, on: date, at: datetime) -> Minutes:
    """Open approved minutes for a correction; the document stays in force until the next version replaces it.

    Raises Refusal without a reason, or if they are open already.
    """
    minutes = locked(minutes)
    if minutes.state == Minutes.State.DRAFT:
        raise Refusal(_("These minutes are open already."))
    if not reason.strip():
        raise Refusal(_("Give the reason for the correction: it stands in the new version."), field="reason")
    minutes.state, minutes.correction_reason = Minutes.State.DRAFT, reason.strip()
    minutes.save(update_fields=["state", "correction_reason"])
    record("minutes.correct", minutes, by=by, on=on, at=at)
    return minutes
