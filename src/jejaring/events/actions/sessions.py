"""Sessions: added, changed, placed in time and hall, cancelled, removed. Every way of placing one passes one check."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engines import schedule
from engines.schedule.release import BEYOND_EVENT, NEGATIVE_DURATION, NO_DURATION, faults
from jejaring.admission.models import Journey
from jejaring.events.actions.common import locked_open
from jejaring.events.models import Event, Hall, Part, Session, Speaker, Track
from jejaring.events.signals import speakers_changed
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person

WORDS_OF_FAULTS = {
    NO_DURATION: gettext_lazy("“%(session)s” would end when it begins."),
    NEGATIVE_DURATION: gettext_lazy("“%(session)s” would end before it begins."),
    BEYOND_EVENT: gettext_lazy(
        "“%(session)s” would not be within the days of the event: it begins on one of them, and ends by six in the"
        " morning after the last."
    ),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """When and where a session is. Without moments it is not placed."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    hall: Hall | None = None


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What a session is, apart from its place."""

    title_id: str
    title_en: str = ""
    kind: str = Session.Kind.TALK
    state: str = Session.State.CONFIRMED
    abstract_id: str = ""
    abstract_en: str = ""
    language: str = "id"
    track: Track | None = None
    capacity: int | None = None
    journey: Journey | None = None
    example_time: bool = False
    source: str = ""

    def values(self) -> dict[str, object]:
        """Return the facts by the columns they are kept in."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who speaks in a session, and as what."""

    speaker: Speaker
    role: str = Part.Role.SPEAKER


NOT_PLACED = Slot()


def next_number(event: Event) -> int:
    """Return the number of an event's next session: one that none has, or has had. The event's row is locked."""
    found = Event.objects.select_for_update().get(pk=event.pk)
    highest = found.sessions.aggregate(highest=Max("number"))["highest"]
    return max(found.last_number, highest or 0) + 1


@transaction.atomic
def add_session(
    event: Event,
    facts: SessionFacts,
    slot: Slot = NOT_PLACED,
    speaking: Sequence[Speaking] = (),
    *,
    by: Person | None,
    at: datetime,
    guid: uuid.UUID | None = None,
) -> Session:
    """Add a session to the draft. Raises Refusal, naming it, if it cannot be where it is placed."""
    event = locked_open(event)
    refuse_wrong_facts(event, facts)
    refuse_wrong_slot(event, facts.title_id, slot)
    session = Session(event=event, number=next_number(event), **facts.values())
    session.guid = guid or session.guid
    session.starts_at, session.ends_at, session.hall = slot.starts_at, slot.ends_at, slot.hall
    session.save()
    record("events.add_session", event, by=by, at=at, data={"session": session.number})
    if _give_parts(session, speaking):
        speakers_changed.send(Event, event=event, by=by, at=at)
    return session


@transaction.atomic
def change_session(
    session: Session,
    facts: SessionFacts,
    slot: Slot,
    speaking: Sequence[Speaking],
    *,
    by: Person | None,
    at: datetime,
) -> Session:
    """Change a session of the draft. Raises Refusal, naming it, if it cannot be where it is placed."""
    event, session = locked_session(session)
    refuse_wrong_facts(event, facts)
    refuse_wrong_slot(event, facts.title_id, slot)
    values = {**facts.values(), "starts_at": slot.starts_at, "ends_at": slot.ends_at, "hall": slot.hall}
    changed = [name for name, value in values.items() if getattr(session, name) != value]
    for name, value in values.items():
        setattr(session, name, value)
    session.save()
    data = {"session": session.number, "changed": changed}
    record("events.change_session", event, by=by, at=at, data=data)
    if _give_parts(session, speaking) or "state" in changed:
        speakers_changed.send(Event, event=event, by=by, at=at)
    return session


@transaction.atomic
def place_session(session: Session, slot: Slot, *, by: Person | None, at: datetime) -> Session:
    """Put a session into a slot, or take it out of its own. Raises Refusal, naming it, if it cannot be there."""
    event, session = locked_session(session)
    refuse_wrong_slot(event, str(session.title), slot)
    session.starts_at, session.ends_at, session.hall = slot.starts_at, slot.ends_at, slot.hall
    session.save(update_fields=["starts_at", "ends_at", "hall"])
    data = {"session": session.number, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
    record("events.place_session", event, by=by, at=at, data={**data, "hall": slot.hall.name if slot.hall else ""})
    return session


@transaction.atomic
def cancel_session(session: Session, *, by: Person | None, at: datetime) -> Session:
    """Cancel a session; it stays in the programme, marked. Raises Refusal if it is cancelled already."""
    event, session = locked_session(session)
    if session.state == Session.State.CANCELLED:
        raise Refusal(_("This session is cancelled already."))
    return _set_state(event, session, Session.State.CANCELLED, "events.cancel_session", by=by, at=at)


@transaction.atomic
def reinstate_session(session: Session, *, by: Person | None, at: datetime) -> Session:
    """Take back that a session was cancelled. Raises Refusal if it is not, or no longer fits into the event."""
    event, session = locked_session(session)
    if session.state != Session.State.CANCELLED:
        raise Refusal(_("This session is not cancelled."))
    refuse_wrong_slot(event, str(session.title), Slot(session.starts_at, session.ends_at, session.hall))
    return _set_state(event, session, Session.State.CONFIRMED, "events.reinstate_session", by=by, at=at)


@transaction.atomic
def remove_session(session: Session, *, by: Person | None, at: datetime) -> None:
    """Remove a session from the draft; its number is not given again, and released versions keep it.

    Raises Refusal where people have signed up for it, have been there, or materials belong to it: it can be cancelled.
    """
    event, session = locked_session(session)
    number = session.number
    try:
        with transaction.atomic():
            session.delete()
    except ProtectedError as error:
        raise Refusal(
            _("“%(session)s” has materials, seats or visitors that must be kept. Cancel it instead.")
            % {"session": session.title}
        ) from error
    event.last_number = max(event.last_number, number)
    event.save(update_fields=["last_number"])
    record("events.remove_session", event, by=by, at=at, data={"session": number})
    speakers_changed.send(Event, event=event, by=by, at=at)


def locked_session(session: Session) -> tuple[Event, Session]:
    """Return a session's event, locked, and the session as it now is. Raises Refusal if the event has ended."""
    event = locked_open(session.event)
    found = Session.objects.select_related("hall", "track", "journey").get(pk=session.pk)
    found.event = event
    return event, found


def refuse_wrong_slot(event: Event, title: str, slot: Slot) -> None:
    """Raise Refusal, naming the session, if it cannot be held in that slot: see `engines.schedule.faults`."""
    if (slot.starts_at is None) != (slot.ends_at is None):
        raise Refusal(_("Write both when “%(session)s” begins and when it ends.") % {"session": title}, field="ends_at")
    if slot.hall and slot.hall.event_id != event.pk:
        raise Refusal(_("This room belongs to another event."), field="hall")
    placed = schedule.Session("", 0, schedule.Text(title), starts_at=slot.starts_at, ends_at=slot.ends_at)
    name, days = schedule.Text(event.name_id), (event.begins_on, event.ends_on)
    for fault in faults(schedule.Programme(event.slug, name, event.time_zone, *days, sessions=(placed,))):
        field = "starts_at" if fault.kind == BEYOND_EVENT else "ends_at"
        raise Refusal(WORDS_OF_FAULTS[fault.kind] % {"session": title}, field=field)


def refuse_wrong_facts(event: Event, facts: SessionFacts) -> None:
    """Raise Refusal for a track of another event, or an act that something other than a ceremony is the place of."""
    if facts.track and facts.track.event_id != event.pk:
        raise Refusal(_("This track belongs to another event."), field="track")
    if facts.journey and facts.kind != Session.Kind.CEREMONY:
        raise Refusal(_("Only a ceremony is the place of a signing."), field="journey")


def _set_state(event: Event, session: Session, state: str, verb: str, *, by: Person | None, at: datetime) -> Session:
    session.state = state
    session.save(update_fields=["state"])
    record(verb, event, by=by, at=at, data={"session": session.number})
    speakers_changed.send(Event, event=event, by=by, at=at)
    return session


def _give_parts(session: Session, speaking: Sequence[Speaking]) -> bool:
    """Write who speaks in a session, in order; return whether that is a change. Raises Refusal for one named twice."""
    wanted = [(one.speaker.pk, one.role) for one in speaking]
    if len({pk for pk, _role in wanted}) < len(wanted):
        raise Refusal(_("A speaker has one part in a session."), field="speakers")
    if any(one.speaker.event_id != session.event_id for one in speaking):
        raise Refusal(_("This speaker belongs to another event."), field="speakers")
    if wanted == list(session.parts.order_by("order", "pk").values_list("speaker", "role")):
        return False
    session.parts.all().delete()
    Part.objects.bulk_create(
        Part(session=session, speaker_id=pk, role=role, order=order) for order, (pk, role) in enumerate(wanted)
    )
    return True
