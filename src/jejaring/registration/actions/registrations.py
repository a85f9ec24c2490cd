"""Who comes: registered, approved, rejected, changed, merged, cancelled. Each passes `seats`."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration import seats, telling, tickets
from jejaring.registration.models import Delegation, ParticipantGroup, QuestionVersion, Registration
from jejaring.registration.names import sort_name
from jejaring.registration.queries.people import ACTIVE
from jejaring.registration.seats import Over
from jejaring.registration.signals import registrations_merged

GONE = (Delegation.State.WITHDRAWN, Delegation.State.DECLINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One person as they are registered. A single name is enough; several may have one e-mail address, or none."""

    name: str
    role: str = Registration.Role.PARTICIPANT
    sort_name: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    language: str = "id"
    listed: bool = False
    person: Person | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    asked: QuestionVersion | None = None
    example: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """Return the columns of a registration."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {
            "sort_name": self.sort_name or sort_name(self.name),
            "answers": dict(self.answers),
            "email": self.email.strip(),
        }


@transaction.atomic
def register(
    event: Event,
    entrant: Entrant,
    *,
    group: ParticipantGroup | None,
    delegation: Delegation | None = None,
    by: Person | None,
    at: datetime,
    over: Over | None = None,
    applies: bool = False,
    confirm_until: datetime | None = None,
) -> Registration:
    """Register a person and return the registration: confirmed, or on the waiting list where no seat is free.

    With `applies` it waits for approval instead. `over` allows a seat beyond those there are. Every way of adding a
    person to an event comes through here. Raises Refusal if the event has ended, the group or delegation is not of
    it, the person is registered already, or the delegation has a head already.
    """
    _refuse_misplaced(event, group, delegation)
    new = Registration(event=event, group=group, delegation=delegation, registered_at=at, **entrant.values)
    new.token_hash, new.confirm_until = tickets.hash_of(tickets.token_of(new)), confirm_until
    seats.lock(group.pk if group else None)
    with registered_once(), one_head():
        if applies:
            new.save()
        else:
            new = seats.take(new, at=at, over=over)
    data = {"state": new.state, "role": new.role, "group": group.key if group else ""}
    record("registration.register", new, by=by, at=at, data=data | ({"over": True} if new.over_seats_by_id else {}))
    return new


@transaction.atomic
def add_by_hand(
    event: Event,
    entrant: Entrant,
    *,
    group: ParticipantGroup | None,
    by: Person,
    at: datetime,
    over: Over | None = None,
) -> Registration:
    """Register someone for whom a manager answers, and write to them. Raises Refusal as `register` does."""
    new = register(event, entrant, group=group, by=by, at=at, over=over)
    telling.decided(new, at=at)
    return new


def _refuse_misplaced(event: Event, group: ParticipantGroup | None, delegation: Delegation | None) -> None:
    if event.state in (Event.State.CLOSED, Event.State.CANCELLED):
        raise Refusal(_("This event is over or cancelled; nobody can be registered any more."))
    if group and group.event_id != event.pk:
        raise Refusal(_("Choose a group of this event."), field="group")
    if delegation and (group is None or delegation.group_id != group.pk):
        raise Refusal(_("Choose a delegation of this group."), field="delegation")
    if delegation and Delegation.objects.filter(pk=delegation.pk, state__in=GONE).exists():
        raise Refusal(_("This delegation does not come."), field="delegation")


def registered_once() -> AbstractContextManager[None]:
    """Write a registration that the database refuses if its person has another. Raises Refusal then."""
    sentence = _("This person is registered for this event already.")
    return unless_taken("a_person_is_registered_once", sentence, field="person")


def one_head() -> AbstractContextManager[None]:
    """Write a registration that the database refuses if the delegation has another head. Raises Refusal then."""
    return unless_taken("one_head_per_delegation", _("This delegation has a head already."), field="role")


@transaction.atomic
def approve(registration: Registration, *, by: Person, at: datetime, over: Over | None = None) -> Registration:
    """Accept an application: confirmed, or on the waiting list where no seat is free. Return the registration.

    Raises Refusal if it has been decided already.
    """
    approved = seats.take(registration, at=at, over=over)
    record("registration.approve", approved, by=by, at=at, data={"state": approved.state})
    telling.decided(approved, at=at)
    return approved


@transaction.atomic
def reject(registration: Registration, *, reason: str, by: Person, at: datetime) -> Registration:
    """Decline an application, or someone on the waiting list. Raises Refusal without a reason, or once decided."""
    rejected = seats.free(registration, "reject", at=at, reason=reason)
    record("registration.reject", rejected, by=by, at=at)
    telling.rejected(rejected, at=at)
    return rejected


@transaction.atomic
def cancel(registration: Registration, *, by: Person | None, at: datetime, reason: str = "") -> Registration:
    """End a registration; its seat goes to the next of the group. Raises Refusal if it has ended already."""
    cancelled = seats.free(registration, "cancel", at=at, reason=reason)
    record("registration.cancel", cancelled, by=by, at=at)
    return cancelled


@transaction.atomic
def replace(registration: Registration, entrant: Entrant, *, by: Person, at: datetime) -> Registration:
    """Have another person come in someone's place, and return that person's registration.

    Role, seat, delegation and place on the waiting list pass over, at any time until the event has ended. Raises
    Refusal if the registration has ended, or the new person is registered already.
    """
    _refuse_misplaced(registration.event, registration.group, None)
    new = Registration(event=registration.event, registered_at=at, **entrant.values)
    new.token_hash = tickets.hash_of(tickets.token_of(new))
    with registered_once():
        new = seats.hand_over(registration, new, verb="replace", at=at)
    record("registration.replace", new, by=by, at=at, data={"replaced": str(registration.public_id)})
    return new


@transaction.atomic
def merge(registration: Registration, *, into: Registration, by: Person, at: datetime) -> Registration:
    """End a registration as one of a person who is registered twice, and return the one that stays.

    What that one lacks it takes from the other: account, address, telephone, position, seats in sessions. Raises
    Refusal if one of them has ended, they are of two events, or the one that stays waits while the other has a seat.
    """
    if registration.pk == into.pk or registration.event_id != into.event_id:
        raise Refusal(_("Choose another registration of this event."), field="into")
    ending, kept = _locked(registration, into)
    if kept.state not in ACTIVE:
        raise Refusal(_("The registration to keep has ended."), field="into")
    if ending.state == Registration.State.CONFIRMED != kept.state:
        raise Refusal(_("Keep the registration that is confirmed, and merge the other into it."), field="into")
    sessions = [one.session for one in ending.sign_ups.filter(left_at=None).select_related("session")]
    given = {name: getattr(ending, name) for name in ("person_id", "email", "phone", "position", "speaker_id")}
    seats.free(ending, "merge", at=at, successor=kept)
    for name, value in given.items():
        setattr(kept, name, getattr(kept, name) or value)
    kept.save(update_fields=["person", "email", "phone", "position", "speaker"])
    for session in sessions:
        seats.sign_up(kept, session, at=at)
    record("registration.merge", kept, by=by, at=at, data={"merged": str(ending.public_id)})
    registrations_merged.send(Registration, registration=ending, into=kept, at=at)
    return kept


def _locked(*registrations: Registration) -> list[Registration]:
    seats.lock_all({one.group_id for one in registrations if one.group_id})
    found = Registration.objects.select_for_update().filter(pk__in=[one.pk for one in registrations]).order_by("pk")
    rows = {one.pk: one for one in found}
    return [rows[one.pk] for one in registrations]


@transaction.atomic
def change(registration: Registration, values: Mapping[str, Any], *, by: Person | None, at: datetime) -> Registration:
    """Change what a registration holds about its person: name, position, addresses, answers, whether it is listed.

    A name that is changed has to be checked anew. Raises Refusal if the registration has ended.
    """
    changed = Registration.objects.select_for_update().get(pk=registration.pk)
    if changed.state not in ACTIVE:
        raise Refusal(_("This registration has ended."))
    different = [name for name, value in values.items() if getattr(changed, name) != value]
    for name in different:
        setattr(changed, name, values[name])
    if "name" in different:
        changed.name_checked_at = None
        changed.sort_name = values.get("sort_name") or sort_name(changed.name)
    if different:
        changed.save()
        record("registration.change", changed, by=by, at=at, data={"fields": sorted(different)})
    return changed


@transaction.atomic
def move(
    registration: Registration,
    *,
    group: ParticipantGroup | None,
    role: str,
    by: Person,
    at: datetime,
    over: Over | None = None,
) -> Registration:
    """Change the group or the role; a confirmed person needs a seat there, and frees the one before.

    Raises Refusal if the registration has ended or is a delegation's, or (field "group") if no seat is free there.
    """
    if registration.state not in ACTIVE:
        raise Refusal(_("This registration has ended."))
    if registration.delegation_id and registration.group_id != (group.pk if group else None):
        raise Refusal(_("Who comes with a delegation stays in its group."), field="group")
    _refuse_misplaced(registration.event, group, None)
    with one_head():
        moved = seats.move(registration, group=group, role=role, at=at, over=over)
    data = {"group": group.key if group else "", "role": role}
    record("registration.move", moved, by=by, at=at, data=data)
    return moved


@transaction.atomic
def check_name(registration: Registration, *, by: Person | None, at: datetime) -> Registration:
    """Note that a person has read their name as it is printed, and it is right. Raises Refusal if it has ended."""
    return change(registration, {"name_checked_at": at}, by=by, at=at)
