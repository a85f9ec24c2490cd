"""The one place that counts and gives seats: of groups, of delegations, and of sessions that people sign up for.

Whoever is confirmed and whose role counts has a seat of the group, and one of the delegation they belong to. Every
way of adding, changing or ending a registration goes through `take`, `move`, `hand_over` or `free`, which lock the
group's row first, so that a seat is given once. Rows are locked in this order: groups, delegations, registrations.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from engines.lifecycle.meeting import REGISTRATION
from engines.lifecycle.tables import LifecycleError
from jejaring.events.models import Event, Session
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration import codes, telling
from jejaring.registration.models import Delegation, ParticipantGroup, Registration, SignUp
from jejaring.registration.queries.setup import is_closed

State = Registration.State
USES_A_SEAT = Q(state=State.CONFIRMED, role__in=Registration.COUNTED)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats of a group, a delegation or a session: how many there are, are taken, and are waited for."""

    total: int
    taken: int = 0
    waiting: int = 0

    @property
    def free(self) -> int:
        """Return how many seats are free; 0 where more are taken than there are."""
        return max(0, self.total - self.taken)


@dataclass(frozen=True, slots=True)
class Over:
    """Who allows a seat beyond those there are, and why."""

    by: Person
    reason: str


# --- counting ---------------------------------------------------------------------------------
def of_groups(event: Event) -> dict[int, Seats]:
    """Return the seats of each group of an event, by its key. One query."""
    return _counted(event.groups.all())


def of_group(group: ParticipantGroup) -> Seats:
    """Return the seats of a group. One query."""
    return _counted(ParticipantGroup.objects.filter(pk=group.pk))[group.pk]


def of_delegations(delegations: QuerySet[Delegation]) -> dict[int, Seats]:
    """Return the seats of each delegation, by its key. One query."""
    return _counted(delegations)


def of_delegation(delegation: Delegation) -> Seats:
    """Return the seats of a delegation. One query."""
    return _counted(Delegation.objects.filter(pk=delegation.pk))[delegation.pk]


def of_sessions(sessions: QuerySet[Session]) -> dict[int, Seats]:
    """Return the seats of each session that people sign up for, by its key. One query."""
    found = sessions.filter(capacity__isnull=False).order_by()
    counted = found.annotate(taken=Count("sign_ups", filter=Q(sign_ups__left_at=None)))
    return {pk: Seats(total or 0, taken) for pk, total, taken in counted.values_list("pk", "capacity", "taken")}


def place_in_queue(registration: Registration) -> int | None:
    """Return who stands how far in front: 1 for the next; None for who does not wait."""
    if registration.state != State.WAITING or registration.group is None:
        return None
    return registration.group.registrations.filter(state=State.WAITING, queued_at__lte=registration.queued_at).count()


def _counted(found: QuerySet[Any]) -> dict[int, Seats]:
    seats = Q(registrations__state=State.CONFIRMED, registrations__role__in=Registration.COUNTED)
    waiting = Q(registrations__state=State.WAITING)
    counts = {"taken": Count("registrations", filter=seats), "queued": Count("registrations", filter=waiting)}
    rows = found.order_by().annotate(**counts).values_list("pk", "seats", "taken", "queued")
    return {pk: Seats(total, taken, queued) for pk, total, taken, queued in rows}


# --- giving -----------------------------------------------------------------------------------
@transaction.atomic
def take(registration: Registration, *, at: datetime, over: Over | None = None) -> Registration:
    """Confirm a registration that is new or was applied for; where no seat is free, put it on the waiting list.

    With `over` it is confirmed all the same, with the name and the reason, if there is no seat. Returns the saved
    registration. Raises Refusal if it was decided already, or for `over` without a reason.
    """
    if over and not over.reason.strip():
        raise Refusal(_("Give the reason for going beyond the seats."), field="over_seats_reason")
    group = lock(registration.group_id)
    if registration.pk:
        registration = Registration.objects.select_for_update().get(pk=registration.pk)
    full = _needs_a_seat(registration) and not _has_room(group, registration.delegation_id)
    if full and over is None:
        _move(registration, "queue")
        registration.queued_at = _end_of_the_queue(registration.group_id, at)
        registration.save()
        return registration
    _move(registration, "approve")
    if full and over:
        registration.over_seats_by, registration.over_seats_reason = over.by, over.reason.strip()
    registration.save()
    codes.make(registration, at=at)
    return registration


@transaction.atomic
def free(
    registration: Registration,
    verb: str,
    *,
    at: datetime,
    reason: str = "",
    successor: Registration | None = None,
) -> Registration:
    """End a registration by `verb` of its life, leave its sessions, and move up who waits for its seat.

    Returns the ended registration. Raises Refusal if that cannot be done in its state.
    """
    group = lock(registration.group_id)
    ended = _ended(registration, verb, at=at, reason=reason, successor=successor)
    fill(group, at=at)
    return ended


@transaction.atomic
def hand_over(registration: Registration, successor: Registration, *, verb: str, at: datetime) -> Registration:
    """End a registration by `verb` and give exactly its seat, or its place on the waiting list, to `successor`.

    `successor` is new and of the same group and delegation; nobody else moves. Returns it, saved. Raises Refusal if
    the registration has ended.
    """
    lock(registration.group_id)
    before = Registration.objects.select_for_update().get(pk=registration.pk)
    successor.state, successor.queued_at = before.state, before.queued_at
    successor.over_seats_by, successor.over_seats_reason = before.over_seats_by, before.over_seats_reason
    successor.group_id, successor.delegation_id = before.group_id, before.delegation_id
    successor.role = Registration.Role.DELEGATE if before.role == Registration.Role.HEAD else before.role
    successor.save()  # not yet as head: a delegation has one
    _ended(before, verb, at=at, successor=successor)
    if before.role == Registration.Role.HEAD:
        successor.role = before.role
        successor.save(update_fields=["role"])
    if successor.state == State.CONFIRMED:
        codes.make(successor, at=at)
    return successor


@transaction.atomic
def move(
    registration: Registration,
    *,
    group: ParticipantGroup | None,
    role: str,
    at: datetime,
    over: Over | None = None,
) -> Registration:
    """Change a registration's group or role; a confirmed one needs a seat there, and frees the one it had.

    Returns the saved registration. Raises Refusal (field "group") if no seat is free there and nobody allows more.
    """
    locked = lock_all({one for one in (registration.group_id, group.pk if group else None) if one})
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    had = registration.counts and registration.group_id == (group.pk if group else None)
    before, registration.group, registration.role = registration.group_id, group, role
    if registration.state == State.CONFIRMED and registration.counts and not had:
        target = locked.get(registration.group_id or 0)
        full = not _has_room(target, registration.delegation_id)
        if full and not (over and over.reason.strip()):
            raise Refusal(_("No seat is free in this group. Give a reason to go beyond the seats."), field="group")
        registration.over_seats_by = over.by if full and over else None
        registration.over_seats_reason = over.reason.strip() if full and over else ""
    if registration.state == State.WAITING and before != registration.group_id:
        registration.queued_at = _end_of_the_queue(registration.group_id, at)
    needs_none = registration.state == State.WAITING and registration.role not in Registration.COUNTED
    if needs_none:
        _move(registration, "move_up")
    registration.save()
    if needs_none:
        codes.make(registration, at=at)
        telling.moved_up(registration, at=at)
    for one in locked.values():
        fill(one, at=at)
    registration.refresh_from_db()
    return registration


@transaction.atomic
def fill(group: ParticipantGroup | None, *, at: datetime) -> list[Registration]:
    """Move up who waits for the free seats of a group, in the order of the queue; return who did.

    Whoever's delegation is full is passed over. Nobody moves up once registration has closed.
    """
    if group is None or is_closed(group.event, at=at):
        return []
    group = lock(group.pk)
    moved: list[Registration] = []
    while group and (first := _next(group)):
        _move(first, "move_up")
        first.save(update_fields=["state"])
        codes.make(first, at=at)
        record("registration.move_up", first, by=None, at=at)
        telling.moved_up(first, at=at)
        moved.append(first)
    return moved


# --- sessions ---------------------------------------------------------------------------------
@transaction.atomic
def sign_up(registration: Registration, session: Session, *, at: datetime) -> SignUp:
    """Give a seat of a session to who is confirmed, and return it; who has one keeps it.

    Raises Refusal if no seat is free, or the session has none to sign up for or is cancelled.
    """
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if registration.state != State.CONFIRMED or registration.event_id != session.event_id:
        raise Refusal(_("Only who has a confirmed registration can sign up for a session."))
    if there := session.sign_ups.filter(registration=registration, left_at=None).first():
        return there
    if session.capacity is None or session.state == Session.State.CANCELLED:
        raise Refusal(_("There is nothing to sign up for in this session."))
    if session.sign_ups.filter(left_at=None).count() >= session.capacity:
        raise Refusal(_("Every seat of this session is taken."))
    return SignUp.objects.create(session=session, registration=registration, signed_up_at=at)


@transaction.atomic
def leave(registration: Registration, session: Session, *, at: datetime) -> bool:
    """Give back the seat in a session; return False if there was none."""
    return bool(registration.sign_ups.filter(session=session, left_at=None).update(left_at=at))


# --- under the lock ---------------------------------------------------------------------------
def lock(group: int | None) -> ParticipantGroup | None:
    """Lock a group's row until the transaction ends, and return it as it is now."""
    return lock_all({group}).get(group) if group else None


def lock_all(groups: Collection[int]) -> dict[int, ParticipantGroup]:
    """Lock several groups in the order of their keys, so that two transactions never wait for each other."""
    found = ParticipantGroup.objects.select_for_update(no_key=True, of=("self",)).select_related("event")
    return {one.pk: one for one in found.filter(pk__in=groups).order_by("pk")}


def _needs_a_seat(registration: Registration) -> bool:
    return registration.role in Registration.COUNTED


def _has_room(group: ParticipantGroup | None, delegation: int | None) -> bool:
    """Tell whether a seat is free in a locked group, and in the delegation if there is one."""
    if group is None:
        raise Refusal(_("Choose a group."), field="group")
    if _taken(group) >= group.seats:
        return False
    if delegation is None:
        return True
    own = Delegation.objects.select_for_update(no_key=True).get(pk=delegation)
    return _taken(own) < own.seats


def _taken(of: ParticipantGroup | Delegation) -> int:
    return of.registrations.filter(USES_A_SEAT).count()


def _next(group: ParticipantGroup) -> Registration | None:
    """Return who is the next of a locked group to get a seat; None if no seat is free or nobody can take it."""
    if _taken(group) >= group.seats:
        return None
    queue = Registration.objects.select_for_update().filter(group=group, state=State.WAITING)
    full = [key for key, seats in of_delegations(group.delegations.all()).items() if not seats.free]
    return queue.exclude(delegation__in=full).order_by("queued_at", "pk").first()


def _end_of_the_queue(group: int | None, at: datetime) -> datetime:
    """Return a place behind everyone who has ever waited: who locked the group first stands before."""
    last = Registration.objects.filter(group=group).aggregate(last=Max("queued_at"))["last"]
    return max(at, last + MICROSECOND) if last else at


def _ended(
    registration: Registration, verb: str, *, at: datetime, reason: str = "", successor: Registration | None = None
) -> Registration:
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    given = {"reason": reason.strip(), "successor": successor}
    _move(registration, verb, [name for name, value in given.items() if value])
    registration.successor, registration.end_reason = successor, reason.strip()
    registration.speaker = registration.confirm_until = None
    registration.save()
    registration.sign_ups.filter(left_at=None).update(left_at=at)
    return registration


def _move(registration: Registration, verb: str, evidence: Collection[str] = ()) -> None:
    """Change the state by a move of the table. Raises Refusal if there is no such move, or something is missing."""
    try:
        registration.state = REGISTRATION.apply(registration.state, verb, evidence)
    except LifecycleError as error:
        if "reason" in getattr(error, "missing", ()):
            raise Refusal(_("Give the reason."), field="reason") from error
        sentence = _("This registration is already “%(state)s”.")
        raise Refusal(sentence % {"state": registration.get_state_display()}) from error
